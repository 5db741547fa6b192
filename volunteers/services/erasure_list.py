"""The erasure list: who was forgotten, by public key and time. A backup brings people back; this lets them go again.

It is kept twice: as a table, and line by line in a file outside of the database (`settings.ERASURE_LIST`), which the
operator keeps apart from the backups. A line is written through to the disk before the erasure is committed: rather a
line too many, of an erasure that is tried again, than one too few.
"""

import datetime as dt
import json
import os
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from volunteers.models import ErasedSubject


def append(subjects: Iterable[uuid.UUID], at: dt.datetime) -> None:
    """Write them down, in the transaction that erases and as its last act. Raises OSError when the disk refuses."""
    keys = list(subjects)
    ErasedSubject.objects.bulk_create([ErasedSubject(subject=key, erased_at=at) for key in keys], ignore_conflicts=True)
    path = Path(settings.ERASURE_LIST)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps({"subject": str(key), "at": at.isoformat(timespec="seconds")}) + "\n" for key in keys)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, lines.encode())  # at once: two processes never mix their lines
        os.fsync(file)
    finally:
        os.close(file)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def subjects(*files: Path) -> Iterator[uuid.UUID]:
    """Everybody in the table and in the files, each once; without a file in the one of the settings.

    A torn last line, of a machine that lost power, is passed over. Raises OSError for a file that cannot be read, and
    ValueError for one that is no erasure list.
    """
    seen = set(ErasedSubject.objects.values_list("subject", flat=True))
    for path in files or _own_file():
        seen.update(_read(path))
    yield from sorted(seen)


def _own_file() -> list[Path]:
    path = Path(settings.ERASURE_LIST)
    return [path] if path.exists() else []


def _read(path: Path) -> Iterator[uuid.UUID]:
    text = path.read_text(encoding="utf-8")
    for line in text.splitlines(keepends=True):
        if line.endswith("\n"):
            yield uuid.UUID(json.loads(line)["subject"])
