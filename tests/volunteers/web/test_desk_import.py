"""*Stunden aus einer Datei*: look first, then take over; kept nowhere in between."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import World
from tests.volunteers.sheets import BADA, HEADER
from tests.volunteers.web.desks import at, client_of, hidden, text_of
from volunteers.models import HourEntry
from volunteers.web.desk import sheets

WRONG = "Bada;Bea;;31.02.2026;Sprechrunde;;1,5;"


def upload(client: Client, world: World, data: bytes | str, **more: str) -> Any:
    body = data.encode() if isinstance(data, str) else data
    return client.post(at("desk-import", world.cafe), {"datei": SimpleUploadedFile("liste.csv", body), **more})


def test_sheet_is_shown_then_taken_over_and_a_second_time_adds_nothing(world: World) -> None:
    client = client_of(world.omar)
    preview = upload(client, world, f"{HEADER}\n{BADA}\n{WRONG}")
    text = text_of(preview)
    assert "Vorschau: noch ist nichts gespeichert" in text
    assert "1 neue Einträge 1:30 Std. in allen richtigen Zeilen 0 schon da 1 neue Personen 1 Zeilen mit Fehlern" in text
    assert "„31.02.2026“ ist kein Datum, das es gibt." in text
    assert HourEntry.objects.count() == 0
    fields = {**hidden(preview), **columns_of(preview), "tun": "importieren"}
    done = client.post(at("desk-import", world.cafe), fields)
    assert "Ein Eintrag ist neu und wartet auf Freigabe." in text_of(done)
    assert [(entry.volunteer.name, entry.minutes, entry.status) for entry in HourEntry.objects.all()] == [
        ("Bea Bada", 90, "submitted")
    ]
    again = upload(client, world, f"{HEADER}\n{BADA}\n{WRONG}")
    assert "0 neue Einträge" in text_of(again)
    assert "Einen Eintrag übernehmen" not in text_of(again)
    assert HourEntry.objects.count() == 1


def columns_of(page: Any) -> dict[str, str]:
    """What the selects of the preview say."""
    given = page.context["sheet"].header
    return {f"spalte-{number}": meaning for number, (_title, meaning) in enumerate(given, 1)}


def test_columns_that_nobody_knows_can_be_named(world: World) -> None:
    client = client_of(world.omar)
    sheet = "Wer;Wann;Was;Wie lange\nBea Bada;01.10.2026;Sprechrunde;1,5\n"
    asked = upload(client, world, sheet)
    assert asked.status_code == 400
    assert "Bitte sagen Sie unten, was in welcher Spalte steht." in text_of(asked)
    said = {f"spalte-{number}": name for number, name in enumerate(["name", "date", "activity", "hours"], 1)}
    preview = client.post(at("desk-import", world.cafe), {**hidden(asked), **said})
    assert "1 neue Einträge" in text_of(preview)
    # Another meaning than the one that was looked at is looked at first.
    client.post(at("desk-import", world.cafe), {**hidden(preview), **said, "spalte-4": "minutes", "tun": "importieren"})
    assert HourEntry.objects.count() == 0
    client.post(at("desk-import", world.cafe), {**hidden(preview), **said, "tun": "importieren"})
    assert HourEntry.objects.get().minutes == 90


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7 nichts", "Das ist ein PDF, keine CSV-Datei."),
        (b"PK\x03\x04", "keine CSV-Datei"),
        (b"", "Die Datei ist leer."),
        (b"a\x00b", "NUL-Zeichen"),
    ],
)
def test_file_that_is_no_sheet_is_refused_in_plain_words(data: bytes, sentence: str, world: World) -> None:
    answer = upload(client_of(world.omar), world, data)
    assert answer.status_code == 400
    assert sentence in text_of(answer)


def test_file_that_is_too_large_is_not_read(world: World) -> None:
    answer = upload(client_of(world.omar), world, HEADER.encode() + b"\n" * sheets.MOST_BYTES)
    assert answer.status_code == 400
    assert "größer als 1 MB" in text_of(answer)


def test_preview_is_worth_nothing_to_somebody_else_or_when_it_was_changed(world: World) -> None:
    preview = hidden(upload(client_of(world.omar), world, f"{HEADER}\n{BADA}"))
    for user, sealed in ((world.mina, preview["inhalt"]), (world.omar, "x" + preview["inhalt"])):
        answer = client_of(user).post(
            at("desk-import", world.cafe), {**preview, "inhalt": sealed, "tun": "importieren"}
        )
        assert "Die Vorschau ist abgelaufen." in text_of(answer)
    assert HourEntry.objects.count() == 0


def test_upload_of_a_foreign_form_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.omar)
    assert upload(client, world, f"{HEADER}\n{BADA}").status_code == 403
    fields = {"csrfmiddlewaretoken": hidden(client.get(at("desk-import", world.cafe)))["csrfmiddlewaretoken"]}
    assert upload(client, world, f"{HEADER}\n{BADA}", **fields).status_code == 200


def test_sheet_for_another_organisation_is_not_read(world: World) -> None:
    assert upload(client_of(world.mallory), world, f"{HEADER}\n{BADA}").status_code == 404
