"""Row by row: whom it means, and what is wrong with it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine

from tests.cast import World
from tests.volunteers.sheets import BADA, TODAY, kinds, people, run
from volunteers.models import Activity, FieldOfAction, HourEntry, Volunteer
from volunteers.services import confirming, logging


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


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
