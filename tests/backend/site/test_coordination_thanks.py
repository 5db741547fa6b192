"""Thanks due, as a coordinator sees and orders it."""

import re
from typing import Any

import pytest
from django.test import Client

from certificates.models import Campaign, CampaignStatus, Certificate
from certificates.services import queue
from recognition.models import ThanksDue
from tests import factories
from tests.backend.site.test_coordination import coordinator, queries, signed_in
from tests.cast import World
from tests.recognition.test_thanking import evaluate
from volunteers.models import Volunteer

PAGE = "/koordination/dank"
GAP = "/koordination/dank/abstand"


@pytest.fixture
def carla(world: World) -> Client:
    """Signed in; coordinates the whole alliance."""
    return signed_in(world.carla)


def waiting(world: World, number: int) -> list[Volunteer]:
    """So many people at the café who reached their first hour."""
    people = [factories.kept(world.cafe, f"Helfer{index}") for index in range(number)]
    for person in people:
        factories.confirmed(person, world.talking)
    evaluate()
    return people


def form_of(page: Any) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(once|people)" value="([^"]*)"', page.content.decode()))


def names(page: Any) -> list[str]:
    return [one["person"].name for one in page.context["people"]]


def test_one_click_orders_for_exactly_those_who_wait_there(world: World, carla: Client) -> None:
    people = waiting(world, 2)
    factories.confirmed(world.mallory_volunteer, world.football)
    evaluate()
    page = carla.get(PAGE, {"landkreis": "03457", "wofuer": "first-hour"})
    assert names(page) == [person.name for person in people]
    form = form_of(page) | {"action": "order"}
    address = f"{PAGE}?landkreis=03457&wofuer=first-hour"
    answer = carla.post(address, form)
    campaign = Campaign.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/koordination/aktionen/{campaign.uuid}")
    assert carla.post(address, form)["Location"] == answer["Location"]  # a double click
    assert (Campaign.objects.count(), campaign.status, campaign.district) == (
        1,
        CampaignStatus.ORDERED,
        world.cafe.district,
    )
    papers = Certificate.objects.filter(campaign=campaign)
    assert set(papers.values_list("volunteer", "kind")) == {(person.pk, "thanks") for person in people}
    again = carla.get(PAGE)
    assert [one["ordered"] for one in again.context["people"]] == [False, True, True]
    carla.post(PAGE, form_of(again) | {"action": "order"})
    assert Certificate.objects.exclude(campaign=campaign).get().volunteer == world.mallory_volunteer
    queue.drain()
    assert (names(carla.get(PAGE)), ThanksDue.objects.count()) == ([], 0)


def test_design_may_come_first(world: World, carla: Client) -> None:
    (person,) = waiting(world, 1)
    answer = carla.post(PAGE, form_of(carla.get(PAGE)) | {"action": "draft"})
    campaign = Campaign.objects.get()
    assert answer["Location"] == f"/koordination/aktionen/{campaign.uuid}/gestaltung"
    assert (campaign.status, list(campaign.people.values_list("volunteer", flat=True))) == ("draft", [person.pk])
    whom = f"/koordination/aktionen/{campaign.uuid}/wen"
    assert "Für einen ausgewählten Menschen." in carla.get(whom).content.decode()
    period = {"period_start": "2025-01-01", "period_end": "2025-12-31"}
    said = {"once": str(campaign.uuid), "title": "Dank", "action": "save", **period}
    assert carla.post(whom, {**said, "title": ""}).status_code == 400
    assert carla.post(whom, said).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.title, campaign.chosen, campaign.people.count()) == ("Dank", True, 1)
    assert "ausgewählte Menschen" in carla.get(f"/koordination/aktionen/{campaign.uuid}/starten").content.decode()


def test_order_for_other_people_than_were_seen_is_refused(world: World, carla: Client) -> None:
    waiting(world, 1)
    form = form_of(carla.get(PAGE)) | {"action": "order"}
    waiting(world, 1)
    refused = carla.post(PAGE, form)
    assert (refused.status_code, Campaign.objects.count()) == (409, 0)
    assert (
        refused.context["refusal"] == "Inzwischen sind es andere Menschen als vorhin. Bitte sehen Sie noch einmal hin."
    )


def test_coordinator_of_a_district_sees_and_orders_for_theirs(world: World) -> None:
    waiting(world, 1)
    emden = signed_in(coordinator("03402"))
    assert names(emden.get(PAGE)) == []
    factories.confirmed(world.mallory_volunteer, world.football)
    evaluate()
    page = emden.get(PAGE)
    assert names(page) == ["Mallory Beispiel"]
    assert emden.get(PAGE, {"landkreis": "03457"}).context["numbers"].people == 0
    emden.post(PAGE, form_of(page) | {"action": "order"})
    assert Certificate.objects.get().volunteer == world.mallory_volunteer


def test_pages_ask_as_often_for_one_as_for_three(world: World, carla: Client) -> None:
    waiting(world, 1)
    narrowed = f"{PAGE}?landkreis=03457&feld=language&stelle={world.cafe.uuid}"
    addresses = [PAGE, f"{narrowed}&wofuer=first-hour", f"{PAGE}?nach=programme", GAP]
    carla.get(PAGE)
    first = [queries(carla, address) for address in addresses]
    waiting(world, 2)
    assert [queries(carla, address) for address in addresses] == first == [9, 9, 9, 6]


@pytest.mark.parametrize("query", ["landkreis=99999", "stelle=x", "feld=unbekannt", "wofuer=hours-1"])
def test_unknown_place_is_not_found(carla: Client, query: str) -> None:
    assert carla.get(f"{PAGE}?{query}").status_code == 404


def test_gap_is_a_table_and_a_file(world: World, carla: Client) -> None:
    waiting(world, 1)
    carla.post(PAGE, form_of(carla.get(PAGE)) | {"action": "order"})
    queue.drain()
    page = carla.get(GAP)
    assert (page.context["found"].ended.number, page.context["found"].going_on.number) == (1, 0)
    assert "100 %" in page.content.decode()  # a day long ago
    lines = carla.get(f"{GAP}?datei=csv").content.decode().splitlines()
    assert (len(lines), lines[-1]) == (15, "wartet heute;0;;0")
