"""Somebody who wants to know what the published tables hide: a small solver over whole numbers.

It is given what everybody can read, and how the figures are defined, and knows nothing of how cells were chosen but
that the smallest are hidden first. For each hidden cell there are two unknowns, its people and its minutes. The
tables of a year share their total and nothing else, so each is a system of its own:

- all minutes of a table together are the minutes of the total;
- its people together are at least those of the total, and exactly those where each person stands in one cell;
- nobody gives less than a minute, or more than 1440 a day; nobody stands in a cell who is not in the total;
- a cell that says 0 has nobody, so a hidden one has somebody, unless the table says nothing at all;
- no hidden cell has more people than a shown one.

How many organisations a hidden cell counts is reckoned apart, by subtraction: each counts one at least, and no cell
more than the total; where none stands in two cells, all together are the total. That bounds neither people nor
minutes: each organisation was given a minute, so however the minutes are divided there is room for those that are left.

`bounds` finds the least and the most of each unknown for which the rest can still be filled in: it narrows all ranges
until nothing moves (interval propagation), then tries the ends and, where one fails, moves inwards. What it answers is
exact: both ends come with a solution.
"""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

ENOUGH = 10**12
DAY_MINUTES = 1440


class Told(NamedTuple):
    """The numbers of a cell that is shown; `organisations` is None where it does not tell them."""

    people: int
    minutes: int
    organisations: int | None = None


class Known(NamedTuple):
    """What the attacker found out about a hidden cell: the least and the most that it can have."""

    people: tuple[int, int]
    minutes: tuple[int, int]
    organisations: tuple[int, int]


class Rule(NamedTuple):
    """`low <= sum of factor * unknown <= high`; unknowns by their place."""

    terms: tuple[tuple[int, int], ...]
    low: int
    high: int


Ranges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Published:
    """One table as everybody sees it: `cells` by key, None where hidden.

    `once` where nobody stands in two cells, `one_place` where no organisation does.
    """

    total: Told
    cells: Mapping[str, Told | None]
    days: int
    once: bool
    smallest_first: bool = True
    one_place: bool = False


def bounds(table: Published) -> dict[str, Known]:
    """What can be found out about each hidden cell of the table."""
    hidden = [key for key, cell in table.cells.items() if cell is None]
    rules, ranges = _system(table, hidden)
    start = _narrowed(ranges, rules)
    assert start is not None, "no ledger at all could have led to this table"
    if not hidden:
        return {}
    # Whatever is known of one hidden cell is known of each: they are interchangeable in all rules.
    known = Known(_ends(start, rules, 0), _ends(start, rules, 1), _organisations(table, len(hidden)))
    return dict.fromkeys(hidden, known)


def together(views: Sequence[Mapping[str, Told | None]]) -> dict[str, Told | None]:
    """What somebody knows who kept each view of one table. Raises ValueError where two of them differ in a number."""
    seen: dict[str, Told | None] = {}
    for key, cell in itertools.chain.from_iterable(view.items() for view in views):
        if cell is not None and seen.get(key) not in {None, cell}:
            raise ValueError(key)
        seen[key] = cell if cell is not None else seen.get(key)
    return seen


def days_of(key: str, year: int) -> int:
    """Days of the year, or of the month that the key names."""
    if key.startswith(f"{year}-"):
        first = dt.date(year, int(key[-2:]), 1)
        return ((first + dt.timedelta(days=31)).replace(day=1) - first).days
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def _organisations(table: Published, hidden: int) -> tuple[int, int]:
    """The least and the most that a hidden cell counts; `ENOUGH` where the table tells nothing of them."""
    shown = [cell for cell in table.cells.values() if cell is not None]
    total = ENOUGH if table.total.organisations is None else table.total.organisations
    left = total - sum(cell.organisations or 0 for cell in shown)
    silent = sum(cell.organisations is None and cell.people > 0 for cell in shown)
    least, others = 1 if shown else 0, hidden - 1 + silent
    most = left - least * (hidden - 1) - silent if table.one_place else total
    return max(least, left - others * total), min(total, most)


def _system(table: Published, hidden: list[str]) -> tuple[list[Rule], Ranges]:
    """Unknowns 2i (people) and 2i+1 (minutes) of the hidden cell i."""
    shown = [cell for cell in table.cells.values() if cell is not None]
    rest_minutes = table.total.minutes - sum(cell.minutes for cell in shown)
    rest_people = table.total.people - sum(cell.people for cell in shown)
    least = 1 if shown else 0
    sizes = [cell.people for cell in shown if cell.people] if table.smallest_first else []
    most = min([table.total.people, *sizes])
    people = tuple((2 * place, 1) for place in range(len(hidden)))
    minutes = tuple((2 * place + 1, 1) for place in range(len(hidden)))
    rules = [
        Rule(minutes, rest_minutes, rest_minutes),
        Rule(people, rest_people, rest_people if table.once else ENOUGH),
    ]
    for place in range(len(hidden)):
        rules.append(Rule(((2 * place + 1, 1), (2 * place, -1)), 0, ENOUGH))
        rules.append(Rule(((2 * place, DAY_MINUTES * table.days), (2 * place + 1, -1)), 0, ENOUGH))
        # What follows from the others together: they too give a minute each at least, and so many a day at most.
        rules.append(Rule(((2 * place, 1), (2 * place + 1, -1)), rest_people - rest_minutes, ENOUGH))
        if table.once:
            cap = DAY_MINUTES * table.days
            rules.append(Rule(((2 * place + 1, 1), (2 * place, -cap)), rest_minutes - cap * rest_people, ENOUGH))
    return rules, [(least, most), (least, rest_minutes)] * len(hidden)


def _narrowed(ranges: Ranges, rules: list[Rule]) -> Ranges | None:
    """The ranges without the ends that some rule forbids, whatever the others are; None where nothing is left."""
    ranges = list(ranges)
    moved = True
    while moved:
        moved = False
        for rule in rules:
            lows = [factor * ranges[at][factor < 0] for at, factor in rule.terms]
            highs = [factor * ranges[at][factor > 0] for at, factor in rule.terms]
            low, high = sum(lows), sum(highs)
            if low > rule.high or high < rule.low:
                return None
            if low >= rule.low and high <= rule.high:
                continue
            for (at, factor), least, most in zip(rule.terms, lows, highs, strict=True):
                small = max(least, rule.low - (high - most))
                large = min(most, rule.high - (low - least))
                if (small, large) == (least, most):
                    continue
                before = ranges[at]
                after = (
                    (-(-small // factor), large // factor) if factor > 0 else (-(large // -factor), -small // -factor)
                )
                after = max(before[0], after[0]), min(before[1], after[1])
                if after[0] > after[1]:
                    return None
                if after != before:
                    ranges[at] = after
                    moved = True
    return ranges


def _solvable(ranges: Ranges, rules: list[Rule]) -> bool:
    """Whether whole numbers within the ranges fulfil all rules: narrow, halve a range, try both halves."""
    narrowed = _narrowed(ranges, rules)
    if narrowed is None:
        return False
    place = next((at for at, (low, high) in enumerate(narrowed) if low < high), None)
    if place is None:
        return True
    low, high = narrowed[place]
    for part in ((low, low), (low + 1, high)):
        narrowed[place] = part
        if _solvable(narrowed, rules):
            return True
    return False


def _ends(ranges: Ranges, rules: list[Rule], place: int) -> tuple[int, int]:
    """The least and the most of one unknown for which there is a solution."""
    low, high = ranges[place]
    while not _solvable([*ranges[:place], (low, low), *ranges[place + 1 :]], rules):
        low += 1
    while not _solvable([*ranges[:place], (high, high), *ranges[place + 1 :]], rules):
        high -= 1
    return low, high
