"""My data: a copy of everything that is kept about somebody, and nothing of others."""

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from pytest_django.fixtures import Settings

from backend.common.errors import Conflict
from certificates.models import Certificate
from tasks import privacy as jobs
from tests.backend.stage import Stage
from volunteers.models import (
    DataExport,
    HourEntry,
    User,
    Volunteer,
)
from volunteers.services import (
    erasing,
    export,
    exporting,
)

pytestmark = pytest.mark.usefixtures("staged")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"


# --- a copy of everything ---


def test_every_column_that_leads_to_a_person_is_exported_or_excused() -> None:
    """A new table about people fails here until somebody says where it goes."""
    roots = {User, Volunteer, HourEntry, Certificate}
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if not field.auto_created and (field.many_to_one or field.one_to_one) and field.related_model in roots
    }
    said = {column for source in export.SOURCES.values() for column in (*source.covers, *source.excuses)}
    assert found - said == set()
    assert {column for column in said if apps.get_model(column.rpartition(".")[0]) and column not in found} == set()


def test_what_is_covered_is_a_table_of_the_copy(stage: Stage) -> None:
    tables = {name for name, _rows in export.tables(stage.world.ada)}
    assert {table for source in export.SOURCES.values() for table in source.covers.values()} - tables == set()


def copy_of(user: User) -> zipfile.ZipFile:
    copy = exporting.request(user=user)
    assert exporting.drain() == 1
    copy.refresh_from_db()
    return zipfile.ZipFile(exporting.file_of(copy))


def test_copy_holds_tables_twice_and_the_papers_as_they_were_issued(stage: Stage) -> None:
    archive = copy_of(stage.world.ada)
    document = json.loads(archive.read("daten.json"))
    filled = {name: len(rows) for name, rows in document.items() if rows}
    assert {
        name: filled[name] for name in ("account", "hours", "steps", "consents", "competences", "certificates")
    } == {
        "account": 1,
        "hours": 3,
        "steps": 5,
        "consents": 1,
        "competences": 1,
        "certificates": 3,
    }
    assert {f"tabellen/{name}.csv" for name in filled} == {
        name for name in archive.namelist() if name.startswith("tabellen/")
    }
    table = csv.DictReader(io.StringIO(archive.read("tabellen/hours.csv").decode("utf-8-sig")), delimiter=";")
    assert [row["uuid"] for row in table] == [row["uuid"] for row in document["hours"]]
    papers = {name for name in archive.namelist() if name.startswith("urkunden/")}
    paper = f"urkunden/{stage.certificate.number_text}.pdf"
    assert papers == {paper}
    assert hashlib.sha256(archive.read(paper)).hexdigest() == stage.certificate.digest


def test_copy_says_that_others_decided_and_not_who(stage: Stage) -> None:
    text = copy_of(stage.world.ada).read("daten.json").decode()
    assert {row["reason_text"] for row in json.loads(text)["steps"]} == {"", "Das war ein Feiertag."}
    assert [word for word in ("Omar", "Mallory", "Mina", "Olga") if word in text] == []


def test_copy_of_who_decides_for_others_says_nothing_about_them(stage: Stage) -> None:
    text = copy_of(stage.world.carla).read("daten.json").decode()
    assert [row["email"] for row in json.loads(text)["account"]] == ["carla@example.org"]
    assert [word for word in ("Ada", "Olga", "Feiertag") if word in text] == []


def test_cell_of_the_copy_is_no_formula(stage: Stage) -> None:
    HourEntry.objects.filter(pk=stage.waiting.pk).update(note='=HYPERLINK("http://example.org")')
    table = copy_of(stage.world.ada).read("tabellen/hours.csv").decode("utf-8-sig")
    assert [row["note"][:3] for row in csv.DictReader(io.StringIO(table), delimiter=";") if "HYPER" in row["note"]] == [
        "'=H"
    ]


def test_copy_asked_for_twice_is_one(stage: Stage) -> None:
    first = exporting.request(user=stage.world.ada)
    assert exporting.request(user=stage.world.ada) == first
    assert DataExport.objects.filter(user=stage.world.ada, status="requested").count() == 1


def test_copy_lies_there_for_seven_days_and_is_gone(stage: Stage, time_machine: Any) -> None:
    copy_of(stage.world.ada)
    copy = DataExport.objects.get(user=stage.world.ada, status="ready")
    path = exporting.path_of(copy.uuid)
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=7, minutes=1))
    with pytest.raises(Conflict) as refusal:
        exporting.file_of(copy)
    assert (refusal.value.code, path.exists()) == ("export_not_ready", True)
    jobs.follow_retention()
    copy.refresh_from_db()
    assert (copy.status, path.exists()) == ("deleted", False)


def test_copy_whose_worker_died_is_built_by_another(stage: Stage) -> None:
    copy = exporting.request(user=stage.world.ada)
    dead = exporting.claim()
    assert dead is not None
    DataExport.objects.filter(pk=copy.pk).update(lease_until=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert jobs.build_copies() == 1
    assert exporting.build(dead) is False  # it wakes up, and finds that its lease is gone
    copy.refresh_from_db()
    assert (copy.status, exporting.file_of(copy).exists()) == ("ready", True)
    assert [path.suffix for path in exporting.path_of(copy.uuid).parent.iterdir()] == [".zip"]


def test_copy_under_way_of_who_is_forgotten_never_appears(stage: Stage) -> None:
    exporting.request(user=stage.world.ada)
    claimed = exporting.claim()
    assert claimed is not None
    erasing.finish(erasing.erase(actor=None, user=stage.world.ada))
    assert exporting.build(claimed) is False
    assert list(exporting.path_of(claimed.uuid).parent.iterdir()) == []
