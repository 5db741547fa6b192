"""The thanks gap: how many days lie between what somebody reached and the first thanks for it.

Counted in what was reached, not in people: who waited for three things waited three times. What still waits has its own
figures beside those of each month, or a month without thanks would look like one without delay.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from recognition.models import Reached
from recognition.programme_querysets import ReachedQuerySet
from recognition.services.thanks_due import EVERYWHERE, Where, helping
from volunteers.reach import Reach

LATE = 90  # days: a quarter is over, and the thanks no longer belongs to what it is for
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Waits:
    """`number` of waits; their median in whole days (None where there is none); how many were longer than `LATE`."""

    number: int
    median: int | None
    late: int

    @property
    def late_percent(self) -> int | None:
        """The share of the late ones, rounded half up; None of nothing."""
        return (200 * self.late + self.number) // (2 * self.number) if self.number else None


@dataclass(frozen=True, slots=True)
class Month:
    """The waits that ended with thanks in that month, which begins on `first`."""

    first: dt.date
    waits: Waits


@dataclass(frozen=True, slots=True)
class Gap:
    """Waits that ended, month by month, the oldest first, and together; and those that go on today."""

    months: list[Month]
    ended: Waits
    going_on: Waits


def gap(reach: Reach, where: Where = EVERYWHERE, *, today: dt.date) -> Gap:
    """The `MONTHS` months up to that local date, for people who help within that reach and place. Two queries."""
    first = _months_before(today, MONTHS - 1)
    begin = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    rows = _rows(reach, where)
    by_month: dict[dt.date, Counter[int]] = {_months_before(today, back): Counter() for back in reversed(range(MONTHS))}
    thanked = rows.filter(thanked_at__gte=begin).values_list("thanked_at", "reached_on").annotate(number=Count("pk"))
    for at, reached_on, number in thanked.iterator(chunk_size=5000):
        day = timezone.localdate(at)
        by_month.setdefault(day.replace(day=1), Counter())[(day - reached_on).days] += number
    waiting: Counter[int] = Counter()
    for reached_on, number in rows.unthanked().values_list("reached_on").annotate(number=Count("pk")):
        waiting[(today - reached_on).days] += number
    months = [Month(month, waits(days)) for month, days in sorted(by_month.items())]
    return Gap(months, waits(sum(by_month.values(), Counter())), waits(waiting))


def waits(days: Counter[int]) -> Waits:
    """What these lengths (days, how often) come to. The median of an even number is the mean of the two, rounded up."""
    number = days.total()
    if not number:
        return Waits(0, None, 0)
    middle: list[int] = []
    passed = 0
    wanted = [(number - 1) // 2, number // 2]  # places of the one or two in the middle, from 0
    for length in sorted(days):
        passed += days[length]
        middle += [length] * sum(place < passed for place in wanted[len(middle) :])
    return Waits(
        number, (middle[0] + middle[1] + 1) // 2, sum(often for length, often in days.items() if length > LATE)
    )


def _rows(reach: Reach, where: Where) -> ReachedQuerySet:
    rows = Reached.objects.standing().order_by()
    if where.programme is not None:
        rows = rows.filter(programme=where.programme)
    if reach.everything and not where.narrowed:
        return rows
    return rows.filter(volunteer__in=helping(reach, where))


def _months_before(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many before that of the day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)
