"""*Ehrenamtskarten übernehmen*: every row is looked at before anything is kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import World
from tests.volunteers.test_cards import BEA, FREINET, HEADER, held
from tests.volunteers.web.desks import at, client_of, hidden, text_of
from volunteers.models import Volunteer, VolunteerCard

pytestmark = pytest.mark.sqlite


def upload(client: Client, world: World, data: bytes, **more: str) -> Any:
    return client.post(at("desk-cards", world.cafe), {"datei": SimpleUploadedFile("karten.csv", data), **more})


def columns_of(page: Any) -> dict[str, str]:
    """What the selects of the preview say."""
    return {f"spalte-{number}": meaning for number, (_title, meaning) in enumerate(page.context["sheet"].header, 1)}


def test_holders_are_shown_row_by_row_then_taken_over(world: World) -> None:
    client = client_of(world.omar)
    asked = upload(client, world, FREINET.read_bytes())
    assert "0 neue Karten 0 geändert 0 wie bisher 0 neue Personen 2 Zeilen bleiben weg" in text_of(asked)
    assert "2 Personen sind hier unbekannt" in text_of(asked)
    fields = {**hidden(asked), **columns_of(asked), "personen": "on"}
    # Who is to be created was not looked at yet: first it is shown.
    preview = client.post(at("desk-cards", world.cafe), {**fields, "tun": "importieren"})
    assert VolunteerCard.objects.count() == 0
    assert "Max Muster Goldene Ehrenamtskarte – ausgegeben neue Karte, neue Person" in text_of(preview)
    done = client.post(at("desk-cards", world.cafe), {**fields, **hidden(preview), "tun": "importieren"})
    assert "2 Karten sind neu oder geändert." in text_of(done)
    assert [(name, kind) for name, kind, *_rest in held()] == [("Max Muster", "gold"), ("Maxim Musterin", "blue")]
    person = Volunteer.objects.get(name="Maxim Musterin")
    page = text_of(client.get(at("desk-person", world.cafe, person.uuid)))
    assert "Ehrenamtskarte Blaue Ehrenamtskarte, gültig bis 01.12.2029, abgelaufen (aus freinet-online" in page


def test_wrong_rows_of_cards_come_back_as_a_file(world: World) -> None:
    client = client_of(world.omar)
    preview = upload(client, world, f"{HEADER}\n{BEA}\n{BEA.replace('Blau', 'Silber')}".encode(), personen="on")
    fields = {**hidden(preview), **columns_of(preview), "personen": "on"}
    answer = client.post(at("desk-cards", world.cafe), {**fields, "tun": "fehler"})
    title, row = answer.content.decode("utf-8-sig").splitlines()
    assert title == f"Was nicht stimmt;{HEADER}"
    assert row.startswith("„Silber“ ist keine Art der Karte.")


def test_card_is_shown_at_the_desk_that_imported_it_alone(world: World) -> None:
    world.hours()
    card = {"kind": "gold", "status": "issued", "source": "freinet", "imported_at": "2026-01-01T00:00Z"}
    VolunteerCard.objects.create(volunteer=world.ada_volunteer, organisation=world.club, **card)
    page = client_of(world.omar).get(at("desk-person", world.cafe, world.ada_volunteer.uuid))
    assert "Goldene" not in text_of(page)
