"""The first page of somebody who helps, and the offer to whoever does not yet."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import factories
from tests.backend.stage import Stage
from tests.cast import World
from volunteers.models import HourStatus, User, Volunteer

Queries = Callable[[int], Any]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(str(response.content.decode()).split())


@pytest.fixture
def _in_november() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.usefixtures("_in_november")
def test_start_thanks_and_says_where_the_hours_stand(world: World) -> None:
    for minutes, day, status in (
        (13 * 60 + 30, dt.date(2026, 3, 1), HourStatus.CONFIRMED),
        (600, dt.date(2025, 12, 31), HourStatus.CONFIRMED),  # last year's
        (45, dt.date(2026, 3, 2), HourStatus.SUBMITTED),
        (60, dt.date(2025, 3, 2), HourStatus.SUBMITTED),
    ):
        factories.hours(world.ada_volunteer, world.talking, minutes=minutes, day=day, status=status)
    page = page_of(browser(world.ada).get("/ich"))
    assert "<h1><bdi>Danke, Ada</bdi></h1>" in page
    assert re.findall(r'class="figure"><strong>(.*?)</strong><span>(.*?)</span>', page) == [
        ("13:30", "Stunden in diesem Jahr bestätigt"),
        ("1:45", "Stunden in 2 Einträgen warten auf Bestätigung"),
    ]
    assert "Noch 1:30 Std. bis zu deinem nächsten Meilenstein: 25 Stunden." in page
    assert '<progress max="1500" value="1410"' in page
    assert '<div class="ampel grey">' in page
    assert "Für die Ehrenamtskarte reicht es in diesem Tempo noch nicht." in page
    assert 'href="/ich/karte"' in page


def test_start_asks_about_a_declined_entry_while_it_is_fresh(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=HourStatus.DECLINED)
    page = page_of(browser(world.ada).get("/ich"))
    assert "<bdi>Sprachcafé</bdi> hat einen Eintrag abgelehnt" in page
    assert "Grund: <bdi>Doppelt</bdi>" in page
    assert f'href="/ich/eintraege/{entry.uuid}"' in page
    entry.submitted_at -= dt.timedelta(days=61)
    entry.save()
    page = page_of(browser(world.ada).get("/ich"))
    assert "Doppelt" not in page
    assert "Eintrag abgelehnt" in page  # the figure stays


def test_start_shows_ones_papers(stage: Stage) -> None:
    page = page_of(browser(stage.world.ada).get("/ich"))
    assert f'href="/api/v1/certificates/{stage.certificate.uuid}/pdf"' in page
    assert f"/api/v1/certificates/{stage.failed.uuid}/pdf" not in page
    assert "nicht ausgestellt" in page


@pytest.mark.parametrize("number", [1, 3])
def test_start_costs_the_same_whatever_there_is(world: World, django_assert_num_queries: Queries, number: int) -> None:
    for status in (HourStatus.DECLINED, HourStatus.CONFIRMED, HourStatus.SUBMITTED):
        for _ in range(number):
            factories.hours(world.ada_volunteer, world.talking, status=status)
    client = browser(world.ada)
    with django_assert_num_queries(10):
        client.get("/ich")


def test_offer_is_taken_once_and_leads_to_the_first_hours(world: World) -> None:
    carla = browser(world.carla)
    page = page_of(carla.get("/ich"))
    assert 'name="name" value="Carla Beispiel"' in page
    assert "Bitte gib deinen Namen an." in page_of(carla.post("/ich", {"name": " "}))
    assert carla.post("/ich", {"name": "Carla Beispiel"})["Location"] == "/ich/eintragen"
    assert carla.post("/ich", {"name": "Carla Beispiel"})["Location"] == "/ich"
    assert list(Volunteer.objects.filter(user=world.carla).values_list("name", "email")) == [
        ("Carla Beispiel", "carla@example.org")
    ]
