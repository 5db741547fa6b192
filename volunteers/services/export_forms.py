"""How rows are written down: CSV for Excel, CSV for programs, JSON; and what a ZIP of several tables explains.

For people (Excel): German headings and dates, codes by what they are called, keys last, minutes that count also as
hours. For programs: names, codes and instants (UTC) as the API has them. In both, texts are kept from computing as
`backend.common.spreadsheets` says, and its `unharmed` leads back.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import IO, Any, Final

import orjson
from django.utils import timezone
from django.utils.translation import override

from backend.common import spreadsheets
from backend.common.spreadsheets import GERMAN, PLAIN, harmless_text
from volunteers.models.privacy import ExportForm
from volunteers.services.exports import Column, Kind

Pieces = Iterable[Sequence[tuple[Any, ...]]]
SUFFIX: Final = {ExportForm.EXCEL: "csv", ExportForm.CSV: "csv", ExportForm.JSON: "json"}
MEDIA_TYPE: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json", "zip": "application/zip"}
LANGUAGE: Final = "de"
INSTANT: Final = "%Y-%m-%dT%H:%M:%S.%f%z"


class Sheet:
    """One table on its way into a binary file, a piece at a time."""

    def __init__(self, kind: Kind, form: ExportForm, target: IO[bytes]) -> None:
        """Writes the beginning."""
        self._target = target
        self._columns = kind.columns
        self._any = False
        if form == ExportForm.JSON:
            target.write(b"[")
            self.add = self._add_json
            self._end = b"\n]\n"
            return
        self._text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=False)
        self._cells = _for_people(kind.columns) if form == ExportForm.EXCEL else _for_programs(kind.columns)
        self._csv = spreadsheets.writer(self._text, GERMAN if form == ExportForm.EXCEL else PLAIN)
        self._csv.writerow([heading for heading, _place, _cell in self._cells])
        self.add = self._add_csv

    add: Callable[[Sequence[tuple[Any, ...]]], None]

    def _add_csv(self, rows: Sequence[tuple[Any, ...]]) -> None:
        plan = [(place, cell) for _heading, place, cell in self._cells]
        self._csv.writerows([cell(row[place]) for place, cell in plan] for row in rows)

    def _add_json(self, rows: Sequence[tuple[Any, ...]]) -> None:
        names = [column.name for column in self._columns]
        changed = [(place, column.told) for place, column in enumerate(self._columns) if column.told]
        lines = []
        for row in rows:
            values: Any = row
            if changed:
                values = list(row)
                for place, told in changed:
                    values[place] = told(values[place])
            lines.append(orjson.dumps(dict(zip(names, values, strict=True))))
        self._target.write((b",\n" if self._any else b"\n") + b",\n".join(lines))
        self._any = True

    def close(self) -> None:
        """Writes the end; the target stays open."""
        if hasattr(self, "_text"):
            self._text.flush()
            self._text.detach()
        else:
            self._target.write(self._end if self._any else b"]\n")


Cell = Callable[[Any], Any]
Plan = list[tuple[str, int, Cell]]  # heading, place in the row, what becomes of the value


def headings(kind: Kind, form: ExportForm) -> list[str]:
    """The first line of a table as CSV."""
    plan = _for_people(kind.columns) if form == ExportForm.EXCEL else _for_programs(kind.columns)
    return [heading for heading, _place, _cell in plan]


def _for_programs(columns: Sequence[Column]) -> Plan:
    return [(column.name, place, _exact(column)) for place, column in enumerate(columns)]


def _for_people(columns: Sequence[Column]) -> Plan:
    """Keys last: they are there to bring tables together, not to be read."""
    plan: Plan = []
    with override(LANGUAGE):
        for place, column in enumerate(columns):
            plan.append((column.heading, place, _readable(column)))
            if column.name == "counted":
                plan.append(("Gezählte Stunden", place, _hours))
    return sorted(plan, key=lambda one: columns[one[1]].type == "uuid")


def _exact(column: Column) -> Cell:
    if column.told is not None:
        told = column.told
        return lambda value: _json(told(value))
    return _EXACT.get(column.type, _text)


def _readable(column: Column) -> Cell:
    if column.choices:
        names = {code: harmless_text(str(name)) for code, name in column.choices.items()}
        return lambda value: names.get(value) or _text(value)
    return _READABLE.get(column.type) or _exact(column)


def _text(value: Any) -> str:
    return "" if value is None else harmless_text(str(value))


def _number(value: Any) -> Any:
    return "" if value is None else value


def _uuid(value: Any) -> str:
    return "" if value is None else str(value)


def _day(value: dt.date | None) -> str:
    return "" if value is None else value.isoformat()


def _instant(value: dt.datetime | None) -> str:
    return "" if value is None else value.isoformat(timespec="microseconds")


def _yes(value: bool | None) -> str:  # noqa: FBT001 - a value of a column
    return "" if value is None else "true" if value else "false"


def _json(value: Any) -> str:
    return "" if value is None else orjson.dumps(value).decode()


_EXACT: Final[dict[str, Cell]] = {
    "number": _number,
    "uuid": _uuid,
    "day": _day,
    "instant": _instant,
    "yes": _yes,
    "json": _json,
}


@lru_cache(maxsize=4096)
def _german_day(value: dt.date | None) -> str:
    return "" if value is None else f"{value.day:02}.{value.month:02}.{value.year:04}"


def _german_instant(value: dt.datetime | None) -> str:
    if value is None:
        return ""
    here = timezone.localtime(value)
    return f"{_german_day(here.date())} {here.hour:02}:{here.minute:02}"


def _german_yes(value: bool | None) -> str:  # noqa: FBT001 - a value of a column
    return "" if value is None else "ja" if value else "nein"


def _hours(value: int | None) -> str:
    return "" if value is None else f"{value / 60:.2f}".replace(".", ",")


_READABLE: Final[dict[str, Cell]] = {"day": _german_day, "instant": _german_instant, "yes": _german_yes}
