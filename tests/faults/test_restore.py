"""The restore drill: all is lost, backup and archive bring back a moment, and nobody who was forgotten returns."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from certificates.models import Certificate
from certificates.services import ordering, queue
from tests.cast import World, make_world
from tests.faults.restoring import ArchivingServer, copy_database
from tests.installation import speaking_to
from tests.reference import load_reference_data
from tests.volunteers.forgotten import found_in_database
from volunteers.models import HourEntry, OrganisationMonth, Volunteer, Way
from volunteers.services import chain, confirming, erasing, people, replaying

pytestmark = [pytest.mark.postgres]


@pytest.fixture
def server(transactional_db: None) -> Iterator[ArchivingServer]:
    """A cluster of the test's own, with the tables of the migrated database, and this process speaking to it."""
    source = connection.settings_dict
    address = f"postgres://{source['USER']}:{source['PASSWORD']}@{source['HOST']}:{source['PORT']}/{source['NAME']}"
    own = ArchivingServer()
    try:
        own.start()
        copy_database(address, own)
        with speaking_to(own.url):
            load_reference_data()
            yield own
    finally:
        own.stop()


def test_restore_brings_back_a_moment_and_nobody_who_was_forgotten(
    server: ArchivingServer, tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ERASURE_LIST = tmp_path / "erasures.jsonl"
    settings.EXPORT_DIR = tmp_path / "exports"
    world = make_world()
    gone = people.keep_volunteer(actor=world.omar, organisation=world.cafe, name="Zwetlana Fortgegangen")
    confirmed(world, world.hours(minutes=90))
    confirmed(world, kept_hours(world, gone))
    issued(world, world.ada_volunteer)
    server.back_up()

    confirmed(world, world.hours(minutes=45, day=dt.date(2026, 3, 3), note="nach der Sicherung"))
    issued(world, gone)
    chain.seal()
    before, moment = standing(), str(server.ask("SELECT clock_timestamp()"))

    erasing.erase(actor=world.mina, volunteer=gone)
    world.hours(day=dt.date(2026, 4, 4), note="zu spät")  # and so the target lies before a commit in the archive
    connection.close()
    server.lose_everything()
    server.archived()
    settings.CERTIFICATE_DIR = tmp_path / "an empty disk"
    server.restore(moment)

    assert standing() == before
    assert found_in_database("Zwetlana")
    call_command("audit")
    call_command("replay_erasures")
    assert capsys.readouterr().out.splitlines()[-1] == (
        "1 auf der Liste, 1 noch einmal gelöscht, 0 hier nicht bekannt."
    )
    assert found_in_database("Zwetlana", "Fortgegangen") == []
    after = standing()
    assert after | {"names": before["names"]} == before
    assert replaying.replay() == (1, 0, 0)
    call_command("audit")


def standing() -> dict[str, Any]:
    """What must be the same: sums, statuses, digests, names."""
    return {
        "hours": sorted(HourEntry.objects.values_list("day", "minutes", "counted", "status")),
        "months": sorted(OrganisationMonth.objects.values_list("month", "minutes", "entries")),
        "papers": sorted(Certificate.objects.values_list("number", "code", "status", "digest")),
        "names": sorted(Volunteer.objects.values_list("name", flat=True)),
    }


def confirmed(world: World, entry: HourEntry) -> None:
    confirming.confirm(actor=world.omar, entry=entry, way=Way.API)


def kept_hours(world: World, volunteer: Volunteer) -> HourEntry:
    from volunteers.services import logging

    entry, _new = logging.log_hours(
        actor=world.mina, volunteer=volunteer, activity=world.talking, day=dt.date(2026, 3, 1), minutes=60, way=Way.API
    )
    return entry


def issued(world: World, volunteer: Volunteer) -> None:
    ordering.request_certificate(
        actor=world.carla,
        volunteer=volunteer,
        kind="record",
        issuer=world.issuer,
        start=dt.date(2026, 1, 1),
        end=dt.date(2026, 12, 31),
    )
    assert queue.drain() == 1


def test_torn_last_line_of_the_erasure_list_is_passed_over(tmp_path: Path, db: None) -> None:
    key = uuid.UUID(int=7)
    path = tmp_path / "list.jsonl"
    line = json.dumps({"subject": str(key), "at": "2026-01-01T00:00:00+00:00"})
    path.write_text(f"{line}\n{line[:20]}")
    assert replaying.replay(path) == (1, 0, 1)
