"""A Dankwerk of a test's own: database, broker, files, and its processes as real child processes.

A test uses it where threads in one process would prove nothing: workers that are killed, a broker that freezes, a
disk that is full, requests over real HTTP. The database is a copy of the migrated test database; in this process the
models speak to it while the installation lives. Leaving the context ends every child, whatever happened.
"""

import contextlib
import functools
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import dj_database_url
import psycopg
from django.conf import settings as around
from django.db import connection, connections
from psycopg import sql

from backend.supervisor import die_with_parent
from tests.reference import load_reference_data

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90.0  # seconds; only a test that fails waits that long
DECIDED_HERE = ("DANKWERK_", "DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "DJANGO_")
T = TypeVar("T")


class Process:
    """A child in a session of its own, its output in a file. It ends with us, whatever ends us."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path, fds: tuple[int, ...] = ()
    ) -> None:
        """Starts it. `fds` stay open in it."""
        self.name = name
        self.log = log
        self.killed = False
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, pass_fds=fds,
                preexec_fn=functools.partial(die_with_parent, os.getpid()),  # noqa: PLW1509 -- prctl alone
            )  # fmt: skip

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def broken(self) -> bool:
        """Whether it ended badly, and nobody killed it."""
        return not self.killed and bool(self._process.poll())

    @property
    def exit_code(self) -> int:
        """Waits for its end."""
        return self._process.wait(PATIENCE)

    def send(self, number: int) -> None:
        """Sends a signal to it and to what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def kill(self) -> None:
        """Ends it at once and unprepared (SIGKILL)."""
        self.killed = True
        self.send(signal.SIGKILL)
        self._process.wait()

    def freeze(self) -> None:
        """It stands still where it is (SIGSTOP)."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it stood."""
        self.send(signal.SIGCONT)


@dataclass(frozen=True)
class Answer:
    """What a request over HTTP came to, and how long it took from the first byte sent to the last one read."""

    status: int
    content: bytes
    seconds: float

    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.content)


@dataclass(frozen=True)
class Door:
    """Real HTTP to the web process, as a user with that token or as nobody."""

    address: tuple[str, int]
    token: str = ""

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One request on a connection of its own."""
        sent = {"Accept": "*/*", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Token {self.token}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        with contextlib.closing(connection):
            started = time.monotonic()
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            response = connection.getresponse()
            content = response.read()
            return Answer(response.status, content, time.monotonic() - started)

    def get(self, path: str) -> Any:
        """The decoded answer of a GET that must succeed."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer
        return answer.json()

    def post(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        """The decoded answer of a POST that must have that status."""
        answer = self.ask("POST", path, body)
        assert answer.status == status, answer
        return answer.json()

    def sign_in(self, email: str, password: str, code: str = "") -> "Door":
        """A door with a token of one's own; `code` of the app for who has a second factor."""
        sent = {"email": email, "password": password, **({"code": code} if code else {})}
        token = self.post("/api/v1/auth/sign-in", sent)["token"]
        return Door(self.address, token)


@dataclass
class Installation:
    """Where everything lies, and what runs. `settings` are further variables for its processes."""

    folder: Path
    database_url: str
    broker_url: str
    cache_url: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)

    @property
    def certificates(self) -> Path:
        """Where its PDFs lie."""
        return self.folder / "certificates"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: of the settings around the test nothing but the key enters it."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(DECIDED_HERE)}
        return {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "DANKWERK_SECRET_KEY": around.SECRET_KEY,  # opens the second factors that the test gives people
            "DANKWERK_VAR": str(self.folder / "var"),
            "DANKWERK_CERTIFICATES": str(self.certificates),
            "DATABASE_URL": self.database_url,
            "CELERY_BROKER_URL": self.broker_url,
            "CACHE_URL": self.cache_url,
            "TMPDIR": str(self.folder / "tmp"),
            **self.settings,
        }

    def start(self, name: str, *command: str, fds: tuple[int, ...] = ()) -> Process:
        """Starts a Python program in the installation's environment; what it prints goes to its log."""
        log = self.folder / "log" / f"{name}.log"
        process = Process(name, [sys.executable, *command], self.environment, log, fds)
        self.processes.append(process)
        return process

    def worker(self, name: str = "worker") -> Process:
        """A Celery worker as `make run` and docker-compose start it."""
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
        celery = ["-m", "celery", "--quiet", "--app=backend", "worker", "--pool=solo", f"--hostname={name}@test"]
        return self.start(name, *celery, *quiet)

    def beat(self) -> Process:
        """Celery's clock: it sends the sweeper."""
        schedule = self.folder / "beat"
        celery = ["-m", "celery", "--quiet", "--app=backend.beat", "beat", f"--schedule={schedule}", "--pidfile="]
        return self.start("beat", *celery, "--loglevel=WARNING")

    def web(self) -> Door:
        """A web process; the door to it once it answers."""
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(64)
            gunicorn = ["-m", "gunicorn", "backend.wsgi", f"--bind=fd://{listener.fileno()}", "--no-control-socket"]
            gunicorn += ["--worker-class=gthread", "--workers=1", "--threads=4", "--log-level=warning"]
            self.start("web", *gunicorn, fds=(listener.fileno(),))
            door = Door(listener.getsockname())
        self.until(lambda: door.ask("GET", "/healthz").status == 200, "the web process answers")
        return door

    def until(self, condition: Callable[[], T], what: str) -> T:
        """Waits until `condition()` is true and returns its value.

        Fails with the logs when the time is up or a process ended badly that nobody killed.
        """
        end = time.monotonic() + PATIENCE
        while not (value := condition()):
            broken = [process.name for process in self.processes if process.broken]
            assert not broken, f"ended by itself: {broken}\n{self.logs()}"
            assert time.monotonic() < end, f"not in {PATIENCE:.0f} s: {what}\n{self.logs()}"
            time.sleep(0.02)
        return value

    def logs(self) -> str:
        """The end of what each process printed, for a test that fails."""
        texts = [(log.stem, log.read_text(errors="replace")[-1500:]) for log in (self.folder / "log").glob("*.log")]
        return "\n".join(f"── {name}\n{text}" for name, text in sorted(texts) if text)

    def stop(self) -> None:
        """Ends every process; also one that is frozen."""
        for process in self.processes:
            process.kill()


@contextlib.contextmanager
def installation(
    folder: Path, *, broker_url: str = "filesystem://", cache_url: str = "", settings: Mapping[str, str] | None = None
) -> Iterator[Installation]:
    """An installation below `folder`, on a copy of this process's test database: of its kind and on its server.

    Needs pytest-django's `django_db_setup`, which makes the database to copy, and `django_db_blocker.unblock()`; not
    `transactional_db`: nothing was written there that one would have to delete, and frozen rows cannot be.
    """
    for name in ("log", "tmp", "certificates", *(f"var/broker/{name}" for name in ("messages", "done", "control"))):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with _copied_database(folder) as url, speaking_to(url):
        load_reference_data()
        own = Installation(folder, url, broker_url, cache_url, dict(settings or {}))
        try:
            yield own
        finally:
            own.stop()


def copy_to_file(path: Path) -> str:
    """The migrated test database of this process, which is SQLite's, as a file; returns its address."""
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{path}"


@contextlib.contextmanager
def _copied_database(folder: Path) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield copy_to_file(folder / "var" / "dankwerk.sqlite3")
        return
    name = f"installation_{uuid.uuid4().hex[:12]}"
    source = connection.settings_dict
    server = urlsplit("//")._replace(
        scheme="postgres",
        netloc=f"{source['USER']}:{source['PASSWORD']}@{source['HOST']}:{source['PORT']}",
    )
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has it; a database in use cannot be copied
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as postgres:
        copy_it = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        postgres.execute(copy_it.format(sql.Identifier(name), sql.Identifier(source["NAME"])))
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            postgres.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def speaking_to(url: str) -> Iterator[None]:
    """The models of this process speak to that database."""
    configured: dict[str, Any] = dict(dj_database_url.parse(url))
    if configured["ENGINE"].endswith("sqlite3"):
        configured["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    before, connection_before = connections.settings["default"], connections["default"]
    connections.settings["default"] = {**before, "OPTIONS": {}, **configured}
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = connection_before
