"""Years of help that nobody gave, small ones above all, and what would be published of them."""

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, Protocol

from recognition.suppression import Count, may_be_told, may_tell_organisations
from tests.recognition.attacker import Published, Told, bounds, days_of

YEAR = 2025
Keys = frozenset[str]
Hides = Callable[[Mapping[str, Count], Count], Keys]


class Tells(Protocol):
    """Whether the shown cells tell their organisations; see `may_tell_organisations`."""

    def __call__(self, shown: Collection[int], total: int, /, *, hidden: int) -> bool:
        """By what they would tell, the total, and how many are hidden."""


PLACES = {"district": 45, "field": 5, "kind": 12, "month": 12, "gender": 4}
MONTHS = [f"{YEAR}-{month:02}" for month in range(1, 13)]


class Given(NamedTuple):
    """What one table counts, before anything is hidden; `once`: nobody stands in two of its cells.

    `places`: how many organisations each cell counts, and the total, under "".
    """

    cells: dict[str, Count]
    total: Count
    once: bool
    places: dict[str, int]

    @property
    def one_place(self) -> bool:
        """Whether no organisation stands in two of its cells."""
        return sum(number for key, number in self.places.items() if key) == self.places[""]


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

    def somewhere(*axes: str) -> dict[str, int]:
        return {by: int(places[by] * rng.random() ** skew) for by in axes}

    # Each organisation is of one kind; its district, where it is not all over the state.
    organisations = [somewhere("kind", "district") for _number in range(rng.choice([1, 3, 12, 50, 150]))]
    roams = rng.choice([0.0, 0.3])
    minutes: dict[str, dict[str, int]] = {by: defaultdict(int) for by in PLACES}
    people: dict[str, dict[str, set[int]]] = {by: defaultdict(set) for by in PLACES}
    where: dict[str, dict[str, set[int]]] = {by: defaultdict(set) for by in PLACES}
    number = rng.choice([5, 6, 7, 9, 12, 20, 60, 200])
    for person in range(number):
        gender = somewhere("gender")
        while True:
            given = rng.randint(1, longest)
            organisation = int(len(organisations) * rng.random() ** skew)
            home = gender | somewhere("field", "month") | organisations[organisation]
            if rng.random() < roams:
                home |= somewhere("district")
            for by, place in home.items():
                key = MONTHS[place] if by == "month" else f"{by}-{place}"
                minutes[by][key] += given
                people[by][key].add(person)
                where[by][key].add(organisation)
            if rng.random() >= more:
                break
    found = {}
    for by, size in PLACES.items():
        keys = MONTHS if by == "month" else [f"{by}-{place}" for place in range(size)]
        cells = {key: Count(len(people[by][key]), minutes[by][key]) for key in keys}
        total = Count(number, sum(cell.minutes for cell in cells.values()))
        helped = {key: len(where[by][key]) for key in keys} | {"": len(set().union(*where[by].values()))}
        found[by] = Given(cells, total, sum(cell.people for cell in cells.values()) == number, helped)
    return found


def view(
    given: Given, hidden: Keys, *, smallest_first: bool = True, tells: Tells = may_tell_organisations
) -> Published:
    """The table as everybody sees it. Whoever looks knows, at worst, that nobody stands in two cells."""
    shown = [number for key, number in given.places.items() if key and key not in hidden]
    some = tells(shown, given.places[""], hidden=len(hidden))
    told = {
        key: None if key in hidden else Told(*cell, given.places[key] if some or not cell.people else None)
        for key, cell in given.cells.items()
    }
    days = min(days_of(key, YEAR) for key in given.cells)
    total = Told(*given.total, given.places[""])
    return Published(total, told, days, given.once, smallest_first, given.one_place)


def found_out(
    year: Mapping[str, Given], hides: Hides, *, people: int, minutes: int, tells: Tells = may_tell_organisations
) -> list[tuple[str, str]]:
    """Tables and keys of the hidden cells that somebody knows more closely than that, or knows wrongly.

    Or of which they know the one number of organisations, while the total alone leaves several.
    """
    leaks = []
    for by, given in year.items():
        hidden = hides(given.cells, given.total)
        for key, known in bounds(view(given, hidden, tells=tells)).items():
            truth = given.cells[key]
            assert known.people[0] <= truth.people <= known.people[1]
            assert known.minutes[0] <= truth.minutes <= known.minutes[1]
            assert known.organisations[0] <= given.places[key] <= known.organisations[1]
            close = known.people[1] - known.people[0] < people or known.minutes[1] - known.minutes[0] < minutes
            if close or (known.organisations[0] == known.organisations[1] and _total_leaves_several(given, hidden)):
                leaks.append((by, key))
    return leaks


def _total_leaves_several(given: Given, hidden: Keys) -> bool:
    """Whether somebody who read of no line how many organisations it counts would not know it of the hidden ones."""
    silent = bounds(view(given, hidden, tells=lambda *_lines, **_more: False))
    return any(known.organisations[0] < known.organisations[1] for known in silent.values())
