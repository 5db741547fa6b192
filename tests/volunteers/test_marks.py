"""What is odd about hours that wait: the reading for a desk, and the pure function behind it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.common import clock
from tests import factories
from tests.cast import World
from volunteers.models import HourEntry, HourStatus
from volunteers.services import confirming, logging, marks
from volunteers.services.marks import Fact, Mark, Other

Queries = Callable[[int], Any]
TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
LATELY = clock.today() - dt.timedelta(days=14)


def fact(
    pk: int = 1, *, person: int = 1, activity: int = 1, back: int = 7, minutes: int = 90, again: bool = False
) -> Fact:
    return Fact(pk, person, activity, TODAY - back * DAY, minutes, again)


def of(*facts: Fact, others: list[Other] | None = None, new: set[int] | None = None) -> dict[int, list[str]]:
    return marks.marked(facts, others=others or [], new=new or set(), today=TODAY)


# --- the pure function ---


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (fact(), []),
        (fact(minutes=480), []),
        (fact(minutes=481), ["full"]),
        (fact(minutes=720), ["full"]),
        (fact(minutes=721), ["long"]),
        (fact(back=365), []),
        (fact(back=366), ["old"]),
        (fact(back=0), []),
        (fact(back=-1), ["future"]),
        (fact(again=True), ["changed"]),
        (fact(back=-1, minutes=1440, again=True), ["future", "long", "changed"]),
    ],
)
def test_single_entry_is_marked_at_its_bounds(one: Fact, expected: list[str]) -> None:
    assert of(one).get(1, []) == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Other(1, 1, TODAY - 7 * DAY, 30), ["double"]),
        (Other(1, 2, TODAY - 7 * DAY, 630), []),
        (Other(1, 2, TODAY - 7 * DAY, 631), ["overlap"]),
        (Other(1, None, TODAY - 7 * DAY, 631), ["overlap"]),  # elsewhere: its minutes count, its activity does not
        (Other(2, 1, TODAY - 7 * DAY, 700), []),
        (Other(1, 1, TODAY - 6 * DAY, 700), []),
    ],
)
def test_entry_is_marked_by_what_stands_beside_it(other: Other, expected: list[str]) -> None:
    assert of(fact(), others=[other]).get(1, []) == expected


ROWS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(1, 2),
        st.sampled_from([-400, -8, -7, 0, 1]),
        st.sampled_from([30, 90, 360, 481, 720, 721]),
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # nothing here is measured by the clock
@given(rows=ROWS, new=st.sets(st.integers(1, 3)))
def test_marks_depend_on_no_order_and_double_and_overlap_hold_for_all_of_a_day(
    rows: list[tuple[int, int, int, int]], new: set[int]
) -> None:
    facts = [
        Fact(key, person, activity, TODAY + days * DAY, minutes)
        for key, (person, activity, days, minutes) in enumerate(rows)
    ]
    found = of(*facts, new=new)
    assert found == of(*reversed(facts), new=new)
    for one in facts:
        beside = [other for other in facts if (other.person, other.day) == (one.person, one.day)]
        mine = found.get(one.pk, [])
        assert ("double" in mine) is (sum(other.activity == one.activity for other in beside) > 1)
        over = sum(other.minutes for other in beside) > 720
        assert bool({"overlap", "long"} & set(mine)) is over
        assert ("new" in mine) is (one.person in new)
        assert mine == [code for code in Mark.values if code in mine]  # the gravest first


# --- the reading ---


def read(world: World, **more: Any) -> dict[int, list[str]]:
    return marks.waiting_at(world.cafe, today=clock.today(), **more).marks


@pytest.mark.parametrize("named", [0, marks.MOST_NAMED])
def test_reading_sees_what_was_confirmed_here_and_what_counts_elsewhere(
    named: int, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "MOST_NAMED", named)  # more people than that are found by a question
    kim, lou = factories.kept(world.cafe), factories.kept(world.cafe, "Lou")
    double, full, twelve = (
        factories.hours(kim, world.talking, minutes=60, day=LATELY),
        factories.hours(kim, world.talking, minutes=500, day=LATELY - DAY),
        factories.hours(lou, world.talking, minutes=90, day=LATELY),
    )
    factories.confirmed(kim, world.talking, minutes=60, day=LATELY)
    factories.hours(lou, world.football, minutes=400, day=LATELY)
    factories.hours(lou, world.football, minutes=231, day=LATELY, status=HourStatus.CONFIRMED)
    # What is declined or withdrawn takes no room, and two days later is another day.
    factories.hours(kim, world.football, minutes=700, day=LATELY - DAY, status=HourStatus.DECLINED)
    factories.confirmed(kim, world.football, minutes=700, day=LATELY + DAY)
    assert read(world) == {double.pk: ["double"], full.pk: ["full"], twelve.pk: ["overlap"]}
    # At the club nothing but the length of the day shows of it.
    assert marks.waiting_at(world.club, today=clock.today()).marks == {
        HourEntry.objects.get(minutes=400).pk: ["double", "overlap"]
    }


def test_corrected_hours_count_as_corrected(world: World) -> None:
    kim = factories.kept(world.cafe)
    other = factories.confirmed(kim, world.football, minutes=700, day=LATELY)
    entry = factories.hours(kim, world.talking, minutes=90, day=LATELY)
    assert read(world) == {entry.pk: ["overlap"]}
    HourEntry.objects.filter(pk=other.pk).update(correction=-100)
    assert read(world) == {}


def test_somebody_is_new_until_something_was_confirmed_here(world: World) -> None:
    entries = [factories.hours(world.ada_volunteer, world.talking, day=LATELY - week * 7 * DAY) for week in range(2)]
    factories.confirmed(world.ada_volunteer, world.football)  # elsewhere
    factories.hours(factories.kept(world.cafe), world.talking, day=LATELY)  # the organisation keeps the record itself
    assert read(world) == {entry.pk: ["new"] for entry in entries}
    confirming.confirm(actor=world.omar, entry=entries[0], way="page")
    assert read(world) == {}


def test_entry_sent_again_is_marked_and_its_declined_version_kept(world: World) -> None:
    entry = factories.hours(factories.kept(world.cafe), world.talking, minutes=120, day=LATELY)
    confirming.decline(actor=world.omar, entry=entry, reason="Es waren zwei Tage.", way="page")
    logging.resubmit(actor=world.mina, entry=entry, way="page", minutes=60, note="Nur der Montag")
    before = entry.earlier
    assert (before.day, before.minutes, before.note, before.reason) == (LATELY, 120, "", "Es waren zwei Tage.")
    assert read(world) == {entry.pk: ["changed"]}
    confirming.decline(actor=world.omar, entry=entry, reason="Immer noch nicht.", way="page")
    logging.resubmit(actor=world.mina, entry=entry, way="page")
    before.refresh_from_db()
    assert (before.minutes, before.note, before.reason) == (60, "Nur der Montag", "Immer noch nicht.")


def test_what_came_later_is_left_out(world: World) -> None:
    first = factories.hours(factories.kept(world.cafe), world.talking, day=LATELY)
    shown = clock.now()
    factories.hours(factories.kept(world.cafe, "Lou"), world.talking, day=LATELY)
    assert [fact.pk for fact in marks.waiting_at(world.cafe, today=TODAY, until=shown).facts] == [first.pk]


@pytest.mark.parametrize("people", [1, 3])
def test_reading_is_three_questions(people: int, world: World, django_assert_num_queries: Queries) -> None:
    for number in range(people):
        kim = factories.kept(world.cafe, f"Kim {number}")
        factories.hours(kim, world.talking, day=LATELY)
        factories.confirmed(kim, world.football, day=LATELY)
    with django_assert_num_queries(3):
        marks.waiting_at(world.cafe, today=TODAY)
