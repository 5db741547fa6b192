"""Naming an obstacle, and what the coordination sees of it: readers are told before, names only where one agreed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from recognition.models import Obstacle
from recognition.services import obstacles
from recognition.services.obstacles import Place
from tests import factories
from tests.cast import World, give_second_factor
from volunteers.models import User

WORDS = "Drohanruf am Abend"
SAID = {"inhalt-category": "safety", "inhalt-text": WORDS, "inhalt-audience": "alliance"}


def page(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def named(world: World, **given: Any) -> Obstacle:
    """Ada's, beside her hours."""
    entry = factories.hours(world.ada_volunteer, world.talking)
    wish: dict[str, Any] = {"actor": world.ada, "place": Place.given(entry=entry), "category": "safety"}
    return obstacles.name_obstacle(**wish | {"audience": "coordination", "text": WORDS} | given)


def test_who_writes_reads_before_how_many_could_read_it(world: World, client: Client) -> None:
    factories.coordinate(factories.user(), district=world.cafe.district)
    factories.coordinate(world.omar)  # acts for the café: reads only what is shown to it
    entry = factories.hours(world.ada_volunteer, world.talking)
    client.force_login(world.ada)
    assert str(entry.uuid) in client.get("/ich/hindernis").content.decode()
    form = client.get("/ich/hindernis", {"eintrag": str(entry.uuid)}).context["form"]
    assert [str(label) for _code, label in form.fields["audience"].choices] == [
        "Nur die Koordination des ganzen Bündnisses (zurzeit 1 Mensch)",
        "Auch die Koordination für Leer und für Sprachförderung (zurzeit 2 Menschen)",
        "Auch alle, die für Sprachcafé arbeiten (zurzeit 4 Menschen)",
    ]
    assert (form["audience"].value(), form["named"].value()) == (None, None)
    without = client.get("/ich/hindernis", {"kreis": "03457", "feld": "language"}).context["form"]
    assert [code for code, _label in without.fields["audience"].choices] == ["alliance", "coordination"]


def test_naming_one_takes_a_choice_of_readers(world: World, client: Client) -> None:
    client.force_login(world.ada)
    where = "/ich/hindernis?kreis=03457&feld=language"
    assert client.get("/ich/hindernis?kreis=03457").status_code == 400
    refused = client.post(where, SAID | {"inhalt-audience": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["audience"])
    assert WORDS in refused.content.decode()
    untold = client.post(where, SAID | {"inhalt-category": "other", "inhalt-text": ""})
    assert list(untold.context["form"].errors) == ["text"]
    for _twice in range(2):
        assert client.post(where, SAID)["Location"] == "/ich/hindernis"
    made = Obstacle.objects.get()
    assert (made.text, made.audience, made.named, made.volunteer) == (WORDS, "alliance", False, world.ada_volunteer)
    shown = client.get("/ich/hindernis").content.decode()
    assert (WORDS in shown, "ohne deinen Namen" in shown) == (True, True)
    back = f"/ich/hindernis/{made.uuid}/zuruecknehmen"
    assert WORDS in client.get(back).content.decode()
    for _twice in range(2):
        assert client.post(back)["Location"] == "/ich/hindernis"
    assert Obstacle.objects.count() == 0


def test_words_are_not_kept_when_the_session_ends(world: World, client: Client) -> None:
    """Whoever signs in next at this device would read them."""
    client.post("/ich/hindernis?kreis=03457&feld=language", SAID)
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert WORDS not in str(kept)
    assert "safety" not in str(kept)


def test_desk_reads_its_own_and_what_was_shown_to_it(world: World, client: Client) -> None:
    named(world)
    shown = named(world, audience="organisation", text="Kein Schlüssel")
    address = f"/stelle/{world.cafe.uuid}/hindernisse"
    text = page(client, world.omar, address)
    assert (WORDS in text, "Kein Schlüssel" in text, "ungenannt bleibt" in text) == (False, True, True)
    assert "Ada Beispiel</bdi>" not in re.sub(r"(?s)<select.*?</select>", "", text)
    where = f"{address}?kreis=03457&feld=language"
    assert client.post(where, SAID | {"inhalt-text": "Kein Raum"})["Location"] == address
    own = Obstacle.objects.get(side="organisation")
    assert (own.organisation, own.named_by, own.text) == (world.cafe, world.omar, "Kein Raum")
    assert client.get(f"{address}/{shown.uuid}/zuruecknehmen").status_code == 404
    client.post(f"{address}/{own.uuid}/zuruecknehmen")
    assert list(Obstacle.objects.filter(text="Kein Raum")) == []


@pytest.mark.parametrize("told", [True, False])
def test_coordination_reads_names_only_where_the_person_agreed(world: World, client: Client, *, told: bool) -> None:
    made = named(world, named=told)
    for address in ("/koordination/hindernisse", f"/koordination/hindernisse/{made.uuid}"):
        text = page(client, world.carla, address)
        assert (WORDS in text, "Ada Beispiel" in text, str(world.ada_volunteer.uuid) in text) == (True, told, False)


def test_coordinator_takes_it_in_hand_and_answers(world: World, client: Client) -> None:
    made = named(world)
    address = f"/koordination/hindernisse/{made.uuid}"
    client.force_login(world.carla)
    assert client.post(address, {"tun": "mark"})["Location"] == address
    assert client.post(address, {"tun": "mark"}).status_code == 409
    unsaid = client.post(address, {"tun": "answer", "text": " ", "status": "solved"})
    assert (unsaid.status_code, list(unsaid.context["form"].errors)) == (400, ["text"])
    client.post(address, {"tun": "answer", "text": "Die Polizei weiß Bescheid.", "status": "solved"})
    again = client.post(address, {"tun": "answer", "text": "Noch etwas", "status": "solved"})
    assert (again.status_code, "Noch etwas" in again.content.decode()) == (409, True)
    text = page(client, world.ada, "/ich/hindernis")
    assert ("Die Polizei weiß Bescheid." in text, "Carla" in text, "gelöst" in text) == (True, False, True)


def test_piles_follow_the_filter_and_go_as_a_file_without_words(world: World, client: Client) -> None:
    named(world)
    place = Place(world.football.district, world.football.field)
    named(world, actor=world.mallory, place=place, category="money", text="Fahrkarten")
    client.force_login(world.carla)
    address = "/koordination/hindernisse"

    def piles(**chosen: str) -> list[tuple[str, int]]:
        return [(one.label, one.total) for one in client.get(address, chosen).context["piles"]]

    assert piles() == [("Sprachförderung", 1), ("Wohnen und Leben", 1)]
    assert piles(nach="district") == [("Emden", 1), ("Leer", 1)]
    assert piles(nach="category", kreis="03402") == [("Kosten und Auslagen", 1)]
    assert piles(nach="district", art="safety", stand="open", seit="90", feld="language") == [("Leer", 1)]
    assert [number for _month, number in piles(nach="month")] == [2]
    file = client.get(address, {"nach": "district", "datei": "csv"}).content.decode("utf-8-sig")
    assert [line.split(";")[:3] for line in file.splitlines()[1:]] == [["03402", "Emden", "1"], ["03457", "Leer", "1"]]
    assert WORDS not in file


def test_questions_do_not_grow_with_rows(
    world: World, client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    local = factories.coordinate(factories.user(), district=world.cafe.district)
    give_second_factor(local)
    pages = ((world.ada, "/ich/hindernis", 9), (local, "/koordination/hindernisse", 9))
    for text in (["Eins"], ["Zwei", "Drei"]):
        for one in text:
            obstacles.answer(actor=world.carla, obstacle=named(world, text=one), text="Ja", status="in_hand")
        for user, address, number in pages:
            client.force_login(user)
            with django_assert_num_queries(number):
                assert text[0] in client.get(address).content.decode()
