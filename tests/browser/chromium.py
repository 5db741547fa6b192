"""A Chromium to test with, on any machine.

The first that is there: `chromium`, `chromium-browser`, `google-chrome` on PATH. Else, as root on Debian, the package
is installed once. Else there is none, and the tests say so.
"""

import shutil
from pathlib import Path

from tests.services import Places

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = f"No Chromium: none of {', '.join(NAMES)} is on PATH, and only root on Debian can install it."


def find(places: Places) -> Path | None:
    """Where it is; None where there is none and none is to be had."""
    found = _on_path(places)
    if found is None and places.install("chromium"):
        found = _on_path(places)
    return found


def _on_path(places: Places) -> Path | None:
    for name in NAMES:
        if path := shutil.which(name, path=places.path):
            return Path(path)
    return None
