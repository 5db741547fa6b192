"""*Daten mitnehmen*: choose, wait, download; and the same by program."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from tests import factories
from tests.backend.stage import Stage
from volunteers.models import DataExport, Membership
from volunteers.services import exporting

pytestmark = [pytest.mark.usefixtures("staged"), pytest.mark.sqlite]

Queries = Callable[[int], Any]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings, stage: Stage) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    stage.data_file.delete()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_secretary_takes_the_hours_of_a_year_along(stage: Stage) -> None:
    place = reverse("desk-data", args=[stage.world.cafe.uuid])
    mina = signed_in(stage.world.mina)
    assert 'Stunden <span class="meta">(5 Zeilen, im Zeitraum)' in words(mina, place)
    assert 'Stunden <span class="meta">(0 Zeilen, im Zeitraum)' in words(
        mina, f"{place}?start=2025-01-01&end=2025-12-31"
    )
    assert "(5 Zeilen, im Zeitraum)" in words(mina, f"{place}?start=0001-01-01&end=9999-12-31")
    chosen = {"kinds": ["hours"], "form": "excel", "start": "2026-01-01", "end": "31.12.2026"}
    assert mina.post(place, chosen)["Location"] == place
    assert "data-under-way" in words(mina, place)
    assert exporting.drain() == 1
    copy = DataExport.objects.get(user=stage.world.mina)
    page = words(mina, place)
    assert ("data-under-way" in page, "5 Zeilen, Stand" in page) == (False, True)
    answer = mina.get(reverse("export-file", args=[copy.uuid]))
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a streaming answer
    assert "no-store" in answer["Cache-Control"]
    assert (answer["Content-Type"], int(answer["Content-Length"])) == (
        "text/csv; charset=utf-8",
        len(data),
    )
    assert answer["Content-Disposition"].startswith('attachment; filename="dankwerk-stunden-20')
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert [row["Datum"] for row in rows][:2] == ["01.03.2026", "02.03.2026"]


def test_one_button_takes_everything_along(stage: Stage) -> None:
    carla = signed_in(stage.world.carla)
    assert carla.post(reverse("coordination-data"), {"everything": "1"}).status_code == 302
    assert exporting.drain() == 1
    copy = DataExport.objects.get(user=stage.world.carla)
    answer = carla.get(reverse("export-file", args=[copy.uuid]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # as above
    assert {"csv/certificates.csv", "excel/Urkunden.csv", "json/certificates.json", "LIESMICH.txt"} <= set(
        archive.namelist()
    )
    assert "alles" in words(carla, reverse("coordination-data"))


def test_wrong_choice_comes_back_with_what_is_wrong(stage: Stage) -> None:
    place = reverse("desk-data", args=[stage.world.cafe.uuid])
    mina = signed_in(stage.world.mina)
    nothing = mina.post(place, {"form": "json", "start": "2026-02-30", "end": ""})
    text = nothing.content.decode()
    assert nothing.status_code == 400
    assert "Bitte wählen Sie aus, was in die Datei soll." in text
    assert "Das ist kein Datum. Bitte schreiben Sie es wie 14.11.2026." in text
    assert 'value="json" id="form-json" checked' in text
    turned = mina.post(place, {"kinds": ["hours"], "form": "csv", "start": "2026-12-31", "end": "2026-01-01"})
    assert "Das Ende des Zeitraums liegt vor seinem Anfang." in turned.content.decode()
    others = mina.post(place, {"kinds": ["certificates"], "form": "csv"})
    assert (others.status_code, DataExport.objects.filter(user=stage.world.mina).exists()) == (400, False)


def test_file_is_its_owners_alone_while_they_have_the_role(stage: Stage) -> None:
    world = stage.world
    mina = signed_in(world.mina)
    mina.post(reverse("desk-data", args=[world.cafe.uuid]), {"kinds": ["hours"], "form": "csv"})
    exporting.drain()
    address = reverse("export-file", args=[DataExport.objects.get(user=world.mina).uuid])
    assert {signed_in(user).get(address).status_code for user in (world.omar, world.carla, world.mallory)} == {404}
    assert mina.get(address).status_code == 200
    Membership.objects.filter(user=world.mina).update(ended_at=stage.waiting.submitted_at)
    assert mina.get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_whatever_there_is(stage: Stage, rows: int, django_assert_num_queries: Queries) -> None:
    for _row in range(rows):
        factories.hours(stage.world.ada_volunteer, stage.world.talking)
        asked = {"user": stage.world.mina, "of": "organisation", "organisation": stage.world.cafe, "form": "csv"}
        DataExport.objects.create(**asked, kinds=["hours"], status="failed", requested_at=stage.waiting.submitted_at)
    mina = signed_in(stage.world.mina)
    with django_assert_num_queries(6):
        assert mina.get(reverse("desk-data", args=[stage.world.cafe.uuid])).status_code == 200


def test_program_asks_waits_and_fetches(stage: Stage) -> None:
    api = APIClient()
    api.force_authenticate(stage.world.mina)
    kinds = api.get("/api/v1/exports/kinds").json()
    hours = next(kind for kind in kinds if kind["code"] == "hours")
    assert (hours["organisation"], hours["narrowed"], hours["columns"][0]["name"]) == (
        str(stage.world.cafe.uuid),
        True,
        "uuid",
    )
    body = {"organisation": hours["organisation"], "kinds": ["hours"], "form": "json", "start": "2026-03-01"}
    asked = api.post("/api/v1/exports", body, format="json")
    assert (asked.status_code, asked.json()["status"], asked.json()["kinds"]) == (202, "requested", ["hours"])
    assert exporting.drain() == 1
    address = f"/api/v1/exports/{asked.json()['uuid']}"
    ready = api.get(address).json()
    assert (ready["status"], ready["rows"], api.get("/api/v1/exports").json()) == ("ready", 5, [ready])
    answer: Any = api.get(f"{address}/file", HTTP_ACCEPT="application/json")
    data = b"".join(answer.streaming_content)
    assert (answer["Content-Type"], len(data)) == ("application/json", ready["size"])
    assert data.startswith(b'[\n{"uuid":"')
    assert api.get("/api/v1/me/exports").json() == []  # those are copies of one's own data
    assert api.post("/api/v1/exports", {"form": "zip"}, format="json").json()["code"] == "not_coordinator"
