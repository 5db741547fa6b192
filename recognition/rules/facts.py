"""Confirmed hours as the rules see them: whole minutes of local dates, in order."""

import calendar
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Self

from recognition.rules.language import EVIDENCE


class Fact(NamedTuple):
    """Minutes that count of one entry: its local date, the key of its organisation, the evidence it rests on."""

    day: dt.date
    minutes: int
    organisation: int = 0
    evidence: str = EVIDENCE[-1]


def months_after(day: dt.date, months: int) -> dt.date:
    """So many months later (before, where negative); the last day of a month that is too short for the day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return dt.date(year, month + 1, day.day)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Hours:
    """One person's hours: columns of equal length, sorted by day (`date.toordinal()`), minutes above 0.

    `evidence` is None where no rule asks for it. Sums of any stretch cost two searches.
    """

    def __init__(
        self,
        days: Sequence[int],
        minutes: Sequence[int],
        organisations: Sequence[int],
        evidence: Sequence[str] | None = None,
    ) -> None:
        """Columns as the database has them."""
        self.days, self.minutes, self.organisations, self.evidence = days, minutes, organisations, evidence
        self.sums = list(accumulate(minutes, initial=0))

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Self:
        """Of entries in any order; what comes to nothing is left out."""
        told = sorted((fact for fact in facts if fact.minutes > 0), key=lambda fact: fact.day)
        return cls(
            [fact.day.toordinal() for fact in told],
            [fact.minutes for fact in told],
            [fact.organisation for fact in told],
            [fact.evidence for fact in told],
        )

    def __len__(self) -> int:
        return len(self.days)

    @property
    def total(self) -> int:
        """Minutes in all."""
        return self.sums[-1]

    def between(self, first: int, last: int) -> int:
        """Minutes of these days, both included."""
        return self.sums[bisect_right(self.days, last)] - self.sums[bisect_left(self.days, first)]

    def number(self, first: int, last: int) -> int:
        """Entries of these days, both included."""
        return bisect_right(self.days, last) - bisect_left(self.days, first)

    def completes(self, minutes: int, first: int) -> int | None:
        """The day on which so many minutes since the day `first` are complete; None where they never are."""
        before = self.sums[bisect_left(self.days, first)]
        place = bisect_left(self.sums, before + minutes)
        return self.days[place - 1] if place < len(self.sums) else None

    def at_least(self, evidence: str) -> "Hours":
        """Those that rest on this evidence or better. Raises ValueError where it is not known."""
        lowest = EVIDENCE.index(evidence)
        if lowest == 0:
            return self
        if self.evidence is None:
            raise ValueError("evidence was not read")
        return self._where([EVIDENCE.index(one) >= lowest for one in self.evidence])

    @cached_property
    def by_organisation(self) -> "dict[int, Hours]":
        """Those of each organisation."""
        keys = sorted(set(self.organisations))
        if len(keys) < 2:
            return dict.fromkeys(keys, self)
        return {key: self._where([one == key for one in self.organisations]) for key in keys}

    def until(self, day: dt.date) -> "Hours":
        """Those up to that day: all of them, unless somebody asks for a day that is over."""
        if not self.days or self.days[-1] <= day.toordinal():
            return self
        end = bisect_right(self.days, day.toordinal())
        evidence = None if self.evidence is None else self.evidence[:end]
        return Hours(self.days[:end], self.minutes[:end], self.organisations[:end], evidence)

    def with_more(self, facts: Iterable[Fact]) -> "Hours":
        """These and others that are later than all of these."""
        more = list(facts)
        return Hours(
            [*self.days, *(fact.day.toordinal() for fact in more)],
            [*self.minutes, *(fact.minutes for fact in more)],
            [*self.organisations, *(fact.organisation for fact in more)],
            None if self.evidence is None else [*self.evidence, *(fact.evidence for fact in more)],
        )

    def _where(self, kept: list[bool]) -> "Hours":
        def column(values: Sequence[int]) -> list[int]:
            return [value for value, keep in zip(values, kept, strict=True) if keep]

        evidence = None
        if self.evidence is not None:
            evidence = [value for value, keep in zip(self.evidence, kept, strict=True) if keep]
        return Hours(column(self.days), column(self.minutes), column(self.organisations), evidence)
