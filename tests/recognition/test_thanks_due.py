"""Who is due thanks, where and for what; and how many days thanks takes."""

import datetime as dt
import math
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from recognition.models import Programme
from recognition.services import thanks_due
from recognition.services.thanks_due import EVERYWHERE, Where
from recognition.services.thanks_gap import LATE, Waits, gap, waits
from tests import factories
from tests.backend.problems import wrong_field
from tests.cast import World
from tests.recognition.test_thanking import FIRST, evaluate, reach, say
from volunteers.models import Activity, User, Volunteer
from volunteers.reach import Reach, reach_of

AsUser = Callable[..., APIClient]

EVERYBODY = Reach(everything=True)
LATER = dt.date(2026, 6, 30)


@pytest.fixture
def four(world: World) -> dict[str, Volunteer]:
    """Four people: at the café, at the club, at both, and one who was thanked; and somebody whose hours wait."""
    people = {name: factories.kept(world.cafe, name) for name in ("Anna", "Bela", "Cleo", "Dana", "Emil")}
    second = Activity.objects.create(
        organisation=world.cafe, title="Kochen", field=world.football.field, district=world.talking.district
    )
    places: dict[str, list[Activity]] = {
        "Anna": [world.talking, second],
        "Bela": [world.football],
        "Cleo": [world.talking, world.football],
    }
    for number, (name, activities) in enumerate(places.items()):
        for activity in activities:
            factories.confirmed(people[name], activity, day=FIRST + dt.timedelta(days=number))
    factories.hours(people["Emil"], world.talking)
    reach(people["Dana"], world, 60)
    say(people["Dana"], at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    return people


def names(where: Where = EVERYWHERE, reach: Reach = EVERYBODY) -> list[str]:
    rows = thanks_due.due(reach, where).longest_first()
    assert thanks_due.numbers(reach, where).people == len(rows)
    return [row.volunteer.given_name for row in rows.select_related("volunteer")]


def shown(by: str, where: Where = EVERYWHERE, reach: Reach = EVERYBODY) -> dict[str, int]:
    return {place.key: place.people for place in thanks_due.places(by, reach, where)}


def test_who_waits_is_found_where_they_help_longest_first(world: World, four: dict[str, Volunteer]) -> None:
    leer, emden = world.cafe.district, world.club.district
    living, language = world.football.field, world.talking.field
    assert names() == ["Anna", "Bela", "Cleo"]
    assert names(Where(district=leer)) == ["Anna", "Cleo"]
    assert names(Where(district=emden)) == ["Bela", "Cleo"]
    assert names(Where(field=living)) == ["Anna", "Bela", "Cleo"]
    assert names(Where(district=leer, field=living)) == ["Anna"]  # both of one activity
    assert names(Where(organisation=world.club)) == ["Bela", "Cleo"]
    assert names(Where(programme=Programme.objects.get(code="first-hour"))) == ["Anna", "Bela", "Cleo"]
    assert names(Where(programme=Programme.objects.get(code="hours-25"))) == []
    assert shown("district") == {"03457": 2, "03402": 2}
    assert shown("field") == {"language": 2, "living": 3}
    assert shown("organisation", Where(field=language)) == {str(world.cafe.uuid): 2}
    assert shown("programme", Where(organisation=world.cafe)) == {"first-hour": 2}
    assert shown("district", Where(programme=Programme.objects.get(code="first-hour"))) == {"03457": 2, "03402": 2}
    found = thanks_due.numbers(EVERYBODY)
    assert (found.people, found.reached, found.oldest) == (3, 3, FIRST)


def test_coordinator_finds_those_of_their_scope_alone(world: World, four: dict[str, Volunteer]) -> None:
    emden = reach_of(factories.coordinate(factories.user(), district=world.club.district))
    language = reach_of(factories.coordinate(factories.user(), field=world.talking.field))
    assert (names(reach=emden), shown("district", reach=emden)) == (["Bela", "Cleo"], {"03402": 2})
    assert names(Where(district=world.cafe.district), emden) == []
    assert (names(reach=language), shown("programme", reach=language)) == (["Anna", "Cleo"], {"first-hour": 2})
    assert names(reach=reach_of(world.mallory)) == []


def test_declined_hours_take_a_person_from_the_place(world: World, four: dict[str, Volunteer]) -> None:
    four["Cleo"].hours.filter(activity=world.football).update(correction=-60)
    evaluate()
    assert names(Where(district=world.club.district)) == ["Bela"]


def test_gap_tells_each_month_of_thanks_and_what_still_waits(world: World, four: dict[str, Volunteer]) -> None:
    say(four["Anna"], at=dt.datetime(2026, 5, 31, 22, 0, tzinfo=dt.UTC))  # June in Berlin
    with time_machine.travel(dt.datetime(2026, 6, 30, 9, tzinfo=dt.UTC)):
        found = gap(EVERYBODY, today=LATER)
        at_the_club = gap(EVERYBODY, Where(organisation=world.club), today=LATER)
    assert [month.first.isoformat()[:7] for month in found.months][::11] == ["2025-07", "2026-06"]
    told = {f"{month.first:%m}": month.waits for month in found.months if month.waits.number}
    assert told == {"02": waits(Counter([27])), "06": waits(Counter([147]))}
    assert (found.ended, found.ended.late_percent) == (waits(Counter([27, 147])), 50)
    assert (found.ended.median, found.ended.late) == (87, 1)
    assert found.going_on == waits(Counter([175, 174]))
    assert (at_the_club.ended.number, at_the_club.going_on) == (0, found.going_on)


def test_waits_are_those_of_the_sorted_list() -> None:
    assert (waits(Counter()), waits(Counter()).late_percent) == (Waits(0, None, 0), None)
    chance = random.Random(1)  # noqa: S311 - lists of numbers
    for _time in range(300):
        line = sorted(chance.choices(range(chance.choice([3, LATE + 3, 400])), k=chance.randint(1, 12)))
        found, middle = waits(Counter(line)), Fraction(line[(len(line) - 1) // 2] + line[len(line) // 2], 2)
        late = [day for day in line if day > LATE]
        assert (found.number, found.late, found.median) == (len(line), len(late), math.ceil(middle))
        assert found.late_percent == math.floor(Fraction(100 * len(late), len(line)) + Fraction(1, 2))


def test_reached_is_filtered_by_where_people_help_as_far_as_one_coordinates(
    world: World, four: dict[str, Volunteer], as_user: AsUser
) -> None:
    dora = factories.coordinate(factories.user("dora"), district=world.cafe.district)

    def found(user: User, **where: str) -> set[str]:
        rows = as_user(user).get("/api/v1/reached", {"programme": "first-hour", **where}).json()["results"]
        return {row["volunteer"] for row in rows}

    anna, bela, cleo = (str(four[name].uuid) for name in ("Anna", "Bela", "Cleo"))
    dana = str(four["Dana"].uuid)  # thanked, but she reached it
    assert found(world.carla, organisation=str(world.club.uuid)) == {bela, cleo}
    assert found(world.carla, district=world.talking.district.ags, field=world.football.field.code) == {anna, cleo}
    assert found(dora) >= {anna, cleo, dana}
    assert found(dora, organisation=str(world.cafe.uuid)) == {anna, cleo, dana}
    assert found(dora, organisation=str(world.club.uuid)) == set()  # that Cleo helps there, too, is not hers to know


NOTHING: tuple[int, int, None, dict[str, int]] = (0, 0, None, {})
CAFE, CLUB = "{cafe}", "{club}"
# Who asks by what for which place: people, things reached, the oldest, people by place. Carla coordinates everything,
# Dora the café's district, Lena its field, Mallory nothing.
NARROWED: list[tuple[str, str, dict[str, str], Any]] = [
    ("carla", "district", {"district": "03457"}, (2, 2, 1, {"03457": 2})),
    ("carla", "organisation", {"field": "living"}, (3, 3, 1, {CAFE: 1, CLUB: 2})),
    ("carla", "field", {"organisation": CLUB}, (2, 2, 2, {"living": 2})),
    ("carla", "district", {"district": "03457", "field": "living"}, (1, 1, 1, {"03457": 1})),
    ("carla", "programme", {"programme": "first-hour"}, (3, 3, 1, {"first-hour": 3})),
    ("carla", "district", {"programme": "first-hour", "organisation": CLUB}, (2, 2, 2, {"03402": 2})),
    ("carla", "district", {"programme": "hours-25"}, NOTHING),
    ("carla", "district", {"programme": "nirgends"}, NOTHING),
    ("carla", "district", {"district": "99999"}, NOTHING),
    ("carla", "programme", {"district": "03402", "field": "language"}, NOTHING),  # no activity is both
    ("carla", "district", {"organisation": "00000000-0000-4000-8000-000000000000"}, NOTHING),
    ("dora", "district", {"district": "03457"}, (2, 2, 1, {"03457": 2})),
    ("dora", "field", {"organisation": CAFE}, (2, 2, 1, {"language": 2, "living": 1})),
    ("dora", "organisation", {"organisation": CLUB}, NOTHING),  # that Cleo helps there, too, is not hers to know
    ("dora", "programme", {"district": "03402"}, NOTHING),
    ("dora", "district", {"field": "living"}, (1, 1, 1, {"03457": 1})),
    ("lena", "organisation", {"organisation": CAFE}, (2, 2, 1, {CAFE: 2})),
    ("lena", "field", {"district": "03457"}, (2, 2, 1, {"language": 2})),
    ("lena", "organisation", {"field": "living"}, NOTHING),
    ("lena", "district", {"organisation": CLUB, "programme": "first-hour"}, NOTHING),
]


@pytest.fixture
def asking(world: World, four: dict[str, Volunteer], as_user: AsUser) -> dict[str, APIClient]:
    """Whoever asks in the table, beside those who reached something at the café and at the club."""
    dora = factories.coordinate(factories.user("dora"), district=world.cafe.district)
    lena = factories.coordinate(factories.user("lena"), field=world.talking.field)
    users = {"carla": world.carla, "dora": dora, "lena": lena, "mallory": world.mallory}
    return {name: as_user(user) for name, user in users.items()}


def named(world: World, words: dict[str, Any]) -> dict[str, Any]:
    """With the keys of the two organisations."""
    keys = {CAFE: str(world.cafe.uuid), CLUB: str(world.club.uuid)}
    return {keys.get(name, name): keys.get(value, value) for name, value in words.items()}


def test_numbers_are_narrowed_to_a_place_as_far_as_one_coordinates(world: World, asking: dict[str, APIClient]) -> None:
    def told(who: str, by: str, where: dict[str, str]) -> Any:
        body = asking[who].get(f"/api/v1/thanks-due/{by}", named(world, where)).json()
        oldest = body["oldest"] and (dt.date.fromisoformat(body["oldest"]) - FIRST).days + 1
        return body["people"], body["reached"], oldest, {place["key"]: place["people"] for place in body["places"]}

    expected = [(*case[:3], (*case[3][:3], named(world, case[3][3]))) for case in NARROWED]
    assert [(who, by, where, told(who, by, where)) for who, by, where, _told in NARROWED] == expected


# Who asks for which place: how many waits ended, and go on.
GAPS: list[tuple[str, dict[str, str], int, int]] = [
    ("carla", {}, 2, 2),
    ("carla", {"organisation": CLUB}, 0, 2),
    ("carla", {"district": "03457", "programme": "first-hour"}, 2, 1),
    ("carla", {"field": "nirgends"}, 0, 0),
    ("dora", {}, 2, 1),
    ("dora", {"organisation": CAFE}, 2, 1),
    ("dora", {"organisation": CLUB}, 0, 0),
    ("dora", {"district": "03402"}, 0, 0),
    ("mallory", {"organisation": CLUB}, 0, 0),  # she leads it, and coordinates nothing
]


def test_gap_is_narrowed_to_a_place_as_far_as_one_coordinates(
    world: World, four: dict[str, Volunteer], asking: dict[str, APIClient]
) -> None:
    def told(who: str, where: dict[str, str]) -> tuple[int, int]:
        body = asking[who].get("/api/v1/thanks-gap", named(world, where)).json()
        return body["ended"]["number"], body["going_on"]["number"]

    say(four["Anna"], at=dt.datetime(2026, 5, 31, 22, 0, tzinfo=dt.UTC))
    with time_machine.travel(dt.datetime(2026, 6, 30, 9, tzinfo=dt.UTC)):
        assert [(who, where, *told(who, where)) for who, where, _ended, _going_on in GAPS] == GAPS


def test_narrowing_that_is_not_understood_is_refused(world: World, as_user: AsUser) -> None:
    carla = as_user(world.carla)
    for address in ("thanks-due/district", "thanks-gap"):
        for query, field, code in (
            ("landkreis=03457", "landkreis", "unknown"),
            ("cursor=x", "cursor", "unknown"),  # there are no pages
            ("district=03457&district=03402", "district", "repeated"),
            ("field=", "field", "blank"),
            ("organisation=cafe", "organisation", "invalid"),
            ("programme=%00", "programme", "null_characters_not_allowed"),
        ):
            wrong_field(carla.get(f"/api/v1/{address}?{query}"), field, code)
