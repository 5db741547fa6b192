"""Several processes that write to one SQLite file: each waits its turn, none is refused."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db.models import Sum

from tests.cast import make_world
from tests.installation import Installation
from volunteers.models import DistrictMonth, HourEntry, LedgerEvent, OrganisationMonth, Volunteer
from volunteers.services import totals

pytestmark = pytest.mark.sqlite

WRITERS, ENTRIES = 4, 60


def test_transaction_that_reads_before_it_writes_is_refused_without_immediate(tmp_path: Path) -> None:
    """The fault that the settings keep away: no waiting helps a reader whose page somebody else has changed."""
    path = tmp_path / "naive.sqlite3"
    with (
        closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as one,
        closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as other,
    ):
        one.executescript("PRAGMA journal_mode=WAL; CREATE TABLE sums (minutes integer); INSERT INTO sums VALUES (0)")
        one.execute("BEGIN")
        one.execute("SELECT minutes FROM sums").fetchall()
        other.execute("UPDATE sums SET minutes = minutes + 90")
        with pytest.raises(sqlite3.OperationalError, match=r"^database is locked$"):
            one.execute("UPDATE sums SET minutes = minutes + 90")


def test_four_processes_that_log_and_confirm_are_never_refused(embedded: Installation) -> None:
    world = make_world()
    Volunteer.objects.bulk_create(Volunteer(kept_by=world.cafe, name=f"Hilfe {index}") for index in range(WRITERS))
    writers = [
        embedded.start(f"writer{index}", "-m", "tests.faults.writer", str(index), str(ENTRIES))
        for index in range(WRITERS)
    ]
    var = embedded.folder / "var"
    embedded.until(lambda: len(list(var.glob("ready-*"))) == WRITERS, "all writers are ready")
    (var / "go").touch()
    assert [writer.exit_code for writer in writers] == [0] * WRITERS, embedded.logs()
    said = [json.loads(writer.log.read_text()) for writer in writers]
    assert said == [{"locked": 0, "confirmed": ENTRIES * (index + 1)} for index in range(WRITERS)]
    minutes = ENTRIES * sum(range(1, WRITERS + 1))
    assert HourEntry.objects.confirmed().total_minutes() == minutes
    assert LedgerEvent.objects.count() == 2 * WRITERS * ENTRIES
    for rollup in (OrganisationMonth, DistrictMonth):
        assert rollup.objects.aggregate(total=Sum("minutes")) == {"total": minutes}
    assert totals.reconcile() == []
