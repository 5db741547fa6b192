"""`/ich/karte`, the annex as a file, and what an organisation confirms and records for it."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pymupdf
import pytest
import time_machine
from django.test import Client

from recognition.models import AnnexPart, Waiver
from recognition.services import annexes
from tests import factories
from tests.cast import World
from volunteers.models import User, VolunteerDetails

Queries = Callable[[int], Any]
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        yield


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return " ".join(str(response.content.decode()).split())


def weekly(world: World, weeks: int, minutes: int = 60) -> None:
    for number in range(weeks):
        day = TODAY - dt.timedelta(weeks=number)
        factories.hours(world.ada_volunteer, world.talking, minutes=minutes, day=day, status="confirmed", by=world.mina)


def told(response: Any) -> str:
    """What a PDF says, in one line."""
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    with pymupdf.open(stream=response.content, filetype="pdf") as document:  # type: ignore[no-untyped-call]
        return re.sub(r"\s+", " ", " ".join(page.get_text() for page in document))


def test_card_says_how_far_it_is_and_leads_to_the_annex(world: World) -> None:
    weekly(world, 60, 300)
    ada = browser(world.ada)
    page = page_of(ada.get("/ich/karte"))
    assert "Wenn du so weitermachst, reicht es am 6. Oktober 2027 für die Ehrenamtskarte." in page
    assert re.findall(r"<bdi>(\S+ von \S+)</bdi>", page) == [
        "235:00 von 250:00",
        "5:05 von 5:00",
        "1 von 2",
        "13 von 24",
    ]
    assert re.findall(r'<progress max="(\d+)" value="(\d+)"', page) == [
        ("15000", "14100"),
        ("15600", "15900"),
        ("2", "1"),
        ("24", "13"),
    ]
    assert "/ich/karte/anlage.pdf" not in page
    assert ada.get("/ich/karte/anlage.pdf").status_code == 404
    assert ada.post("/ich/karte")["Location"] == "/ich/karte"
    page = page_of(ada.get("/ich/karte"))
    assert 'href="/ich/karte/anlage.pdf"' in page
    assert "<bdi>Sprachcafé</bdi></strong>" in page
    assert "angefragt" in page


def test_annex_without_hours_is_refused_on_the_page(world: World) -> None:
    page = page_of(browser(world.ada).post("/ich/karte"), 409)
    assert "Es gibt noch keine bestätigten Stunden, die in einer Anlage stehen könnten." in page


@pytest.mark.parametrize("number", [1, 3])
def test_card_costs_the_same_whatever_there_is(world: World, django_assert_num_queries: Queries, number: int) -> None:
    weekly(world, number)
    for activity in (world.football, world.talking)[: number - 1]:
        factories.confirmed(world.ada_volunteer, activity, day=TODAY)
    annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    client = browser(world.ada)
    with django_assert_num_queries(10):
        client.get("/ich/karte")


def test_organisation_confirms_and_the_paper_says_so(world: World) -> None:
    weekly(world, 3)
    annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    ada, omar, here = browser(world.ada), browser(world.omar), f"/stelle/{world.cafe.uuid}/leute/ehrenamtskarte"
    assert "Noch nicht bestätigt." in told(ada.get("/ich/karte/anlage.pdf"))
    page = page_of(omar.get(here))
    assert re.findall(r'class="figure"><strong>(.*?)</strong><span>(.*?)</span>', page) == [
        ("3:00", "Stunden 2026"),
    ]
    part = AnnexPart.objects.get()
    page = page_of(omar.post(f"{here}/{part.uuid}", {"tun": "ablehnen", "reason": " "}), 409)
    assert "Bitte nennen Sie einen Grund." in page
    assert omar.post(f"{here}/{part.uuid}", {"tun": "bestaetigen"})["Location"] == here
    paper = told(ada.get("/ich/karte/anlage.pdf"))
    assert "Für die Organisation bestätigt am 23. November 2026 von Omar Beispiel." in paper
    assert "Tätigkeiten: Sprechrunde." in paper
    assert "Geboren" not in paper
    VolunteerDetails.objects.create(
        volunteer=world.ada_volunteer, birth_date=dt.date(1990, 5, 1), print_birth_date=True
    )
    assert "Geboren am 1. Mai 1990" in told(ada.get("/ich/karte/anlage.pdf"))
    omar.post(f"{here}/{part.uuid}", {"tun": "ablehnen", "reason": "Doch nicht"})
    assert "<bdi>Doch nicht</bdi>" in page_of(ada.get("/ich/karte"))
    assert "Die Organisation hat diese Angaben nicht bestätigt." in told(ada.get("/ich/karte/anlage.pdf"))


def test_annex_that_says_too_much_is_not_handed_out(world: World) -> None:
    weekly(world, 3)
    annexes.make(actor=world.ada, volunteer=world.ada_volunteer)
    AnnexPart.objects.update(minutes=6000)
    ada = browser(world.ada)
    assert ada.get("/ich/karte/anlage.pdf").status_code == 409
    page = page_of(ada.get("/ich/karte"))
    assert ("Seitdem wurden Stunden korrigiert." in page, "/ich/karte/anlage.pdf" in page) == (True, False)


@pytest.mark.parametrize("number", [1, 3])
def test_desk_costs_the_same_however_many_wait(world: World, django_assert_num_queries: Queries, number: int) -> None:
    for _ in range(number):
        factories.annex_part(factories.annex(factories.helper()), world.cafe)
    client = browser(world.omar)
    with django_assert_num_queries(7):
        client.get(f"/stelle/{world.cafe.uuid}/leute/ehrenamtskarte")


def test_paper_that_was_seen_makes_the_light_green_until_it_is_taken_back(world: World) -> None:
    weekly(world, 1)
    ada, omar = browser(world.ada), browser(world.omar)
    here = f"/stelle/{world.cafe.uuid}/leute/{world.ada_volunteer.uuid}/befreiung"
    assert f'href="{here}"' in page_of(omar.get(here.removesuffix("/befreiung")))
    wrong = {"kind": "juleica", "held_since": "2025-05-01", "held_until": ""}
    page = page_of(omar.post(here, wrong), 400)
    assert "Bitte geben Sie an, bis wann die Juleica gilt: Es steht darauf." in page
    assert 'value="2025-05-01"' in page
    assert omar.post(here, wrong | {"held_until": "2028-04-30"})["Location"] == here
    waiver = Waiver.objects.get()
    assert str(waiver.uuid) in page_of(omar.get(here))
    page = page_of(ada.get("/ich/karte"))
    assert "Du kannst die Ehrenamtskarte beantragen, ohne Stunden nachzuweisen." in page
    assert "vom 01.05.2025 bis 30.04.2028" in page
    ada.post("/ich/karte")
    assert "Am 23. November 2026 waren die Voraussetzungen erfüllt: Juleica." in told(ada.get("/ich/karte/anlage.pdf"))
    assert omar.post(here, {"zuruecknehmen": str(waiver.uuid)})["Location"] == here
    assert omar.post(here, {"zuruecknehmen": str(waiver.uuid)}).status_code == 404
    assert "ohne Stunden nachzuweisen." not in page_of(ada.get("/ich"))
