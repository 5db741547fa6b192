"""Imports into the café of the cast. A sheet is given as its lines; the header is line 1."""

import datetime as dt
import io
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common.errors import Forbidden, Invalid
from tests.cast import World
from volunteers.imports.faults import ImportFileError
from volunteers.imports.report import ImportReport
from volunteers.models import Activity, FieldOfAction, HourEntry, LedgerEvent, Volunteer
from volunteers.services import confirming, importing, logging
from volunteers.services.importing import import_hours

DEMO = Path(importing.__file__).parent.parent / "data" / "demo"
HEADER = "Nachname;Vorname;E-Mail;Datum;Tätigkeit;Handlungsfeld;Stunden;Bemerkung"
TODAY = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BADA = "Bada;Bea;;01.10.2026;Sprechrunde;;1,5;"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def run(world: World, *lines: str, header: str = HEADER, **options: Any) -> ImportReport:
    sheet = "\n".join([header, *lines]).encode()
    return import_hours(organisation=world.cafe, actor=None, source=io.BytesIO(sheet), **options)


def people(world: World) -> list[tuple[str, str]]:
    """Names and addresses of the records that the café keeps."""
    return sorted(world.cafe.kept_volunteers.values_list("name", "email"))


def kinds(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(error.line, error.column, error.kind) for error in report.errors]


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


# --- whom a row means ---------------------------------------------------------------------------------------------


def keep(world: World, name: str, email: str = "") -> Volunteer:
    return Volunteer.objects.create(name=name, email=email, kept_by=world.cafe)


def test_person_with_name_and_address_is_the_known_one(world: World) -> None:
    known = keep(world, "bea  bada", "bea@example.org")
    run(world, "Bada;Bea;BEA@example.org;01.10.2026;Sprechrunde;;1;")
    assert HourEntry.objects.get().volunteer == known


def test_person_with_another_address_is_new(world: World) -> None:
    keep(world, "Bea Bada")
    keep(world, "Bea Bada", "bea@example.org")
    run(world, "Bada;Bea;other@example.org;01.10.2026;Sprechrunde;;1;")
    assert people(world) == [("Bea Bada", ""), ("Bea Bada", "bea@example.org"), ("Bea Bada", "other@example.org")]


@pytest.mark.parametrize("email", ["", "bea@example.org"])
def test_person_without_address_is_the_only_one_of_that_name(world: World, email: str) -> None:
    known = keep(world, "Bea Bada", email)
    run(world, BADA)
    assert HourEntry.objects.get().volunteer == known


def test_person_without_address_is_the_one_without_among_several(world: World) -> None:
    keep(world, "Bea Bada", "bea@example.org")
    known = keep(world, "Bea Bada")
    run(world, BADA)
    assert HourEntry.objects.get().volunteer == known


@pytest.mark.parametrize("emails", [("", ""), ("a@example.org", "b@example.org")])
def test_person_without_address_among_several_alike_is_refused(world: World, emails: tuple[str, str]) -> None:
    for email in emails:
        keep(world, "Bea Bada", email)
    assert kinds(run(world, BADA)) == [(2, "E-Mail", "person")]
    assert HourEntry.objects.count() == 0


def test_person_without_address_is_the_one_named_elsewhere_in_the_sheet(world: World) -> None:
    run(world, BADA, "Bada;Bea;bea@example.org;02.10.2026;Sprechrunde;;1;")
    assert people(world) == [("Bea Bada", "bea@example.org")]


def test_person_without_address_and_two_named_in_the_sheet_is_refused_every_time(world: World) -> None:
    lines = [
        "Bada;Bea;a@example.org;03.10.2026;Sprechrunde;;1;",
        BADA,
        "Bada;Bea;b@example.org;02.10.2026;Sprechrunde;;1;",
    ]
    first, again = run(world, *lines), run(world, *lines)
    assert kinds(first) == kinds(again) == [(3, "E-Mail", "person")]
    assert (first.good, again.good, again.imported) == (2, 2, 0)


def test_person_with_an_account_is_known_by_hours_at_the_organisation(world: World) -> None:
    world.hours(day=dt.date(2026, 10, 2))
    run(world, "Beispiel;Ada;ada@example.org;01.10.2026;Sprechrunde;;1;")
    assert world.ada_volunteer.hours.count() == 2
    assert people(world) == []


def test_person_of_another_organisation_is_never_found(world: World) -> None:
    run(world, "Beispiel;Mallory;mallory@example.org;01.10.2026;Sprechrunde;;1;")
    assert world.mallory_volunteer.hours.count() == 0
    assert people(world) == [("Mallory Beispiel", "mallory@example.org")]


# --- what is wrong ------------------------------------------------------------------------------------------------


def test_wrong_rows_are_named_by_line_column_and_kind(world: World) -> None:
    report = run(
        world,
        "Bada;Bea;;01.10.2026;Sprechrunde;;1;a;b",
        ";;;01.10.2026;Sprechrunde;;1;",
        "Bada;Bea\u202e;;01.10.2026;Sprechrunde;;1;",
        "Bada;Bea;bea@;01.10.2026;Sprechrunde;;1;",
        "Bada;Bea;;31.02.2026;Sprechrunde;;1;",
        "Bada;Bea;;23.11.2026;Sprechrunde;;1;",
        "Bada;Bea;;01.10.2026;Sprechrunde;;viel;",
        "Bada;Bea;;01.10.2026;;;1;",
        "Bada;Bea;;01.10.2026;Backen;;1;",
        "Bada;Bea;;01.10.2026;Sprechrunde;Backen;1;",
        f"Bada;Bea;;01.10.2026;Sprechrunde;;1;{'x' * 501}",
        'Bada;Bea;;22.11.2026;Sprechrunde;;24;"zwei\nZeilen"',
        "Bada;Bea;;22.11.2026;Sprechrunde;;0:01;",
    )
    assert kinds(report) == [
        (2, "", "columns"),
        (3, "Nachname", "name"),
        (4, "Vorname", "name"),
        (5, "E-Mail", "email"),
        (6, "Datum", "date"),
        (7, "Datum", "future"),
        (8, "Stunden", "duration"),
        (9, "Tätigkeit", "activity"),
        (10, "Tätigkeit", "activity"),
        (11, "Handlungsfeld", "field"),
        (12, "Bemerkung", "cell_too_long"),
        (15, "Stunden", "day_full"),
    ]
    assert (report.rows, report.good, report.minutes, report.minutes_per_activity) == (
        13,
        1,
        1440,
        {"Sprechrunde": 1440},
    )
    assert dict(report.bad) == Counter(error.kind for error in report.errors)


def test_reason_says_what_is_wrong_and_nothing_about_the_person(world: World) -> None:
    report = run(world, "Bada;Bea;bea@example.org;gestern;Sprechrunde;;1;geheim")
    assert report.as_json()["errors"] == [
        {
            "line": 2,
            "column": "Datum",
            "kind": "date",
            "reason": "„gestern“ ist kein Datum, das es gibt. Bitte schreiben Sie es wie 24.07.2026 oder 2026-07-24.",
        }
    ]


def test_day_is_full_over_all_organisations(world: World) -> None:
    day = dt.date(2026, 10, 1)
    world.hours(day=dt.date(2026, 10, 2))
    logging.log_hours(
        actor=world.ada, volunteer=world.ada_volunteer, activity=world.football, day=day, minutes=1380, way="api"
    )
    row = "Beispiel;Ada;ada@example.org;01.10.2026;Sprechrunde;;{};"
    report = run(world, row.format("1:01"), row.format("1:00"), row.format("0:01"))
    assert kinds(report) == [(2, "Stunden", "day_full"), (4, "Stunden", "day_full")]
    assert world.ada_volunteer.hours.filter(day=day).total_minutes() == 1440


def test_day_has_room_where_hours_were_declined(world: World) -> None:
    full = "Bada;Bea;;01.10.2026;Sprechrunde;;24;"
    run(world, full)
    confirming.decline(actor=world.omar, entry=HourEntry.objects.get(), reason="zu viel", way="api")
    assert run(world, full, BADA).imported == 1


def test_activity_outside_its_period_is_refused(world: World) -> None:
    Activity.objects.filter(pk=world.talking.pk).update(starts_on=dt.date(2026, 10, 2), ends_on=dt.date(2026, 10, 3))
    rows = [f"Bada;Bea;;{day:02d}.10.2026;Sprechrunde;;1;" for day in range(1, 5)]
    assert kinds(run(world, *rows)) == [(2, "Datum", "activity_period"), (5, "Datum", "activity_period")]


def test_activity_of_another_organisation_is_unknown(world: World) -> None:
    assert kinds(run(world, BADA.replace("Sprechrunde", "Fußball"))) == [(2, "Tätigkeit", "activity")]


def test_activity_that_is_new_is_created_on_request(world: World) -> None:
    rows = [
        BADA.replace("Sprechrunde;", f"{title};{field}") for title, field in (("Backen ", "living"), ("BACKEN", ""))
    ]
    report = run(world, *rows, create_activities=True)
    activity = Activity.objects.get(title="Backen")
    assert (activity.organisation, activity.district) == (world.cafe, world.cafe.district)
    assert activity.field == FieldOfAction.objects.get(code="living")
    assert (report.activities_created, report.minutes_per_activity) == (1, {"Backen": 180})


def test_activity_that_is_new_needs_its_field(world: World) -> None:
    report = run(world, BADA.replace("Sprechrunde", "Backen"), create_activities=True)
    assert kinds(report) == [(2, "Handlungsfeld", "field")]
    assert report.activities_created == 0


def test_activity_keeps_its_own_field(world: World) -> None:
    run(world, BADA.replace("Sprechrunde;", "Sprechrunde;Wohnen und Leben"), create_activities=True)
    world.talking.refresh_from_db()
    assert world.talking.field.code == "language"


def test_activity_and_person_of_refused_rows_are_not_created(world: World) -> None:
    for email in ("a@example.org", "b@example.org"):
        keep(world, "Bea Bada", email)
    report = run(world, BADA.replace("Sprechrunde;", "Backen;living"), create_activities=True)
    assert kinds(report) == [(2, "E-Mail", "person")]
    assert (report.activities_created, Activity.objects.filter(title="Backen").count()) == (0, 0)


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
