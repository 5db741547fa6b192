"""deploy/nginx.conf in a real nginx: public pages are kept as long as they say, private ones never."""

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.services import NOBODY

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

PUBLIC = {"Cache-Control": "public, max-age=60"}


@dataclass
class Page:
    """What the application answers, and what it was asked. The body is the number of the request."""

    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Front:
    """nginx in front of an application of ours."""

    http: int
    https: int
    pages: dict[str, Page]
    log: Path

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[str, str | None]:
        """Body and X-Cache, over TLS."""
        context = ssl._create_unverified_context()  # noqa: S323 -- our own certificate, on loopback
        connection = HTTPSConnection("127.0.0.1", self.https, context=context, timeout=10)
        connection.request("GET", path, headers={"Host": "dank.example.org", **(headers or {})})
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return body, response.headers["X-Cache"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    pages: dict[str, Page] = {}
    with tempfile.TemporaryDirectory(prefix="dankwerk-nginx-") as name, _application(pages) as port:
        folder = Path(name)
        _make_certificate(folder)
        http, https = _free_port(), _free_port()
        configuration = folder / "nginx.conf"
        configuration.write_text(_local(folder, application=port, http=http, https=https))
        # An ordinary user from the first moment, as in its container.
        user = NOBODY if os.geteuid() == 0 else None
        if user is not None:
            for path in [folder, *folder.iterdir()]:
                os.chown(path, user, user)
        command = [str(NGINX), "-c", str(configuration), "-e", "stderr"]
        subprocess.run([*command, "-t", "-q"], user=user, group=user, check=True)
        with subprocess.Popen([*command, "-g", "daemon off;"], user=user, group=user) as process:
            try:
                _wait_for(http)
                yield Front(http, https, pages, folder / "access.log")
            finally:
                process.terminate()


@contextmanager
def _application(pages: dict[str, Page]) -> Iterator[int]:
    """Answers with `pages`; yields its port."""

    class Application(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = pages[self.path]
            page.asked.append(dict(self.headers))
            body = str(len(page.asked)).encode()
            self.send_response(200)
            for name, value in {**page.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Application) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def _local(folder: Path, *, application: int, http: int, https: int) -> str:
    """The configuration as it is, but for places and ports. Each of them must still be in the file."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for written, here in [
        ("/tmp/", f"{folder}/"),  # noqa: S108 -- the path in the file, not ours; first, for `folder` may lie there
        ("server web:8000;", f"server 127.0.0.1:{application};"),
        ("listen 8080 ", f"listen 127.0.0.1:{http} "),
        ("listen 8443 ", f"listen 127.0.0.1:{https} "),
        ("/etc/nginx/tls", str(folder)),
        ("access_log /dev/stdout", f"access_log {folder}/access.log"),
    ]:
        assert written in text
        text = text.replace(written, here)
    return text


def _make_certificate(folder: Path) -> None:
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=dank.example.org",
    ]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command, *files], check=True, capture_output=True)


def _wait_for(port: int) -> None:
    for _attempt in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start")


def test_public_page_is_kept(front: Front) -> None:
    front.pages["/public"] = page = Page(PUBLIC)
    assert [front.get("/public"), front.get("/public")] == [("1", "MISS"), ("1", "HIT")]
    assert len(page.asked) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache-Control": "private, max-age=60"},
        {"Cache-Control": "no-store"},
        {"Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private"},
        {**PUBLIC, "Set-Cookie": "csrftoken=x"},
    ],
    ids=["says nothing", "private", "no-store", "never_cache", "sets a cookie"],
)
def test_page_is_not_kept_when_it(front: Front, headers: dict[str, str], request: pytest.FixtureRequest) -> None:
    path = f"/private/{request.node.callspec.id.replace(' ', '-')}"
    front.pages[path] = Page(headers)
    assert [front.get(path), front.get(path)] == [("1", "MISS"), ("2", "MISS")]


@pytest.mark.parametrize("who", [{"Cookie": "sessionid=ada"}, {"Authorization": "Token ada"}], ids=["cookie", "token"])
def test_who_is_signed_in_gets_no_kept_page_and_leaves_none(
    front: Front, who: dict[str, str], request: pytest.FixtureRequest
) -> None:
    path = f"/mixed/{request.node.callspec.id}"
    front.pages[path] = Page(PUBLIC)
    assert front.get(path, who) == ("1", "BYPASS")
    assert front.get(path) == ("2", "MISS")
    assert front.get(path, who) == ("3", "BYPASS")
    assert front.get(path) == ("2", "HIT")


def test_languages_are_kept_apart(front: Front) -> None:
    front.pages["/languages"] = Page({**PUBLIC, "Vary": "Accept-Language"})
    assert front.get("/languages", {"Accept-Language": "de"}) == ("1", "MISS")
    assert front.get("/languages", {"Accept-Language": "uk"}) == ("2", "MISS")
    assert front.get("/languages", {"Accept-Language": "de"}) == ("1", "HIT")


def test_stale_page_is_served_once_and_renewed_behind(front: Front) -> None:
    front.pages["/stale"] = page = Page({"Cache-Control": "public, max-age=1, stale-while-revalidate=60"})
    assert front.get("/stale") == ("1", "MISS")
    time.sleep(2.1)
    assert front.get("/stale") == ("1", "STALE")
    for _attempt in range(100):
        if len(page.asked) == 2:
            break
        time.sleep(0.02)
    assert len(page.asked) == 2


def test_withdrawn_name_is_gone_when_the_stale_time_is_over(front: Front) -> None:
    front.pages["/list"] = Page({"Cache-Control": "public, max-age=1, stale-while-revalidate=1"})
    assert front.get("/list") == ("1", "MISS")
    time.sleep(3.1)
    assert front.get("/list") == ("2", "EXPIRED")


def test_proxy_keeps_a_page_for_its_own_time_not_the_browsers(front: Front) -> None:
    """The sum in backend.common.public stands on it: s-maxage and stale-while-revalidate, whatever max-age says."""
    front.pages["/sum"] = Page({"Cache-Control": "public, max-age=60, s-maxage=1, stale-while-revalidate=1"})
    assert front.get("/sum") == ("1", "MISS")
    time.sleep(3.1)
    assert front.get("/sum") == ("2", "EXPIRED")


def test_application_learns_the_visitor_from_nginx_alone(front: Front) -> None:
    front.pages["/who"] = page = Page()
    front.get("/who", {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http"})
    told = {name: page.asked[0][name] for name in ("Host", "X-Forwarded-For", "X-Forwarded-Proto")}
    assert told == {"Host": "dank.example.org", "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}


def test_plain_http_leads_to_tls(front: Front) -> None:
    connection = HTTPConnection("127.0.0.1", front.http, timeout=10)
    connection.request("GET", "/urkunde/ABC", headers={"Host": "dank.example.org"})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, "https://dank.example.org/urkunde/ABC")
    connection.close()


def test_log_holds_neither_a_visitors_address_nor_a_secret_link(front: Front) -> None:
    front.pages["/bestaetigen/geheim?code=geheim"] = Page()
    front.get("/bestaetigen/geheim?code=geheim")
    for _attempt in range(100):
        if "/bestaetigen" in front.log.read_text():
            break
        time.sleep(0.02)
    lines = [line for line in front.log.read_text().splitlines() if "/bestaetigen" in line]
    assert len(lines) == 1
    assert " GET /bestaetigen/... 200 " in lines[0]
    assert "geheim" not in front.log.read_text()
    assert "127.0.0.1" not in front.log.read_text()
