"""Sign-in sheets to press: one of each form, in every script and beside every language."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

from certificates.press.sheet import Sheet, SheetRow
from tests.certificates.press.samples import people
from volunteers import sheet_codes

DAY = dt.date(2026, 11, 23)
CODES = [sheet_codes.checked(sheet_codes.of_number(number * 97 % 361, 2), within="K7R4X") for number in range(120)]
ADDRESS = (
    "https://dankwerk.example/stelle/0f3a5b1c-2f6e-4b0e-9f70-3f7a1c2d4e5f/listen/7c9e6679-7425-40de-944b-e07fc1f90ae7"
)
NAMES = tuple(person["name"] for person in people())
LANGUAGES = ("de-simple", "en", "uk", "ar", "tr", "fa", "ru")


def sheet(*, rows: int = 12, names: tuple[str, ...] = (), **changes: object) -> Sheet:
    """A sheet of the café for one day."""
    written = tuple(SheetRow(code, name) for code, name in zip(CODES, [*names, *[""] * rows], strict=False))[:rows]
    plain = Sheet("Sprachcafé Leer e. V.", "Deutsch üben", "K7R4X", "days", (DAY,), written, ADDRESS, DAY)
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]  # as the tests below give them


def every_sheet() -> Iterator[tuple[str, Sheet]]:
    """A name for the file, and the sheet."""
    week = tuple(DAY + dt.timedelta(days=number) for number in range(7))
    yield "sheet-scripts", sheet(names=NAMES, rows=len(NAMES))
    for language in LANGUAGES:
        yield f"sheet-above-{language}", sheet(form="one_day", days=(), beside=language)
        yield f"sheet-rows-{language}", sheet(form="own_days", days=(), rows=60, beside=language)
        yield f"sheet-week-{language}", sheet(days=week, rows=50, beside=language)
