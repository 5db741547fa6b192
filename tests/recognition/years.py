"""Years of help that nobody gave, small ones above all, and what would be published of them."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple

from recognition.suppression import Count, may_be_told
from tests.recognition.attacker import Published, Told, bounds, days_of

YEAR = 2025
Keys = frozenset[str]
Hides = Callable[[Mapping[str, Count], Count], Keys]
PLACES = {"district": 45, "field": 5, "kind": 12, "month": 12, "gender": 4}
MONTHS = [f"{YEAR}-{month:02}" for month in range(1, 13)]


class Given(NamedTuple):
    """What one table counts, before anything is hidden; `once`: nobody stands in two of its cells."""

    cells: dict[str, Count]
    total: Count
    once: bool


def random_year(seed: int) -> dict[str, Given]:
    """The tables of a year of five to two hundred people, who help in few places or many, now and then or often."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    while True:
        tables = _tables(rng)
        if may_be_told(next(iter(tables.values())).total):
            return tables


def _tables(rng: random.Random) -> dict[str, Given]:
    places = {by: rng.randint(1, number) for by, number in PLACES.items()}
    skew, longest = rng.choice([1.0, 2.0, 4.0]), rng.choice([30, 240, 3000])
    more = rng.choice([0.0, 0.2, 0.6])  # how likely somebody helps once more, and elsewhere
    minutes: dict[str, dict[str, int]] = {by: defaultdict(int) for by in PLACES}
    people: dict[str, dict[str, set[int]]] = {by: defaultdict(set) for by in PLACES}
    number = rng.choice([5, 6, 7, 9, 12, 20, 60, 200])
    for person in range(number):
        home = {by: int(places[by] * rng.random() ** skew) for by in PLACES}
        while True:
            given = rng.randint(1, longest)
            for by, place in home.items():
                key = MONTHS[place] if by == "month" else f"{by}-{place}"
                minutes[by][key] += given
                people[by][key].add(person)
            if rng.random() >= more:
                break
            home |= {by: int(places[by] * rng.random() ** skew) for by in PLACES if by != "gender"}
    found = {}
    for by, size in PLACES.items():
        keys = MONTHS if by == "month" else [f"{by}-{place}" for place in range(size)]
        cells = {key: Count(len(people[by][key]), minutes[by][key]) for key in keys}
        total = Count(number, sum(cell.minutes for cell in cells.values()))
        found[by] = Given(cells, total, once=sum(cell.people for cell in cells.values()) == number)
    return found


def view(given: Given, hidden: Keys, *, smallest_first: bool = True) -> Published:
    """The table as everybody sees it. Whoever looks knows, at worst, that nobody stands in two cells."""
    told = {key: None if key in hidden else Told(*cell) for key, cell in given.cells.items()}
    days = min(days_of(key, YEAR) for key in given.cells)
    return Published(Told(*given.total), told, days, given.once, smallest_first)


def found_out(year: Mapping[str, Given], hides: Hides, *, people: int, minutes: int) -> list[tuple[str, str]]:
    """Tables and keys of the hidden cells that somebody knows more closely than that, or knows wrongly."""
    leaks = []
    for by, given in year.items():
        hidden = hides(given.cells, given.total)
        for key, known in bounds(view(given, hidden)).items():
            truth = given.cells[key]
            assert known.people[0] <= truth.people <= known.people[1]
            assert known.minutes[0] <= truth.minutes <= known.minutes[1]
            if known.people[1] - known.people[0] < people or known.minutes[1] - known.minutes[0] < minutes:
                leaks.append((by, key))
    return leaks
