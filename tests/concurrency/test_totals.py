"""The two rollups under many writers: nothing is lost, nobody waits in a circle, a recount disturbs nobody."""

import datetime as dt
import random
from functools import partial

import pytest
from django.db import transaction
from django.db.models import Sum
from psycopg.errors import DeadlockDetected

from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import Activity, DistrictMonth, FieldOfAction, HourEntry, OrganisationMonth, Volunteer, Way
from volunteers.services import confirming, logging, totals

pytestmark = pytest.mark.postgres

MONTHS = [dt.date(2026, month, 1) for month in (1, 2, 3)]
WRITERS, ENTRIES = 8, 96


def held() -> tuple[int, int]:
    """All minutes that each of the two rollups holds."""
    sums = [model.objects.aggregate(total=Sum("minutes"))["total"] or 0 for model in (OrganisationMonth, DistrictMonth)]
    return sums[0], sums[1]


def lock_rows() -> None:
    list(OrganisationMonth.objects.select_for_update())


def waiting_entries(world: World, number: int) -> list[HourEntry]:
    """Entries that wait at the café, spread over two activities and three months: six rows in each rollup."""
    labour = FieldOfAction.objects.get(code="labour")
    cooking = Activity.objects.create(
        organisation=world.cafe, title="Kochen", field=labour, district=world.cafe.district
    )
    people = [Volunteer.objects.create(kept_by=world.cafe, name=f"Hilfe {index}") for index in range(number // 6)]
    return [
        logging.log_hours(actor=world.omar, volunteer=person, activity=activity, day=day, minutes=minutes, way=Way.API)[
            0
        ]
        for minutes, person in enumerate(people, start=1)
        for activity in (world.talking, cooking)
        for day in MONTHS
    ]


def counted(world: World, day: dt.date) -> totals.Counted:
    place = world.talking
    return totals.Counted(
        organisation_id=world.cafe.pk, district_id=place.district_id, field_id=place.field_id, day=day, minutes=90
    )


def test_two_writers_of_one_row_without_a_guard_lose_hours(world: World) -> None:
    totals.add([counted(world, MONTHS[0])])
    both_read = meeting()

    def add_unguarded() -> None:
        row = OrganisationMonth.objects.get()
        both_read.wait()
        row.minutes += 90
        row.save()

    assert at_once(add_unguarded, add_unguarded) == [None, None]
    assert held() == (180, 90)  # 270 would be right

    add = partial(transaction.atomic(totals.add), [counted(world, MONTHS[0])])
    assert at_once(add, add, while_held=lock_rows) == [None, None]
    assert held() == (360, 270)


def test_two_writers_of_several_rows_without_an_order_wait_in_a_circle(world: World) -> None:
    both_hold_one = meeting()
    forth, back = [counted(world, day) for day in MONTHS[:2]], [counted(world, day) for day in MONTHS[1::-1]]
    totals.add(forth)

    @transaction.atomic
    def add_row_by_row(rows: list[totals.Counted]) -> None:
        totals.add(rows[:1])
        both_hold_one.wait()
        totals.add(rows[1:])

    stuck = at_once(partial(add_row_by_row, forth), partial(add_row_by_row, back))
    assert [type(error.__cause__) for error in stuck if error] == [DeadlockDetected]

    before = held()
    jobs = [partial(transaction.atomic(totals.add), rows) for rows in (forth, back)]
    assert at_once(*jobs, while_held=lock_rows) == [None, None]
    assert held() == (before[0] + 360, before[1] + 360)


def test_totals_under_eight_writers_equal_the_recount(world: World) -> None:
    entries = waiting_entries(world, ENTRIES)
    order = random.Random(8)  # noqa: S311 - any order will do

    def confirm_all() -> int:
        """Every writer tries every entry, in an order and in portions of its own."""
        uuids = [entry.uuid for entry in entries]
        order.shuffle(uuids)
        portions = [uuids[start : start + 12] for start in range(0, len(uuids), 12)]
        decided = [confirming.confirm_many(actor=world.omar, uuids=portion, way=Way.API) for portion in portions]
        return sum(one.error is None for portion in decided for one in portion)

    confirmed = at_once(*[confirm_all] * WRITERS)
    assert sum(confirmed) == ENTRIES
    minutes = sum(entry.minutes for entry in entries)
    assert held() == (minutes, minutes)
    assert totals.reconcile() == []
    assert OrganisationMonth.objects.count() == 6


def test_recount_while_hours_are_confirmed_alters_nothing(world: World) -> None:
    entries = waiting_entries(world, 60)
    first, rest = entries[0], entries[1:]
    recounted, confirmed = meeting(), meeting()

    def recount_unguarded() -> None:
        true = HourEntry.objects.confirmed().total_minutes()
        recounted.wait()
        confirmed.wait()
        OrganisationMonth.objects.update(minutes=true)

    def confirm_in_between() -> None:
        recounted.wait()
        confirming.confirm(actor=world.omar, entry=first, way=Way.API)
        confirmed.wait()

    assert at_once(recount_unguarded, confirm_in_between) == [None, None]
    assert held() == (0, first.minutes)  # the recount threw away what it had not seen

    assert [difference.minutes for difference in totals.reconcile()] == [(0, first.minutes)]
    quarters = [
        partial(confirming.confirm_many, actor=world.omar, uuids=[entry.uuid for entry in rest[start::4]], way=Way.API)
        for start in range(4)
    ]
    # A confirmation is under way when the recounts begin: they wait for it, and the next confirmations for them.
    under_way = partial(confirming.confirm_many, actor=world.mina, uuids=[rest[0].uuid], way=Way.API)
    results = at_once(*quarters, totals.reconcile, totals.reconcile, while_held=under_way)
    assert outcomes(results) == ["done"] * 6
    assert results[4:] == [[], []]
    minutes = sum(entry.minutes for entry in entries)
    assert held() == (minutes, minutes)
    assert totals.reconcile() == []
