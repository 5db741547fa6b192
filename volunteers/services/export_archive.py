"""One file of what a role sees: a table alone, or a ZIP of several with what explains them. Memory stays flat."""

import datetime as dt
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.utils import timezone

from backend.common import clock
from volunteers.models.privacy import ExportForm
from volunteers.services.export_forms import MEDIA_TYPE, SUFFIX, Sheet
from volunteers.services.export_guide import Contents, described, explained, place_of
from volunteers.services.exports import Kind, Role, pieces

IN_MEMORY: Final = 1 << 20  # bytes of one table in one form, before they go to a file beside the archive
PACKED: Final = 1  # zlib's level: rows of tables become a fifth at any level, this one is three times as fast as 6


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be written: kinds in their order, local days (both included, both optional), the form."""

    role: Role
    kinds: tuple[Kind, ...]
    form: ExportForm
    start: dt.date | None = None
    end: dt.date | None = None

    @property
    def single(self) -> bool:
        """Whether it is one table alone: then people get that, and no archive."""
        return len(self.kinds) == 1 and self.form != ExportForm.ZIP

    @property
    def suffix(self) -> str:
        """What the name of the file ends in."""
        return SUFFIX[self.form] if self.single else "zip"

    @property
    def media_type(self) -> str:
        """Its type."""
        return MEDIA_TYPE[self.suffix]


def write(path: Path, wish: Wish, tick: Callable[[int], None]) -> tuple[dict[str, int], int]:
    """Write the file, readable by its owner alone. Returns the number of rows by kind, and the bytes one downloads.

    On the disk it is always a ZIP: a table alone lies in it, and is unpacked as it leaves. `tick` hears after each
    piece how many rows there are so far, and stops the work by raising.
    """
    path.touch(mode=0o600)
    at, total, rows, size = clock.now(), 0, {}, 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKED) as archive:
        for kind in wish.kinds:
            with _sheets(archive, wish, kind) as sheets:
                count = 0
                for piece in pieces(kind, kind.rows(wish.role, wish.start, wish.end)):
                    for sheet in sheets:
                        sheet.add(piece)
                    count += len(piece)
                    tick(total + count)
            rows[kind.code] = count
            total += count
        if not wish.single:
            told = [(kind, rows[kind.code]) for kind in wish.kinds]
            contents = Contents(wish.role, at, wish.start, wish.end, wish.form, told)
            archive.writestr("LIESMICH.txt", explained(contents))
            archive.writestr("datapackage.json", described(contents))
        size = archive.infolist()[0].file_size
    return rows, size if wish.single else path.stat().st_size


@contextmanager
def _sheets(archive: zipfile.ZipFile, wish: Wish, kind: Kind) -> Iterator[list[Sheet]]:
    """The table in each form of the wish: rows are read once. The first goes into the archive, the others wait."""
    forms = [ExportForm(form) for form in SUFFIX] if wish.form == ExportForm.ZIP else [wish.form]
    all_forms = wish.form == ExportForm.ZIP
    with ExitStack() as stack:
        places = [place_of(kind, form, all_forms=all_forms) for form in forms]
        entry = stack.enter_context(archive.open(places[0], "w", force_zip64=True))
        waiting = [stack.enter_context(_beside(archive)) for _place in places[1:]]
        sheets = [Sheet(kind, form, target) for form, target in zip(forms, [entry, *waiting], strict=True)]
        yield sheets
        for sheet in sheets:
            sheet.close()
        entry.close()  # an archive takes one at a time
        for place, done in zip(places[1:], waiting, strict=True):
            done.seek(0)
            with archive.open(place, "w", force_zip64=True) as copy:
                shutil.copyfileobj(done, copy, 1 << 16)


def _beside(archive: zipfile.ZipFile) -> "tempfile.SpooledTemporaryFile[bytes]":
    folder = Path(str(archive.filename)).parent
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(folder))


@contextmanager
def opened(path: Path, *, single: bool) -> Iterator[IO[bytes]]:
    """The bytes that one downloads."""
    if not single:
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive, archive.open(archive.infolist()[0]) as table:
        yield table


def name_of(wish: Wish, at: dt.datetime) -> str:
    """What a program that downloads it calls it, with the local day: letters, digits, dashes."""
    what = "daten"
    if wish.single:
        what = place_of(wish.kinds[0], ExportForm.EXCEL, all_forms=False).partition(".")[0].lower()
    return f"dankwerk-{what}-{timezone.localdate(at):%Y-%m-%d}.{wish.suffix}"
