"""Sign-in sheets: made, typed in row by row, ended, and forgotten."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden, IllegalTransition, Invalid
from tests import factories
from tests.cast import World
from volunteers import sheet_codes
from volunteers.models import (
    HourEntry,
    LedgerEvent,
    ProtocolEvent,
    SheetForm,
    SignInRow,
    SignInSheet,
    Volunteer,
    Way,
)
from volunteers.services import confirming, erasing, retention, sheets
from volunteers.services.sheets import Line

TODAY = clock.today()
DAY = TODAY - dt.timedelta(days=3)


def make(world: World, **changes: Any) -> SignInSheet:
    """Two known people and three blank rows for one day at the café."""
    wishes: dict[str, Any] = {
        "actor": world.omar,
        "activity": world.talking,
        "form": SheetForm.DAYS,
        "days": [DAY],
        "blank_rows": 3,
        "way": Way.PAGE,
    }
    return sheets.make_sheet(**wishes | changes)


def kept(world: World, name: str) -> Volunteer:
    return Volunteer.objects.create(kept_by=world.cafe, name=name)


def rows(sheet: SignInSheet) -> list[SignInRow]:
    return list(sheet.rows.in_order())


def typed(world: World, sheet: SignInSheet, *lines: Line) -> list[tuple[bool, str]]:
    """For each line whether it is new, and the code of its refusal."""
    found = sheets.type_in(actor=world.omar, sheet=sheet, lines=lines)
    return [(one.new, one.error.code if one.error else "") for one in found]


def refused(call: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(DomainError) as error:
        call(*args, **kwargs)
    return error.value.code


def test_sheet_has_a_row_for_each_name_and_blank_ones_with_codes_of_its_own(world: World) -> None:
    known = [kept(world, name) for name in ("Zora Zwei", "Aron Eins")]
    sheet = make(world, volunteers=[*known, known[0]], days=[TODAY, DAY, DAY], language="ar")
    found = rows(sheet)
    assert [row.volunteer.name if row.volunteer else "" for row in found] == ["Aron Eins", "Zora Zwei", "", "", ""]
    assert [row.printed for row in found] == [True, True, False, False, False]
    assert sheet.days == [DAY.isoformat(), TODAY.isoformat()]
    assert sheet_codes.is_sound(sheet.code)
    assert all(sheet_codes.is_sound(row.code, within=sheet.code) for row in found)
    assert len({row.code for row in found}) == 5
    event = ProtocolEvent.objects.get(subject=sheet.uuid)
    assert (event.act, event.actor, event.detail) == (
        "sheet_made",
        world.omar,
        {"code": sheet.code, "rows": 5, "names": 2},
    )


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"days": []}, "days_of_sheet", "days"),
        ({"days": [TODAY + dt.timedelta(days=n) for n in range(8)]}, "days_of_sheet", "days"),
        ({"form": SheetForm.OWN_DAYS}, "days_of_sheet", "days"),
        ({"days": [dt.date(1899, 12, 31)]}, "day_too_early", "day"),
        ({"blank_rows": 0}, "rows_of_sheet", "blank_rows"),
        ({"blank_rows": 121}, "rows_of_sheet", "blank_rows"),
        ({"language": "tlh"}, "language_unknown", "language"),
    ],
)
def test_sheet_that_makes_no_sense_is_refused(changes: dict[str, Any], code: str, field: str, world: World) -> None:
    with pytest.raises(Invalid) as error:
        make(world, **changes)
    assert (error.value.code, error.value.field) == (code, field)


def test_sheet_names_only_people_of_its_organisation_and_is_made_by_its_members(world: World) -> None:
    assert refused(make, world, volunteers=[world.mallory_volunteer]) == "person_unknown"
    assert refused(make, world, actor=world.mallory) == "not_member"
    assert refused(make, world, actor=world.carla) == "not_member"
    assert not SignInSheet.objects.exists()


def test_typed_in_row_is_an_entry_that_waits_and_may_not_be_confirmed_by_its_person(world: World) -> None:
    own = Volunteer.objects.create(user=world.omar, name="Omar Beispiel", email=world.omar.email)
    factories.hours(own, world.talking, day=DAY - dt.timedelta(days=30))
    sheet = make(world, volunteers=[own])
    first = rows(sheet)[0]
    entry, new = sheets.type_line(actor=world.omar, sheet=sheet, line=Line(first.code, 90, note="Regen"))
    assert new
    assert (entry.volunteer, entry.activity, entry.day, entry.minutes) == (own, world.talking, DAY, 90)
    assert (entry.status, entry.way, entry.logged_by, entry.note) == ("submitted", Way.SHEET, world.omar, "Regen")
    assert entry.uuid == uuid.uuid5(first.uuid, DAY.isoformat())
    assert LedgerEvent.objects.get(entry=entry).way == Way.SHEET
    assert refused(confirming.confirm, actor=world.omar, entry=entry, way="page") == "own_hours"
    assert confirming.confirm(actor=world.mina, entry=entry, way="page").status == "confirmed"


def test_blank_row_becomes_a_known_person_or_a_new_one_and_stays_theirs(world: World) -> None:
    olga = kept(world, "Olga Ohnekonto")
    sheet = make(world, days=[DAY, TODAY])
    one, two, three = rows(sheet)
    lines = (
        Line(one.code, 60, day=DAY, name="  olga OHNEKONTO "),
        Line(one.code, 30, day=TODAY, name="Olga Ohnekonto"),
        Line(two.code, 60, day=DAY, name="Petro Neu"),
        Line(two.code, 60, day=DAY, name="Petro Neu", may_be_new=True),
        Line(one.code, 60, day=DAY, name="Petro Neu"),
        Line(three.code, 45, day=DAY, volunteer=olga),
        Line(three.code, 45, day=TODAY, name="Petro Neu"),
    )
    assert typed(world, sheet, *lines) == [
        (True, ""),
        (True, ""),
        (False, "name_unknown"),
        (True, ""),
        (False, ""),  # what stands there already, whoever types it
        (True, ""),
        (False, "row_of_somebody_else"),
    ]
    petro = Volunteer.objects.get(name="Petro Neu")
    assert [row.volunteer for row in rows(sheet)] == [olga, petro, olga]
    assert petro.kept_by == world.cafe
    sheet.refresh_from_db()
    assert sheet.entry_count == 4 == HourEntry.objects.count()


def test_sent_twice_is_one_entry_and_something_else_is_refused(world: World) -> None:
    olga = factories.kept(world.cafe)
    sheet = make(world, volunteers=[olga])
    line = Line(rows(sheet)[0].code, 60)
    assert typed(world, sheet, line, line) == [(True, ""), (False, "")]
    assert typed(world, sheet, Line(line.code, 61)) == [(False, "row_typed_in")]
    assert LedgerEvent.objects.count() == 1


def test_refused_line_keeps_no_other_back_and_leaves_nobody_behind(world: World) -> None:
    sheet = make(world)
    one, two, _three = rows(sheet)
    there = next(code for code in ("222", "223", "224") if not sheet_codes.is_sound(code, within=sheet.code))
    free = sheet_codes.checked(
        next(
            sheet_codes.of_number(number, 2)
            for number in range(361)
            if sheet_codes.of_number(number, 2) not in {row.code[:2] for row in rows(sheet)}
        ),
        within=sheet.code,
    )
    lines = (
        Line(there, 60, name="Erste", may_be_new=True),
        Line(free, 60, name="Zweite", may_be_new=True),
        Line(one.code, 0, name="Dritte", may_be_new=True),
        Line(one.code, 60, day=TODAY, name="Vierte", may_be_new=True),
        Line(two.code, 60, name="Fünfte", may_be_new=True),
    )
    assert [code for _new, code in typed(world, sheet, *lines)] == [
        "row_code_mistyped",
        "row_unknown",
        "minutes_out_of_range",
        "day_not_on_sheet",
        "",
    ]
    assert list(Volunteer.objects.filter(kept_by=world.cafe).values_list("name", flat=True)) == ["Fünfte"]


@pytest.mark.parametrize("form", [SheetForm.ONE_DAY, SheetForm.OWN_DAYS])
def test_row_without_printed_day_is_one_entry_on_the_day_that_was_written(form: SheetForm, world: World) -> None:
    sheet = make(world, form=form, days=[])
    code = rows(sheet)[0].code
    line = Line(code, 60, day=DAY, name="Petro Neu", may_be_new=True)
    assert typed(world, sheet, Line(code, 60, name="Petro Neu", may_be_new=True)) == [(False, "day_missing")]
    assert typed(world, sheet, line, line) == [(True, ""), (False, "")]
    other = Line(code, 60, day=TODAY, name="Petro Neu")
    assert typed(world, sheet, other) == [(False, "row_typed_in")]
    assert HourEntry.objects.get().day == DAY


def test_declined_entry_is_sent_again_only_where_that_is_meant(world: World) -> None:
    olga = factories.kept(world.cafe)
    sheet = make(world, volunteers=[olga])
    code = rows(sheet)[0].code
    entry, _new = sheets.type_line(actor=world.omar, sheet=sheet, line=Line(code, 600))
    confirming.decline(actor=world.mina, entry=entry, reason="Zu lang", way="page")
    assert typed(world, sheet, Line(code, 600), Line(code, 60)) == [(False, ""), (False, "row_typed_in")]
    assert typed(world, sheet, Line(code, 60, again=True)) == [(True, "")]
    entry.refresh_from_db()
    assert (entry.status, entry.minutes) == ("submitted", 60)
    assert typed(world, sheet, Line(code, 60, again=True)) == [(False, "row_typed_in")]
    assert [event.way for event in entry.events.order_by("pk")] == ["sheet", "page", "sheet"]


def test_person_with_account_sends_their_declined_entry_again_themselves(world: World) -> None:
    world.hours()
    sheet = make(world, volunteers=[world.ada_volunteer])
    code = rows(sheet)[0].code
    entry, _new = sheets.type_line(actor=world.omar, sheet=sheet, line=Line(code, 600))
    confirming.decline(actor=world.mina, entry=entry, reason="Zu lang", way="page")
    assert typed(world, sheet, Line(code, 60, again=True)) == [(False, "not_yours")]


def test_closed_sheet_takes_nothing_until_it_is_opened_again(world: World) -> None:
    sheet = make(world, volunteers=[factories.kept(world.cafe)])
    line = Line(rows(sheet)[0].code, 60)
    sheets.close_sheet(actor=world.omar, sheet=sheet, way="page")
    assert typed(world, sheet, line) == [(False, "sheet_ended")]
    with pytest.raises(IllegalTransition):
        sheets.discard_sheet(actor=world.omar, sheet=sheet, way="page")
    sheets.reopen_sheet(actor=world.omar, sheet=sheet, way="page")
    assert typed(world, sheet, line) == [(True, "")]
    with pytest.raises(Conflict) as error:
        sheets.discard_sheet(actor=world.omar, sheet=sheet, way="page")
    assert error.value.code == "sheet_in_use"
    acts = ProtocolEvent.objects.filter(subject=sheet.uuid).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["sheet_made", "sheet_closed", "sheet_reopened"]


def test_discarded_sheet_has_no_rows_left(world: World) -> None:
    sheet = make(world, volunteers=[factories.kept(world.cafe)])
    line = Line(rows(sheet)[0].code, 60)
    sheet = sheets.discard_sheet(actor=world.omar, sheet=sheet, way="page")
    assert (sheet.status, sheet.emptied_at, rows(sheet)) == ("discarded", sheet.closed_at, [])
    assert typed(world, sheet, line) == [(False, "sheet_ended")]
    assert refused(sheets.reopen_sheet, actor=world.omar, sheet=sheet, way="page") == "illegal_transition"


@pytest.mark.parametrize("step", [sheets.close_sheet, sheets.reopen_sheet, sheets.discard_sheet])
def test_stranger_ends_nothing_and_types_nothing(step: Any, world: World) -> None:
    sheet = make(world)
    for actor in (world.mallory, world.carla, world.ada):
        with pytest.raises(Forbidden):
            step(actor=actor, sheet=sheet, way="page")
        with pytest.raises(Forbidden):
            sheets.type_in(actor=actor, sheet=sheet, lines=[])
        with pytest.raises(Forbidden):
            sheets.type_line(actor=actor, sheet=sheet, line=Line(rows(sheet)[0].code, 60))
    visible = {user: SignInSheet.objects.visible_to(user).count() for user in (world.omar, world.carla, world.mallory)}
    assert visible == {world.omar: 1, world.carla: 1, world.mallory: 0}


def test_rows_are_forgotten_ninety_days_after_the_sheet_was_closed(world: World) -> None:
    olga = factories.kept(world.cafe)
    old, young, stale = (make(world, volunteers=[olga]) for _number in range(3))
    entry, _new = sheets.type_line(actor=world.omar, sheet=old, line=Line(rows(old)[0].code, 60))
    for sheet in (old, young):
        sheets.close_sheet(actor=world.omar, sheet=sheet, way="page")
    now = timezone.now()
    SignInSheet.objects.filter(pk=old.pk).update(closed_at=now - dt.timedelta(days=92))
    SignInSheet.objects.filter(pk=young.pk).update(closed_at=now - dt.timedelta(days=89))
    SignInSheet.objects.filter(pk=stale.pk).update(touched_at=now - dt.timedelta(days=367))
    done = retention.follow()
    assert (done["sheets"], done["open_sheets"]) == (1, 1)
    for sheet in (old, young, stale):
        sheet.refresh_from_db()
    assert [len(rows(sheet)) for sheet in (old, young, stale)] == [0, 4, 4]
    assert (old.emptied_at is None, stale.status, stale.emptied_at) == (False, "closed", None)
    assert refused(sheets.reopen_sheet, actor=world.omar, sheet=old, way="page") == "sheet_emptied"
    entry.refresh_from_db()
    assert entry.volunteer == olga
    assert retention.follow()["sheets"] == 0


def test_forgotten_person_leaves_no_row_and_the_paper_brings_nobody_back(world: World) -> None:
    olga = kept(world, "Olga Ohnekonto")
    sheet = make(world, volunteers=[olga])
    line = Line(rows(sheet)[0].code, 60)
    assert typed(world, sheet, line) == [(True, "")]
    erasing.erase(actor=world.mina, volunteer=olga)
    assert [row.printed for row in rows(sheet)] == [False, False, False]
    again = Line(line.code, 60, name="Olga Ohnekonto", may_be_new=True)
    assert typed(world, sheet, again) == [(False, "row_unknown")]
