"""How far somebody is on the way to a programme, and when they will be there if they go on as they do."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recognition.rules.evaluation import Dated, Person, Reach, enough_since, first_reached, reach, starts
from recognition.rules.facts import Fact, Hours, months_after
from recognition.rules.language import AWeek, Back, Engaged, InYear, Measure, Rule, Total, Volume

PACE_DAYS = 91  # thirteen weeks
HORIZON_DAYS = 5 * 366  # who needs longer is told no day


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a rule needs. `unit` is `minutes`, `months` or `years`, for `need` and `have` alike.

    `in_year`: minutes in the calendar year. `a_week`: minutes in the stretch of months that ends today. Of several
    measures one is enough. `years`: how many running one of them held, where more than one is asked for. `lasting` and
    `engaged`: months since the first day, or the first after a break of a year. `total`: minutes ever. `pause`: months
    since the last help. `age`: years; `have` is None where no birth date is known.
    """

    code: str
    unit: str
    need: int
    have: int | None

    @property
    def missing(self) -> int:
        """What is left, 0 where nothing is."""
        return max(self.need - (self.have or 0), 0)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where somebody stands: reached or not; what the rule of today needs; on which day it will be met at this pace.

    `reach` is the first day ever. `now` says that today meets the rule of today: who paused may have reached a card
    and yet not get one now. `expected_on` is None where it is reached, and where the pace does not lead there within
    five years.
    `organisation` is the one whose hours the conditions tell of, where a rule counts one alone.
    """

    reach: Reach | None
    conditions: tuple[Condition, ...]
    expected_on: dt.date | None
    organisation: int | None = None
    now: Reach | None = None


def outlook(rules: Sequence[Dated], hours: Hours, later: Hours, person: Person, today: dt.date) -> Outlook:
    """Where somebody stands today. `later` is `at_pace(hours, today)`, made once for all programmes."""
    found = first_reached(rules, hours, person, today)
    valid = [one for one in rules if (one.valid_from or today) <= today <= (one.valid_to or today)]
    conditions, organisation = _conditions(valid[0].rule, hours, person, today) if valid else ((), None)
    now = reach(Dated(valid[0].key, valid[0].rule, today, today), hours, person, today) if valid else None
    expected = None
    if found is None:
        ahead = first_reached(rules, later, person, today + dt.timedelta(days=HORIZON_DAYS))
        expected = ahead.on if ahead else None
    return Outlook(found, conditions, expected, organisation, now)


def at_pace(hours: Hours, today: dt.date) -> Hours:
    """The hours, and for the years to come as many each day at each organisation as on average in thirteen weeks.

    Whole minutes: what is left of a minute is carried to the next day.
    """
    first, last = today.toordinal() - PACE_DAYS + 1, today.toordinal()
    paces = {key: part.between(first, last) for key, part in hours.by_organisation.items()}

    def days() -> Iterator[Fact]:
        for number in range(1, HORIZON_DAYS + 1):
            for organisation, minutes in paces.items():
                share = minutes * number // PACE_DAYS - minutes * (number - 1) // PACE_DAYS
                if share:
                    yield Fact(today + dt.timedelta(days=number), share, organisation)

    return hours.with_more(days())


def _conditions(rule: Rule, hours: Hours, person: Person, today: dt.date) -> tuple[tuple[Condition, ...], int | None]:
    counting, needs, organisation = hours.at_least(rule.evidence), rule.needs, None
    if isinstance(needs, Volume) and not needs.together:
        parts = {key: _needs(rule, part, today) for key, part in counting.by_organisation.items()}
        # Where somebody is furthest is where they look at.
        organisation = max(parts, key=lambda key: (_share(parts[key]), -key), default=None)
        found = parts[organisation] if organisation is not None else _needs(rule, counting, today)
    else:
        found = _needs(rule, counting, today)
    if rule.minimum_age is not None:
        found.append(Condition("age", "years", rule.minimum_age, _age(person.birth_date, today)))
    return tuple(found), organisation


def _share(conditions: Sequence[Condition]) -> float:
    return max((min((one.have or 0) / one.need, 1) for one in conditions), default=0)


def _needs(rule: Rule, hours: Hours, today: dt.date) -> list[Condition]:
    needs = rule.needs
    if isinstance(needs, Total):
        return [Condition("total", "minutes", needs.minutes, hours.between(1, today.toordinal()))]
    if isinstance(needs, Engaged):
        return [Condition("engaged", "months", 12 * needs.years, _engaged_months(hours, today))]
    if isinstance(needs, Back):
        pause = _months_between(dt.date.fromordinal(hours.days[-1]), today) if hours.days else 0
        return [Condition("pause", "months", needs.months, pause)]
    measured = [_measured(measure, hours, today) for measure in needs.measures]
    if needs.years > 1:
        held = max(_years_held(measure, needs.years, hours, today) for measure in needs.measures)
        measured.append(Condition("years", "years", needs.years, held))
    if needs.lasting:
        measured.append(Condition("lasting", "months", needs.lasting, _engaged_months(hours, today)))
    return measured


def _measured(measure: Measure, hours: Hours, today: dt.date) -> Condition:
    last = today.toordinal()
    if isinstance(measure, InYear):
        return Condition("in_year", "minutes", measure.minutes, hours.between(_new_year(today.year), last))
    first = months_after(today, -measure.months).toordinal() + 1
    return Condition("a_week", "minutes", measure.minutes * ((last - first + 1) // 7), hours.between(first, last))


def _years_held(measure: Measure, years: int, hours: Hours, today: dt.date) -> int:
    if isinstance(measure, AWeek):
        day, a_year = today.toordinal(), 12 // measure.months
        held = (number for number in range(years, 0, -1) if enough_since(hours, measure, a_year * number, day))
        return next(held, 0)
    running = int(hours.between(_new_year(today.year), today.toordinal()) >= measure.minutes)
    for year in range(today.year - 1, today.year - years - 1, -1):
        if hours.between(_new_year(year), _new_year(year + 1) - 1) < measure.minutes:
            break
        running += 1
    return min(running, years)


def _engaged_months(hours: Hours, today: dt.date) -> int:
    if not hours.days or today >= months_after(dt.date.fromordinal(hours.days[-1]), 12):
        return 0
    return _months_between(dt.date.fromordinal(starts(hours)[-1]), today)


def _months_between(start: dt.date, end: dt.date) -> int:
    """Whole months from one day to another."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(months - (months_after(start, months) > end), 0)


def _age(born: dt.date | None, day: dt.date) -> int | None:
    return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _new_year(year: int) -> int:
    return dt.date(year, 1, 1).toordinal()
