"""*Stunden aus einer Datei*: look first, then take over; kept nowhere in between."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import World
from tests.volunteers.forgotten import found_in_database
from tests.volunteers.sheets import BADA, HEADER
from tests.volunteers.web.desks import at, client_of, hidden, text_of
from volunteers.models import HourEntry, ImportColumns
from volunteers.web.desk import uploading

pytestmark = pytest.mark.sqlite

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


def test_sheet_that_was_explained_once_needs_no_explanation_again(world: World) -> None:
    client = client_of(world.omar)
    asked = upload(client, world, "Wer;Wann;;Wie lange\nBea Bada;01.10.2026;Sprechrunde;1,5\n")
    said = {f"spalte-{number}": name for number, name in enumerate(["name", "date", "activity", "hours"], 1)}
    preview = client.post(at("desk-import", world.cafe), {**hidden(asked), **said})
    client.post(at("desk-import", world.cafe), {**hidden(preview), **said, "tun": "importieren"})
    assert HourEntry.objects.count() == 1
    again = upload(client, world, "Wer;Wann;;Wie lange\nDo Dada;02.10.2026;Sprechrunde;2\n")
    assert "1 neue Einträge" in text_of(again)
    (kept,) = ImportColumns.objects.all()
    assert (kept.meanings, len(kept.header)) == (["name", "date", "activity", "hours"], 64)
    assert found_in_database("Wie lange", "Wann") == []


def test_titles_may_stand_further_down(world: World) -> None:
    client = client_of(world.omar)
    above = "Stundenliste 2026\tSprachcafé\nStand: heute\n\n"
    sheet = f"{above}{HEADER}\n{BADA}\n{WRONG}".replace(";", "\t").encode("utf-16")
    preview = upload(client, world, sheet)
    assert "1 neue Einträge 1:30 Std." in text_of(preview)
    assert preview.context["sheet"].look.header_line == 4
    # Whoever knows better chooses another line, and looks again.
    other = client.post(at("desk-import", world.cafe), {**hidden(preview), **columns_of(preview), "kopfzeile": "1"})
    assert (other.status_code, other.context["sheet"].look.titles) == (400, ["Stundenliste 2026", "Sprachcafé"])


def test_people_and_activities_to_be_created_are_named_before(world: World) -> None:
    client = client_of(world.omar)
    lines = f"{HEADER}\n{BADA}\nBada;Bea;;02.10.2026;Nähstube;Wohnen und Leben;1;"
    preview = upload(client, world, lines, taetigkeiten="on")
    assert "Das legen wir neu an Tätigkeiten Nähstube Personen" in text_of(preview)
    assert preview.context["report"].new_people == ["Bea Bada"]


def test_wrong_rows_come_back_as_a_file_that_is_mended_and_imported(world: World) -> None:
    client = client_of(world.omar)
    formula = 'Bada;Bea;;31.02.2026;Sprechrunde;;1,5;"=HYPERLINK(""x"")"'
    preview = upload(client, world, f"{HEADER}\n{BADA}\n{formula}\n{BADA};zu;viel")
    fields = {**hidden(preview), **columns_of(preview)}
    answer = client.post(at("desk-import", world.cafe), {**fields, "tun": "fehler"})
    assert answer["Content-Disposition"] == 'attachment; filename="zu-berichtigen.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0].partition(" ")[0] for row in rows] == ["Was", "„31.02.2026“", "Die"]
    assert rows[1][1:] == ["Bada", "Bea", "", "31.02.2026", "Sprechrunde", "", "1,5", '\'=HYPERLINK("x")']
    assert rows[2][-2:] == ["zu", "viel"]
    assert HourEntry.objects.count() == 0
    mended = answer.content.decode("utf-8-sig").replace("31.02.2026", "28.02.2026").replace(";zu;viel", "")
    second = upload(client, world, mended)
    assert "2 neue Einträge 3:00 Std." in text_of(second)
    client.post(at("desk-import", world.cafe), {**hidden(second), **columns_of(second), "tun": "importieren"})
    assert sorted(HourEntry.objects.values_list("note", flat=True)) == ["", '=HYPERLINK("x")']


def test_sheet_with_too_many_columns_is_refused(world: World) -> None:
    answer = upload(client_of(world.omar), world, HEADER + ";" * uploading.MOST_COLUMNS + f"\n{BADA}")
    assert (answer.status_code, "mehr als 80 Spalten" in text_of(answer)) == (400, True)


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
    answer = upload(client_of(world.omar), world, HEADER.encode() + b"\n" * uploading.MOST_BYTES)
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
