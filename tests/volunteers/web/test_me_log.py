"""Writing down hours: prefilled, once, with every refusal at its field."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import factories
from tests.cast import World
from volunteers.models import HourEntry

KEY = "00000000-0000-4000-8000-000000000001"
TODAY = dt.date(2026, 3, 5)
Queries = Callable[[int], Any]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_day_in_march() -> Any:
    with time_machine.travel(dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def ada(world: World) -> Client:
    client = Client()
    client.force_login(world.ada)
    return client


def form(world: World, **changes: Any) -> dict[str, Any]:
    return {"uuid": KEY, "activity": world.talking.uuid, "day": ["2026-03-05"], "minutes": "90", "note": ""} | changes


def page_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def errors_of(response: Any) -> list[str]:
    return re.findall(r'<p class="kern-error"[^>]*>\s*<span>(.*?)</span>', page_of(response))


def ledger() -> list[tuple[dt.date, int, str, str]]:
    return list(HourEntry.objects.order_by("day", "pk").values_list("day", "minutes", "note", "way"))


def checked(page: str, name: str) -> list[str]:
    return re.findall(rf'<input type="(?:radio|checkbox)" name="{name}" value="([^"]*)"[^>]*\bchecked', page)


# --- the form as it comes ---


def test_form_is_prefilled_from_last_time_but_for_the_day(world: World, ada: Client) -> None:
    world.hours(day=dt.date(2026, 3, 1), minutes=105)
    page = page_of(ada.get("/ich/eintragen"))
    assert checked(page, "activity") == [str(world.talking.uuid)]
    assert checked(page, "minutes") == ["105"]
    assert checked(page, "day") == []
    assert "Heute wie letztes Mal: 1:45 Std." in page


def test_form_offers_the_days_of_a_week_and_five_durations(world: World, ada: Client) -> None:
    page = page_of(ada.get("/ich/eintragen"))
    assert re.findall(r'type="checkbox" name="day" value="([^"]*)"', page) == [
        (TODAY - dt.timedelta(days=back)).isoformat() for back in range(7)
    ]
    assert re.findall(r'type="radio" name="minutes" value="([^"]*)"', page) == ["30", "60", "90", "120", "180"]
    assert "Heute wie letztes Mal" not in page


def test_last_time_is_not_offered_for_today_again(world: World, ada: Client) -> None:
    world.hours(day=TODAY)
    assert "Heute wie letztes Mal" not in page_of(ada.get("/ich/eintragen"))


def test_form_offers_no_activity_that_takes_no_hours(world: World, ada: Client) -> None:
    world.hours(day=dt.date(2026, 3, 1))
    world.cafe.is_active = False
    world.cafe.save()
    page = page_of(ada.get("/ich/eintragen"))
    assert 'name="activity"' not in page
    assert "Wo hilfst du? Such die Organisation oder die Tätigkeit." in page


def test_search_finds_activities_by_organisation_title_and_place(world: World, ada: Client) -> None:
    for words, found in (
        ("sprachcafé", [world.talking]),
        ("runde sprach", [world.talking]),
        ("Emden", [world.football]),
        ("Sprachcafé Fußball", []),
    ):
        page = page_of(ada.get("/ich/eintragen", {"q": words}))
        offered = re.findall(r'name="activity" value="([^"]*)"', page)
        assert (words, offered) == (words, [str(activity.uuid) for activity in found])
    assert "Zu „Sprachcafé Fußball“ haben wir nichts gefunden." in page


def test_activity_in_the_address_is_chosen(world: World, ada: Client) -> None:
    page = page_of(ada.get("/ich/eintragen", {"activity": str(world.football.uuid)}))
    assert checked(page, "activity") == [str(world.football.uuid)]
    assert "checked" not in page_of(ada.get("/ich/eintragen", {"activity": "keine"}))


# --- saving ---


def test_saving_leads_to_a_receipt_that_names_who_is_to_confirm(world: World, ada: Client) -> None:
    response = ada.post("/ich/eintragen", form(world, note=" Vokabeln "))
    assert (response.status_code, response["Location"]) == (302, f"/ich/eintragen/{KEY}")
    assert ledger() == [(TODAY, 90, "Vokabeln", "page")]
    page = page_of(ada.get(response["Location"]))
    assert "Gespeichert. Danke!" in page
    assert "Wartet auf <bdi>Sprachcafé</bdi>" in page
    assert f'href="/ich/eintraege/{KEY}"' in page


def test_several_days_are_several_entries_on_one_receipt(world: World, ada: Client) -> None:
    days = ["2026-03-05", "2026-03-03"]
    response = ada.post("/ich/eintragen", form(world, day=days, other_day="1.2.2026", duration="١٫٥"))
    assert ledger() == [(dt.date(2026, 2, 1), 90, "", "page")] + [
        (dt.date(2026, 3, day), 90, "", "page") for day in (3, 5)
    ]
    page = page_of(ada.get(response["Location"]))
    assert page.count("Wartet auf <bdi>Sprachcafé</bdi>") == 3
    assert "Zusammen 4:30 Std." in page


def test_sent_twice_is_saved_once_with_the_same_receipt(world: World, ada: Client) -> None:
    first = ada.post("/ich/eintragen", form(world, day=["2026-03-05", "2026-03-04"]))
    again = ada.post("/ich/eintragen", form(world, day=["2026-03-04", "2026-03-05"]))
    assert first["Location"] == again["Location"]
    assert len(ledger()) == 2


def test_other_content_after_the_back_button_is_asked_about_and_saved_only_then(world: World, ada: Client) -> None:
    ada.post("/ich/eintragen", form(world))
    page = page_of(ada.post("/ich/eintragen", form(world, minutes="60")))
    assert "Dieses Formular hast du schon abgeschickt, mit anderen Angaben." in page
    assert len(ledger()) == 1
    fresh = re.findall(r'name="uuid" value="([^"]*)" id="id_uuid"', page)
    assert [key for key in fresh if key != KEY] == fresh
    ada.post("/ich/eintragen", form(world, minutes="60", uuid=fresh[0]))
    assert [minutes for _day, minutes, _note, _way in ledger()] == [90, 60]


def test_as_last_time_takes_one_tap(world: World, ada: Client) -> None:
    world.hours(day=dt.date(2026, 3, 1), minutes=105)
    page = page_of(ada.get("/ich/eintragen"))
    hidden = dict(re.findall(r'<input type="hidden" name="(uuid|activity|day|minutes)" value="([^"]*)">', page))
    assert ada.post("/ich/eintragen", hidden).status_code == 302
    assert ledger()[-1] == (TODAY, 105, "", "page")


# --- what does not fit ---


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"day": []}, ["Bitte wähle mindestens einen Tag."]),
        ({"day": ["gestern"]}, ["Das ist kein Datum. Bitte wähle den Tag noch einmal."]),
        ({"other_day": "31.2.2026"}, ["Das ist kein Datum. Bitte schreib es wie 14.11.2026."]),
        ({"minutes": ""}, ["Bitte wähle, wie lange."]),
        ({"minutes": "lange"}, ["Bitte wähle eine Dauer, oder schreib eine."]),
        ({"duration": "15"}, ["Meinst du 15 Minuten oder Stunden? Bitte schreib min oder Std. dazu."]),
        ({"duration": "0"}, ["Ein Eintrag hat mindestens 1 Minute und höchstens 24 Stunden (1440 Minuten)."]),
        ({"minutes": "9" * 30}, ["Ein Eintrag hat mindestens 1 Minute und höchstens 24 Stunden (1440 Minuten)."]),
        (
            {"day": ["2026-03-06"]},
            ["Der Tag liegt in der Zukunft. Stunden können erst eingetragen werden, wenn sie geleistet sind."],
        ),
        (
            {"day": [], "other_day": "1.1.1899"},
            ["Der Tag liegt vor dem Jahr 1900. Bitte die Jahreszahl prüfen."],
        ),
        ({"activity": ""}, ["Bitte wähle, wo du geholfen hast."]),
        ({"activity": str(uuid.UUID(int=4))}, ["Diese Tätigkeit gibt es nicht mehr. Bitte such eine andere."]),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_the_form_stays_filled(
    world: World, ada: Client, changes: dict[str, Any], sentences: list[str]
) -> None:
    world.hours(day=dt.date(2026, 2, 1))  # so that an activity stands to choose
    response = ada.post("/ich/eintragen", form(world, note="Vokabeln geübt", **changes))
    assert errors_of(response) == sentences
    page = page_of(response)
    assert 'value="Vokabeln geübt"' in page
    assert f'name="uuid" value="{KEY}"' in page
    assert len(ledger()) == 1


def test_refusal_of_one_day_of_several_names_it_and_saves_none(world: World, ada: Client) -> None:
    world.hours(day=dt.date(2026, 3, 4), minutes=1400)
    response = ada.post("/ich/eintragen", form(world, day=["2026-03-05", "2026-03-04"]))
    assert errors_of(response) == [
        "04.03.2026: Für diesen Tag wären es zusammen mehr als 24 Stunden. Bitte Tag und Dauer prüfen."
    ]
    assert checked(page_of(response), "day") == ["2026-03-05", "2026-03-04"]
    assert len(ledger()) == 1


def test_form_typed_while_the_session_ended_comes_back_filled(world: World) -> None:
    client = Client()
    asked = client.post("/ich/eintragen", form(world, note="Vokabeln geübt", duration="1:45"))
    assert asked.status_code == 302
    client.force_login(world.ada)
    page = page_of(client.get("/ich/eintragen"))
    assert 'value="Vokabeln geübt"' in page
    assert 'value="1:45"' in page
    assert checked(page, "activity") == [str(world.talking.uuid)]
    assert HourEntry.objects.count() == 0


# --- for whom, and at what price ---


def test_receipt_shows_ones_own_entries_alone(world: World, ada: Client) -> None:
    theirs = factories.hours(world.mallory_volunteer, world.football)
    assert ada.get(f"/ich/eintragen/{theirs.uuid}").status_code == 404
    own = world.hours(day=TODAY)
    page = page_of(ada.get(f"/ich/eintragen/{own.uuid}?auch={theirs.uuid}&auch=unfug"))
    assert "Sportverein" not in page


def test_who_does_not_help_is_led_to_the_start(world: World) -> None:
    client = Client()
    client.force_login(world.carla)
    assert client.post("/ich/eintragen", form(world))["Location"] == "/ich"
    assert HourEntry.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_form_costs_the_same_whatever_there_is(
    world: World, ada: Client, django_assert_num_queries: Queries, number: int
) -> None:
    for back in range(number):
        world.hours(day=TODAY - dt.timedelta(days=back))
        factories.hours(world.ada_volunteer, world.football, day=TODAY - dt.timedelta(days=back))
    with django_assert_num_queries(6):
        ada.get("/ich/eintragen", {"q": "e"})
