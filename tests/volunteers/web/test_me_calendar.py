"""One's own calendar: choose what was help, once, and nothing of the file stays."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories
from tests.cast import World
from tests.volunteers.forgotten import found_in_database
from tests.volunteers.imports.test_calendars import GOOD, OFTEN, WEEKLY, calendar, event
from tests.volunteers.web.desks import hidden, text_of
from volunteers.imports import calendars
from volunteers.models import Activity, HourEntry
from volunteers.services import agenda

TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PERIOD = {"von": "2026-09-24", "bis": "2026-11-23"}

pytestmark = pytest.mark.sqlite


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def ada(world: World) -> Client:
    factories.hours(world.ada_volunteer, world.talking, day=dt.date(2026, 1, 5))
    client = Client()
    client.force_login(world.ada)
    return client


def upload(client: Client, data: bytes, **more: str) -> Any:
    return client.post("/ich/kalender", {"datei": SimpleUploadedFile("mein.ics", data), **PERIOD, **more})


def lengths(page: Any) -> dict[str, str]:
    """The durations as the page has them."""
    return {f"dauer-{row.number}": row.text for group in page.context["groups"] for row in group.rows}


def entries() -> list[tuple[dt.date, int, str, str]]:
    later = HourEntry.objects.filter(day__gt=dt.date(2026, 2, 1)).order_by("day", "pk")
    return list(later.values_list("day", "minutes", "note", "way"))


def test_what_is_ticked_becomes_entries_and_nothing_else_does(world: World, ada: Client) -> None:
    other = event("DTSTART:20261001T080000", "DURATION:PT1H", title="Zahnarzt", uid="x")
    page = upload(ada, calendar(event(*WEEKLY, title="Sprechrunde am Hafen"), other))
    first, second = page.context["groups"]
    assert (first.title, len(first.rows), first.activity) == ("Sprechrunde am Hafen", 8, str(world.talking.uuid))
    assert second.title == "Zahnarzt"
    fields = {**hidden(page), **lengths(page), f"taetigkeit-{first.number}": first.activity}
    done = ada.post("/ich/kalender", {**fields, "wahl": ["0", "2"], "dauer-2": "45 min"}, follow=True)
    assert "2 Einträge gespeichert." in done.content.decode()
    assert entries() == [(dt.date(2026, 11, 3), 45, "", "page"), (dt.date(2026, 11, 17), 90, "", "page")]
    assert found_in_database("Hafen", "Zahnarzt", "one@example.org") == []


def test_same_file_again_shows_what_is_there_and_adds_nothing(world: World, ada: Client) -> None:
    page = upload(ada, calendar(event(*WEEKLY)))
    fields = {**hidden(page), **lengths(page), "taetigkeit-0": str(world.talking.uuid), "alle": "0"}
    assert ada.post("/ich/kalender", fields).status_code == 302
    assert len(entries()) == 8
    assert ada.post("/ich/kalender", fields).status_code == 400  # sent again after the back button
    again = upload(ada, calendar(event(*WEEKLY, title="Heute heißt es anders")))
    assert text_of(again).count("schon eingetragen: 1:30 Std., wartet") == 8
    assert "Angekreuztes eintragen" not in text_of(again)
    assert len(entries()) == 8


def test_another_person_with_the_same_calendar_has_keys_of_their_own(world: World) -> None:
    keys = {agenda.uuid_of(one, "Termin") for one in (world.ada_volunteer, world.mallory_volunteer)}
    assert len(keys) == 2


def test_what_is_missing_is_said_beside_it_and_the_rest_is_saved(world: World, ada: Client) -> None:
    whole = event("DTSTART;VALUE=DATE:20261002", uid="day", title="Sommerfest")
    page = upload(ada, calendar(whole, event(*WEEKLY), event("DTSTART:20261003T100000", uid="x", title="Ausflug")))
    numbers = {group.title: group.number for group in page.context["groups"]}
    rows = {group.title: group.rows[0].number for group in page.context["groups"]}
    fields = {**hidden(page), **lengths(page), "wahl": [str(number) for number in rows.values()]}
    chosen = {f"taetigkeit-{numbers[title]}": str(world.talking.uuid) for title in ("Sommerfest", "Sprachcafé")}
    answer = ada.post("/ich/kalender", {**fields, **chosen, f"dauer-{rows['Sprachcafé']}": "1.30"})
    assert answer.status_code == 400
    errors = {group.title: (group.error, group.rows[0].error) for group in answer.context["groups"]}
    assert errors == {
        "Sommerfest": ("", "Bitte schreib, wie lange, zum Beispiel 1:30."),
        "Sprachcafé": (
            "",
            "Meinst du Stunden und Minuten? Dann schreib bitte 1:30. Ein Teil einer Stunde geht so: 1,5.",
        ),
        "Ausflug": ("Bitte wähle, wo du geholfen hast.", ""),
    }
    fields = {**hidden(answer), **lengths(answer), **chosen, "wahl": str(rows["Sommerfest"])}
    ada.post("/ich/kalender", {**fields, f"dauer-{rows['Sommerfest']}": "25:00"})
    assert entries() == []  # more than a day has
    ada.post("/ich/kalender", {**fields, f"dauer-{rows['Sommerfest']}": "4:00"})
    assert entries() == [(dt.date(2026, 10, 2), 240, "", "page")]


def test_day_that_has_an_entry_already_says_so(world: World, ada: Client) -> None:
    factories.hours(world.ada_volunteer, world.talking, day=dt.date(2026, 10, 1), minutes=75)
    page = upload(ada, calendar(GOOD))
    assert "An dem Tag steht schon 1:15 Std. in deinen Einträgen." in text_of(page)


def test_who_never_helped_looks_for_the_organisation(world: World) -> None:
    client = Client()
    client.force_login(world.ada)
    assert "Wir wissen noch nicht, wo du hilfst." in text_of(upload(client, calendar(GOOD)))
    page = upload(client, calendar(GOOD), suche="Sprachcafé")
    fields = {**hidden(page), **lengths(page), "taetigkeit-0": str(world.talking.uuid), "wahl": "0"}
    client.post("/ich/kalender", fields)
    assert entries() == [(dt.date(2026, 10, 1), 60, "", "page")]


def test_activity_is_guessed_by_its_title(world: World) -> None:
    def one(title: str) -> Activity:
        return Activity(organisation=world.club, title=title)

    own = [one("Deutsch-Sprechrunde"), one("Hausaufgabenhilfe"), one("Möbellager")]
    found = {
        title: (guessed.title if (guessed := agenda.guess(title, own)) else None)
        for title in ("Hausaufgaben-Hilfe", "DEUTSCH-SPRECHRUNDE im Haus", "Zahnarzt", "", "Dienst im Sportverein")
    }
    assert found == {
        "Hausaufgaben-Hilfe": "Hausaufgabenhilfe",
        "DEUTSCH-SPRECHRUNDE im Haus": "Deutsch-Sprechrunde",
        "Zahnarzt": None,
        "": None,
        "Dienst im Sportverein": "Deutsch-Sprechrunde",  # the latest of the three there
    }
    assert agenda.guess("Zahnarzt", own[:1]) == own[0]
    assert agenda.guess("Zahnarzt", []) is None


@pytest.mark.parametrize(
    ("data", "more", "sentence"),
    [
        (b"", {}, "Die Datei ist leer."),
        (b"%PDF-1.7", {}, "Das ist keine Kalender-Datei."),
        (calendar(GOOD).replace("é".encode(), b"\xe9"), {}, "Bitte exportiere den Kalender noch einmal."),
        (b"x" * (calendars.MOST_BYTES + 1), {}, "Dieser Kalender ist zu groß."),
        (calendar(GOOD), {"von": "2026-11-23", "bis": "2026-11-22"}, "Das Ende liegt vor dem Anfang."),
        (calendar(GOOD), {"von": "2024-11-23"}, "Höchstens ein Jahr auf einmal."),
    ],
)
def test_file_that_cannot_be_used_says_what_to_do(
    ada: Client, data: bytes, more: dict[str, str], sentence: str
) -> None:
    answer = upload(ada, data, **more)
    assert (answer.status_code, sentence in text_of(answer)) == (400, True)


def test_what_was_left_out_is_said(ada: Client) -> None:
    page = upload(ada, calendar(GOOD, event(OFTEN, "RRULE:FREQ=MINUTELY", uid="x")))
    assert "Weggelassen haben wir: 1 × wiederholt sich mehrmals am Tag" in text_of(page)
    empty = upload(ada, calendar(GOOD), von="2026-11-01")
    assert "Von 01.11.2026 bis 23.11.2026 ist in diesem Kalender nichts vorbei." in text_of(empty)


@pytest.mark.parametrize(
    "packed", ["", "{}", "[1]", '["x"]', json.dumps(["x", "2026-01-01", "", "", "", None]), "[" * 9999]
)
def test_form_that_is_not_ours_asks_for_the_file_again(ada: Client, packed: str) -> None:
    answer = ada.post("/ich/kalender", {"tun": "eintragen", "termin-0": packed, "wahl": "0"})
    assert (answer.status_code, "Bitte wähl die Datei noch einmal aus." in answer.content.decode()) == (400, True)


def test_dates_of_a_calendar_are_not_kept_when_the_session_ended(world: World) -> None:
    client = Client()
    client.post("/ich/kalender", {"tun": "eintragen", "termin-0": "Zahnarzt", "wahl": "0"})
    assert "Zahnarzt" not in str(dict(client.session))


@pytest.mark.parametrize("number", [1, 3])
def test_choosing_costs_the_same_however_many_dates(ada: Client, number: int, django_assert_num_queries: Any) -> None:
    rows = [event(f"DTSTART:202610{day:02d}T100000", "DURATION:PT1H", uid=str(day)) for day in range(1, number + 1)]
    with django_assert_num_queries(8):
        upload(ada, calendar(*rows))
