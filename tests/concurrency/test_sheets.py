"""One sheet of paper, typed in by two people at the same moment."""

import datetime as dt
from functools import partial
from typing import Any

import pytest

from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import HourEntry, LedgerEvent, SignInRow, SignInSheet, Volunteer
from volunteers.services import logging, sheets
from volunteers.services.sheets import Line

pytestmark = pytest.mark.postgres

DAYS = [dt.date(2026, 5, 4), dt.date(2026, 5, 11)]


def made(world: World) -> tuple[SignInSheet, str]:
    """A sheet for two days, and the code of its one blank row."""
    sheet = sheets.make_sheet(
        actor=world.omar, activity=world.talking, form="days", days=DAYS, blank_rows=1, way="page"
    )
    return sheet, sheet.rows.get().code


def lock(sheet: SignInSheet) -> None:
    list(SignInSheet.objects.filter(pk=sheet.pk).select_for_update())


def names(sheet: SignInSheet) -> list[str]:
    """Whose the entries of its one row are."""
    keys = sheet.rows.get().entry_uuids(sheet.fixed_days)
    return list(HourEntry.objects.filter(uuid__in=keys).values_list("volunteer__name", flat=True))


def test_row_typed_in_for_two_people_at_once_is_one_persons(world: World) -> None:
    sheet, code = made(world)
    both_looked = meeting()

    def type_unguarded(name: str, day: dt.date) -> None:
        row = SignInRow.objects.get(sheet=sheet)
        assert row.volunteer is None
        both_looked.wait()
        person = Volunteer.objects.create(kept_by=world.cafe, name=name)
        common: dict[str, Any] = {"activity": world.talking, "minutes": 60, "way": "sheet"}
        logging.log_hours(actor=world.omar, volunteer=person, day=day, uuid=row.entry_uuid(day), **common)
        SignInRow.objects.filter(pk=row.pk).update(volunteer=person)

    jobs = [("Olga", DAYS[0]), ("Petro", DAYS[1])]
    assert at_once(*[partial(type_unguarded, *job) for job in jobs]) == [None, None]
    assert sorted(names(sheet)) == ["Olga", "Petro"]

    sheet, code = made(world)
    lines = [
        Line(code, 60, day=day, name=name, may_be_new=True) for name, day in [("Anna", DAYS[0]), ("Boris", DAYS[1])]
    ]
    send = [partial(sheets.type_line, actor=world.omar, sheet=sheet, line=line) for line in lines]
    results = at_once(*send, while_held=partial(lock, sheet))
    assert outcomes(results) == ["done", "row_of_somebody_else"]
    (name,) = names(sheet)
    assert list(Volunteer.objects.filter(name__in=["Anna", "Boris"]).values_list("name", flat=True)) == [name]


def test_line_sent_twice_at_once_is_one_entry_and_one_person(world: World) -> None:
    sheet, code = made(world)
    line = Line(code, 60, day=DAYS[0], name="Anna", may_be_new=True)
    send = partial(sheets.type_line, actor=world.omar, sheet=sheet, line=line)
    (first, new), (second, again) = at_once(send, send, while_held=partial(lock, sheet))
    assert (first, sorted([new, again])) == (second, [False, True])
    assert LedgerEvent.objects.filter(entry=first).count() == 1
    assert Volunteer.objects.filter(name="Anna").count() == 1
    sheet.refresh_from_db()
    assert sheet.entry_count == 1


def test_sheet_discarded_while_it_is_typed_in_is_one_of_both(world: World) -> None:
    sheet, code = made(world)
    results = at_once(
        partial(sheets.discard_sheet, actor=world.omar, sheet=sheet, way="page"),
        partial(
            sheets.type_line,
            actor=world.omar,
            sheet=sheet,
            line=Line(code, 60, day=DAYS[0], name="Anna", may_be_new=True),
        ),
        while_held=partial(lock, sheet),
    )
    sheet.refresh_from_db()
    typed = HourEntry.objects.count()
    assert outcomes(results) == (["done", "sheet_in_use"] if typed else ["done", "sheet_ended"])
    assert (sheet.status, sheet.entry_count) == (("open", 1) if typed else ("discarded", 0))
