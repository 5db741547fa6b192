"""Figures: one definition of each, whoever looks."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.cast import World
from volunteers.models import Activity, HourEntry, Organisation, VolunteerDetails
from volunteers.reach import Reach
from volunteers.services import figures, totals
from volunteers.services.figures import EVERYTHING, Cell

YEAR = {"start": dt.date(2025, 1, 1), "end": dt.date(2025, 12, 31)}


def activity_in(ags: str, field: str = "language") -> Activity:
    """An activity there, of an organisation of its own."""
    place = factories.district(ags)
    organisation = Organisation.objects.create(slug=f"in-{ags}", name=f"In {ags}", kind="association", district=place)
    return Activity.objects.create(
        organisation=organisation, title="Hilfe", field=factories.field(field), district=place
    )


def give(activity: Activity, people: int, *, month: int = 3, minutes: int = 60) -> None:
    """So many new people with one confirmed entry each, counted in the rollups."""
    for _ in range(people):
        factories.confirmed(factories.helper(), activity, day=dt.date(2025, month, 14), minutes=minutes)
    totals.reconcile()


def test_figures_by_district_count_minutes_people_and_organisations(world: World) -> None:
    give(world.talking, 2, minutes=90)
    factories.hours(world.ada_volunteer, world.talking)  # waits: counts nowhere
    found = figures.figures(by="district", reach=EVERYTHING, **YEAR)
    leer = next(one for one in found.cells if one.key == "03457")
    assert leer == Cell("03457", leer.label, 180, 2, 2, 1)
    assert found.total == Cell("", "Insgesamt", 180, 2, 2, 1)
    assert {one.minutes for one in found.cells if one.key != "03457"} == {0}
    assert len(found.cells) == 45


def test_figures_agree_whatever_they_are_broken_down_by(world: World) -> None:
    give(world.talking, 2, month=3)
    give(world.football, 1, month=5)
    tables = [figures.figures(by=by, reach=EVERYTHING, **YEAR) for by in figures.BREAKDOWNS]
    assert {found.total for found in tables} == {Cell("", "Insgesamt", 180, 3, 3, 2)}
    months = {one.key: one.entries for one in tables[3].cells}
    assert months == dict.fromkeys((f"2025-{month:02}" for month in range(1, 13)), 0) | {"2025-03": 2, "2025-05": 1}


def test_figures_hold_whole_months_of_the_asked_days(world: World) -> None:
    give(world.talking, 1, month=3)
    found = figures.figures(by="month", start=dt.date(2025, 3, 30), end=dt.date(2025, 4, 2), reach=EVERYTHING)
    assert (found.start, found.end) == (dt.date(2025, 3, 1), dt.date(2025, 4, 30))
    assert [(one.key, one.entries) for one in found.cells] == [("2025-03", 1), ("2025-04", 0)]


def test_figures_stay_within_what_is_coordinated(world: World) -> None:
    give(world.talking, 2)
    give(world.football, 1)
    emden = Reach(districts=frozenset({world.football.district_id}))
    found = figures.figures(by="district", reach=emden, **YEAR)
    assert [(one.key, one.people) for one in found.cells] == [("03402", 1)]
    assert found.total.people == 1
    language = Reach(fields=frozenset({world.talking.field_id}))
    assert figures.figures(by="field", reach=language, **YEAR).total.people == 2


@pytest.mark.parametrize(("by", "queries"), [("district", 4), ("field", 4), ("month", 3), ("kind", 3), ("gender", 3)])
def test_figures_ask_as_often_for_one_district_as_for_three(world: World, by: str, queries: int) -> None:
    for ags in ("03403", "03404", "03405"):
        give(activity_in(ags), 1)
        with CaptureQueriesContext(connection) as asked:
            figures.figures(by=by, reach=EVERYTHING, **YEAR)
        assert len(asked) == queries


def test_figures_by_kind_and_gender_count_who_did_not_say(world: World) -> None:
    give(world.talking, 2, minutes=90)
    VolunteerDetails.objects.create(volunteer=HourEntry.objects.order_by("pk")[0].volunteer, gender="female")
    kinds = figures.figures(by="kind", reach=EVERYTHING, **YEAR)
    genders = figures.figures(by="gender", reach=EVERYTHING, **YEAR)
    assert {(one.key, one.minutes, one.people) for one in kinds.cells if one.people} == {(world.cafe.kind, 180, 2)}
    assert [(one.key, one.minutes, one.people, one.organisations) for one in genders.cells] == [
        ("female", 90, 1, 1),
        ("male", 0, 0, 0),
        ("diverse", 0, 0, 0),
        ("unknown", 90, 1, 1),
    ]
    assert kinds.total == genders.total == Cell("", "Insgesamt", 180, 2, 2, 1)
    assert figures.years() == [2025]
