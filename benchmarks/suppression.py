"""Somebody who has all published tables and wants to know what they hide: `python -m benchmarks.suppression`.

Random years of five to two hundred people; of each the five tables as they would be published, and a solver that looks
for the least and the most of each hidden cell. Beside it the same with only the small cells hidden, and with the
organisations told in every shown cell, both of which it must find.
"""

import time

from benchmarks.harness import keep, program, table
from recognition.suppression import (
    CLOSEST_MINUTES,
    CLOSEST_PEOPLE,
    FEWEST_PEOPLE,
    hidden_keys,
    may_tell_organisations,
)
from tests.recognition.years import Hides, Tells, found_out, random_year


def main() -> None:
    """Attack and print."""
    options = program("Attack what published tables hide.", years=(500, "random years"))
    only_small: Hides = lambda cells, _total: frozenset(  # noqa: E731 - a rule to compare with
        key for key, cell in cells.items() if 0 < cell.people < FEWEST_PEOPLE
    )
    always: Tells = lambda _shown, _total, *, hidden: True  # noqa: ARG005, E731 - likewise
    rows = []
    for name, rule, tells in (
        ("as published", hidden_keys, may_tell_organisations),
        ("organisations told everywhere", hidden_keys, always),
        ("only small cells hidden", only_small, may_tell_organisations),
    ):
        started, hidden, cells, leaks, years = time.process_time(), 0, 0, 0, 0
        for seed in range(options.years):
            year = random_year(seed)
            found = found_out(year, rule, people=CLOSEST_PEOPLE, minutes=CLOSEST_MINUTES, tells=tells)
            hidden += sum(len(rule(given.cells, given.total)) for given in year.values())
            cells += sum(cell.people > 0 for given in year.values() for cell in given.cells.values())
            leaks, years = leaks + len(found), years + bool(found)
        rows.append((name, cells, hidden, leaks, years, time.process_time() - started))
    head = ["", "cells with people", "hidden cells", "found out", "years with one", "s"]
    table(f"{options.years:,} random years, attacked", head, rows)
    keep(options.json, {name: dict(zip(head[1:], rest, strict=True)) for name, *rest in rows})


if __name__ == "__main__":
    main()
