"""Weekly plans on pages: both sides propose, agree and end; the organisation sees what was confirmed by itself."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from backend.common import clock
from tests import factories
from tests.cast import World, make_volunteer
from tests.volunteers.web.desks import LATELY, at, client_of, text_of, waiting
from volunteers.models import Membership, WeeklyPlan

Queries = Callable[[int], Any]
MINE = "/ich/plaene"


def terms(world: World, **changes: Any) -> dict[str, Any]:
    """What somebody types."""
    return {
        "activity": str(world.talking.uuid),
        "weekdays": ["1", "3"],
        "minutes": "1:30",
        "tolerance": "15",
        "starts_on": clock.today().isoformat(),
        "ends_on": (clock.today() + dt.timedelta(days=90)).isoformat(),
    } | changes


def test_volunteer_proposes_organisation_agrees_and_hours_are_confirmed(world: World) -> None:
    waiting(world, 1)
    ada, omar = client_of(world.ada), client_of(world.omar)
    assert "Vorgeschlagen." in text_of(ada.post(MINE, terms(world), follow=True))
    plan = WeeklyPlan.objects.get()
    assert (plan.days, plan.minutes, plan.tolerance, plan.side) == ([1, 3], 90, 15, "volunteer")
    desk = at("desk-plans", world.cafe)
    assert "Dienstag und Donnerstag, 1:30 Std. (± 0:15)" in text_of(omar.get(desk))
    omar.post(at("desk-plan", world.cafe, plan.uuid), {"tun": "zustimmen"})
    WeeklyPlan.objects.update(weekdays=127, starts_on=LATELY)
    form = {"activity": world.talking.uuid, "day": LATELY + dt.timedelta(days=1), "minutes": 90, "uuid": plan.uuid}
    receipt = ada.post(reverse("me-log"), form, follow=True)
    assert "bestätigt" in text_of(receipt)
    assert "Wartet auf" not in text_of(receipt)
    shown = text_of(omar.get(desk))
    assert "Nach diesem Plan bestätigt: ein Eintrag, 1:30 Std. in Verantwortung von Omar Beispiel" in shown
    assert "Zuletzt nach Plan bestätigt" in shown
    ada.post(f"{MINE}/{plan.uuid}", {"tun": "beenden"})
    assert "beendet" in text_of(omar.get(desk))


def test_organisation_proposes_from_a_group_of_the_desk_and_volunteer_agrees(world: World) -> None:
    waiting(world, 4)
    omar = client_of(world.omar)
    desk = omar.get(at("desk", world.cafe)).content.decode()
    query = f"person={world.ada_volunteer.uuid}&amp;taetigkeit={world.talking.uuid}&amp;tag={LATELY.weekday()}"
    address = at("desk-plans", world.cafe)
    assert f'href="{address}?{query}&amp;minuten=90"' in desk
    form = omar.get(f"{address}?{query}&minuten=90".replace("&amp;", "&")).content.decode()
    assert f'<option value="{world.ada_volunteer.uuid}" selected>' in form
    assert 'value="1:30"' in form
    omar.post(address, terms(world, person=str(world.ada_volunteer.uuid)))
    plan = WeeklyPlan.objects.get()
    assert "Zustimmen" in text_of(client_of(world.ada).get(MINE))
    client_of(world.ada).post(f"{MINE}/{plan.uuid}", {"tun": "zustimmen"})
    plan.refresh_from_db()
    assert (plan.status, plan.confirmer) == ("agreed", world.omar)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weekdays": []}, "Dieses Feld ist zwingend erforderlich"),
        ({"minutes": "9 h"}, "von 1 Minute bis 8 Stunden"),
        ({"ends_on": "2020-01-01"}, "Das Ende liegt vor dem Anfang."),
        ({"activity": "00000000-0000-4000-8000-000000000000"}, "steht nicht zur Auswahl"),
    ],
)
def test_refused_proposal_comes_back_filled(changes: dict[str, Any], sentence: str, world: World) -> None:
    waiting(world, 1)
    answer = client_of(world.ada).post(MINE, terms(world, **changes))
    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert not WeeklyPlan.objects.exists()


def test_plan_whose_confirmer_left_rests_on_both_pages(world: World) -> None:
    factories.plan(world.ada_volunteer, world.talking, by=world.omar)
    Membership.objects.filter(user=world.omar).update(ended_at=clock.now())
    assert "Ruht gerade" in text_of(client_of(world.ada).get(MINE))
    assert "Ruht: Wer zugestimmt hat" in text_of(client_of(world.mina).get(at("desk-plans", world.cafe)))


def test_own_plan_is_for_somebody_else_to_agree(world: World) -> None:
    factories.plan(make_volunteer(world.omar, given="Omar", family="B"), world.talking, status="proposed")
    page = text_of(client_of(world.omar).get(at("desk-plans", world.cafe)))
    assert "Ihr eigener Wochenplan" in page
    assert "Zustimmen" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_for_one_plan_and_three(rows: int, world: World, django_assert_num_queries: Queries) -> None:
    for back in range(rows):
        factories.plan(world.ada_volunteer, world.talking, by=world.omar)
        world.hours(day=clock.today() - dt.timedelta(days=back + 1), minutes=120)
    omar, ada = client_of(world.omar), client_of(world.ada)
    with django_assert_num_queries(9):
        omar.get(at("desk-plans", world.cafe))
    with django_assert_num_queries(7):
        ada.get(MINE)
