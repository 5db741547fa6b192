"""The rollups are what a recount of the ledger gives: after any sequence of steps, and again after mending."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.cast import World
from volunteers.models import (
    Activity,
    DistrictMonth,
    HourEntry,
    HourStatus,
    Organisation,
    OrganisationMonth,
    Volunteer,
    Way,
)
from volunteers.models.totals import SLOTS
from volunteers.services import confirming, totals
from volunteers.services.totals import Counted, Difference

MARCH, APRIL = dt.date(2025, 3, 1), dt.date(2025, 4, 1)
Cells = dict[tuple[Any, ...], tuple[int, int]]


def held() -> tuple[Cells, Cells]:
    """Both rollups as they stand, without rows that hold nothing."""
    organisations = OrganisationMonth.objects.values_list("organisation", "month", "field", "minutes", "entries")
    districts = DistrictMonth.objects.values_list("district", "field", "month", "slot", "minutes", "entries")
    return (
        {row[:3]: row[3:] for row in organisations if row[3:] != (0, 0)},
        {row[:4]: row[4:] for row in districts if row[4:] != (0, 0)},
    )


def recounted() -> tuple[Cells, Cells]:
    """Both rollups from the ledger, entry by entry, in Python."""
    minutes: tuple[Counter[Any], Counter[Any]] = (Counter(), Counter())
    entries: tuple[Counter[Any], Counter[Any]] = (Counter(), Counter())
    for entry in HourEntry.objects.filter(status=HourStatus.CONFIRMED).select_related("activity"):
        month, activity = entry.day.replace(day=1), entry.activity
        slot = entry.organisation_id % SLOTS
        keys = (
            (entry.organisation_id, month, activity.field_id),
            (activity.district_id, activity.field_id, month, slot),
        )
        for number, key in enumerate(keys):
            minutes[number][key] += entry.minutes
            entries[number][key] += 1
    first, second = ({key: (minutes[i][key], entries[i][key]) for key in minutes[i]} for i in range(2))
    return first, second


# Each entry: which activity, which day, how long; then requests: which entries, and whether yes or no.
ENTRIES = st.lists(
    st.tuples(st.integers(0, 3), st.dates(dt.date(2023, 12, 30), dt.date(2024, 3, 2)), st.integers(1, 1440)),
    min_size=1,
    max_size=12,
)
REQUESTS = st.lists(st.tuples(st.lists(st.integers(0, 11), min_size=1, max_size=8), st.booleans()), max_size=5)


@given(wishes=ENTRIES, requests=REQUESTS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rollups_equal_a_recount_after_any_sequence(
    world: World, wishes: list[tuple[int, dt.date, int]], requests: list[tuple[list[int], bool]]
) -> None:
    with transaction.atomic():
        activities = [
            world.talking,
            world.football,
            Activity(
                organisation=world.cafe, title="Ausflug", field=world.football.field, district=world.club.district
            ),
            Activity(organisation=world.club, title="Tandem", field=world.talking.field, district=world.club.district),
        ]
        Activity.objects.bulk_create(activities[2:])
        entries = [
            factories.hours(world.ada_volunteer, activities[which], day=day, minutes=minutes, by=world.mina)
            for which, day, minutes in wishes
        ]
        for numbers, yes in requests:
            asked = [entries[number % len(entries)].uuid for number in numbers]
            if yes:
                confirming.confirm_many(actor=world.carla, uuids=asked, way=Way.API)
            else:
                confirming.decline_many(actor=world.carla, uuids=asked, reason="Nein", way=Way.API)
        assert held() == recounted()
        assert totals.reconcile() == []
        assert held() == recounted()
        transaction.set_rollback(True)


def test_add_sums_one_row_for_each_key_and_leaves_the_others_alone(world: World) -> None:
    cafe, club = world.cafe.pk, world.club.pk
    leer, language = world.talking.district_id, world.talking.field_id

    def one(organisation: int, day: dt.date, minutes: int, entries: int = 1) -> Counted:
        return Counted(organisation, leer, language, day, minutes, entries)

    totals.add([one(cafe, MARCH, 10), one(cafe, dt.date(2025, 3, 31), 5), one(cafe, APRIL, 3), one(club, MARCH, 7)])
    totals.add([one(cafe, MARCH, 100)])
    assert held() == (
        {(cafe, MARCH, language): (115, 3), (cafe, APRIL, language): (3, 1), (club, MARCH, language): (7, 1)},
        {
            (leer, language, MARCH, cafe % SLOTS): (115, 3),
            (leer, language, APRIL, cafe % SLOTS): (3, 1),
            (leer, language, MARCH, club % SLOTS): (7, 1),
        },
    )


def test_add_takes_a_correction_downwards_as_negative_minutes(world: World) -> None:
    leer, language = world.talking.district_id, world.talking.field_id
    totals.add([Counted(world.cafe.pk, leer, language, MARCH, 90)])
    totals.add([Counted(world.cafe.pk, leer, language, MARCH, -30, entries=0)])
    assert held()[0] == {(world.cafe.pk, MARCH, language): (60, 1)}


def test_add_of_nothing_writes_nothing(world: World) -> None:
    totals.add([])
    assert held() == ({}, {})


def test_slots_share_the_organisations_and_are_always_the_same(world: World) -> None:
    assert [totals.slot_of(pk) for pk in (1, 15, 16, 17, 32)] == [1, 15, 0, 1, 0]
    twins = [
        Organisation.objects.create(
            pk=world.cafe.pk + SLOTS * step, slug=f"o{step}", name="O", kind="church", district=world.cafe.district
        )
        for step in (1, 2)
    ]
    language = world.talking.field
    for twin in twins:
        activity = Activity.objects.create(
            organisation=twin, title="A", field=language, district=world.talking.district
        )
        entry = factories.hours(world.ada_volunteer, activity, minutes=50)
        confirming.confirm(actor=world.carla, entry=entry, way=Way.API)
    assert held()[1] == {(world.talking.district_id, language.pk, MARCH, world.cafe.pk % SLOTS): (100, 2)}
    assert totals.reconcile() == []


# --- the nightly recount ---


@pytest.fixture
def counted(world: World) -> World:
    """90 and 30 minutes in March and 60 in April at the café, confirmed in the proper way; 5 are waiting."""
    given = [(90, MARCH), (30, dt.date(2025, 3, 31)), (60, APRIL)]
    entries = [factories.hours(world.ada_volunteer, world.talking, minutes=m, day=day) for m, day in given]
    factories.hours(world.ada_volunteer, world.talking, minutes=5)
    confirming.confirm_many(actor=world.omar, uuids=[entry.uuid for entry in entries], way=Way.API)
    return world


def _organisation(world: World, month: dt.date, minutes: tuple[int, int], entries: tuple[int, int]) -> Difference:
    key = (str(world.cafe.pk), month.isoformat(), str(world.talking.field_id))
    return Difference("OrganisationMonth", key, minutes, entries)


def _district(world: World, month: dt.date, minutes: tuple[int, int], entries: tuple[int, int]) -> Difference:
    place = (str(world.talking.district_id), str(world.talking.field_id))
    key = (*place, month.isoformat(), str(world.cafe.pk % SLOTS))
    return Difference("DistrictMonth", key, minutes, entries)


def test_reconcile_finds_nothing_where_all_is_right(counted: World) -> None:
    assert totals.reconcile() == []
    assert held() == recounted()


def test_reconcile_of_an_empty_ledger_finds_nothing(world: World) -> None:
    assert totals.reconcile() == []


def test_reconcile_counts_confirmed_hours_alone(counted: World) -> None:
    for status in (HourStatus.SUBMITTED, HourStatus.DECLINED, HourStatus.WITHDRAWN):
        factories.hours(counted.ada_volunteer, counted.talking, minutes=100, status=status)
    assert totals.reconcile() == []


def test_reconcile_mends_wrong_figures_in_both_rollups(counted: World) -> None:
    OrganisationMonth.objects.filter(month=MARCH).update(minutes=121)
    DistrictMonth.objects.filter(month=APRIL).update(entries=7)
    assert totals.reconcile() == [
        _organisation(counted, MARCH, (121, 120), (2, 2)),
        _district(counted, APRIL, (60, 60), (7, 1)),
    ]
    assert held() == recounted()
    assert totals.reconcile() == []


def test_reconcile_mends_a_negative_total(counted: World) -> None:
    OrganisationMonth.objects.filter(month=APRIL).update(minutes=-60)
    assert totals.reconcile() == [_organisation(counted, APRIL, (-60, 60), (1, 1))]
    assert held() == recounted()


def test_reconcile_puts_missing_rows_back(counted: World) -> None:
    OrganisationMonth.objects.filter(month=APRIL).delete()
    DistrictMonth.objects.filter(month=MARCH).delete()
    assert totals.reconcile() == [
        _organisation(counted, APRIL, (0, 60), (0, 1)),
        _district(counted, MARCH, (0, 120), (0, 2)),
    ]
    assert held() == recounted()


def test_reconcile_empties_surplus_rows_and_says_so_once(counted: World) -> None:
    may = dt.date(2025, 5, 1)
    place = {"field": counted.talking.field, "month": may, "minutes": 15, "entries": 1}
    OrganisationMonth.objects.create(organisation=counted.cafe, **place)
    DistrictMonth.objects.create(district=counted.talking.district, slot=counted.cafe.pk % SLOTS, **place)
    assert totals.reconcile() == [
        _organisation(counted, may, (15, 0), (1, 0)),
        _district(counted, may, (15, 0), (1, 0)),
    ]
    assert held() == recounted()
    assert totals.reconcile() == []


def test_reconcile_moves_what_counted_in_a_wrong_slot(counted: World) -> None:
    DistrictMonth.objects.filter(month=APRIL).update(slot=(counted.cafe.pk + 1) % SLOTS)
    found = totals.reconcile()
    assert sorted((one.minutes, one.entries) for one in found) == [((0, 60), (0, 1)), ((60, 0), (1, 0))]
    assert held() == recounted()


def test_total_of_a_person_is_read_from_the_ledger(counted: World) -> None:
    def minutes(**within: dt.date) -> dict[Any, Any]:
        return {person.pk: vars(person)["confirmed_minutes"] for person in Volunteer.objects.with_totals(**within)}

    ada, mallory = counted.ada_volunteer.pk, counted.mallory_volunteer.pk
    assert minutes() == {ada: 180, mallory: 0}
    assert minutes(start=dt.date(2025, 3, 2), end=dt.date(2025, 3, 31)) == {ada: 30, mallory: 0}
    assert minutes(end=MARCH) == {ada: 90, mallory: 0}
    assert minutes(start=APRIL) == {ada: 60, mallory: 0}
