"""The pictures in this folder: the main screens of the example alliance. Run by `make screens`.

Starts a Dankwerk of its own with the example alliance, looks at it with Chromium, writes a PNG of at most 100 kB for
each screen, and leaves nothing running.
"""  # noqa: INP001 - a recipe, no package

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(__file__).resolve().parent
MOST_BYTES = 100_000
PATIENCE = 600  # seconds until the example alliance is there
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
ADA, OMAR, CARLA = "ada@example.org", "omar@example.org", "carla@example.org"

# name, who, language, options of the window, path; `<desk>` is Omar's organisation
SCREENS = [
    ("phone-home", None, "de", PHONE, "/"),
    ("phone-start", ADA, "de", PHONE, "/ich"),
    ("phone-log", ADA, "de", PHONE, "/ich/eintragen"),
    ("phone-entries", ADA, "de", PHONE, "/ich/eintraege"),
    ("phone-certificates", ADA, "de", PHONE, "/ich/urkunden"),
    ("phone-visibility", ADA, "de", PHONE, "/ich/sichtbarkeit"),
    ("phone-offline", ADA, "de", PHONE, "/ich/eintragen"),
    ("ar-phone-home", None, "ar", PHONE, "/"),
    ("ar-phone-start", ADA, "ar", PHONE, "/ich"),
    ("ar-phone-log", ADA, "ar", PHONE, "/ich/eintragen"),
    ("ar-phone-figures", None, "ar", PHONE, "/zahlen"),
    ("desk-confirm", OMAR, "de", DESK, "/stelle/<desk>/freigabe"),
    ("desk-hours", OMAR, "de", DESK, "/stelle/<desk>/stunden"),
    ("desk-people", OMAR, "de", DESK, "/stelle/<desk>/leute"),
    ("coordination", CARLA, "de", DESK, "/koordination"),
    ("coordination-certificates", CARLA, "de", DESK, "/koordination/urkunden"),
    ("coordination-campaigns", CARLA, "de", DESK, "/koordination/aktionen"),
    ("coordination-lists", CARLA, "de", DESK, "/koordination/listen"),
    ("coordination-reports", CARLA, "de", DESK, "/koordination/berichte"),
    ("public-home", None, "de", DESK, "/"),
    ("public-thanks", None, "de", DESK, "/danke"),
    ("public-figures", None, "de", DESK, "/zahlen"),
    ("public-directory", None, "de", DESK, "/mitmachen"),
    ("public-check", None, "de", DESK, "/pruefen"),
]


def main(names: list[str]) -> None:
    """Take the named screens, or all of them."""
    with tempfile.TemporaryDirectory() as folder, example(Path(folder)) as address:
        take(address, [screen for screen in SCREENS if not names or screen[0] in names])


@contextmanager
def example(folder: Path) -> Iterator[str]:
    """The address of a Dankwerk with the example alliance; `DANKWERK_SCREENS` names one that runs already."""
    if running := os.environ.get("DANKWERK_SCREENS"):
        os.environ.setdefault("DANKWERK_VAR", str(ROOT / "var"))
        yield running.rstrip("/")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    os.environ |= {"DANKWERK_VAR": str(folder), "PORT": port}
    address = f"http://127.0.0.1:{port}"
    program = subprocess.Popen([sys.executable, "manage.py", "run"], cwd=ROOT, start_new_session=True)
    try:
        end = time.monotonic() + PATIENCE
        while not ready(address):
            if program.poll() is not None or time.monotonic() > end:
                raise SystemExit("The example alliance did not get ready; see above.")
            time.sleep(2)
        yield address
    finally:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGTERM)
        program.wait()


def ready(address: str) -> bool:
    """Whether the last step of the example is done: a list of thanks is published."""
    with suppress(OSError), urllib.request.urlopen(f"{address}/danke", timeout=5) as page:  # noqa: S310 - http, ours
        return b"/danke/" in page.read().split(b"<main", 1)[-1]
    return False


def take(address: str, screens: list[tuple[str, str | None, str, dict[str, Any], str]]) -> None:
    """Write the files."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - after the settings know the folder

    cookies, desk = people({who for _name, who, *_rest in screens if who})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, who, language, window, path in screens:
            context = browser.new_context(**window, locale=language, reduced_motion="reduce")
            if who:
                context.add_cookies([{"name": "sessionid", "value": cookies[who], "url": address}])
            page = context.new_page()
            prefix = "" if language == "de" else f"/{language}"
            page.goto(f"{address}{prefix}{path.replace('<desk>', desk)}", wait_until="networkidle")
            if "offline" in name:
                lose_the_network(page)
            data = smaller(page.screenshot())
            (FOLDER / f"{name}.png").write_bytes(data)
            sys.stdout.write(f"{name}: {len(data) // 1000} kB\n")
            context.close()
        browser.close()


def lose_the_network(page: Any) -> None:
    """The form for hours as it opens in a dead spot, with an entry that waits."""
    page.locator("#offline-switch").check()
    page.wait_for_function("async () => (await navigator.serviceWorker.ready) && kept.current()")
    page.context.set_offline(True)
    page.reload()
    page.locator("#duration").fill("1:45")
    page.locator("#log [type=submit]").click()
    page.locator("#unsent li").wait_for()
    page.evaluate("scrollTo(0, 0)")


def people(emails: set[str]) -> tuple[dict[str, str], str]:
    """A session for each, and the key of the organisation whose desk is shown."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    sys.path.insert(0, str(ROOT))
    import django  # noqa: PLC0415 - as above

    django.setup()
    from django.test import Client  # noqa: PLC0415 - as above

    from volunteers.models import Organisation, User  # noqa: PLC0415 - as above

    cookies = {}
    for email in emails:
        client = Client()
        client.force_login(User.objects.get(email=email))
        cookies[email] = client.cookies["sessionid"].value
    desk = Organisation.objects.filter(memberships__user__email=OMAR).values_list("uuid", flat=True).first()
    return cookies, str(desk)


def smaller(png: bytes) -> bytes:
    """The same picture in fewer colours, at most MOST_BYTES long."""
    from PIL import Image  # noqa: PLC0415 - as above

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        packed = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() <= MOST_BYTES:
            break
    return packed.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
