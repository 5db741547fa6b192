"""What somebody chose at the desk: kept over pages, all that is not odd, and what changed since it was declined."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.cast import World
from tests.volunteers.web.desks import LATELY, at, client_of, hidden, of_filter, text_of, waiting
from volunteers.models import HourEntry
from volunteers.services import confirming, logging
from volunteers.web.desk import waiting as backlogs


def ticked(response: Any) -> list[str]:
    """The keys of the entries that are ticked on the page."""
    found = re.findall(r'name="eintrag" value="([^"]+)"[^>]*? checked', response.content.decode())
    return [html.unescape(key) for key in found]


def confirmed() -> set[str]:
    rows = HourEntry.objects.confirmed().filter(day__gt=LATELY - dt.timedelta(days=400))
    return {str(uuid) for uuid in rows.values_list("uuid", flat=True)}


@pytest.fixture
def pages(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[list[HourEntry], Client, str]:
    """Three people with two entries each, two a page."""
    monkeypatch.setattr(backlogs, "PAGE", 2)
    entries = [
        entry
        for name in ("Kim", "Lou", "Mika")
        for entry in waiting(world, 2, volunteer=factories.kept(world.cafe, name))
    ]
    return entries, client_of(world.omar), at("desk", world.cafe)


def test_what_is_ticked_stays_ticked_over_pages(pages: tuple[list[HourEntry], Client, str]) -> None:
    entries, client, address = pages
    keys = [str(entry.uuid) for entry in entries]
    fields = hidden(client.get(address))
    second = client.post(address, {**fields, "umfang": "auswahl", "eintrag": [keys[0]], "blaettern": "2"})
    assert "Seite 2 von 3" in text_of(second)
    assert "Dazu auf anderen Seiten: ein Eintrag, 1:30 Std." in text_of(second)
    assert ticked(second) == []
    third = client.post(address, {**hidden(second), "umfang": "seite", "blaettern": "3"})
    assert "Dazu auf anderen Seiten: 3 Einträge, 4:30 Std." in text_of(third)
    again = client.post(address, {**hidden(third), "umfang": "auswahl", "blaettern": "2"})
    assert sorted(ticked(again)) == sorted(keys[2:4])
    review = client.post(address, {**hidden(third), "umfang": "auswahl", "eintrag": [keys[5]], "tun": "bestaetigen"})
    assert "4 Einträge, zusammen 6:00 Std." in text_of(review)
    client.post(address, {**hidden(review), "tun": "bestaetigen"})
    assert confirmed() == {keys[0], keys[2], keys[3], keys[5]}


def test_untick_on_a_page_counts_and_what_was_decided_meanwhile_is_left_out(
    world: World, pages: tuple[list[HourEntry], Client, str]
) -> None:
    entries, client, address = pages
    keys = [str(entry.uuid) for entry in entries]
    first = {**hidden(client.get(address)), "umfang": "auswahl"}
    second = client.post(address, {**first, "eintrag": keys[:2], "blaettern": "2"})
    confirming.confirm(actor=world.mina, entry=entries[1], way="page")
    back = client.post(address, {**hidden(second), "umfang": "auswahl", "blaettern": "1"})
    assert ticked(back) == [keys[0]]
    forward = client.post(address, {**hidden(back), "umfang": "auswahl", "blaettern": "2"})  # nothing ticked any more
    assert "auf anderen Seiten" not in text_of(forward)


def test_choice_on_other_pages_is_forgotten_when_asked(pages: tuple[list[HourEntry], Client, str]) -> None:
    entries, client, address = pages
    first = {**hidden(client.get(address)), "umfang": "auswahl", "eintrag": [str(entries[0].uuid)]}
    second = client.post(address, {**first, "blaettern": "2"})
    plain = client.post(f"{address}?seite=2", {**hidden(second), "umfang": "auswahl", "vergessen": "1"})
    assert "auf anderen Seiten" not in text_of(plain)
    assert hidden(plain)["gewaehlt"] == ""


def test_turning_a_page_of_another_organisation_shows_nothing(
    world: World, pages: tuple[list[HourEntry], Client, str]
) -> None:
    entries, _client, _address = pages
    factories.hours(world.mallory_volunteer, world.football, day=LATELY)
    mallory = client_of(world.mallory)
    theirs = ",".join(str(entry.uuid) for entry in entries)
    page = mallory.post(at("desk", world.club), {"umfang": "auswahl", "gewaehlt": theirs, "blaettern": "1"})
    assert hidden(page)["gewaehlt"] == ""


def test_all_that_is_not_odd_is_shown_and_confirmed_at_once(world: World) -> None:
    entries = [*waiting(world, 2), *waiting(world, 1, volunteer=factories.kept(world.cafe))]
    odd = factories.hours(world.ada_volunteer, world.talking, minutes=500, day=LATELY - dt.timedelta(days=1))
    client, address = client_of(world.omar), at("desk", world.cafe)
    page = text_of(client.get(address))
    assert "Ohne Auffälligkeiten: 3 Einträge, 4:30 Std. (Personen: 2) Alle unauffälligen bestätigen" in page
    shown = of_filter("unauffaellig", 3)
    del shown["endgueltig"]
    review = client.post(address, shown)
    assert "3 Einträge, zusammen 4:30 Std." in text_of(review)
    done = client.post(address, {**hidden(review), "tun": "bestaetigen"})
    assert "3 Einträge bestätigt: 4:30 Std." in text_of(done)
    odd.refresh_from_db()
    assert (odd.status, confirmed()) == ("submitted", {str(entry.uuid) for entry in entries})


def test_group_says_who_when_how_long_and_how_often(world: World) -> None:
    waiting(world, 3)
    page = text_of(client_of(world.omar).get(at("desk", world.cafe)))
    assert "3-mal je 1:30 Std." in page


def test_changed_entry_shows_what_is_different(world: World) -> None:
    kim = factories.kept(world.cafe)
    entry = factories.hours(kim, world.talking, minutes=120, day=LATELY)
    confirming.decline(actor=world.omar, entry=entry, reason="Es war der Tag davor.", way="page")
    day = LATELY - dt.timedelta(days=1)
    logging.resubmit(actor=world.mina, entry=entry, way="page", day=day, minutes=90, note="Vokabeln")
    page = text_of(client_of(world.omar).get(at("desk", world.cafe)))
    assert "nach Ablehnung noch einmal gesendet" in page
    assert "Abgelehnt war: „Es war der Tag davor.“" in page
    assert f"Tag: vorher {LATELY:%d.%m.%Y} , jetzt {day:%d.%m.%Y}" in page
    assert "Dauer: vorher 2:00 Std. , jetzt 1:30 Std." in page
    assert "Bemerkung: vorher – , jetzt Vokabeln" in page
