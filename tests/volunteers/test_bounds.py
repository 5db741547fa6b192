"""The bounds of an entry, exactly at their edges."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from backend.common.errors import Invalid
from tests import factories
from tests.cast import World
from tests.factories import DAY
from volunteers.models import Activity, HourEntry, HourStatus, Volunteer, Way
from volunteers.services import logging


def log(
    world: World, *, minutes: int = 60, day: dt.date = DAY, activity: Activity | None = None, **who: Any
) -> HourEntry:
    """Ada's entry at the café, or the one named."""
    entry, _new = logging.log_hours(
        actor=who.get("actor", world.ada),
        volunteer=who.get("volunteer", world.ada_volunteer),
        activity=activity or world.talking,
        day=day,
        minutes=minutes,
        way=Way.API,
    )
    return entry


def refused(code: str, field: str, world: World, **entry: Any) -> None:
    """Asserts the refusal, and that the ledger stays as it is."""
    before = HourEntry.objects.count()
    with pytest.raises(Invalid) as refusal:
        log(world, **entry)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert HourEntry.objects.count() == before


@pytest.mark.parametrize("minutes", [1, 1439, 1440])
def test_minutes_within_a_day_are_logged(world: World, minutes: int) -> None:
    assert log(world, minutes=minutes).minutes == minutes


@pytest.mark.parametrize("minutes", [-60, 0, 1441, 100_000])
def test_minutes_beyond_a_day_are_refused(world: World, minutes: int) -> None:
    refused("minutes_out_of_range", "minutes", world, minutes=minutes)


def test_day_is_full_at_1440_minutes_over_all_organisations(world: World) -> None:
    log(world, minutes=900)
    log(world, minutes=539, activity=world.football)
    refused("day_full", "minutes", world, minutes=2)
    log(world, minutes=1)
    refused("day_full", "minutes", world, minutes=1, activity=world.football)
    assert logging.minutes_taken(world.ada_volunteer, DAY) == 1440


def test_day_full_is_a_matter_of_one_person_and_one_day(world: World) -> None:
    log(world, minutes=1440)
    log(world, minutes=1440, day=DAY - dt.timedelta(days=1))
    log(world, minutes=1440, day=DAY + dt.timedelta(days=1))
    log(world, minutes=1440, actor=world.mallory, volunteer=world.mallory_volunteer)
    assert HourEntry.objects.total_minutes() == 4 * 1440


def test_day_full_does_not_tell_how_much_is_taken_elsewhere(world: World) -> None:
    log(world, minutes=777, activity=world.football)
    with pytest.raises(Invalid) as refusal:
        log(world, minutes=1000)
    assert "777" not in str(refusal.value)
    assert "663" not in str(refusal.value)


@pytest.mark.parametrize(
    ("status", "room"),
    [
        (HourStatus.SUBMITTED, 440),
        (HourStatus.CONFIRMED, 440),
        (HourStatus.DECLINED, 1440),
        (HourStatus.WITHDRAWN, 1440),
    ],
)
def test_room_is_taken_by_what_counts_or_still_may(world: World, status: str, room: int) -> None:
    factories.hours(world.ada_volunteer, world.football, minutes=1000, status=status)
    if room < 1440:
        refused("day_full", "minutes", world, minutes=room + 1)
    assert log(world, minutes=room).minutes == room


def test_room_of_a_kept_person_is_theirs_alone(world: World) -> None:
    one, other = factories.kept(world.cafe), factories.kept(world.cafe)
    log(world, minutes=1440, actor=world.omar, volunteer=one)
    assert log(world, minutes=1440, actor=world.omar, volunteer=other).volunteer == other


# Midnight in Lower Saxony: winter (UTC+1), both days on which the clocks change (23 h and 25 h), summer, New Year.
@pytest.mark.parametrize(
    ("instant", "today"),
    [
        ("2026-03-14T22:59:59Z", "2026-03-14"),
        ("2026-03-14T23:00:00Z", "2026-03-15"),
        ("2026-03-28T22:59:59Z", "2026-03-28"),
        ("2026-03-28T23:00:00Z", "2026-03-29"),
        ("2026-03-29T21:59:59Z", "2026-03-29"),
        ("2026-03-29T22:00:00Z", "2026-03-30"),
        ("2026-07-14T21:59:59Z", "2026-07-14"),
        ("2026-07-14T22:00:00Z", "2026-07-15"),
        ("2026-10-24T21:59:59Z", "2026-10-24"),
        ("2026-10-24T22:00:00Z", "2026-10-25"),
        ("2026-10-25T22:59:59Z", "2026-10-25"),
        ("2026-10-25T23:00:00Z", "2026-10-26"),
        ("2025-12-31T22:59:59Z", "2025-12-31"),
        ("2025-12-31T23:00:00Z", "2026-01-01"),
    ],
)
def test_day_may_be_today_in_berlin_but_not_tomorrow(world: World, instant: str, today: str) -> None:
    day = dt.date.fromisoformat(today)
    with time_machine.travel(instant, tick=False):
        refused("day_in_future", "day", world, day=day + dt.timedelta(days=1))
        assert log(world, day=day).day == day


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_day_of_the_clock_change_has_1440_minutes_too(world: World, day: dt.date) -> None:
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False):
        log(world, day=day, minutes=1440)
        refused("day_full", "minutes", world, day=day, minutes=1)


def test_day_before_1900_is_a_slip_of_the_finger(world: World) -> None:
    refused("day_too_early", "day", world, day=dt.date(202, 6, 1))
    refused("day_too_early", "day", world, day=dt.date(1899, 12, 31))
    assert log(world, day=dt.date(1900, 1, 1)).day == dt.date(1900, 1, 1)


@pytest.mark.parametrize(
    ("starts", "ends", "day", "good"),
    [
        (None, None, 1, True),
        (10, None, 9, False),
        (10, None, 10, True),
        (None, 20, 20, True),
        (None, 20, 21, False),
        (10, 20, 9, False),
        (10, 20, 10, True),
        (10, 20, 20, True),
        (10, 20, 21, False),
        (15, 15, 15, True),
    ],
)
def test_activity_period_has_both_its_ends(
    world: World, starts: int | None, ends: int | None, day: int, *, good: bool
) -> None:
    world.talking.starts_on = dt.date(2025, 3, starts) if starts else None
    world.talking.ends_on = dt.date(2025, 3, ends) if ends else None
    world.talking.save()
    if good:
        assert log(world, day=dt.date(2025, 3, day)).day == dt.date(2025, 3, day)
    else:
        refused("outside_activity_period", "day", world, day=dt.date(2025, 3, day))


def test_minutes_taken_counts_only_that_day(world: World) -> None:
    nobody = Volunteer.objects.create(name="Niemand", kept_by=world.cafe)
    log(world, minutes=5)
    log(world, minutes=7, activity=world.football)
    log(world, minutes=11, day=DAY - dt.timedelta(days=1))
    assert logging.minutes_taken(world.ada_volunteer, DAY) == 12
    assert logging.minutes_taken(nobody, DAY) == 0
