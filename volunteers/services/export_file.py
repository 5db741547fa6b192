"""A person's data as one ZIP: each table as CSV for people, all of them as JSON for programs, and the papers."""

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common.spreadsheets import GERMAN, harmless, writer
from volunteers.services import export
from volunteers.services.export_tables import Row

if TYPE_CHECKING:
    from volunteers.models import User

IN_MEMORY = 1 << 20  # bytes of JSON, before they go to a file beside the archive


def write(path: Path, user: "User") -> None:
    """Write the archive, readable by its owner alone. Whatever the number of rows, few are in memory at a time.

    Each table is read once: its rows go into the CSV and into the JSON, which joins the archive at the end.
    """
    path.touch(mode=0o600)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(path.parent)) as document,
    ):
        with override(user.language):
            archive.writestr("lies-mich.txt", _explained())
        document.write(b"{")
        for number, (name, rows) in enumerate(export.tables(user)):
            document.write(b",\n" if number else b"\n")
            document.write(f"{json.dumps(name)}: [".encode())
            _table(archive, document, name, rows)
            document.write(b"]")
        document.write(b"\n}\n")
        document.seek(0)
        with archive.open("daten.json", "w", force_zip64=True) as entry:
            shutil.copyfileobj(document, entry)
        for name, data in export.files(user):
            archive.writestr(zipfile.ZipInfo(name), data)  # stored: a PDF is packed already


def _table(archive: zipfile.ZipFile, document: IO[bytes], name: str, rows: Iterable[Row]) -> None:
    """Only a table with rows becomes a file; the JSON names the empty ones, too."""
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return
    with (
        archive.open(f"tabellen/{name}.csv", "w", force_zip64=True) as entry,
        io.TextIOWrapper(entry, encoding="utf-8", newline="") as text,
    ):
        lines = writer(text, GERMAN)
        lines.writerow(first)
        for number, row in enumerate(chain([first], waiting)):
            lines.writerow(harmless(_cell(value)) for value in row.values())
            document.write(b",\n" if number else b"\n")
            document.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode())


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, dict | list) else value


def _explained() -> str:
    return _(
        "Das ist alles, was über dich gespeichert ist.\n\n"
        "tabellen/ – jede Art von Angaben als Tabelle (CSV), für eine Tabellenkalkulation\n"
        "daten.json – dasselbe für Programme\n"
        "urkunden/ – deine Urkunden als PDF\n\n"
        "Tage sind Tage in Niedersachsen, Zeitpunkte sind in UTC.\n"
    )
