"""A copy of one's data and being forgotten, as pages: for oneself, and for people without account."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from tasks import privacy as jobs
from tests.backend.stage import Stage
from volunteers.models import DataExport, Erasure, Mail, User
from volunteers.services import exporting, mailing

pytestmark = pytest.mark.usefixtures("staged")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"


def signed_in(user: User, *, proved: bool = False) -> Client:
    client = Client()
    client.force_login(user)
    if proved:
        session = client.session
        request: Any = type("Asked", (), {"session": session, "user": user})
        record_authentication(request, user, method="code")
        session.save()
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_copy_is_asked_for_and_fetched(stage: Stage) -> None:
    ada = signed_in(stage.world.ada)
    assert ada.post("/ich/daten/kopie")["Location"] == "/ich/daten"
    assert "wird zusammengestellt" in text_of(ada.get("/ich/daten"))
    jobs.build_copies()
    copy = DataExport.objects.get(user=stage.world.ada, status="ready")
    assert f'href="/ich/daten/kopie/{copy.uuid}"' in text_of(ada.get("/ich/daten"))
    answer: Any = ada.get(f"/ich/daten/kopie/{copy.uuid}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "daten.json" in archive.namelist()
    answer.close()
    assert signed_in(stage.world.carla).get(f"/ich/daten/kopie/{copy.uuid}").status_code == 404
    exporting.path_of(copy.uuid).unlink()
    assert ada.get(f"/ich/daten/kopie/{copy.uuid}").status_code == 409


def test_erasure_asks_once_more_who_one_is(stage: Stage) -> None:
    ada = signed_in(stage.world.ada)
    for answer in (ada.get("/ich/daten/loeschen"), ada.post("/ich/daten/loeschen", {"when": "now"})):
        assert answer["Location"].startswith("/konto/nachweis") or "next=" in answer["Location"]
    assert Erasure.objects.exists() is False


def test_erasure_in_a_week_is_taken_back(stage: Stage) -> None:
    ada = signed_in(stage.world.ada, proved=True)
    page = text_of(ada.get("/ich/daten/loeschen"))
    assert "deine bestätigten Stunden" in page
    refused = ada.post("/ich/daten/loeschen", {"when": "week"})
    assert (refused.status_code, "Bitte bestätige, dass du das gelesen hast." in text_of(refused)) == (400, True)
    assert ada.post("/ich/daten/loeschen", {"when": "week", "understood": "on"})["Location"] == "/ich/daten"
    wish = Erasure.objects.get()
    assert wish.due_at - wish.requested_at == dt.timedelta(days=7)
    assert "Doch nicht löschen" in text_of(ada.get("/ich/daten"))
    told = mailing.message_of(Mail.objects.get(kind="erasure_requested").pk)
    assert isinstance(told, EmailMessage)
    assert (told.to, "/ich/daten" in str(told.body)) == (["ada@example.org"], True)
    ada.post("/ich/daten/loeschen/zuruecknehmen")
    wish.refresh_from_db()
    assert wish.status == "cancelled"


def test_erasure_at_once_signs_out_and_is_done_by_the_job(stage: Stage) -> None:
    ada = signed_in(stage.world.ada, proved=True)
    answer = ada.post("/ich/daten/loeschen", {"when": "now", "understood": "on"})
    assert answer["Location"] == "/ich/daten/geloescht"
    assert "Deine Daten werden gelöscht" in text_of(ada.get("/ich/daten/geloescht"))
    assert ada.get("/ich/daten")["Location"].startswith("/anmelden")
    assert jobs.erase_due() == 1
    assert User.objects.get(pk=stage.world.ada.pk).is_active is False


def test_last_management_is_told_to_pass_its_task_on(stage: Stage) -> None:
    mina = signed_in(stage.world.mina, proved=True)
    page = text_of(mina.post("/ich/daten/loeschen", {"when": "week", "understood": "on"}))
    assert "Du bist die letzte Leitung von Sprachcafé." in page
    assert Erasure.objects.exists() is False


def test_management_writes_down_a_wish_and_takes_it_back(stage: Stage) -> None:
    mina = signed_in(stage.world.mina)
    address = f"/stelle/{stage.world.cafe.uuid}/leute/{stage.olga.uuid}/loeschen"
    assert address in text_of(mina.get(address.removesuffix("/loeschen")))
    assert mina.post(address, {"evidence": "mündlich"})["Location"] == address
    wish = Erasure.objects.get()
    assert (wish.way, wish.volunteer, jobs.erase_due()) == ("organisation", stage.olga, 0)
    mina.post(address)
    wish.refresh_from_db()
    assert wish.status == "cancelled"


def test_coordination_finds_somebody_and_writes_a_wish_down(stage: Stage, time_machine: Any) -> None:
    carla = signed_in(stage.world.carla)
    address = "/koordination/loeschungen"
    assert str(stage.olga.uuid) in text_of(carla.get(address, {"name": "Olga"}))
    assert str(stage.world.ada_volunteer.uuid) not in text_of(carla.get(address, {"name": "Ada"}))
    carla.post(address, {"person": str(stage.olga.uuid)})
    assert "Olga Ohnekonto" in text_of(carla.get(address))
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=7, minutes=1))
    assert jobs.erase_due() == 1
    stage.olga.refresh_from_db()
    assert stage.olga.name == "Gelöschte Person"
