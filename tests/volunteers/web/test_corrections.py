"""The pages of corrections and objections: ask, answer, decide; nothing typed is lost, nothing asks more for more."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.cast import World
from volunteers.models import Correction, HourEntry, Objection
from volunteers.services import confirming, correcting, objecting

Queries = Callable[[int], Any]
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def confirmed(world: World) -> HourEntry:
    """Ninety minutes of Ada's."""
    return confirming.confirm(actor=world.omar, entry=world.hours(day=DAY), way="page")


def client(user: Any) -> Client:
    signed_in = Client()
    signed_in.force_login(user)
    return signed_in


def here(world: World, rest: str = "") -> str:
    return f"/stelle/{world.cafe.uuid}/korrekturen{rest}"


def test_volunteer_asks_and_the_desk_agrees(world: World, confirmed: HourEntry) -> None:
    ada, omar = client(world.ada), client(world.omar)
    answer = ada.post(f"/ich/eintraege/{confirmed.uuid}/korrektur", {"minutes": "1:00", "reason": "Bin früher weg"})
    assert answer.headers["Location"] == "/ich/korrekturen"
    correction = Correction.objects.get()
    assert (correction.minutes, correction.asked_by, correction.reason.text) == (-30, "volunteer", "Bin früher weg")
    assert "Jetzt zählen" in omar.get(here(world)).content.decode()
    answer = omar.post(here(world, f"/{correction.uuid}"), {"tun": "agree"})
    assert answer.headers["Location"] == here(world)
    confirmed.refresh_from_db()
    assert confirmed.counted == 60
    shown = ada.get("/ich/eintraege").content.decode()
    assert "Eingetragen 1:30 Std., korrigiert um <bdi>−0:30 Std.</bdi>" in shown


def test_wish_that_is_refused_comes_back_filled(world: World, confirmed: HourEntry) -> None:
    address = f"/ich/eintraege/{confirmed.uuid}/korrektur"
    for minutes, sentence in (("1:30", "So ändert sich nichts"), ("25:00", "höchstens 24 Stunden"), ("xyz", "1,5")):
        answer = client(world.ada).post(address, {"minutes": minutes, "reason": "Bin früher weg"})
        page = answer.content.decode()
        assert (answer.status_code, f'value="{minutes}"' in page, "Bin früher weg" in page) == (400, True, True)
        assert sentence in page
    assert not Correction.objects.exists()


def test_desk_asks_and_the_volunteer_has_the_coordination_decide(world: World, confirmed: HourEntry) -> None:
    omar, ada, carla = client(world.omar), client(world.ada), client(world.carla)
    person = omar.get(here(world, f"/person/{world.ada_volunteer.uuid}")).content.decode()
    wish = here(world, f"/eintrag/{confirmed.uuid}")
    assert f'href="{wish}"' in person
    assert omar.post(wish, {"minutes": "0:00", "reason": "War nicht da"}).status_code == 302
    correction = Correction.objects.get()
    address = f"/ich/korrekturen/{correction.uuid}"
    refused = ada.post(address, {"tun": "object", "reason": ""})
    assert (refused.status_code, "Bitte nennen Sie einen Grund" in refused.content.decode()) == (409, True)
    assert ada.post(address, {"tun": "object", "reason": "Doch, mit Petra"}).status_code == 302
    assert "Ein Einspruch wartet" in carla.get("/koordination").content.decode()
    assert "Doch, mit Petra" in carla.get("/koordination/einwaende").content.decode()
    objection = Objection.objects.get()
    decided = carla.post(f"/koordination/einwaende/{objection.uuid}", {"tun": "uphold", "reason": "Petra gefragt"})
    assert decided.headers["Location"] == "/koordination/einwaende"
    correction.refresh_from_db()
    confirmed.refresh_from_db()
    assert (correction.status, confirmed.counted) == ("refused", 90)
    assert ada.get("/ich/korrekturen").content.decode().count("Petra gefragt") == 2  # of objection and correction


def test_declined_entry_is_objected_to_and_taken_back(world: World) -> None:
    entry = confirming.decline(actor=world.omar, entry=world.hours(day=DAY), reason="War zu", way="page")
    ada = client(world.ada)
    assert f'href="/ich/eintraege/{entry.uuid}/einspruch"' in ada.get("/ich/eintraege").content.decode()
    assert ada.post(f"/ich/eintraege/{entry.uuid}/einspruch", {"reason": "War offen"}).status_code == 302
    objection = Objection.objects.get()
    assert ada.post(f"/ich/einsprueche/{objection.uuid}/zurueckziehen").status_code == 302
    objection.refresh_from_db()
    assert objection.status == "withdrawn"


def test_coordinator_decides_a_correction_that_nobody_can_answer(world: World) -> None:
    olga = factories.kept(world.cafe, given="Olga")
    entry = factories.confirmed(olga, world.talking, minutes=60)
    correction = correcting.propose(actor=world.mina, entry=entry, minutes=-60, reason="Doppelt", way="page")
    carla = client(world.carla)
    assert "Eine Korrektur hat keine Antwort" in carla.get("/koordination").content.decode()
    address = f"/koordination/korrekturen/{correction.uuid}"
    assert carla.post(address, {"tun": "refuse", "reason": ""}).status_code == 409
    assert carla.post(address, {"tun": "refuse", "reason": "Liste geprüft"}).status_code == 302
    correction.refresh_from_db()
    assert (correction.status, correction.decided_by) == ("refused", world.carla)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_for_one_and_three(rows: int, world: World, django_assert_num_queries: Queries) -> None:
    for number in range(rows):
        for asker in (world.ada, world.omar):
            entry = factories.confirmed(world.ada_volunteer, world.talking, minutes=10)
            correcting.propose(actor=asker, entry=entry, minutes=5, reason=f"Grund {number}", way="page")
        entry = factories.hours(world.ada_volunteer, world.talking, minutes=10, status="declined")
        objecting.object_to(actor=world.ada, entry=entry, reason="Doch", way="page")
    Correction.objects.update(proposed_at=correcting.overdue_since())
    for user, address, queries in (
        (world.ada, "/ich/korrekturen", 8),
        (world.omar, here(world), 7),
        (world.omar, here(world, f"/person/{world.ada_volunteer.uuid}"), 8),
        (world.carla, "/koordination/einwaende", 6),
    ):
        signed_in = client(user)
        with django_assert_num_queries(queries):
            shown = signed_in.get(address).content.decode()
        assert shown.count("Sprechrunde") >= rows
