"""Tables for spreadsheet programs, as German ones open them: semicolons, a byte order mark, nothing that computes."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> str:
    """The value as text that no program takes for a formula: somebody's title may begin with an equals sign.

    Whole numbers stay what they are, a sign included.
    """
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, int) else text


def csv_download(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as a file of that name (letters, digits, dashes), kept by nobody on the way."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    response = HttpResponse(b"\xef\xbb\xbf" + text.getvalue().encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
