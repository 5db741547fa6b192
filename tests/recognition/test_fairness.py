"""Who is thanked and who is not: counted by people, told of nobody."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from rest_framework.test import APIClient

from recognition.models import GenderShare, PublishedYear
from recognition.services import fairness, thanking
from recognition.services.fairness import FEWEST_FOR_SHARE, Line, Report
from recognition.suppression import CLOSEST_PEOPLE
from tests import factories
from tests.backend.problems import refusal
from tests.cast import World
from tests.volunteers.test_figures import activity_in
from volunteers.models import Activity, Volunteer, VolunteerDetails
from volunteers.reach import Reach
from volunteers.services import erasing, totals
from volunteers.services.figures import EVERYTHING

TODAY = dt.date(2026, 11, 23)
AsUser = Callable[..., APIClient]


def helped(activity: Activity, number: int, *, minutes: int = 120, kept: bool = False) -> list[Volunteer]:
    """So many new people with hours of March 2025."""
    made = [factories.kept(activity.organisation) if kept else factories.helper() for _ in range(number)]
    for person in made:
        factories.confirmed(person, activity, minutes=minutes)
    return made


def thank(people: list[Volunteer], way: str = "certificate", day: dt.date = dt.date(2025, 12, 5)) -> None:
    at = dt.datetime.combine(day, dt.time(12), dt.UTC)
    thanking.record(volunteers=[person.pk for person in people], at=at, way=way)


def look(by: str = "district", year: int | None = 2025, reach: Reach = EVERYTHING) -> Report:
    return fairness.report(by=by, year=year, reach=reach, today=TODAY)


@pytest.fixture
def year(world: World) -> World:
    """2025: of ten in Leer six have a paper and five of these a mention; of eight in Emden nobody has anything."""
    leer = helped(world.talking, 10)
    thank(leer[:6])
    thank(leer[:5], "list")
    helped(world.football, 8, minutes=60)
    return world


def test_report_counts_who_helped_and_who_was_thanked_how(year: World) -> None:
    found = look()
    ways = {"certificate": 6, "list": 5, "message": 0}
    assert found.total == Line("", 18, 10 * 120 + 8 * 60, ways, 12)
    assert found.lines == [
        Line("03402", 8, 480, dict.fromkeys(ways, 0), 8, stands_out=True),
        Line("03457", 10, 1200, ways, None),  # four
    ]
    assert [line.unthanked_percent for line in (found.total, *found.lines)] == [67, 100, None]


def test_few_people_say_nothing_and_hide_with_others(year: World) -> None:
    helped(activity_in("03404"), 3)
    found = look()
    assert [(line.key, line.hidden) for line in found.lines] == [("03402", True), ("03404", True), ("03457", False)]
    assert found.lines[0] == Line("03402")
    assert found.total.people == 21
    few = look(reach=Reach(districts=frozenset({factories.district("03404").pk})))
    assert (few.total, few.lines) == (Line(""), [Line("03404")])


def test_thanks_counts_from_the_beginning_of_a_year_to_february_after_it(world: World) -> None:
    days = [dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2026, 2, 28), dt.date(2026, 3, 1)]
    people = helped(world.talking, 12)
    for day, three in zip(days, (people[0:3], people[3:6], people[6:9], people[9:12]), strict=True):
        thank(three, "message", day)
    assert (look().total.unthanked, look().total.by_way) == (6, {"certificate": 0, "list": 0, "message": 6})
    assert fairness.span_of(None, TODAY) == fairness.Span(dt.date(2025, 11, 24), TODAY, TODAY)
    now = fairness.span_of(2026, TODAY)
    assert (now.start, now.end, now.thanked_until) == (dt.date(2026, 1, 1), TODAY, TODAY)
    assert fairness.span_of(2023, TODAY).thanked_until == dt.date(2024, 2, 29)


def test_report_by_size_account_and_field(year: World) -> None:
    helped(year.football, 7, kept=True)
    helped(activity_in("03404", "labour"), 6)
    told = {by: {line.key: line.people for line in look(by).lines} for by in ("size", "account", "field")}
    assert told["size"] == {"under_10": 6, "under_50": 25}
    assert told["account"] == {"with": 24, "without": 7}
    assert told["field"] == {"labour": 6, "language": 10, "living": 15}


def test_person_in_two_cells_counts_once_in_all_and_who_is_forgotten_nowhere(year: World) -> None:
    both, gone = helped(year.football, 2, minutes=60)
    factories.confirmed(both, year.talking, minutes=30)
    erasing.erase(actor=None, volunteer=gone)
    found = look()
    assert [line.people for line in found.lines] == [9, 11]
    assert (found.total.people, found.total.minutes) == (19, 1200 + 480 + 60 + 30)


def test_share_in_tenths_leaves_five_people_open() -> None:
    assert fairness.tenths(FEWEST_FOR_SHARE - 1, FEWEST_FOR_SHARE - 1) is None
    for people in range(FEWEST_FOR_SHARE, 160):
        told = Counter(fairness.tenths(thanked, people) for thanked in range(people + 1))
        assert set(told) == set(range(1, 10))
        assert min(told.values()) - 1 >= CLOSEST_PEOPLE


def test_gender_is_counted_once_for_each_published_year(year: World) -> None:
    people = helped(year.talking, FEWEST_FOR_SHARE, minutes=60)
    VolunteerDetails.objects.bulk_create(VolunteerDetails(volunteer=person, gender="female") for person in people)
    thank(people[:44])
    assert fairness.count_due() == []
    PublishedYear.objects.create(year=2025, minutes=9999, people=78, organisations=2, published_at="2026-03-01T03:00Z")
    assert fairness.count_due() == [2025]
    told = {"female": 7, "male": None, "diverse": None, "unknown": None}
    thank(people[44:], day=dt.date(2026, 2, 28))
    assert fairness.count_due() == []
    assert fairness.shares() == {2025: told}
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        GenderShare.objects.update(tenths=3)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        GenderShare.objects.all()._raw_delete(using="default")


def test_fairness_through_the_api(year: World, as_user: AsUser) -> None:
    totals.reconcile()
    api = as_user(year.carla)
    answer = api.get("/api/v1/fairness/district/2025").json()
    emden: dict[str, Any] = {"key": "03402", "hidden": False, "people": 8, "minutes": 480, "unthanked": 8}
    assert answer["lines"][0] == emden | {"certificates": 0, "mentions": 0, "messages": 0, "stands_out": True}
    assert (answer["start"], answer["thanked_until"], answer["total"]["mentions"]) == ("2025-01-01", "2026-02-28", 5)
    GenderShare.objects.create(year=2025, gender="male", tenths=9, counted_at="2026-03-01T03:00Z")
    assert api.get("/api/v1/fairness/gender").json() == [{"year": 2025, "gender": "male", "tenths": 9}]
    for address in ("gender/2025", "district/2024", "name/2025", "district/99999999999"):
        refusal(api.get(f"/api/v1/fairness/{address}"), 404, "not_found")
