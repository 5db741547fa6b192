"""An import that meets the worst: `kill -9` in the middle, a disk without space, a file that is none."""

import datetime as dt
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.installation import copy_to_file, speaking_to
from tests.reference import load_reference_data
from volunteers.models import District, FieldOfAction, Organisation

ROOT = Path(__file__).resolve().parents[2]
ROWS = 8_000  # written in eight steps, each for good

pytestmark = pytest.mark.sqlite


@pytest.fixture
def db() -> None:
    """Asking for it makes pytest-django create the database that is copied; no transaction is opened on it."""


@pytest.fixture
def var(tmp_path: Path, db: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Path:
    """A data folder with one organisation."""
    folder = tmp_path / "var"
    folder.mkdir()
    with django_db_blocker.unblock(), speaking_to(copy_to_file(folder / "dankwerk.sqlite3")):
        load_reference_data()
        district = District.objects.earliest("pk")
        cafe = Organisation.objects.create(slug="cafe", name="Café", kind="initiative", district=district)
        cafe.activities.create(title="Sprechrunde", field=FieldOfAction.objects.earliest("pk"), district=district)
    return folder


def _sheet(folder: Path, rows: int) -> Path:
    """A list of 50 people, one minute on each of many days."""
    path = folder / "sheet.csv"
    start = dt.date(2024, 1, 1)
    days = [start + dt.timedelta(days=number // 50) for number in range(rows)]
    lines = [f"Person {number % 50};{day};Sprechrunde;0:01;{number}" for number, day in enumerate(days)]
    path.write_text("\n".join(["Name;Datum;Tätigkeit;Stunden;Bemerkung", *lines]), encoding="utf-8")
    return path


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def _environment(var: Path) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"DANKWERK_VAR": str(var)}


def _count(var: Path, table: str) -> int:
    with closing(sqlite3.connect(var / "dankwerk.sqlite3", timeout=20)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own names


def _counts(var: Path) -> list[int]:
    tables = ("volunteers_hourentry", "volunteers_ledgerevent", "volunteers_volunteer")
    return [_count(var, table) for table in tables]


def _poll(seconds: float) -> Iterator[None]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield
        time.sleep(0.005)


def test_import_killed_in_the_middle_is_completed_by_the_next(var: Path, tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, ROWS)
    command = _command("import_hours", str(sheet), "--organisation", "cafe")
    with subprocess.Popen(command, cwd=ROOT, env=_environment(var), stdout=subprocess.DEVNULL) as child:
        for _wait in _poll(60):
            if _count(var, "volunteers_hourentry"):
                break
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    entries, events, _people = _counts(var)
    assert 0 < entries < ROWS
    assert entries == events
    done = subprocess.run(command, cwd=ROOT, env=_environment(var), check=True, capture_output=True, text=True)
    assert f"davon richtig: {ROWS} (133:20 h). Neu: {ROWS - entries}, schon da: {entries}." in done.stdout
    assert _counts(var) == [ROWS, ROWS, 50]


def test_import_without_space_for_its_scratch_writes_nothing(var: Path, tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, 20_000)  # the scratch of fewer finds room in memory

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    done = subprocess.run(
        _command("import_hours", str(sheet), "--organisation", "cafe"),
        cwd=ROOT,
        env=_environment(var),
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=small_files,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "fehlt Platz für die Zwischenablage" in done.stderr
    assert "Traceback" not in done.stderr
    assert _counts(var) == [0, 0, 0]


def test_import_of_a_pdf_ends_with_one_clear_line(var: Path) -> None:
    path = var / "liste.csv"
    path.write_bytes(b"%PDF-1.7\n")
    command = _command("import_hours", str(path), "--organisation", "cafe")
    done = subprocess.run(command, cwd=ROOT, env=_environment(var), check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == (
        "CommandError: Das ist ein PDF, keine CSV-Datei. Bitte öffnen Sie die Liste im Tabellenprogramm "
        "und speichern Sie sie mit „Speichern unter“ als „CSV UTF-8“."
    )
    assert _counts(var) == [0, 0, 0]
