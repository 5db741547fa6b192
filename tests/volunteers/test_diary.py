"""Several days at once, and an entry put right."""

import datetime as dt
import uuid
from typing import Any

import pytest

from backend.common.errors import Conflict, Forbidden, IllegalTransition, Invalid
from tests.cast import World
from volunteers.models import HourEntry, HourStatus
from volunteers.services import confirming, diary

KEY = uuid.UUID("00000000-0000-4000-8000-000000000001")
OTHER = uuid.UUID("00000000-0000-4000-8000-000000000002")
MONDAY = dt.date(2026, 3, 2)
DAYS = [MONDAY + dt.timedelta(days=number) for number in range(3)]


def log(world: World, **changes: Any) -> list[HourEntry]:
    """Ada's ninety minutes on three days, with these changes."""
    form: dict[str, Any] = {
        "actor": world.ada,
        "volunteer": world.ada_volunteer,
        "activity": world.talking,
        "days": DAYS,
        "minutes": 90,
        "way": "page",
        "uuid": KEY,
    }
    return diary.log_days(**form | changes)


def amend(world: World, entry: HourEntry, **changes: Any) -> HourEntry:
    wish: dict[str, Any] = {"day": entry.day, "minutes": entry.minutes, "note": entry.note, "uuid": OTHER}
    return diary.amend(actor=world.ada, entry=entry, way="page", **wish | changes)


def ledger() -> list[tuple[dt.date, int, str]]:
    return list(HourEntry.objects.order_by("pk").values_list("day", "minutes", "status"))


def test_log_days_makes_an_entry_a_day_the_first_under_the_forms_own_key(world: World) -> None:
    entries = log(world, days=[DAYS[2], DAYS[0], DAYS[2], DAYS[1]])
    assert [(entry.day, entry.minutes) for entry in entries] == [(day, 90) for day in DAYS]
    assert [entry.uuid for entry in entries] == [
        KEY,
        uuid.uuid5(KEY, "2026-03-03"),
        uuid.uuid5(KEY, "2026-03-04"),
    ]


def test_log_days_twice_is_once(world: World) -> None:
    first, again = log(world), log(world)
    assert [entry.pk for entry in first] == [entry.pk for entry in again]
    assert HourEntry.objects.count() == 3


def test_log_days_with_other_content_under_the_same_key_is_refused(world: World) -> None:
    log(world)
    with pytest.raises(Conflict) as refusal:
        log(world, minutes=60)
    assert refusal.value.code == "uuid_taken"
    assert HourEntry.objects.count() == 3


def test_log_days_of_which_one_is_refused_logs_none_and_names_it(world: World) -> None:
    world.hours(day=DAYS[1], minutes=1400)
    with pytest.raises(Invalid) as refusal:
        log(world)
    assert (refusal.value.code, refusal.value.field) == ("day_full", "minutes")
    assert str(refusal.value.detail).startswith("03.03.2026: Für diesen Tag")
    assert HourEntry.objects.count() == 1


def test_log_days_on_one_day_refuses_in_the_bounds_own_words(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        log(world, days=DAYS[:1], minutes=1441)
    assert refusal.value.detail == "Ein Eintrag hat mindestens 1 Minute und höchstens 24 Stunden (1440 Minuten)."


@pytest.mark.parametrize(
    ("days", "code"), [([], "no_day"), ([MONDAY - dt.timedelta(days=n) for n in range(32)], "too_many_days")]
)
def test_log_days_takes_one_to_a_month_of_days(world: World, days: list[dt.date], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        log(world, days=days)
    assert refusal.value.code == code


def test_amend_a_waiting_entry_withdraws_it_and_logs_anew(world: World) -> None:
    entry = world.hours(day=MONDAY, note="Vokabeln")
    new = amend(world, entry, minutes=60)
    assert (new.uuid, new.day, new.minutes, new.note, new.status) == (OTHER, MONDAY, 60, "Vokabeln", "submitted")
    assert ledger() == [(MONDAY, 90, "withdrawn"), (MONDAY, 60, "submitted")]


def test_amend_sent_twice_is_amending_once(world: World) -> None:
    entry = world.hours(day=MONDAY)
    stale = HourEntry.objects.get(pk=entry.pk)
    new = amend(world, entry, minutes=60)
    assert amend(world, stale, minutes=60) == new
    with pytest.raises(Conflict) as refusal:
        amend(world, stale, minutes=30)
    assert refusal.value.code == "uuid_taken"
    assert ledger() == [(MONDAY, 90, "withdrawn"), (MONDAY, 60, "submitted")]


def test_amend_with_nothing_different_changes_nothing(world: World) -> None:
    entry = world.hours(day=MONDAY)
    assert amend(world, entry) == entry
    assert ledger() == [(MONDAY, 90, "submitted")]


def test_amend_finds_room_in_a_day_that_the_old_entry_filled(world: World) -> None:
    entry = world.hours(day=MONDAY, minutes=1440)
    amend(world, entry, minutes=1380)
    assert ledger() == [(MONDAY, 1440, "withdrawn"), (MONDAY, 1380, "submitted")]


def test_amend_that_is_refused_keeps_the_entry(world: World) -> None:
    entry = world.hours(day=MONDAY)
    with pytest.raises(Invalid) as refusal:
        amend(world, entry, day=dt.date(1899, 12, 31))
    assert refusal.value.code == "day_too_early"
    assert ledger() == [(MONDAY, 90, "submitted")]


def test_amend_a_declined_entry_sends_it_again(world: World) -> None:
    entry = confirming.decline(actor=world.omar, entry=world.hours(day=MONDAY), reason="Doppelt", way="page")
    again = amend(world, entry, minutes=45)
    assert (again.pk, again.status, again.minutes, again.decline_reason) == (entry.pk, "submitted", 45, "")


def test_amend_what_somebody_confirmed_meanwhile_is_refused(world: World) -> None:
    entry = world.hours(day=MONDAY)
    stale = HourEntry.objects.get(pk=entry.pk)
    confirming.confirm(actor=world.omar, entry=entry, way="page")
    with pytest.raises(IllegalTransition):
        amend(world, stale, minutes=60)
    assert ledger() == [(MONDAY, 90, HourStatus.CONFIRMED)]


def test_amend_somebody_elses_entry_is_refused(world: World) -> None:
    entry = world.hours(day=MONDAY)
    with pytest.raises(Forbidden):
        diary.amend(actor=world.mallory, entry=entry, way="page", day=MONDAY, minutes=1, note="", uuid=OTHER)
    assert ledger() == [(MONDAY, 90, "submitted")]
