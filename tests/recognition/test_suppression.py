"""What is hidden in a published table stays hidden from somebody who has all of them and can reckon."""

from collections.abc import Collection

import pytest

from recognition.suppression import (
    CLOSEST_MINUTES,
    CLOSEST_PEOPLE,
    FEWEST_PEOPLE,
    Count,
    hidden_keys,
    may_be_told,
    may_tell_organisations,
)
from tests.recognition.attacker import ENOUGH, Known, Published, Told, bounds, together
from tests.recognition.years import Given, Keys, found_out, random_year, view

pytestmark = pytest.mark.sqlite  # no database at all

UNTOLD = (1, ENOUGH)
YEARS = range(16)  # the same with 500: python -m benchmarks.suppression


def cells(**people: int) -> dict[str, Count]:
    """Each person gave two hours."""
    return {key: Count(number, 120 * number) for key, number in people.items()}


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        (cells(a=20, b=10), ""),
        (cells(a=20, b=5, c=5), ""),
        (cells(a=20, b=4, c=6), "bc"),  # b alone could be computed back
        (cells(a=20, b=1, c=1, d=8), "bcd"),  # two people together are too few as well
        (cells(a=20, b=4, empty=0, c=6), "bc"),  # an empty cell hides nothing
        (cells(a=7, b=4, c=6), "abc"),  # none is larger than a: b and c would be 4 to 6
        (cells(a=5, b=1, empty=0), "abempty"),  # all of it: each of them could have everything
        ({"a": Count(40, 9000), "b": Count(1, 3), "c": Count(9, 90)}, "abc"),  # so few minutes would be told closely
    ],
)
def test_small_cells_are_hidden_with_what_would_tell_them(given: dict[str, Count], hidden: str) -> None:
    total = Count(sum(cell.people for cell in given.values()), sum(cell.minutes for cell in given.values()))
    found = hidden_keys(given, total)
    assert sorted(found) == sorted(key for key in given if key in hidden)


@pytest.mark.parametrize(
    ("total", "told"), [(Count(5, 300), True), (Count(4, 3000), False), (Count(50, 299), False), (Count(0, 0), False)]
)
def test_year_is_told_of_enough_people_and_hours(total: Count, told: bool) -> None:  # noqa: FBT001 - a case
    assert may_be_told(total) is told


def test_attacker_reads_out_of_a_table_all_that_is_in_it() -> None:
    """By hand: 10 people in all, a shows 6, so b and c share 4 people and 240 minutes."""
    shown = {"a": Told(6, 600), "b": None, "c": None}
    table = Published(Told(10, 840), shown, days=365, once=True)
    assert bounds(table) == dict.fromkeys("bc", Known((1, 3), (1, 239), UNTOLD))
    several = Published(Told(10, 840), shown, days=365, once=False)
    assert bounds(several)["b"] == Known((1, 6), (1, 239), UNTOLD)
    alone = Published(Told(10, 840), {"a": Told(6, 600), "b": None}, days=365, once=True)
    assert bounds(alone) == {"b": Known((4, 4), (240, 240), UNTOLD)}
    daily = Published(Told(8, 3 * 1440), {"a": Told(6, 1440), "b": None, "c": None}, days=1, once=True)
    assert bounds(daily)["b"] == Known((1, 1), (1440, 1440), UNTOLD)


def test_nothing_hidden_is_found_out_in_random_years() -> None:
    hidden = 0
    for seed in YEARS:
        year = random_year(seed)
        assert found_out(year, hidden_keys, people=CLOSEST_PEOPLE, minutes=CLOSEST_MINUTES) == [], seed
        hidden += sum(len(hidden_keys(given.cells, given.total)) for given in year.values())
    assert hidden > 100


def only_small(given: dict[str, Count], _total: Count) -> Keys:
    """The fault: nothing is hidden beside the cells that are too small."""
    return frozenset(key for key, cell in given.items() if 0 < cell.people < FEWEST_PEOPLE)


def one_more(given: dict[str, Count], total: Count) -> Keys:
    """A smaller fault: one more cell than the small ones, whatever that leaves open."""
    small = only_small(given, total)
    rest = sorted((cell, key) for key, cell in given.items() if cell.people and key not in small)
    return small | {key for _cell, key in rest[:1]} if small else small


@pytest.mark.parametrize("fault", [only_small, one_more])
def test_attacker_finds_what_a_lazier_rule_leaves_open(fault: object) -> None:
    found = [
        seed
        for seed in range(12)
        if found_out(random_year(seed), fault, people=CLOSEST_PEOPLE, minutes=CLOSEST_MINUTES)  # type: ignore[arg-type]  # a rule
    ]
    assert len(found) >= 4


def test_district_hidden_later_is_told_by_no_view_of_the_table() -> None:
    """Nothing was hidden, then one is: it could be told from the rest, were not another one hidden with it."""
    given = Given(cells(a=30, b=20, c=12, d=0), Count(62, 62 * 120), True, {"a": 2, "b": 1, "c": 2, "d": 0, "": 5})
    assert hidden_keys(given.cells, given.total) == frozenset()
    hidden = hidden_keys(given.cells, given.total, also={"a"})
    assert hidden == {"a", "c"}
    known = bounds(view(given, hidden, smallest_first=False))["a"]
    assert known.people[1] - known.people[0] >= CLOSEST_PEOPLE
    before, after = view(given, frozenset()).cells, view(given, hidden).cells
    assert together([after, before]) == before
    with pytest.raises(ValueError, match="b"):
        together([before, {"b": Told(21, 2520)}])


# --- organisations ---


def places(total: int, **told: int | None) -> tuple[int, int]:
    """What is known of the organisations of `b`, where `b` and `c` are hidden and the others tell theirs (or None)."""
    shown = {key: Told(20, 2400, number) for key, number in told.items()}
    people = 10 + 20 * len(shown)
    table = Published(Told(people, 120 * people, total), shown | {"b": None, "c": None}, 365, once=True, one_place=True)
    return bounds(table)["b"].organisations


def test_organisations_of_hidden_lines_are_left_over_where_the_others_tell_theirs() -> None:
    assert places(7, a=5) == (1, 1)  # two are left for two
    assert places(8, a=5) == (1, 2)
    assert places(7, a=None) == (1, 5)
    assert places(8, a=5, d=None) == (1, 1)
    assert places(9, a=5, d=None) == (1, 2)


@pytest.mark.parametrize(
    ("shown", "total", "hidden", "told"),
    [
        ([5], 7, 2, False),  # one each
        ([5], 8, 2, True),
        ([5], 6, 2, True),  # less than one each: they overlap, and nobody knows where
        ([2, 0], 6, 2, True),
        ([], 6, 2, True),
        ([0], 2, 1, False),  # both
        ([1], 1, 2, True),  # there is but one, and the total says so
        ([5, 3], 8, 0, True),
    ],
)
def test_lines_tell_organisations_where_more_than_one_number_is_left(
    shown: list[int],
    total: int,
    hidden: int,
    told: bool,  # noqa: FBT001 - a case
) -> None:
    assert may_tell_organisations(shown, total, hidden=hidden) is told


def always(_shown: Collection[int], _total: int, *, hidden: int) -> bool:
    return True


@pytest.mark.parametrize("seed", [80, 125, 278])
def test_attacker_finds_organisations_where_every_line_tells_them(seed: int) -> None:
    year = random_year(seed)
    assert found_out(year, hidden_keys, people=CLOSEST_PEOPLE, minutes=CLOSEST_MINUTES, tells=always) != []
    assert found_out(year, hidden_keys, people=CLOSEST_PEOPLE, minutes=CLOSEST_MINUTES) == []
