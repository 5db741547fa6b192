"""Campaigns: whom the rule finds, one order for all of them, and what becomes of those that failed."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common import clock
from backend.common.errors import DomainError, Forbidden, IllegalTransition, Invalid
from certificates.models import Campaign, Certificate, NumberSeries
from certificates.services import campaigns, ordering, queue
from tests import factories
from tests.cast import World
from tests.certificates.orders import END, START, campaign, helpers, order
from volunteers.models import Activity, HourStatus, User, Volunteer
from volunteers.reach import reach_of


def answer(call: Callable[[], object]) -> str:
    """`done`, or the code of the refusal."""
    try:
        call()
    except DomainError as error:
        return error.code
    return "done"


def found(world: World, actor: User | None = None, **rule: Any) -> list[str]:
    """Given names of those whom the rule finds, in its order."""
    keys = campaigns.recipients(campaign(world, **rule), reach_of(actor or world.carla))
    return [Volunteer.objects.get(pk=key).given_name for key in keys]


# --- drafting ---


def test_create_campaign_is_a_draft_that_ordered_nothing(world: World) -> None:
    draft = campaign(world, minimum_minutes=600, district=world.cafe.district)
    assert Campaign.objects.values().get() == {
        "id": draft.pk,
        "uuid": draft.uuid,
        "title": "Dank 2025",
        "kind": "record",
        "issuer_id": world.issuer.pk,
        "period_start": START,
        "period_end": END,
        "minimum_minutes": 600,
        "district_id": world.cafe.district_id,
        "field_id": None,
        "organisation_id": None,
        "chosen": False,
        "age_affirmed": False,
        "language": "",
        "beside": "",
        "template_version_id": None,
        "status": "draft",
        "created_by_id": world.carla.pk,
        "created_at": draft.created_at,
        "ordered_at": None,
    }
    assert Certificate.objects.count() == 0


def test_create_campaign_over_a_period_out_of_order_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        campaign(world, period_start=END, period_end=START)
    assert (refusal.value.code, refusal.value.field) == ("period_out_of_order", "period_end")


def test_create_campaign_stays_within_what_one_coordinates(world: World) -> None:
    leer, language = world.cafe.district, world.talking.field
    scopes: dict[str, dict[str, Any]] = {
        "everything": {},
        "leer": {"district": leer},
        "language": {"field": language},
        "language in leer": {"district": leer, "field": language},
        "cafe": {"organisation": world.cafe},
        "club": {"organisation": world.club},
    }
    actors = {
        "all": world.carla,
        "leer": factories.coordinate(factories.user(), district=leer),
        "language": factories.coordinate(factories.user(), field=language),
        "manager": world.mina,
    }
    no, yes = "beyond_scope", "done"
    assert {
        name: [answer(partial(campaign, world, actor=actor, **scope)) for scope in scopes.values()]
        for name, actor in actors.items()
    } == {
        "all": [yes] * 6,
        "leer": [no, yes, no, yes, yes, no],
        "language": [no, no, yes, yes, no, no],
        "manager": ["not_coordinator"] * 6,
    }


# --- the rule ---


def test_rule_finds_those_with_the_minimum_in_sum(world: World) -> None:
    for given, minutes in (("Eben", [60]), ("Summe", [30, 30]), ("Knapp", [59]), ("Viel", [600])):
        person = factories.kept(world.cafe, given)
        for part in minutes:
            factories.confirmed(person, world.talking, minutes=part)
    assert found(world) == ["Eben", "Summe", "Viel"]
    assert found(world, minimum_minutes=61) == ["Viel"]
    assert found(world, minimum_minutes=601) == []


def test_rule_counts_hours_within_the_period_both_ends_included(world: World) -> None:
    day = dt.timedelta(days=1)
    for given, when in (("Davor", START - day), ("Erster", START), ("Letzter", END), ("Danach", END + day)):
        factories.confirmed(factories.kept(world.cafe, given), world.talking, day=when)
    assert found(world) == ["Erster", "Letzter"]


def test_rule_counts_confirmed_hours_alone(world: World) -> None:
    for status in HourStatus:
        factories.hours(factories.kept(world.cafe, status.value), world.talking, status=status)
    assert found(world) == ["confirmed"]


def test_rule_narrows_to_district_field_and_organisation(world: World) -> None:
    outing = Activity.objects.create(
        organisation=world.cafe, title="Ausflug", field=world.football.field, district=world.club.district
    )
    for given, activity in (("Rede", world.talking), ("Ball", world.football), ("Flug", outing)):
        factories.confirmed(factories.kept(world.cafe, given), activity)
    leer, emden = world.cafe.district, world.club.district
    assert found(world) == ["Rede", "Ball", "Flug"]
    assert found(world, district=leer) == ["Rede"]
    assert found(world, district=emden) == ["Ball", "Flug"]
    assert found(world, field=world.talking.field) == ["Rede"]
    assert found(world, organisation=world.cafe) == ["Rede", "Flug"]
    assert found(world, organisation=world.cafe, district=emden) == ["Flug"]
    assert found(world, organisation=world.club, field=world.talking.field) == []


def test_rule_counts_what_the_orderer_coordinates_alone(world: World) -> None:
    person = factories.kept(world.cafe, "Beide")
    factories.confirmed(person, world.talking, minutes=50)
    factories.confirmed(person, world.football, minutes=50)
    emden = factories.coordinate(factories.user(), district=world.club.district)
    assert found(world, minimum_minutes=100) == ["Beide"]
    assert found(world, emden, minimum_minutes=100) == []
    assert found(world, emden, minimum_minutes=50) == ["Beide"]


def test_recipients_stay_in_the_same_order(world: World) -> None:
    keys = helpers(world, 12)
    for key in reversed(keys):
        factories.confirmed(Volunteer.objects.get(pk=key), world.football, minutes=1000 - key % 7)
    draft = campaign(world)
    assert campaigns.recipients(draft, reach_of(world.carla)) == sorted(keys)
    assert campaigns.recipients(draft, reach_of(world.carla)) == sorted(keys)


# --- the order ---


@time_machine.travel("2026-01-10T12:00:00Z", tick=False)
def test_order_makes_one_queued_row_for_each_in_order_of_the_numbers(world: World) -> None:
    keys = helpers(world, 3, minutes=90)
    helpers(world, 1, minutes=59)
    order(world)  # somebody else's number before
    draft = campaign(world)
    assert campaigns.order_campaign(actor=world.carla, campaign=draft) == 3
    assert (draft.status, draft.ordered_at) == ("ordered", clock.now())
    rows = Certificate.objects.filter(campaign=draft).order_by("number")
    assert list(rows.values_list("volunteer", "number", "status", "kind", "ordered_by", "attempts")) == [
        (key, number, "queued", "record", world.carla.pk, 0) for number, key in enumerate(keys, start=2)
    ]
    assert [row.content["number"] for row in rows] == [f"NPA-2026-{number:06d}" for number in (2, 3, 4)]
    assert [row.content["name"] for row in rows] == [f"Helfer{index:02d} Vorbild" for index in range(3)]
    assert {row.content["minutes_total"] for row in rows} == {90}
    assert len({row.code for row in rows}) == 3
    assert NumberSeries.objects.get().last_number == 4


def test_order_twice_is_refused_and_adds_nothing(world: World) -> None:
    helpers(world, 2)
    draft = campaign(world)
    outdated = Campaign.objects.get(pk=draft.pk)
    campaigns.order_campaign(actor=world.carla, campaign=draft)
    helpers(world, 1)
    for copy in (draft, outdated):
        with pytest.raises(IllegalTransition) as refusal:
            campaigns.order_campaign(actor=world.carla, campaign=copy)
        assert refusal.value.extra == {"status": "ordered"}
    assert Certificate.objects.count() == 2
    assert NumberSeries.objects.get().last_number == 2


def test_order_that_finds_nobody_stays_a_draft_and_takes_no_number(world: World) -> None:
    helpers(world, 1, minutes=59)
    draft = campaign(world)
    with pytest.raises(Invalid) as refusal:
        campaigns.order_campaign(actor=world.carla, campaign=draft)
    assert (refusal.value.code, refusal.value.field) == ("nobody_due", "minimum_minutes")
    stored = Campaign.objects.get()
    assert (stored.status, stored.ordered_at) == ("draft", None)
    assert (Certificate.objects.count(), NumberSeries.objects.count()) == (0, 0)


def test_order_of_two_campaigns_thanks_the_same_people_twice(world: World) -> None:
    keys = helpers(world, 2)
    for title in ("Erste", "Zweite"):
        campaigns.order_campaign(actor=world.carla, campaign=campaign(world, title=title))
    assert sorted(Certificate.objects.values_list("volunteer", flat=True)) == sorted(keys * 2)
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_order_is_for_coordinators_and_counts_their_scope(world: World) -> None:
    helpers(world, 2)
    draft = campaign(world)
    for actor in (world.mina, world.ada, User.objects.create_superuser(email="root@example.org")):
        with pytest.raises(Forbidden) as refusal:
            campaigns.order_campaign(actor=actor, campaign=draft)
        assert refusal.value.code == "not_coordinator"
    emden = factories.coordinate(factories.user(), district=world.club.district)
    with pytest.raises(Invalid) as nobody:
        campaigns.order_campaign(actor=emden, campaign=Campaign.objects.get())
    assert nobody.value.code == "nobody_due"
    assert Campaign.objects.get().status == "draft"


def _statements(world: World, draft: Campaign) -> int:
    with CaptureQueriesContext(connection) as queries:
        campaigns.order_campaign(actor=world.carla, campaign=draft)
    return len(queries)


def test_order_needs_as_many_statements_for_3_people_as_for_30(world: World) -> None:
    # Savepoint and release; reach; move, read again; recipients, people, deeds, issuer; series (3); places in the
    # status list (2, and its lock on PostgreSQL); links to withdraw by (2); the rows.
    statements = 19 if connection.vendor == "postgresql" else 18
    order(world)  # the series is there already
    helpers(world, 3)
    few = campaign(world)
    assert _statements(world, few) == statements
    helpers(world, 27)
    many = campaign(world)
    assert _statements(world, many) == statements
    assert [Certificate.objects.filter(campaign=one).count() for one in (few, many)] == [3, 30]


def test_cancel_discards_a_draft_and_nothing_else(world: World) -> None:
    helpers(world, 1)
    draft, ordered = campaign(world), campaign(world)
    campaigns.order_campaign(actor=world.carla, campaign=ordered)
    assert campaigns.cancel_campaign(actor=world.carla, campaign=draft).status == "cancelled"
    for step, one in (
        (campaigns.cancel_campaign, ordered),
        (campaigns.cancel_campaign, draft),
        (campaigns.order_campaign, draft),
    ):
        with pytest.raises(IllegalTransition):
            step(actor=world.carla, campaign=one)
    with pytest.raises(Forbidden):
        campaigns.cancel_campaign(actor=world.mina, campaign=campaign(world))
    assert list(Campaign.objects.order_by("pk").values_list("status", flat=True)) == ["cancelled", "ordered", "draft"]


# --- what fails ---


@pytest.fixture
def partly_failed(world: World) -> Campaign:
    """Three people, of whom one has a name that no font prints."""
    keys = helpers(world, 3)
    Volunteer.objects.filter(pk=keys[1]).update(name="Kim \U00012000")
    draft = campaign(world)
    campaigns.order_campaign(actor=world.carla, campaign=draft)
    assert queue.drain() == 3
    return draft


def test_row_that_cannot_be_printed_fails_with_a_reason_and_stops_no_other(
    world: World, partly_failed: Campaign
) -> None:
    rows = Certificate.objects.order_by("number")
    assert list(rows.values_list("number", "status", "failure_code")) == [
        (1, "issued", ""),
        (2, "failed", "not_printable"),
        (3, "issued", ""),
    ]
    failed = rows[1]
    assert failed.failure_reason.startswith("name: Das Zeichen U+12000 ")
    assert "Kim" not in failed.failure_reason
    assert (failed.lease_token, failed.lease_until, failed.digest, failed.issued_at) == (None, None, "", None)


def test_retry_queues_the_same_number_and_content_afresh(world: World, partly_failed: Campaign) -> None:
    failed = Certificate.objects.get(status="failed")
    later = clock.now() + dt.timedelta(hours=1)
    Certificate.objects.filter(pk=failed.pk).update(not_before=later)
    before = (failed.number, failed.code, failed.content)
    with time_machine.travel(later, tick=False):
        again = ordering.retry(actor=world.carla, certificate=failed)
    assert (again.status, again.queued_at, again.not_before, again.attempts) == ("queued", later, None, 0)
    assert (again.failure_code, again.failure_reason) == ("", "")
    assert (again.number, again.code, again.content) == before
    with pytest.raises(IllegalTransition) as refusal:
        ordering.retry(actor=world.carla, certificate=again)
    assert refusal.value.extra == {"status": "queued"}
    assert queue.drain() == 1
    assert Certificate.objects.get(pk=failed.pk).failure_code == "not_printable"


def test_retry_failed_queues_every_failed_one_of_that_campaign(world: World, partly_failed: Campaign) -> None:
    Certificate.objects.filter(number=1).update(
        status="failed", failure_code="press_error", failure_reason="x", issued_at=None
    )
    other = order(world, volunteer=Volunteer.objects.create(name="\U00012000", kept_by=world.cafe))
    assert queue.drain() == 1
    assert campaigns.retry_failed(actor=world.carla, campaign=partly_failed) == 2
    rows = Certificate.objects.order_by("number").values_list("number", "status")
    assert list(rows) == [(1, "queued"), (2, "queued"), (3, "issued"), (other.number, "failed")]
    assert campaigns.retry_failed(actor=world.carla, campaign=partly_failed) == 0


@pytest.mark.parametrize("status", ["queued", "issued"])
def test_retry_is_only_for_what_failed(world: World, status: str) -> None:
    certificate = order(world)
    if status == "issued":
        queue.drain()
    before = Certificate.objects.values().get(pk=certificate.pk)
    with pytest.raises(IllegalTransition) as refusal:
        ordering.retry(actor=world.carla, certificate=Certificate.objects.get(pk=certificate.pk))
    assert refusal.value.extra == {"status": status}
    assert Certificate.objects.values().get(pk=certificate.pk) == before


def test_retry_is_for_coordinators(world: World, partly_failed: Campaign) -> None:
    failed = Certificate.objects.get(status="failed")
    for actor in (world.ada, world.mina):
        with pytest.raises(Forbidden):
            ordering.retry(actor=actor, certificate=failed)
        with pytest.raises(Forbidden):
            campaigns.retry_failed(actor=actor, campaign=partly_failed)
    assert Certificate.objects.get(pk=failed.pk).status == "failed"
