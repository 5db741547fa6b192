"""Which cells of a published table say nothing, so that none tells of fewer than five people.

Against whom: somebody who has every published table, adds and subtracts, and knows this file. What they can find out
about a hidden cell, at best:

- Its minutes: the total less what is shown is what all hidden cells have together, and each has at least one.
- Its people: at least one, at most those of the total; and, where nobody stands in two cells of the table, all hidden
  cells together have the total less what is shown. We reckon with that for every table: it is the worst case.
- And, as the smallest are hidden first, no hidden cell has more people than any that is shown.
- Its organisations: at least one; where none stands in two cells, all hidden cells together have the total less what
  is shown. That number is no secret as people are, so no cell is hidden for it: the shown ones do not tell theirs.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

FEWEST_PEOPLE = 5  # a cell about fewer would speak of single people (domain.md, "Publishing names")
CLOSEST_PEOPLE = 5  # what can be found out about the people of a hidden cell leaves at least so many open,
CLOSEST_MINUTES = 300  # and about its minutes so many


class Count(NamedTuple):
    """A cell: how many different people gave how many minutes."""

    people: int
    minutes: int


def may_be_told(total: Count) -> bool:
    """Whether the total of a table may be told: it is about enough people and hours to leave everything else open."""
    return total.people >= FEWEST_PEOPLE and total.minutes >= CLOSEST_MINUTES


def hidden_keys(cells: Mapping[str, Count], total: Count, *, also: Collection[str] = ()) -> frozenset[str]:
    """Keys of the cells to hide, those of `also` among them, in a table whose total may be told.

    1. Hide each cell of one to four people, and `also`. 2. As long as one of the hidden could be found out too closely,
    hide the next smallest. Empty cells tell of nobody and stay. 3. If that is not enough with all of them, hide the
    whole table, empty cells too: then each of them could have had everything, or nothing.
    """
    filled = sorted((key for key, cell in cells.items() if cell.people), key=lambda key: (*cells[key], key))
    hidden = {key for key in filled if cells[key].people < FEWEST_PEOPLE or key in also}
    rest = [key for key in filled if key not in hidden]
    while hidden and not _open([cells[key] for key in hidden], [] if also else [cells[key] for key in rest], total):
        if not rest:
            return frozenset(cells)
        hidden.add(rest.pop(0))
    return frozenset(hidden)


def may_tell_organisations(shown: Collection[int], total: int, *, hidden: int) -> bool:
    """Whether the shown cells of a table that hides so many may say how many organisations each of them is about.

    Not where one and the same number would be left for each hidden cell. Where less is left than one for each, some
    organisation stands in two cells, and nobody knows in which.
    """
    left = total - sum(shown)
    fewest, most = max(1, left - (hidden - 1) * total), min(total, left - (hidden - 1))
    return not hidden or left < hidden or fewest < most


def _open(hidden: list[Count], shown: list[Count], total: Count) -> bool:
    """Whether what can be found out about the hidden cells leaves enough open; `shown` are larger than they."""
    others = len(hidden) - 1
    people = sum(cell.people for cell in hidden)
    largest = min([total.people, *(cell.people for cell in shown)])
    most, fewest = min(largest, people - others), max(1, people - others * largest)
    minutes = sum(cell.minutes for cell in hidden) - others - 1
    return others > 0 and most - fewest >= CLOSEST_PEOPLE and minutes >= CLOSEST_MINUTES
