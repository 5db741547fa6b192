"""On which day somebody's hours met a rule, and on which of them that rests.

All days are local dates, inside as `date.toordinal()`; all amounts are whole minutes.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from recognition.rules.facts import Hours, months_after
from recognition.rules.language import AWeek, Back, Engaged, InYear, Rule, Total, Volume

_EVER = dt.date.max


class Held(NamedTuple):
    """A waiver and the local dates on which it holds, both included; None without end."""

    waiver: str
    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What rules ask of a person beside hours: the birth date, and the waivers."""

    birth_date: dt.date | None = None
    waivers: tuple[Held, ...] = ()

    def is_of_age(self, years: int) -> dt.date | None:
        """The first day at that age, None where no birth date is known; a 29 February counts from 1 March."""
        born = self.birth_date
        if born is None:
            return None
        try:
            return born.replace(year=born.year + years)
        except ValueError:
            return dt.date(born.year + years, 3, 1)


class Dated(NamedTuple):
    """A rule and the local dates on which it is valid, both included, None without end; `key` is whoever asks's own."""

    key: int
    rule: Rule
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Reach:
    """A rule was met on the day `on`, by `entries` entries with `minutes` in all from `since` to `on`.

    `organisation` where the rule counts one alone. `waiver` where it was met without hours.
    """

    key: int
    on: dt.date
    since: dt.date
    minutes: int
    entries: int
    organisation: int | None = None
    waiver: str | None = None


class _Met(NamedTuple):
    on: int
    since: int


def first_reached(rules: Sequence[Dated], hours: Hours, person: Person, today: dt.date) -> Reach | None:
    """The first day up to today on which a rule that is valid on it was met; of rules for different days.

    None where there is no such day.
    """
    found = [found for dated in rules if (found := reach(dated, hours, person, today))]
    return min(found, key=lambda one: one.on, default=None)


def reach(dated: Dated, hours: Hours, person: Person, today: dt.date) -> Reach | None:
    """The first day up to today that meets this rule while it is valid, None where there is none."""
    rule = dated.rule
    if not person.waivers and (not hours.days or _cannot(rule, hours)):
        return None  # most people and most rules end here
    first, last = dated.valid_from or dt.date.min, min(dated.valid_to or _EVER, today)
    if rule.minimum_age is not None:
        of_age = person.is_of_age(rule.minimum_age)
        if of_age is None:
            return None
        first = max(first, of_age)
    if first > last:
        return None
    found = _by_hours(dated.key, rule, hours, first.toordinal(), last.toordinal())
    held = [
        (max(since, first), waiver)
        for waiver, since, until in person.waivers
        if waiver in rule.waivers and max(since, first) <= min(until or _EVER, last)
    ]
    if held:
        day, waiver = min(held)
        if found is None or day < found.on:
            return Reach(dated.key, day, day, 0, 0, waiver=waiver)
    return found


def _by_hours(key: int, rule: Rule, hours: Hours, first: int, last: int) -> Reach | None:
    if not hours.days:
        return None
    counting = hours.at_least(rule.evidence)
    if not isinstance(rule.needs, Volume) or rule.needs.together:
        return _reach(key, rule, counting, first, last)
    found = [
        replace(one, organisation=organisation)
        for organisation, part in counting.by_organisation.items()
        if (one := _reach(key, rule, part, first, last))
    ]
    return min(found, key=lambda one: (one.on, one.organisation), default=None)


def _cannot(rule: Rule, hours: Hours) -> bool:
    """Whether the sum of all hours is too little whatever their days."""
    needs = rule.needs
    if isinstance(needs, Total):
        return hours.total < needs.minutes
    if isinstance(needs, Volume):
        return all(hours.total < _fewest(measure) * needs.years for measure in needs.measures)
    months = needs.months if isinstance(needs, Back) else 12 * needs.years
    return hours.days[-1] - hours.days[0] < 28 * months


def _fewest(measure: InYear | AWeek) -> int:
    """Minutes that a year cannot do with less than: no month has less than four whole weeks."""
    return measure.minutes if isinstance(measure, InYear) else measure.minutes * 48


def _reach(key: int, rule: Rule, hours: Hours, first: int, last: int) -> Reach | None:
    if not hours.days:
        return None
    met = min(_days(rule, hours, first, last), default=None)
    if met is None:
        return None
    return Reach(
        key,
        dt.date.fromordinal(met.on),
        dt.date.fromordinal(met.since),
        hours.between(met.since, met.on),
        hours.number(met.since, met.on),
    )


def _days(rule: Rule, hours: Hours, first: int, last: int) -> Iterator[_Met]:
    """The first day within first and last that each measure allows."""
    needs = rule.needs
    if isinstance(needs, Total):
        day = hours.completes(needs.minutes, hours.days[0])
        if day is not None and max(day, first) <= last:
            yield _Met(max(day, first), hours.days[0])
    elif isinstance(needs, Engaged):
        met = _engaged(hours, needs.years)
        if met is not None and max(met.on, first) <= last:
            yield _Met(max(met.on, first), met.since)
    elif isinstance(needs, Back):
        yield from _back(hours, needs.months, first, last)
    else:
        for begin, end in _lasting(hours, needs.lasting, first, last):
            for measure in needs.measures:
                if isinstance(measure, InYear):
                    yield from _in_years(hours, measure.minutes, needs.years, begin, end)
                else:
                    yield from _in_stretches(hours, measure, needs.years, begin, end)


def starts(hours: Hours) -> list[int]:
    """The first day of help, and the first after each break of a year."""
    found, before = [hours.days[0]], hours.days[0]
    for day in hours.days:
        # 365 days are the least that twelve months can be: spares most of the reckoning.
        if day - before >= 365 and day >= months_after(dt.date.fromordinal(before), 12).toordinal():
            found.append(day)
        before = day
    return found


def _lasting(hours: Hours, months: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The stretches within first and last in which the help has lasted for so many months."""
    if not months:
        yield first, last
        return
    begins = starts(hours)
    for begin, following in zip(begins, [*begins[1:], last + 1], strict=True):
        lasted = months_after(dt.date.fromordinal(begin), months).toordinal()
        if max(first, lasted) <= min(last, following - 1):
            yield max(first, lasted), min(last, following - 1)


def _engaged(hours: Hours, years: int) -> _Met | None:
    begins = starts(hours)
    for begin, following in zip(begins, [*begins[1:], hours.days[-1] + 1], strict=True):
        goal = bisect_left(hours.days, months_after(dt.date.fromordinal(begin), 12 * years).toordinal())
        if goal < len(hours.days) and hours.days[goal] < following:
            return _Met(hours.days[goal], begin)
    return None


def _back(hours: Hours, months: int, first: int, last: int) -> Iterator[_Met]:
    before = hours.days[0]
    for day in hours.days:
        # No month has fewer days: spares the reckoning for most.
        long = day - before >= 28 * months and day >= months_after(dt.date.fromordinal(before), months).toordinal()
        if long and first <= day <= last:
            yield _Met(day, day)
            return
        before = day


def _in_years(hours: Hours, minutes: int, years: int, first: int, last: int) -> Iterator[_Met]:
    """Calendar years running that have enough; the last of them counts until the end of the year after it."""
    running = 0
    for year in range(dt.date.fromordinal(hours.days[0]).year, dt.date.fromordinal(hours.days[-1]).year + 1):
        begin, end = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
        complete = hours.completes(minutes, begin)
        if complete is None or complete > end:
            running = 0
            continue
        running += 1
        if running < years:
            continue
        on = max(complete, first)
        if on <= min(last, dt.date(year + 1, 12, 31).toordinal()):
            yield _Met(on, dt.date(year - years + 1, 1, 1).toordinal())
            return


def _in_stretches(hours: Hours, measure: AWeek, years: int, first: int, last: int) -> Iterator[_Met]:
    """Stretches of months that end on the day that is looked at, one behind another; day by day."""
    if hours.total < _fewest(measure) * years:
        return
    stretches = years * 12 // measure.months
    earliest = months_after(dt.date.fromordinal(hours.days[0]), measure.months * (stretches - 1)).toordinal()
    latest = months_after(dt.date.fromordinal(hours.days[-1]), measure.months).toordinal()
    for on in range(max(first, earliest), min(last, latest) + 1):
        begin = enough_since(hours, measure, stretches, on)
        if begin is not None:
            yield _Met(on, begin)
            return


def enough_since(hours: Hours, measure: AWeek, stretches: int, on: int) -> int | None:
    """The first day of so many stretches that end on that day, each of which has enough; None where one has not."""
    day, end, begin = dt.date.fromordinal(on), on, on
    for number in range(1, stretches + 1):
        begin = months_after(day, -measure.months * number).toordinal() + 1
        if hours.between(begin, end) < measure.minutes * ((end - begin + 1) // 7):
            return None
        end = begin - 1
    return begin
