"""Orders and their numbers: contiguous, each given once, whoever orders at the same moment."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from backend.common import clock
from backend.common.bulk import insert_many
from certificates.models import Campaign, CampaignStatus, Certificate, NumberSeries
from certificates.services import building, campaigns, ordering
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import HourEntry, Volunteer, Way
from volunteers.services import confirming, logging

pytestmark = pytest.mark.postgres

START, END = dt.date(2026, 1, 1), dt.date(2026, 6, 30)


def people_with_hours(world: World, number: int) -> list[Volunteer]:
    """People kept by the café, each with one confirmed hour."""
    people = [Volunteer.objects.create(kept_by=world.cafe, name=f"Hilfe {index}") for index in range(number)]
    logged = [
        logging.log_hours(
            actor=world.omar, volunteer=person, activity=world.talking, day=START, minutes=60, way=Way.API
        )[0]
        for person in people
    ]
    confirming.confirm_many(actor=world.omar, uuids=[entry.uuid for entry in logged], way=Way.API)
    return people


def draft(world: World) -> Campaign:
    return campaigns.create_campaign(
        actor=world.carla, title="Dank", kind="record", issuer=world.issuer, period_start=START, period_end=END
    )


def order_one(world: World) -> Certificate:
    return ordering.request_certificate(
        actor=world.carla, volunteer=world.ada_volunteer, kind="thanks", issuer=world.issuer, start=START, end=END
    )


def numbers() -> list[int]:
    return sorted(Certificate.objects.values_list("number", flat=True))


def begin_series(world: World) -> NumberSeries:
    return NumberSeries.objects.create(issuer=world.issuer, year=clock.today().year)


def lock_series() -> None:
    list(NumberSeries.objects.select_for_update())


def lock_campaigns() -> None:
    list(Campaign.objects.select_for_update())


def test_two_orders_of_one_campaign_make_one_set_of_rows(world: World) -> None:
    people = people_with_hours(world, 20)
    naive, both_looked = draft(world), meeting()
    deeds = building.deeds_of(people, HourEntry.objects.all())

    @transaction.atomic
    def order_unguarded() -> None:
        assert Campaign.objects.get(pk=naive.pk).status == CampaignStatus.DRAFT
        both_looked.wait()
        Campaign.objects.filter(pk=naive.pk).update(status=CampaignStatus.ORDERED, ordered_at=clock.now())
        rows = ordering.numbered(
            actor=world.carla,
            people=[(person, deeds[person.pk]) for person in people],
            kind=naive.kind,
            issuer=world.issuer,
            period=(START, END),
            campaign=naive,
        )
        insert_many(rows)

    # Both went on to write, and only the last line of defence stopped the second: the unique constraint.
    assert [type(error) for error in at_once(order_unguarded, order_unguarded) if error] == [IntegrityError]
    assert numbers() == list(range(1, 21))

    campaign = draft(world)
    orders = [
        partial(campaigns.order_campaign, actor=world.carla, campaign=Campaign.objects.get(pk=campaign.pk))
        for _twice in range(2)
    ]
    assert outcomes(at_once(*orders, while_held=lock_campaigns)) == ["done", "illegal_transition"]
    assert campaign.certificates.count() == 20
    assert numbers() == list(range(1, 41))


def test_two_orders_at_once_get_consecutive_numbers(world: World) -> None:
    both_looked = meeting()
    begin_series(world)

    def take_unguarded() -> int:
        series = NumberSeries.objects.get(issuer=world.issuer)
        both_looked.wait()
        NumberSeries.objects.filter(pk=series.pk).update(last_number=series.last_number + 1)
        return series.last_number + 1

    assert at_once(take_unguarded, take_unguarded) == [1, 1]

    NumberSeries.objects.update(last_number=0)
    results = at_once(*[partial(order_one, world)] * 2, while_held=lock_series)
    assert outcomes(results) == ["done", "done"]
    assert numbers() == [1, 2]
    assert sorted(one.content["number"][-6:] for one in results) == ["000001", "000002"]


def test_first_order_of_a_series_twice_at_once_begins_it_once(world: World) -> None:
    both_looked = meeting()

    def begin_unguarded() -> None:
        assert not NumberSeries.objects.filter(issuer=world.issuer).exists()
        both_looked.wait()
        begin_series(world)

    assert [type(error) for error in at_once(begin_unguarded, begin_unguarded) if error] == [IntegrityError]

    NumberSeries.objects.all().delete()
    results = at_once(*[partial(order_one, world)] * 2, while_held=partial(begin_series, world))
    assert outcomes(results) == ["done", "done"]
    assert numbers() == [1, 2]


def test_number_of_an_order_that_was_rolled_back_is_given_to_the_next(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY SEQUENCE naive")
        with transaction.atomic():
            cursor.execute("SELECT nextval('naive')")
            transaction.set_rollback(True)
        cursor.execute("SELECT nextval('naive')")
        assert cursor.fetchone() == (2,)  # a sequence leaves a gap

    # One order has taken number 1 and the next one waits for it; then the first is rolled back.
    (waited,) = at_once(partial(order_one, world), while_held=partial(order_one, world))
    assert outcomes([waited]) == ["done"]
    assert numbers() == [1]
    assert NumberSeries.objects.get().last_number == 1


def test_many_orders_at_once_leave_no_gap(world: World) -> None:
    people_with_hours(world, 15)

    def order_some() -> None:
        campaigns.order_campaign(actor=world.carla, campaign=draft(world))
        for _number in range(3):
            order_one(world)

    assert at_once(*[order_some] * 4) == [None] * 4
    assert numbers() == list(range(1, 4 * 18 + 1))
