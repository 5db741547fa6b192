"""The page that says who is thanked and who is not."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client

from recognition.models import GenderShare
from tests.backend.site.test_coordination import coordinator, queries, signed_in
from tests.cast import World
from tests.recognition.test_fairness import helped, thank
from tests.volunteers.test_figures import activity_in
from volunteers.services import totals

ADDRESS = "/koordination/fairness"


@pytest.fixture
def carla(world: World) -> Client:
    return signed_in(world.carla)


def test_page_says_where_nobody_is_thanked_and_how_many_of_ten(world: World, carla: Client) -> None:
    thank(helped(world.talking, 10))
    helped(world.football, 8, minutes=60)
    totals.reconcile()
    GenderShare.objects.create(year=2024, gender="female", tenths=9, counted_at="2025-03-01T03:00Z")
    page = carla.get(f"{ADDRESS}?by=district&year=2025")
    assert [(row.label, row.line.unthanked, row.hours_percent) for row in page.context["rows"]] == [
        ("Emden", 8, 29),
        ("Leer", 0, 71),
    ]
    said = page.content.decode()
    assert said.count("oft übersehen") == 1
    assert "<dt>weiblich</dt><dd>mindestens 9 von 10</dd>" in said
    assert "Geholfen vom 01.01.2025 bis 31.12.2025, bedankt bis 28.02.2026" in said
    assert "Muster" not in said
    file = carla.get(f"{ADDRESS}?by=district&year=2025&datei=csv")
    assert file["Content-Disposition"] == 'attachment; filename="dank-district-2025-01-01.csv"'
    assert file.content.decode("utf-8-sig").split("\r\n")[:2] == [
        "Schlüssel;Name;Engagierte;Minuten;mit Urkunde;auf einer Liste;mit Nachricht;ohne Dank",
        "03402;Emden;8;480;0;0;0;8",
    ]


def test_page_of_too_few_people_shows_no_number(world: World, carla: Client) -> None:
    helped(world.talking, 4)
    totals.reconcile()
    page = carla.get(f"{ADDRESS}?by=account&year=2025").content.decode()
    assert "zu wenige Menschen für eine Tabelle" in page
    assert 'class="figure"' not in page


@pytest.mark.parametrize("query", ["by=gender&year=", "by=district&year=1999"])
def test_page_refuses_what_there_is_not(world: World, carla: Client, query: str) -> None:
    assert carla.get(f"{ADDRESS}?{query}").status_code == 400


def test_page_takes_the_same_queries_for_one_row_as_for_three(world: World, carla: Client) -> None:
    address = f"{ADDRESS}?by=district&year={dt.date(2025, 1, 1).year}"
    carla.get(address)
    found = []
    for activity in (world.talking, world.football, activity_in("03404")):
        helped(activity, 5)
        totals.reconcile()
        cache.clear()  # what is remembered
        found.append(queries(carla, address))
    assert found == [10] * 3
    helped(world.talking, 1)
    assert queries(carla, address) < 12  # remembered for everybody who coordinates the same
    assert [row.line.people for row in carla.get(address).context["rows"]] == [5] * 3
    leer = signed_in(coordinator("03457")).get(address)
    assert [(row.label, row.line.people) for row in leer.context["rows"]] == [("Leer", 6)]
