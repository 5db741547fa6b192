"""One row of cells to one row of values."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from volunteers.imports.columns import Layout
from volunteers.imports.faults import Column, Kind, RowFault
from volunteers.imports.values import parse_day, parse_email, parse_minutes, parse_name, parse_note, parse_title
from volunteers.text import fold, tidy


class Row(NamedTuple):
    """What a right row says. `line` is where it starts; `field` is the text of the Handlungsfeld, perhaps empty."""

    line: int
    day: dt.date
    minutes: int
    name: str
    given: str
    family: str
    email: str
    title: str
    field: str
    note: str
    name_key: str
    title_key: str

    def digest(self) -> bytes:
        """What makes two rows the same: person as written, day, activity, minutes, note (32 bytes).

        The person enters as the row has it and not as the database knows them: a person who later gets an e-mail
        address or another name does not make old rows of a growing sheet new again.
        """
        said = [self.name_key, self.email, self.day.isoformat(), self.title_key, self.minutes, self.note]
        return hashlib.sha256(json.dumps(said).encode()).digest()


def parse_row(layout: Layout, line: int, cells: Sequence[str]) -> Row:
    """The values of a row. Raises RowFault for the first thing wrong, from the person to the note."""
    check_width(layout, cells)
    person = parse_name(
        given=layout.cell(cells, Column.FIRST_NAME),
        family=layout.cell(cells, Column.SURNAME),
        full=layout.cell(cells, Column.NAME),
    )
    email = parse_email(layout.cell(cells, Column.EMAIL))
    day = parse_day(layout.cell(cells, Column.DATE))
    duration = layout.cell(cells, Column.MINUTES if layout.unit == "minutes" else Column.HOURS)
    minutes = parse_minutes(duration, bare=layout.unit)
    title = parse_title(layout.cell(cells, Column.ACTIVITY))
    return Row(
        line=line,
        name=person.name,
        given=person.given,
        family=person.family,
        email=email,
        day=day,
        minutes=minutes,
        title=title,
        field=tidy(layout.cell(cells, Column.FIELD)),
        note=parse_note(layout.cell(cells, Column.NOTE)),
        name_key=fold(person.name),
        title_key=fold(title),
    )


def check_width(layout: Layout, cells: Sequence[str]) -> None:
    """A row is no longer than the titles. Raises RowFault columns."""
    if any(map(str.strip, cells[len(layout.header) :])):
        reason = _(
            "Die Zeile hat %(cells)s Zellen, die Kopfzeile nur %(columns)s. Bitte setzen Sie einen Text, "
            "in dem das Trennzeichen vorkommt, in Anführungszeichen."
        )
        raise RowFault(Kind.COLUMNS, Column.IGNORE, reason % {"cells": len(cells), "columns": len(layout.header)})
