"""A sheet of hours for the café of the cast, given as its lines; the header is line 1."""

import datetime as dt
import io
from typing import Any

from tests.cast import World
from volunteers.imports.report import ImportReport
from volunteers.services.importing import import_hours

HEADER = "Nachname;Vorname;E-Mail;Datum;Tätigkeit;Handlungsfeld;Stunden;Bemerkung"
TODAY = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BADA = "Bada;Bea;;01.10.2026;Sprechrunde;;1,5;"


def run(world: World, *lines: str, header: str = HEADER, **options: Any) -> ImportReport:
    """Import the lines, by nobody in particular."""
    sheet = "\n".join([header, *lines]).encode()
    return import_hours(organisation=world.cafe, actor=None, source=io.BytesIO(sheet), **options)


def people(world: World) -> list[tuple[str, str]]:
    """Names and addresses of the records that the café keeps."""
    return sorted(world.cafe.kept_volunteers.values_list("name", "email"))


def kinds(report: ImportReport) -> list[tuple[int, str, str]]:
    """Line, column and kind of each wrong row."""
    return [(error.line, error.column, error.kind) for error in report.errors]
