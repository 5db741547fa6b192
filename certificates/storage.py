"""Pressed files on disk: either whole and safely down, or not there.

A file is named after its number, never after a person. Because the press is deterministic a lost file is no loss:
it is pressed again from the row's content and compared with the row's digest.
"""

import contextlib
import glob
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def path_of(number: str) -> Path:
    """Where the PDF of a number such as ``NPA-2026-000123`` lies: a folder for each thousand of them."""
    series, _, running = number.rpartition("-")
    return Path(settings.CERTIFICATE_DIR) / series / f"{int(running) // 1000:03d}" / f"{number}.pdf"


def store(files: Iterable[tuple[str, bytes]]) -> None:
    """Write PDFs by number. Raises OSError when the disk refuses; then no half file is left under its final name.

    1. Write each beside its place and fsync it. 2. Rename it into place. 3. fsync each folder once: after that the
    names survive a power cut too. Writing the same number twice is harmless, its bytes are the same.
    """
    folders = set()
    for number, data in files:
        path = path_of(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, data)
        folders.add(path.parent)
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def load(number: str) -> bytes | None:
    """The stored PDF, or None where there is none."""
    try:
        return path_of(number).read_bytes()
    except FileNotFoundError:
        return None


def drop_drafts(numbers: Iterable[str]) -> None:
    """Delete what a worker that died left half-written of those numbers.

    Were it only frozen, the file would be missing when it wakes up; that is an OSError for it, and its lease is gone.
    """
    for number in numbers:
        with contextlib.suppress(OSError):  # a folder that is not there, or refuses, has its own ways of being noticed
            for draft in path_of(number).parent.glob(f".{glob.escape(number)}.*.part"):
                draft.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
