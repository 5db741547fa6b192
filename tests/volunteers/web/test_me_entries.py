"""One's own entries by month, and what one may still do with them."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.cast import World
from volunteers.models import HourEntry, HourStatus
from volunteers.services import confirming

Queries = Callable[[int], Any]
KEY = str(uuid.UUID(int=7))


@pytest.fixture
def ada(world: World) -> Client:
    client = Client()
    client.force_login(world.ada)
    return client


def put(world: World, day: dt.date, status: str = HourStatus.CONFIRMED, minutes: int = 60) -> HourEntry:
    return factories.hours(world.ada_volunteer, world.talking, day=day, status=status, minutes=minutes)


def page_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def months_of(page: str) -> list[tuple[str, str, int]]:
    """Each month with its sums and its number of entries."""
    found = re.findall(r'<h2 id="m([\d-]+)">.*?<p class="meta">(.*?)</p>(.*?)</section>', page, re.DOTALL)
    return [(month, sums, rest.count("<li ")) for month, sums, rest in found]


def statuses() -> list[tuple[int, str]]:
    return list(HourEntry.objects.order_by("pk").values_list("minutes", "status"))


# --- the list ---


def test_entries_stand_by_month_with_sums_of_what_counts_and_what_waits(world: World, ada: Client) -> None:
    put(world, dt.date(2025, 3, 1), minutes=90)
    put(world, dt.date(2025, 3, 31), HourStatus.SUBMITTED, minutes=45)
    put(world, dt.date(2025, 3, 30), HourStatus.DECLINED)
    put(world, dt.date(2025, 1, 1), minutes=30)
    page = page_of(ada.get("/ich/eintraege"))
    assert months_of(page) == [
        ("2025-03", "1:30 Std. bestätigt, 0:45 Std. warten noch", 3),
        ("2025-01", "0:30 Std. bestätigt", 1),
    ]
    assert "Grund: <bdi>Doppelt</bdi>" in page
    assert page.count(">Noch einmal einreichen<") == page.count(">Zurückziehen<") == 1


def test_withdrawn_entries_show_on_demand_alone(world: World, ada: Client) -> None:
    put(world, dt.date(2025, 3, 1), HourStatus.WITHDRAWN)
    assert months_of(page_of(ada.get("/ich/eintraege"))) == []
    assert months_of(page_of(ada.get("/ich/eintraege?alle=1"))) == [("2025-03", "0:00 Std. bestätigt", 1)]


def test_pages_go_on_by_whole_months_and_miss_none(world: World, ada: Client) -> None:
    for month in range(1, 7):
        for day in range(1, 11):
            put(world, dt.date(2025, month, day))
    address, seen = "/ich/eintraege", []
    while address:
        page = page_of(ada.get(address))
        seen.append([(month, number) for month, _sums, number in months_of(page)])
        older = re.search(r'rel="next" href="(\?vor=[\d-]+)"', page)
        address = f"/ich/eintraege{older[1]}" if older else ""
    assert seen == [
        [("2025-06", 10), ("2025-05", 10), ("2025-04", 10)],
        [("2025-03", 10), ("2025-02", 10), ("2025-01", 10)],
    ]


@pytest.mark.parametrize("month", ["2025-13", "0000-01", "unfug", "9999-99"])
def test_a_month_that_is_none_is_the_newest_page(world: World, ada: Client, month: str) -> None:
    put(world, dt.date(2025, 3, 1))
    assert len(months_of(page_of(ada.get(f"/ich/eintraege?vor={month}")))) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_whatever_there_is(
    world: World, ada: Client, django_assert_num_queries: Queries, number: int
) -> None:
    for month in range(1, number + 1):
        put(world, dt.date(2025, month, 1), HourStatus.DECLINED)
        put(world, dt.date(2025, month, 2), HourStatus.SUBMITTED)
    with django_assert_num_queries(6):
        ada.get("/ich/eintraege")


# --- one of them ---


def test_waiting_entry_is_put_right_and_the_receipt_shows_the_new_one(world: World, ada: Client) -> None:
    entry = world.hours(day=dt.date(2025, 3, 1), note="Vokabeln")
    page = page_of(ada.get(f"/ich/eintraege/{entry.uuid}"))
    for name, value in (("day", "2025-03-01"), ("minutes", "1:30"), ("note", "Vokabeln")):
        assert re.search(rf'name="{name}" value="{value}"', page)
    sent = {"uuid": KEY, "day": "2025-03-02", "minutes": "2 Std", "note": "Vokabeln"}
    for _ in range(2):  # the back button, and once more
        response = ada.post(f"/ich/eintraege/{entry.uuid}", sent)
        assert (response.status_code, response["Location"]) == (302, f"/ich/eintragen/{KEY}")
    assert statuses() == [(90, "withdrawn"), (120, "submitted")]


def test_declined_entry_shows_the_reason_and_is_sent_again(world: World, ada: Client) -> None:
    entry = confirming.decline(
        actor=world.omar, entry=world.hours(day=dt.date(2025, 3, 1)), reason="Feiertag", way="page"
    )
    page = page_of(ada.get(f"/ich/eintraege/{entry.uuid}"))
    assert "<bdi>Sprachcafé</bdi> hat den Eintrag abgelehnt" in page
    assert "Grund: <bdi>Feiertag</bdi>" in page
    response = ada.post(
        f"/ich/eintraege/{entry.uuid}", {"uuid": KEY, "day": "3.3.2025", "minutes": "1,5", "note": "stimmt"}
    )
    assert response["Location"] == f"/ich/eintragen/{entry.uuid}"
    entry.refresh_from_db()
    assert (entry.status, entry.day, entry.minutes, entry.note) == ("submitted", dt.date(2025, 3, 3), 90, "stimmt")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minutes": "99:99"}, "Eine Stunde hat 60 Minuten. Bitte schreib zum Beispiel 1:30 oder 90 min."),
        ({"minutes": "25 h"}, "Ein Eintrag hat mindestens 1 Minute und höchstens 24 Stunden (1440 Minuten)."),
        ({"day": "1.1.1899"}, "Der Tag liegt vor dem Jahr 1900. Bitte die Jahreszahl prüfen."),
    ],
)
def test_what_does_not_fit_is_said_and_the_entry_stays(
    world: World, ada: Client, changes: dict[str, str], sentence: str
) -> None:
    entry = world.hours(day=dt.date(2025, 3, 1))
    sent = {"uuid": KEY, "day": "2025-03-01", "minutes": "1:00", "note": "neu"} | changes
    page = page_of(ada.post(f"/ich/eintraege/{entry.uuid}", sent))
    assert re.findall(r'<p class="kern-error"[^>]*>\s*<span>(.*?)</span>', page) == [sentence]
    assert 'value="neu"' in page
    assert statuses() == [(90, "submitted")]


def test_entry_decided_while_the_form_was_open_is_shown_as_it_stands(world: World, ada: Client) -> None:
    entry = world.hours(day=dt.date(2025, 3, 1))
    confirming.confirm(actor=world.omar, entry=entry, way="page")
    sent = {"uuid": KEY, "day": "2025-03-01", "minutes": "1:00", "note": ""}
    response = ada.post(f"/ich/eintraege/{entry.uuid}", sent, follow=True)
    page = page_of(response)
    assert "Inzwischen hat sich etwas getan. So steht der Eintrag jetzt:" in page
    assert "bestätigt" in page
    assert 'name="minutes"' not in page
    assert statuses() == [(90, "confirmed")]


def test_withdrawing_asks_first_and_happens_once(world: World, ada: Client) -> None:
    entry = world.hours(day=dt.date(2025, 3, 1))
    assert "Diesen Eintrag zurückziehen?" in page_of(ada.get(f"/ich/eintraege/{entry.uuid}/zurueckziehen"))
    assert statuses() == [(90, "submitted")]
    for _ in range(2):
        page = page_of(ada.post(f"/ich/eintraege/{entry.uuid}/zurueckziehen", follow=True))
        assert "Zurückgezogen. Der Eintrag zählt nicht mehr." in page
    assert statuses() == [(90, "withdrawn")]


def test_confirmed_entry_is_not_withdrawn(world: World, ada: Client) -> None:
    entry = world.hours(day=dt.date(2025, 3, 1))
    confirming.confirm(actor=world.omar, entry=entry, way="page")
    page = page_of(ada.post(f"/ich/eintraege/{entry.uuid}/zurueckziehen", follow=True))
    assert "Das ging nicht mehr: So steht der Eintrag jetzt." in page
    assert statuses() == [(90, "confirmed")]


@pytest.mark.parametrize("way", ["", "/zurueckziehen"])
def test_somebody_elses_entry_does_not_exist(world: World, ada: Client, way: str) -> None:
    theirs = factories.hours(world.mallory_volunteer, world.football)
    for ask in (ada.get, ada.post):
        assert ask(f"/ich/eintraege/{theirs.uuid}{way}").status_code == 404
    assert statuses() == [(60, "submitted")]
