"""Pressed files on disk: either whole, or not there.

A file is named after its number, never after a person. Because the press is deterministic a lost file is no loss:
it is pressed again from the row's content and compared with the row's digest. That is why nothing here waits for the
disk: an fsync of each file takes 0.4 to 0.7 ms, a third of a whole certificate, for what a press repairs. What a power
cut took is put back by night (`services.files.mend`).
"""

import contextlib
import glob
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def path_of(number: str) -> Path:
    """Where the PDF of a number such as ``NPA-2026-000123`` lies: a folder for each thousand of them."""
    series, _, running = number.rpartition("-")
    return Path(settings.CERTIFICATE_DIR) / series / f"{int(running) // 1000:03d}" / f"{number}.pdf"


def store(files: Iterable[tuple[str, bytes]]) -> None:
    """Write PDFs by number. Raises OSError when the disk refuses; then no half file is left under its final name.

    Each is written beside its place and renamed into it. The same number twice is harmless: its bytes are the same.
    """
    folders: set[Path] = set()
    for number, data in files:
        path = path_of(number)
        if path.parent not in folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            folders.add(path.parent)
        _write(path, data)


def load(number: str) -> bytes | None:
    """The stored PDF, or None where there is none."""
    try:
        return path_of(number).read_bytes()
    except FileNotFoundError:
        return None


def size_of(number: str) -> int | None:
    """Bytes of the stored PDF, or None where there is none. Raises OSError when the disk refuses."""
    try:
        return path_of(number).stat().st_size
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
    draft = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.part")  # a frozen worker may wake up and write too
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
