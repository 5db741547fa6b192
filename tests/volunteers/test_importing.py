"""Imports into the café of the cast: what is stored, once, and what is refused as a whole."""

import datetime as dt
import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common.errors import Forbidden, Invalid
from tests.cast import World
from tests.volunteers.sheets import BADA, HEADER, TODAY, kinds, people, run
from volunteers.imports.faults import ImportFileError
from volunteers.models import Activity, HourEntry, LedgerEvent, Volunteer
from volunteers.services import confirming, importing
from volunteers.services.importing import import_hours

DEMO = Path(importing.__file__).parent.parent / "data" / "demo"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


# --- the demo's sheet ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("today", [TODAY, TODAY.replace(year=2028)])
def test_sheet_of_the_demo_gives_what_is_expected(world: World, today: dt.datetime) -> None:
    expected = json.loads((DEMO / "stundenliste.expect.json").read_text(encoding="utf-8"))
    with time_machine.travel(today, tick=False):
        report = import_hours(
            organisation=world.cafe, actor=None, source=DEMO / "stundenliste.csv", create_activities=True
        ).as_json()
    assert {key: report[key] for key in expected} == expected
    assert Counter(error["kind"] for error in report["errors"]) == expected["bad"]
    assert (report["imported"], report["duplicates"]) == (expected["good"], 0)
    assert HourEntry.objects.total_minutes() == expected["minutes"]
    assert report["minutes_per_activity"] == {
        activity.title: activity.hours.all().total_minutes()
        for activity in world.cafe.activities.exclude(pk=world.talking.pk)
    }


def test_sheet_of_the_demo_a_second_time_adds_nothing(world: World) -> None:
    def once(**options: Any) -> dict[str, Any]:
        source = DEMO / "stundenliste.csv"
        return import_hours(
            organisation=world.cafe, actor=None, source=source, create_activities=True, **options
        ).as_json()

    def stored() -> list[int]:
        return [model.objects.count() for model in (HourEntry, LedgerEvent, Volunteer, Activity)]

    before = stored()
    tried = once(dry_run=True)
    assert stored() == before
    first = once()
    after = stored()
    again = once()
    assert stored() == after
    assert tried == first | {"dry_run": True}
    assert again == first | {
        "imported": 0,
        "duplicates": first["good"],
        "people_created": 0,
        "activities_created": 0,
    }


# --- what is stored -----------------------------------------------------------------------------------------------


def test_entry_waits_with_its_event_and_its_person(world: World) -> None:
    report = run(world, "Şahin;Ümit;UMIT@example.org;24.7.26;Sprechrunde;;1:30;„schön“")
    entry = HourEntry.objects.get()
    assert (entry.day, entry.minutes, entry.note) == (dt.date(2026, 7, 24), 90, "„schön“")
    assert (entry.status, entry.way, entry.activity, entry.organisation) == (
        "submitted",
        "import",
        world.talking,
        world.cafe,
    )
    assert (entry.logged_by, entry.submitted_at) == (None, TODAY)
    person = entry.volunteer
    assert (person.name, person.given_name, person.family_name) == ("Ümit Şahin", "Ümit", "Şahin")
    assert (person.email, person.kept_by, person.user) == ("umit@example.org", world.cafe, None)
    event = LedgerEvent.objects.get()
    assert (event.entry, event.organisation, event.actor, event.way) == (entry, world.cafe, None, "import")
    assert (event.from_status, event.to_status, event.minutes, event.at) == ("", "submitted", 90, TODAY)
    assert (report.good, report.imported, report.people_created, report.minutes) == (1, 1, 1, 90)


def test_entry_names_the_member_who_imported(world: World) -> None:
    sheet = io.BytesIO(f"{HEADER}\n{BADA}".encode())
    import_hours(organisation=world.cafe, actor=world.omar, source=sheet)
    assert (HourEntry.objects.get().logged_by, LedgerEvent.objects.get().actor) == (world.omar, world.omar)


def test_entry_can_be_confirmed_afterwards(world: World) -> None:
    run(world, BADA)
    entry = confirming.confirm(actor=world.omar, entry=HourEntry.objects.get(), way="api")
    assert entry.status == "confirmed"


def test_formula_is_stored_as_text(world: World) -> None:
    run(world, "=cmd|' /C calc'!A0;+Bea;;01.10.2026;Sprechrunde;;2;=HYPERLINK(1)")
    entry = HourEntry.objects.get()
    assert (entry.volunteer.name, entry.note) == ("+Bea =cmd|' /C calc'!A0", "=HYPERLINK(1)")


# --- the same rows again ------------------------------------------------------------------------------------------


def test_identical_rows_are_as_many_entries(world: World) -> None:
    first = run(world, BADA, BADA)
    again = run(world, BADA, BADA)
    assert (first.imported, again.imported, again.duplicates, HourEntry.objects.count()) == (2, 0, 2, 2)


def test_sheet_that_grew_adds_what_is_new(world: World) -> None:
    run(world, BADA)
    later = run(world, "Cem;Cara;;02.10.2026;Sprechrunde;;2;", BADA, BADA)
    assert (later.imported, later.duplicates, later.minutes) == (2, 1, 300)
    assert people(world) == [("Bea Bada", ""), ("Cara Cem", "")]


def test_row_is_recognised_in_another_writing(world: World) -> None:
    run(world, BADA)
    header = "Std.,Name,Einsatzdatum,Tätigkeit"
    again = run(world, '"1:30","BADA,  bea",2026-10-01,sprechrunde', header=header)
    assert (again.imported, again.duplicates) == (0, 1)
    assert again.minutes_per_activity == {"sprechrunde": 90}


def test_row_of_a_person_who_changed_name_and_address_is_still_there(world: World) -> None:
    run(world, BADA)
    world.cafe.kept_volunteers.update(name="Bea Neu", email="bea@example.org")
    assert run(world, BADA).imported == 0
    assert people(world) == [("Bea Neu", "bea@example.org")]


def test_row_that_was_declined_is_not_submitted_again(world: World) -> None:
    run(world, BADA)
    confirming.decline(actor=world.omar, entry=HourEntry.objects.get(), reason="doppelt", way="api")
    assert run(world, BADA).duplicates == 1
    assert HourEntry.objects.get().status == "declined"


def test_row_at_another_organisation_is_another_entry(world: World) -> None:
    run(world, BADA)
    sheet = io.BytesIO(f"{HEADER}\n{BADA.replace('Sprechrunde', 'Fußball')}".encode())
    assert import_hours(organisation=world.club, actor=None, source=sheet).imported == 1
    assert Volunteer.objects.filter(name="Bea Bada").count() == 2


def test_import_that_was_cut_off_is_completed_by_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    lines = [f"Bada;Bea{number % 4};;{number + 1:02d}.10.2026;Sprechrunde;;1;" for number in range(20)]

    def cut_off(step: str, done: int, _of: int) -> None:
        if step == "write" and done >= 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(world, *lines, on_progress=cut_off)
    assert HourEntry.objects.count() == 9
    report = run(world, *lines)
    assert (report.imported, report.duplicates, report.good) == (11, 9, 20)
    assert (HourEntry.objects.count(), LedgerEvent.objects.count(), len(people(world))) == (20, 20, 4)


# --- any sheet ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_any_sheet_gives_the_same_report_dry_first_and_again(
    world: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(importing, "BATCH", 7)
    chance = random.Random(seed)  # noqa: S311 - a sheet, not a secret
    rows = [
        (chance.choice("ABC"), chance.randrange(1, 4), chance.choice(["Backen", "Nähen"]), chance.randrange(60, 700))
        for _row in range(60)
    ]
    lines = [f"{name};{name};;0{day}.10.2026;{title};living;{minutes} min;" for name, day, title, minutes in rows]
    taken: Counter[tuple[str, int]] = Counter()
    full = []
    for line, (name, day, _title, minutes) in enumerate(rows, start=2):
        if taken[name, day] + minutes > 1440:
            full.append((line, "Stunden", "day_full"))
        else:
            taken[name, day] += minutes
    tried = run(world, *lines, create_activities=True, dry_run=True).as_json()
    first = run(world, *lines, create_activities=True)
    again = run(world, *lines, create_activities=True).as_json()
    assert kinds(first) == full
    assert first.minutes == sum(taken.values()) == HourEntry.objects.total_minutes()
    assert tried == first.as_json() | {"dry_run": True}
    news = {"imported": 0, "duplicates": first.good, "people_created": 0, "activities_created": 0}
    assert again == first.as_json() | news


def test_number_of_queries_does_not_depend_on_the_number_of_rows(world: World) -> None:
    def queries(rows: int, day: int) -> int:
        lines = [f"Bada;Bea{number % 5};;{day:02d}.10.2026;Sprechrunde;;1 min;{number}" for number in range(rows)]
        with CaptureQueriesContext(connection) as captured:
            assert run(world, *lines).imported == rows
        return len(captured)

    queries(10, day=1)  # the people are new once
    assert queries(10, day=2) == queries(900, day=3)


def test_progress_counts_bytes_and_then_rows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    told: list[tuple[str, int, int]] = []
    run(world, *[BADA] * 5, on_progress=lambda step, done, of: told.append((step, done, of)))
    size = len("\n".join([HEADER, *[BADA] * 5]).encode())
    assert told == [("read", size, size)] * 3 + [("write", 2, 5), ("write", 4, 5), ("write", 5, 5)]


# --- refused as a whole -------------------------------------------------------------------------------------------


def test_file_that_breaks_off_writes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    with pytest.raises(ImportFileError) as refused:
        run(world, BADA, BADA, 'Bada;"Bea')
    assert refused.value.code == "quote"
    assert HourEntry.objects.count() == 0


def test_import_by_somebody_else_is_forbidden(world: World) -> None:
    for outsider in (world.mallory, world.ada, world.carla):
        with pytest.raises(Forbidden) as refused:
            import_hours(organisation=world.cafe, actor=outsider, source=io.BytesIO(f"{HEADER}\n{BADA}".encode()))
        assert refused.value.code == "not_yours"


def test_import_into_an_inactive_organisation_is_refused(world: World) -> None:
    world.cafe.is_active = False
    with pytest.raises(Invalid) as refused:
        run(world, BADA)
    assert refused.value.code == "organisation_inactive"
