"""Two records made one while somebody logs, confirms or corrects their hours, or merges them the other way round."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from backend.common import clock
from backend.common.errors import DomainError
from tests import factories
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import HourEntry, LedgerEvent, User, Volunteer, Way
from volunteers.services import claiming, confirming, correcting, logging, merging, people, takeover_codes, totals

pytestmark = pytest.mark.postgres

MAY = dt.date(2026, 5, 4)
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def two(world: World) -> tuple[Volunteer, Volunteer]:
    return factories.kept(world.cafe, "Kefa"), factories.kept(world.cafe, "Kefa", "K.")


def log(world: World, person: Volunteer, minutes: int = 60) -> HourEntry:
    entry, _new = logging.log_hours(
        actor=world.omar, volunteer=person, activity=world.talking, day=MAY, minutes=minutes, way=Way.API
    )
    return entry


def merge(actor: User, source: Volunteer, target: Volunteer) -> Any:
    """With objects of its own: threads share none."""
    return merging.merge(actor=actor, source=fresh(source), target=fresh(target), way=Way.API)


def fresh(person: Volunteer) -> Volunteer:
    found: Volunteer = Volunteer.objects.get(pk=person.pk)
    return found


def confirm(actor: User, entries: list[HourEntry]) -> None:
    """Raises the first refusal."""
    for decided in confirming.confirm_many(actor=actor, uuids=[entry.uuid for entry in entries], way=Way.API):
        if decided.error is not None:
            raise decided.error


def hold(person: Volunteer) -> Volunteer:
    return Volunteer.objects.select_for_update(no_key=True).get(pk=person.pk)


def hold_entries(entries: list[HourEntry]) -> int:
    return len(HourEntry.objects.select_for_update().filter(pk__in=[entry.pk for entry in entries]))


def minutes_of(*persons: Volunteer) -> int:
    return HourEntry.objects.filter(volunteer__in=persons).occupying().total_minutes()


def test_hours_logged_meanwhile_are_not_left_behind(world: World) -> None:
    source, target = two(world)
    both_looked, moved = meeting(), meeting()

    def log_blindly() -> None:
        assert fresh(source).merged_into_id is None
        both_looked.wait()
        moved.wait()
        factories.hours(source, world.talking)

    def merge_blindly() -> None:
        assert fresh(source).merged_into_id is None
        both_looked.wait()
        HourEntry.objects.filter(volunteer=source).update(volunteer=target)
        Volunteer.objects.filter(pk=source.pk).update(merged_into=target)
        moved.wait()

    assert at_once(log_blindly, merge_blindly) == [None, None]
    assert minutes_of(source) == 60  # of a record that nobody sees any more

    source, target = two(world)
    results = at_once(
        partial(log, world, source), partial(merge, world.mina, source, target), while_held=partial(hold, source)
    )
    assert outcomes(results) in (["done", "done"], ["done", "person_merged"])
    logged = 0 if isinstance(results[0], DomainError) else 60
    assert (minutes_of(source), minutes_of(target)) == (0, logged)


def test_two_who_merge_the_same_pair_crossed_leave_one_record(world: World) -> None:
    one, other = two(world)
    both_looked = meeting()

    def merge_blindly(source: Volunteer, target: Volunteer) -> None:
        assert fresh(source).merged_into_id is fresh(target).merged_into_id is None
        both_looked.wait()
        Volunteer.objects.filter(pk=source.pk).update(merged_into=target)

    at_once(partial(merge_blindly, one, other), partial(merge_blindly, other, one))
    assert not Volunteer.objects.known_at(world.cafe).exists()  # each went into the other

    one, other = two(world)
    entries = [log(world, one), log(world, other, 30)]
    confirm(world.mina, entries)
    jobs = [partial(merge, world.omar, one, other), partial(merge, world.mina, other, one)]
    assert outcomes(at_once(*jobs, while_held=partial(hold, min(one, other, key=lambda person: person.pk)))) == [
        "already_merged",
        "done",
    ]
    [left] = Volunteer.objects.known_at(world.cafe)
    assert (minutes_of(left), HourEntry.objects.count()) == (90, len(entries))
    assert totals.reconcile() == []


def once_somebody_waits(job: Any) -> Any:
    """Comes second: whoever waits for a lock now gets it first."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone():
                return job()


@pytest.mark.parametrize("second", ["merge", "confirm"])
def test_merging_while_confirming_counts_each_entry_once(world: World, second: str) -> None:
    source, target = two(world)
    entries = [log(world, source) for _ in range(3)]
    jobs = [partial(merge, world.omar, source, target), partial(confirm, world.mina, entries)]
    place = ("merge", "confirm").index(second)
    jobs[place] = partial(once_somebody_waits, jobs[place])
    assert outcomes(at_once(*jobs, while_held=partial(hold_entries, entries))) == ["done", "done"]
    assert HourEntry.objects.confirmed().filter(volunteer=target).total_minutes() == 180
    assert LedgerEvent.objects.filter(to_status="confirmed").count() == len(entries)
    assert totals.reconcile() == []


def test_nobody_confirms_hours_that_become_their_own(world: World) -> None:
    own = people.register_volunteer(user=world.omar, name="Omar Beispiel")
    naive = factories.kept(world.cafe)
    entry, both_looked = log(world, naive), meeting()

    @transaction.atomic
    def confirm_blindly() -> None:
        assert HourEntry.objects.get(pk=entry.pk).volunteer_id != own.pk
        both_looked.wait()
        HourEntry.objects.filter(pk=entry.pk).update(
            status="confirmed", confirmed_by=world.omar, confirmed_at=clock.now(), evidence="registered"
        )

    @transaction.atomic
    def merge_blindly() -> None:
        assert not HourEntry.objects.confirmed().filter(confirmed_by=world.omar).exists()
        both_looked.wait()
        HourEntry.objects.filter(pk=entry.pk).update(volunteer=own)

    at_once(confirm_blindly, merge_blindly)
    mine = HourEntry.objects.confirmed().filter(volunteer=own, confirmed_by=world.omar)
    assert mine.exists()  # his own hours, by his own word
    HourEntry.objects.filter(pk=entry.pk).update(volunteer=naive)

    kept = factories.kept(world.cafe)
    entries = [log(world, kept)]
    jobs = [partial(merge, world.carla, kept, own), partial(confirm, world.omar, entries)]
    found = outcomes(at_once(*jobs, while_held=partial(hold_entries, entries)))
    assert found in (["done", "in_the_way"], ["done", "own_hours"])
    assert not mine.exists()


def test_correcting_while_merging_follows_the_entry_or_is_told(world: World) -> None:
    source, target = two(world)
    entry = log(world, source)
    confirm(world.mina, [entry])
    asked = correcting.propose(
        actor=world.omar, entry=HourEntry.objects.get(pk=entry.pk), minutes=-20, reason="Kürzer", way=Way.API
    )

    def decide() -> Any:
        again = type(asked).objects.select_related("entry__volunteer").get(pk=asked.pk)
        return correcting.decide(actor=world.carla, correction=again, agreed=True, reason="Stimmt", way=Way.API)

    results = at_once(decide, partial(merge, world.mina, source, target), while_held=partial(hold, source))
    assert outcomes(results) in (["done", "done"], ["done", "person_merged"])
    if isinstance(results[0], DomainError):
        decide()
    assert (minutes_of(source), minutes_of(target)) == (0, 40)
    assert totals.reconcile() == []


def test_two_who_have_one_code_take_it_over_once(world: World) -> None:
    kept = factories.kept(world.cafe)
    log(world, kept)
    code = takeover_codes.code_of(claiming.hand_out(actor=world.mina, volunteer=kept, way=Way.API))

    def take(actor: User) -> Any:
        return claiming.take(actor=actor, takeover=claiming.by_code(actor=actor, code=code), way=Way.API)

    jobs = [partial(take, actor) for actor in (world.ada, factories.user())]
    assert outcomes(at_once(*jobs, while_held=partial(hold, kept))) == ["code_unknown", "done"]
    kept.refresh_from_db()
    assert (kept.user_id is None) == (kept.merged_into_id is not None)
