"""Whether hours fit an agreed week. Pure: what was agreed and what was logged in, yes or no out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

MOST_MINUTES = 480  # a plan never confirms a day that the desk would mark as long
LONGEST = dt.timedelta(days=366)  # then somebody agrees anew
EVERY_DAY = 0b1111111


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed. `weekdays` is a set of bits, Monday the lowest; local dates, both ends included."""

    weekdays: int
    minutes: int
    tolerance: int
    starts_on: dt.date
    ends_on: dt.date

    def fit(self, day: dt.date, minutes: int) -> bool:
        """Whether so many minutes on that local date are within what was agreed."""
        return (
            self.starts_on <= day <= self.ends_on
            and bool(self.weekdays >> day.weekday() & 1)
            and abs(minutes - self.minutes) <= self.tolerance
        )


def bits(weekdays: Iterable[int]) -> int:
    """Days of the week (0 is Monday) as a set of bits."""
    return sum(1 << day for day in set(weekdays))


def weekdays(bits: int) -> list[int]:
    """The days of the week in a set of bits, Monday (0) first."""
    return [day for day in range(7) if bits >> day & 1]
