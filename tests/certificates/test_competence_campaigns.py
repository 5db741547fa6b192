"""Competence certificates for many: the rule of the state's programme, counted and ordered without a query a person."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common.errors import Invalid
from certificates.content import parse_content
from certificates.models import Campaign, Certificate
from certificates.services import campaigns, checking, queue
from tests import factories
from tests.cast import World
from tests.certificates.orders import campaign
from volunteers.models import ClaimStatus, Volunteer, VolunteerDetails
from volunteers.reach import reach_of

NOON = dt.datetime(2026, 6, 15, 10, tzinfo=dt.UTC)
pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today() -> "object":
    with time_machine.travel(NOON, tick=False):
        yield


def drafted(world: World, **changes: Any) -> Campaign:
    """Competence certificates of the café over 2025, whatever the age that nobody knows."""
    wish = {"kind": "competence", "organisation": world.cafe, "age_affirmed": True, "minimum_minutes": 1}
    return campaign(world, **wish | changes)


def helper(
    world: World, given: str, *, minutes: int = 4800, born: dt.date | None = None, claim: str = ClaimStatus.CONFIRMED
) -> Volunteer:
    """Somebody at the café, with ten days of work in 2025 and one competence."""
    person = factories.kept(world.cafe, given)
    for day in range(10):
        factories.confirmed(person, world.talking, minutes=minutes // 10, day=dt.date(2025, 3, 1 + day))
    factories.claim(person, world.cafe, competence="teamwork", status=claim, example=f"{given} half.")
    if born is not None:
        VolunteerDetails.objects.create(volunteer=person, birth_date=born)
    return person


def found(world: World, **rule: Any) -> list[str]:
    keys = campaigns.recipients(drafted(world, **rule), reach_of(world.carla))
    return [Volunteer.objects.get(pk=key).given_name for key in keys]


def refused(world: World, **wish: Any) -> tuple[str, str]:
    with pytest.raises(Invalid) as refusal:
        drafted(world, **wish)
    return refusal.value.code, refusal.value.field


def test_a_draft_is_about_one_organisation_and_one_whole_year(world: World) -> None:
    assert refused(world, organisation=None) == ("organisation_missing", "organisation")
    over = {"period_start": dt.date(2024, 12, 31), "period_end": dt.date(2025, 1, 1)}
    assert refused(world, **over) == ("more_than_a_year", "period_end")
    draft = drafted(world, period_start=dt.date(2025, 4, 1), period_end=dt.date(2025, 4, 30))
    draft.refresh_from_db()
    assert (draft.period_start, draft.period_end) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def test_a_draft_that_becomes_one_of_competences_is_held_to_the_same(world: World) -> None:
    draft = campaign(world, period_start=dt.date(2025, 4, 1), organisation=world.cafe)
    changed = campaigns.edit_draft(actor=world.carla, campaign=draft, kind="competence")
    changed.refresh_from_db()
    assert (changed.kind, changed.period_start) == ("competence", dt.date(2025, 1, 1))
    with pytest.raises(Invalid) as refusal:
        campaigns.edit_draft(actor=world.carla, campaign=draft, organisation=None)
    assert refusal.value.code == "organisation_missing"


def test_the_rule_asks_for_eighty_hours_and_a_confirmed_competence(world: World) -> None:
    helper(world, "Genug")
    helper(world, "Knapp", minutes=4790)
    helper(world, "Viel", minutes=6000)
    helper(world, "Offen", claim=ClaimStatus.PROPOSED)
    elsewhere = helper(world, "Anderswo", claim=ClaimStatus.DECLINED)
    factories.claim(elsewhere, world.club, competence="teamwork", status=ClaimStatus.CONFIRMED, example="Dort.")
    assert found(world) == ["Genug", "Viel"]
    assert found(world, minimum_minutes=4801) == ["Viel"]
    assert found(world, period_start=dt.date(2024, 1, 1), period_end=dt.date(2024, 12, 31)) == []


def test_the_rule_finds_nobody_below_fourteen_and_the_unknown_only_on_a_word(world: World) -> None:
    helper(world, "Heute", born=dt.date(2012, 6, 15))
    helper(world, "Morgen", born=dt.date(2012, 6, 16))
    helper(world, "Unbekannt")
    assert found(world) == ["Heute", "Unbekannt"]
    assert found(world, age_affirmed=False) == ["Heute"]


def test_on_a_29_february_who_was_born_on_a_1_march_is_not_fourteen_yet(world: World) -> None:
    helper(world, "Jung", born=dt.date(2014, 3, 1))
    helper(world, "Alt", born=dt.date(2014, 2, 28))
    with time_machine.travel(dt.datetime(2028, 2, 29, 10, tzinfo=dt.UTC), tick=False):
        assert found(world) == ["Alt"]


def test_an_order_prints_the_competences_of_each(world: World) -> None:
    one = helper(world, "Eins")
    factories.claim(one, world.cafe, competence="responsibility", status=ClaimStatus.CONFIRMED, example="Immer da.")
    helper(world, "Zwei")
    draft = drafted(world, language="en")
    assert [each.printable for each in checking.check(actor=world.carla, campaign=draft).checked] == [True, True]
    assert campaigns.order_campaign(actor=world.carla, campaign=draft) == 2
    first, second = (parse_content(row.content) for row in Certificate.objects.order_by("pk"))
    assert {each.code: each.example for each in first.competences} == {
        "responsibility": "Immer da.",
        "teamwork": "Eins half.",
    }
    assert [(each.title, each.title_beside, each.example) for each in second.competences] == [
        ("Teamwork", "Teamfähigkeit", "Zwei half.")
    ]
    assert (second.kind, second.minutes_total, second.language, second.beside) == ("competence", 4800, "en", "de")
    queue.drain()
    assert set(Certificate.objects.values_list("status", "organisation")) == {("issued", world.cafe.pk)}


def test_counting_and_ordering_cost_as_many_queries_for_one_as_for_three(world: World) -> None:
    costs = []
    for names in (["Eins"], ["Zwei", "Drei"]):
        for given in names:
            helper(world, given)
        draft = drafted(world)
        with CaptureQueriesContext(
            connection,
        ) as counting:
            campaigns.count(actor=world.carla, campaign=draft)
        with CaptureQueriesContext(connection) as order:
            campaigns.order_campaign(actor=world.carla, campaign=draft)
        costs.append((len(counting), len(order)))
    assert Certificate.objects.count() == 4
    assert costs[0][0] == costs[1][0]
    assert costs[1][1] <= costs[0][1]  # the first order of a year also begins its series and its status list
