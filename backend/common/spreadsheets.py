"""Tables as CSV: the one writer of the project, and the one way in which its cells are kept from computing.

A program for tables takes a cell for a formula when its text begins with one of `= + - @`, their full-width twins, a
tab or an end of line; a name or a note may do so. Such a text gets an apostrophe in front, as one would type it in the
program; so does one that already has apostrophes before such a character, so that the way back is exact: `unharmed`
takes one apostrophe from where `harmless` put one, and from nowhere else. Numbers, days and keys stay as they are, a
minus of ours included. What a cell says further on is left alone: a file opened with the wrong separator is not safe.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse

_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_SUSPECT = frozenset("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # first characters that are worth the expression
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are put into lines. Both end lines as RFC 4180 says and quote only what needs it."""

    delimiter: str
    marked: bool  # begins with a byte order mark, by which Excel knows UTF-8


GERMAN: Final = Dialect(";", marked=True)  # as German programs for tables open it by a double click
PLAIN: Final = Dialect(",", marked=False)


def harmless_text(text: str) -> str:
    """The text as a cell that no program takes for a formula."""
    return f"'{text}" if text and text[0] in _SUSPECT and _FORMULA.match(text) else text


def harmless(value: object) -> str:
    """Any value as such a cell. Whole numbers stay what they are, a sign included."""
    return str(value) if isinstance(value, int) else harmless_text(str(value))


def unharmed(cell: str) -> str:
    """What the cell said before `harmless_text`; any other cell as it stands."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def writer(text: Any, dialect: Dialect) -> Any:
    """A `csv.writer` for cells that are harmless already; writes the mark where the dialect has one."""
    if dialect.marked:
        text.write(BOM)
    return csv.writer(text, delimiter=dialect.delimiter, lineterminator="\r\n")


def table(rows: Iterable[Sequence[object]], dialect: Dialect = GERMAN) -> str:
    """A small table as text, made harmless here."""
    text = io.StringIO()
    writer(text, dialect).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_download(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as a file of that name (letters, digits, dashes), kept by nobody on the way."""
    response = HttpResponse(table(rows).encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
