"""A Chromium to test with, on any machine.

The first that is there: `chromium-headless-shell`, `chromium`, `chromium-browser`, `google-chrome` on PATH. Else, as
root on Debian, one is installed once. Else there is none, and the tests say so.

The headless shell is the same engine without the windows, tabs and menus that nobody sees in a test and that cost a
fifth of its work. What a browser does behind its pages' backs it cannot do, such as to send in the background.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.services import Places

WHOLE = ("chromium", "chromium-browser", "google-chrome")
NAMES = ("chromium-headless-shell", *WHOLE)
# It is the only user here. A renderer that may fill 64 MB before it looks for rubbish does a thirtieth less in all; one
# that compiles only what runs 5,000 times, a sixth: each page is a new document, for which axe is compiled again.
_SCRIPTS = ("--min-semi-space-size=64", "--max-semi-space-size=64", "--invocation-count-for-maglev=5000")
OPTIONS = ("--no-sandbox", f"--js-flags={','.join(_SCRIPTS)}")
MISSING = f"No Chromium: none of {', '.join(NAMES)} is on PATH, and only root on Debian can install it."


def find(places: Places, *, whole: bool = False) -> Path | None:
    """Where it is, `whole` with all that surrounds the pages; None where there is none and none is to be had."""
    names, packages = (WHOLE, WHOLE[:1]) if whole else (NAMES, NAMES[:2])  # not every Debian has the shell
    found = _on_path(places, names)
    for package in packages:
        if found is None and places.install(package):
            found = _on_path(places, names)
    return found


def _on_path(places: Places, names: Sequence[str]) -> Path | None:
    for name in names:
        if path := shutil.which(name, path=places.path):
            return Path(path)
    return None
