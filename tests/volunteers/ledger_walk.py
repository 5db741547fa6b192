"""Sequences of steps that share their beginnings: what two of them begin with is taken and judged once.

From each place go several steps of any kind, each undone before the next. So every step that is taken is a new one.
Sequences that begin anew each time take half of theirs again.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from random import Random
from typing import Any, Protocol, Self, TypeVar

Take = TypeVar("Take", bound=Callable[..., None])


class Walker(Protocol):
    """Something that takes steps, and can be told apart from what it was."""

    def branch(self) -> AbstractContextManager[Self]:
        """One that goes its own way from here; what it does is undone at the end."""

    def recount(self) -> None:
        """Raises AssertionError where something is not as it should be."""


def rule(**draws: Sequence[Any]) -> Callable[[Take], Take]:
    """Marks a step: it is called with one of the values for each argument."""

    def mark(take: Take) -> Take:
        take.draws = draws  # type: ignore[attr-defined]  # a mark of our own
        return take

    return mark


def precondition(possible: Callable[[Any], object]) -> Callable[[Take], Take]:
    """Marks a step that is not there for everybody at any time."""

    def mark(take: Take) -> Take:
        take.possible = possible  # type: ignore[attr-defined]  # as above
        return take

    return mark


class Walk:
    """All sequences with so many ways on from each place, the same ones at each run."""

    def __init__(self, machine: type[Walker], ways: Sequence[int]) -> None:
        """With ways 2 and 3: two ways on, from each of both places three; six sequences, in eight steps."""
        members = {name: getattr(machine, name) for name in dir(machine)}
        self.steps = {name: member for name, member in members.items() if hasattr(member, "draws")}
        self.ways = ways
        self.chance = Random(20261123)  # noqa: S311 - the same at each run
        self.sequences = 0

    def go(self, walker: Walker, before: tuple[str, ...] = ()) -> None:
        """From here to all ends. What goes wrong tells what was done before."""
        if len(before) == len(self.ways):
            self.sequences += 1
            return
        taken: set[str] = set()
        for _way in range(self.ways[len(before)]):
            name, given = self._draw(walker, taken)
            sequence = (*before, f"{name}({given})")
            with walker.branch() as branch:
                try:
                    self.steps[name](branch, **given)
                    branch.recount()
                except Exception as error:
                    error.add_note("\n".join(sequence))
                    raise
                self.go(branch, sequence)

    def _draw(self, walker: Walker, taken: set[str]) -> tuple[str, dict[str, Any]]:
        """A step that nobody took from here."""
        possible = [name for name, step in self.steps.items() if getattr(step, "possible", bool)(walker)]
        while True:
            name = self.chance.choice(possible)
            draws = self.steps[name].draws
            given = {key: self.chance.choice(values) for key, values in draws.items()}
            if f"{name}({given})" not in taken:
                taken.add(f"{name}({given})")
                return name, given
