"""What a ZIP of tables says of itself: LIESMICH.txt for people, datapackage.json (Frictionless Data) for programs."""

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.utils import timezone
from django.utils.translation import override

from volunteers.models.privacy import ExportForm
from volunteers.services.export_forms import INSTANT, LANGUAGE, SUFFIX, headings
from volunteers.services.exports import Column, Kind, Role

_FOLDERS: Final = {ExportForm.EXCEL: "excel", ExportForm.CSV: "csv", ExportForm.JSON: "json"}
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", " ": "-"})
_TYPES: Final[dict[str, dict[str, str]]] = {
    "text": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "number": {"type": "integer"},
    "day": {"type": "date"},
    "instant": {"type": "datetime", "format": INSTANT},
    "yes": {"type": "boolean"},
    "json": {"type": "any"},
}
_SPOKEN: Final = {
    "text": "Text",
    "uuid": "Schlüssel (UUID)",
    "number": "ganze Zahl",
    "day": "Tag",
    "instant": "Zeitpunkt",
    "yes": "ja oder nein",
    "json": "JSON",
}
APOSTROPHE: Final = (
    "Beginnt ein Text mit = + - @, einem Tabulator oder Zeilenende, steht in CSV ein Apostroph davor, damit kein "
    "Tabellenprogramm ihn als Formel ausführt; ebenso, wenn vor einem solchen Zeichen schon Apostrophe stehen. Wer die "
    "Datei weiterverarbeitet, nimmt dort genau einen Apostroph weg. Der Import von Dankwerk tut das von selbst."
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: whose, when, and how many rows of which kind."""

    role: Role
    at: dt.datetime
    start: dt.date | None
    end: dt.date | None
    form: ExportForm
    rows: Sequence[tuple[Kind, int]]

    @property
    def forms(self) -> list[ExportForm]:
        """In which forms each table is there."""
        return list(SUFFIX) if self.form == ExportForm.ZIP else [self.form]

    @property
    def whose(self) -> str:
        """The organisation, or the coordination."""
        return self.role.organisation.name if self.role.organisation else "Koordination"

    @property
    def period(self) -> str:
        """The local days, in German."""
        if self.start is None and self.end is None:
            return "alles"
        first = f"ab {self.start:%d.%m.%Y}" if self.start else ""
        last = f"bis {self.end:%d.%m.%Y}" if self.end else ""
        return f"{first} {last}".strip()


def place_of(kind: Kind, form: ExportForm, *, all_forms: bool) -> str:
    """Where a table lies in the archive: German names for people, the API's for programs."""
    with override(LANGUAGE):
        name = str(kind.title).translate(_UMLAUTS) if form == ExportForm.EXCEL else kind.code
    folder = f"{_FOLDERS[form]}/" if all_forms else ""
    return f"{folder}{name}.{SUFFIX[form]}"


def explained(contents: Contents) -> bytes:
    """LIESMICH.txt: German, as the tables are; with a byte order mark, by which Windows knows UTF-8."""
    with override(LANGUAGE):
        text = "\n".join([*_head(contents), *(line for kind, rows in contents.rows for line in _table(kind, rows))])
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


def _head(contents: Contents) -> list[str]:
    lines = [
        "LIESMICH",
        "",
        f"Daten aus Dankwerk: {contents.whose}",
        f"Stand: {timezone.localtime(contents.at):%d.%m.%Y %H:%M}",
        f"Zeitraum: {contents.period}",
        "",
        "Das sind alle Daten, die in dieser Rolle zu sehen sind. Es sind Angaben über Menschen: Bewahren Sie die Datei",
        "sicher auf, und löschen Sie sie, wenn Sie sie nicht mehr brauchen.",
        "",
    ]
    told = {
        ExportForm.EXCEL: "CSV für Excel (UTF-8, Semikolon): deutsche Überschriften und Daten, Kürzel ausgeschrieben.",
        ExportForm.CSV: "CSV nach RFC 4180 (UTF-8, Komma): Namen und Kürzel wie in der Schnittstelle, Zeiten in UTC.",
        ExportForm.JSON: "JSON: jede Tabelle eine Liste, Namen und Werte wie in der Schnittstelle.",
    }
    folders = contents.form == ExportForm.ZIP
    lines += [f"{_FOLDERS[form] + '/: ' if folders else ''}{told[form]}" for form in contents.forms]
    lines += [
        "datapackage.json: dieselben Spalten für Programme beschrieben (Frictionless Data Package).",
        "",
        textwrap.fill(APOSTROPHE, 110),
        "",
        "Tage sind Tage in Niedersachsen. Eine leere Zelle heißt: keine Angabe. Die Tabellen werden nacheinander",
        "gelesen; was sich währenddessen ändert, steht so da, wie es beim Lesen war. Der Zeitraum gilt für Stunden,",
        "ihre Schritte, Korrekturen und Einsprüche nach dem Tag des Eintrags; Verzeichnisse sind immer vollständig.",
        "",
    ]
    return lines


def _table(kind: Kind, rows: int) -> list[str]:
    lines = [f"{kind.title} ({kind.code}), Zeilen: {rows}", f"  {kind.about}", ""]
    for column in kind.columns:
        about = f" {column.about}" if column.about else ""
        lines.append(f"  {column.heading} ({column.name}): {_SPOKEN[column.type]}.{about}")
        if column.choices:
            lines.append("    " + ", ".join(f"{code} = {name}" for code, name in column.choices.items()))
    return [*lines, ""]


def described(contents: Contents) -> bytes:
    """datapackage.json: a Data Package with a Table Schema for each table as CSV; JSON has the same columns."""
    form = ExportForm.CSV if contents.form == ExportForm.ZIP else contents.form
    with override(LANGUAGE):
        package = {
            "profile": "data-package",
            "name": "dankwerk-export",
            "title": f"Dankwerk: {contents.whose}",
            "description": APOSTROPHE,
            "created": contents.at.isoformat(),
            "resources": [_resource(kind, rows, form, contents) for kind, rows in contents.rows],
        }
        return orjson.dumps(package, option=orjson.OPT_INDENT_2)


def _resource(kind: Kind, rows: int, form: ExportForm, contents: Contents) -> dict[str, Any]:
    german = form == ExportForm.EXCEL
    resource: dict[str, Any] = {
        "name": kind.code,
        "path": place_of(kind, form, all_forms=contents.form == ExportForm.ZIP),
        "title": str(kind.title),
        "description": str(kind.about),
        "format": SUFFIX[form],
        "encoding": "utf-8",
        "rows": rows,
    }
    if form != ExportForm.JSON:
        resource |= {"profile": "tabular-data-resource", "mediatype": "text/csv"}
        resource["dialect"] = {"delimiter": ";" if german else ",", "lineTerminator": "\r\n", "doubleQuote": True}
    fields = [_field(column) for column in kind.columns]
    if german:  # for people, and for programs only as text
        fields = [{"name": heading, "type": "string"} for heading in headings(kind, form)]
    resource["schema"] = {"fields": fields, "missingValues": [""]}
    key = "Schlüssel" if german else "uuid"
    if any(one["name"] == key for one in fields):
        resource["schema"]["primaryKey"] = key
    return resource


def _field(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "title": column.heading, **_TYPES[column.type]}
    if column.about:
        found["description"] = column.about
    if column.choices and column.type == "text":
        found["constraints"] = {"enum": [code for code in column.choices if code != ""]}
    return found
