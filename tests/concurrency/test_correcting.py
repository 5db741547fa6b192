"""Two who correct the same hours at the same moment."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from backend.common import clock
from backend.common.models import Reason
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers import bounds
from volunteers.models import Correction, CorrectionEvent, HourEntry, OrganisationMonth, User, Volunteer, Way
from volunteers.services import confirming, correcting, logging, totals

pytestmark = pytest.mark.postgres

MAY, JUNE = dt.date(2026, 5, 4), dt.date(2026, 6, 4)


def confirmed(world: World, day: dt.date, minutes: int = 90) -> HourEntry:
    return confirming.confirm(actor=world.omar, entry=world.hours(day=day, minutes=minutes), way=Way.API)


def ask(actor: User, entry: HourEntry, minutes: int) -> Correction:
    return correcting.propose(actor=actor, entry=entry, minutes=minutes, reason="Vertippt", way=Way.API)


def hold(world: World) -> Volunteer:
    """What everything about Ada's hours waits for."""
    return Volunteer.objects.select_for_update(no_key=True).get(pk=world.ada_volunteer.pk)


def fresh(correction: Correction) -> Correction:
    """As another process would read it: threads share no objects."""
    found: Correction = Correction.objects.select_related("entry__volunteer").get(pk=correction.pk)
    return found


def month(day: dt.date) -> int:
    """What the organisation's rollup holds for the month of that day."""
    return sum(OrganisationMonth.objects.filter(month=day.replace(day=1)).values_list("minutes", flat=True))


def test_two_who_ask_at_once_open_one_correction(world: World) -> None:
    naive, both_looked = confirmed(world, MAY), meeting()

    def ask_blindly(actor: User, side: str) -> None:
        assert not Correction.objects.open().filter(entry=naive).exists()
        both_looked.wait()
        Correction.objects.create(
            entry=naive,
            organisation_id=naive.organisation_id,
            activity_id=naive.activity_id,
            minutes=-5,
            asked_by=side,
            reason=Reason.objects.create(text="Vertippt", salt="", digest="0" * 64),
            proposed_at=clock.now(),
            proposed_by=actor,
        )

    results = at_once(partial(ask_blindly, world.ada, "volunteer"), partial(ask_blindly, world.omar, "organisation"))
    assert [type(result) for result in results if result is not None] == [IntegrityError]  # both saw none

    entry = confirmed(world, JUNE)
    results = at_once(
        *(partial(ask, actor, HourEntry.objects.get(pk=entry.pk), -5) for actor in (world.ada, world.omar)),
        while_held=partial(hold, world),
    )
    assert outcomes(results) == ["correction_open", "done"]
    assert CorrectionEvent.objects.filter(entry=entry).count() == 1


def test_agreement_against_refusal_ends_in_one_of_them(world: World) -> None:
    naive, both_looked = ask(world.ada, confirmed(world, MAY), -30), meeting()

    @transaction.atomic
    def settle_blindly(actor: User, status: str) -> None:
        assert Correction.objects.get(pk=naive.pk).status == "proposed"
        both_looked.wait()
        if status == "agreed":
            HourEntry.objects.filter(pk=naive.entry_id).update(correction=F("correction") + naive.minutes)
        else:
            both_counted.wait()
        Correction.objects.filter(pk=naive.pk).update(
            status=status, decided_at=clock.now(), decided_by=actor, decided_as="organisation", answer=naive.reason
        )
        if status == "agreed":
            transaction.on_commit(both_counted.wait)

    both_counted = meeting()
    at_once(partial(settle_blindly, world.omar, "agreed"), partial(settle_blindly, world.mina, "refused"))
    naive.refresh_from_db()
    assert (naive.status, naive.entry.counted) == ("refused", 60)  # refused, and yet it counts

    correction = ask(world.ada, confirmed(world, JUNE), -30)
    results = at_once(
        lambda: correcting.agree(actor=world.omar, correction=fresh(correction), way=Way.API),
        lambda: correcting.refuse(actor=world.mina, correction=fresh(correction), reason="Nein", way=Way.API),
        while_held=partial(hold, world),
    )
    assert outcomes(results) == ["done", "illegal_transition"]
    correction = fresh(correction)
    assert correction.entry.counted == (60 if correction.status == "agreed" else 90) == month(JUNE)
    assert CorrectionEvent.objects.filter(correction=correction).count() == 2


def test_two_corrections_of_one_day_stay_within_it(world: World) -> None:
    naive, both_looked = [ask(world.ada, confirmed(world, MAY, 400), 400) for _ in range(2)], meeting()

    def agree_blindly(correction: Correction) -> None:
        taken = logging.minutes_taken(world.ada_volunteer, MAY)
        bounds.check_room(correction.minutes, taken=taken)
        both_looked.wait()
        HourEntry.objects.filter(pk=correction.entry_id).update(correction=F("correction") + correction.minutes)

    assert at_once(*(partial(agree_blindly, correction) for correction in naive)) == [None, None]
    assert logging.minutes_taken(world.ada_volunteer, MAY) == 1600  # a day of 27 hours

    both = [ask(world.ada, confirmed(world, JUNE, 400), 400) for _ in range(2)]
    jobs = [
        partial(correcting.agree, actor=actor, correction=fresh(correction), way=Way.API)
        for actor, correction in zip((world.omar, world.mina), both, strict=True)
    ]
    assert outcomes(at_once(*jobs, while_held=partial(hold, world))) == ["day_full", "done"]
    assert (logging.minutes_taken(world.ada_volunteer, JUNE), month(JUNE)) == (1200, 1200)
    HourEntry.objects.filter(day=MAY).update(correction=0)
    assert totals.reconcile() == []
