"""Two who decide about the same hours at the same moment."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from psycopg.errors import DeadlockDetected

from backend.common import clock
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import DistrictMonth, Evidence, HourEntry, HourStatus, OrganisationMonth, User, Way
from volunteers.services import confirming, events, logging, totals

pytestmark = pytest.mark.postgres

MAY, JUNE = dt.date(2026, 5, 4), dt.date(2026, 6, 4)


def lock(*entries: HourEntry) -> list[HourEntry]:
    return list(HourEntry.objects.filter(pk__in=[entry.pk for entry in entries]).select_for_update())


def steps(entry: HourEntry, *, to: str) -> int:
    return entry.events.filter(to_status=to).count()


def counted(day: dt.date) -> tuple[int, int]:
    """Minutes that the two rollups hold for the month of that day."""
    month = day.replace(day=1)
    by_organisation = sum(OrganisationMonth.objects.filter(month=month).values_list("minutes", flat=True))
    return by_organisation, sum(DistrictMonth.objects.filter(month=month).values_list("minutes", flat=True))


def look(entry: HourEntry) -> None:
    """The first half of a decision without a guard; the second half believes what it saw."""
    assert HourEntry.objects.get(pk=entry.pk).status == HourStatus.SUBMITTED


@transaction.atomic
def confirm_blindly(entry: HourEntry, actor: User) -> None:
    HourEntry.objects.filter(pk=entry.pk).update(
        status=HourStatus.CONFIRMED, confirmed_at=clock.now(), confirmed_by=actor, evidence=Evidence.REGISTERED
    )
    activity = entry.activity
    counted = totals.Counted(
        organisation_id=entry.organisation_id,
        district_id=activity.district_id,
        field_id=activity.field_id,
        day=entry.day,
        minutes=entry.minutes,
    )
    totals.add([counted])
    step = {"from_status": HourStatus.SUBMITTED, "to_status": HourStatus.CONFIRMED}
    events.record([entry], actor=actor, way=Way.API, at=clock.now(), **step)


def test_two_confirmers_of_one_entry_count_it_once(world: World) -> None:
    naive, both_looked = world.hours(day=MAY), meeting()

    def confirm_unguarded(actor: User) -> None:
        look(naive)
        both_looked.wait()
        confirm_blindly(naive, actor)

    assert at_once(partial(confirm_unguarded, world.omar), partial(confirm_unguarded, world.mina)) == [None, None]
    assert (steps(naive, to="confirmed"), counted(MAY)) == (2, (180, 180))  # 90 minutes counted twice

    entry = world.hours(day=JUNE)
    results = at_once(
        *(partial(confirming.confirm, actor=actor, entry=entry, way=Way.API) for actor in (world.omar, world.mina)),
        while_held=partial(lock, entry),
    )
    assert outcomes(results) == ["done", "illegal_transition"]
    assert (steps(entry, to="confirmed"), counted(JUNE)) == (1, (90, 90))


def test_two_bulk_confirmations_in_opposite_order_meet_without_deadlock(world: World) -> None:
    first, second, meet = world.hours(day=MAY), world.hours(day=MAY), meeting()

    @transaction.atomic
    def one_by_one(*entries: HourEntry) -> None:
        lock(entries[0])
        meet.wait()
        lock(entries[1])

    stuck = at_once(partial(one_by_one, first, second), partial(one_by_one, second, first))
    assert [type(error.__cause__) for error in stuck if error] == [DeadlockDetected]

    entries = [world.hours(day=JUNE, minutes=10) for _number in range(40)]
    uuids = [entry.uuid for entry in entries]
    overlapping: list[Callable[[], Any]] = [
        partial(confirming.confirm_many, actor=world.omar, uuids=uuids[:30], way=Way.API),
        partial(confirming.confirm_many, actor=world.mina, uuids=uuids[:9:-1], way=Way.API),
    ]
    results = at_once(*overlapping, while_held=partial(lock, entries[20]))
    assert outcomes(results) == ["done", "done"]
    done = [one.uuid for decided in results for one in decided if one.error is None]
    refused = [one.error.code for decided in results for one in decided if one.error]
    assert (sorted(done), refused) == (sorted(uuids), ["illegal_transition"] * 20)
    assert [steps(entry, to="confirmed") for entry in entries] == [1] * 40
    assert counted(JUNE) == (400, 400)


@pytest.mark.parametrize("other", ["withdraw", "decline"])
def test_confirm_against_another_decision_exactly_one_holds(world: World, other: str) -> None:
    ends = {"withdraw": HourStatus.WITHDRAWN, "decline": HourStatus.DECLINED}
    naive, both_looked, confirmed = world.hours(day=MAY), meeting(), meeting()

    def confirm_unguarded() -> None:
        look(naive)
        both_looked.wait()
        confirm_blindly(naive, world.omar)
        confirmed.wait()

    def undo_unguarded() -> None:
        look(naive)
        both_looked.wait()
        confirmed.wait()
        reason = {"decline_reason": "Das war ein anderer Tag."} if other == "decline" else {}
        nobody = {"confirmed_at": None, "confirmed_by": None, "evidence": ""}
        HourEntry.objects.filter(pk=naive.pk).update(status=ends[other], **nobody, **reason)

    assert at_once(confirm_unguarded, undo_unguarded) == [None, None]
    naive.refresh_from_db()
    assert (naive.status, counted(MAY)) == (ends[other], (90, 90))  # counted, and yet not confirmed

    entry = world.hours(day=JUNE)
    against: dict[str, Callable[[], Any]] = {
        "withdraw": partial(logging.withdraw, actor=world.ada, entry=entry, way=Way.API),
        "decline": partial(confirming.decline, actor=world.mina, entry=entry, reason="Anderer Tag.", way=Way.API),
    }
    confirm = partial(confirming.confirm, actor=world.omar, entry=HourEntry.objects.get(pk=entry.pk), way=Way.API)
    results = at_once(confirm, against[other], while_held=partial(lock, entry))
    assert outcomes(results) == ["done", "illegal_transition"]
    entry.refresh_from_db()
    won = HourStatus.CONFIRMED if isinstance(results[1], Exception) else ends[other]
    assert (entry.status, entry.events.count()) == (won, 2)
    assert counted(JUNE) == ((90, 90) if won == HourStatus.CONFIRMED else (0, 0))


def test_one_entry_resubmitted_twice_at_once_is_one_step(world: World) -> None:
    def declined(day: dt.date) -> HourEntry:
        entry = world.hours(day=day, minutes=800)
        return confirming.decline(actor=world.omar, entry=entry, reason="Bitte prüfen.", way=Way.API)

    naive, meet = declined(MAY), meeting()

    def send_again_unguarded() -> None:
        assert HourEntry.objects.get(pk=naive.pk).status == HourStatus.DECLINED
        meet.wait()
        HourEntry.objects.filter(pk=naive.pk).update(status=HourStatus.SUBMITTED, decline_reason="")
        step = {"from_status": HourStatus.DECLINED, "to_status": HourStatus.SUBMITTED}
        events.record([naive], actor=world.ada, way=Way.API, at=clock.now(), **step)

    assert at_once(send_again_unguarded, send_again_unguarded) == [None, None]
    assert steps(naive, to="submitted") == 3  # once when it was logged, twice from here

    entry = declined(JUNE)
    again = [
        partial(logging.resubmit, actor=world.ada, entry=HourEntry.objects.get(pk=entry.pk), way=Way.API)
        for _twice in range(2)
    ]
    assert outcomes(at_once(*again, while_held=partial(lock, entry))) == ["done", "illegal_transition"]
    assert steps(entry, to="submitted") == 2
