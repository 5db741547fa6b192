"""Who is thanked and who is not: by place, field, size of organisation and account; by gender once a year.

Decision 38. For coordinators: never names, and numbers of one to four people are not told. Thanks is whatever
`ThanksGiven` holds: a paper, a mention on a published list, a message.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum

from backend.common import clock
from backend.common.public import remembered
from recognition import suppression
from recognition.models import GenderShare, Thanked, ThanksGiven
from recognition.models.fairness import GENDERS
from recognition.services import statistics
from recognition.suppression import FEWEST_PEOPLE
from volunteers.models import Activity, HourEntry, Volunteer, VolunteerDetails
from volunteers.reach import Reach
from volunteers.services.figures import EVERYTHING, UNKNOWN

BREAKDOWNS = ("district", "field", "size", "account")
SIZES = {"under_10": 10, "under_50": 50, "under_200": 200}  # different people who gave hours there: fewer than that
LARGEST = "from_200"
WITH_ACCOUNT, WITHOUT_ACCOUNT = "with", "without"
FRESH = 600  # seconds: of a year of five million entries a table takes seconds (benchmarks/fairness.py)
WAYS = tuple(Thanked.values)
CLEARLY = 10  # percentage points above all together from which on a line stands out
# Of so many people a share in tenths leaves five open: rounded, it fits the next tenth from n/10 people on, and from 60
# on at least six whole numbers lie between (tests/recognition/test_fairness.py goes through them).
FEWEST_FOR_SHARE = 60

_AT = {"district": "district__ags", "field": "field__code", "size": "organisation"}  # of an activity
Given = list[tuple[str, int, int]]  # key of the cell, of the person, and whole minutes


@dataclass(frozen=True, slots=True)
class Span:
    """Local dates, all included: help from `start` to `end` counts, and thanks from `start` to `thanked_until`."""

    start: dt.date
    end: dt.date
    thanked_until: dt.date


@dataclass(frozen=True, slots=True)
class Line:
    """Who helped in one cell, and how they were thanked: different people, whole minutes; a person may stand in two.

    `by_way` says how many had a certificate, a mention on a list, a message. A number is None where it is one to four,
    and all are in a hidden line. `stands_out`: clearly more of them have no thanks than of all together.
    """

    key: str
    people: int | None = None
    minutes: int | None = None
    by_way: Mapping[str, int | None] | None = None
    unthanked: int | None = None
    stands_out: bool = False

    @property
    def hidden(self) -> bool:
        """Whether it says nothing."""
        return self.people is None

    @property
    def unthanked_percent(self) -> int | None:
        """How many of a hundred had no thanks, in whole numbers."""
        return None if self.unthanked is None or not self.people else round(100 * self.unthanked / self.people)


@dataclass(frozen=True, slots=True)
class Report:
    """One table. Its lines are those in which anybody helped, in the order of their keys."""

    by: str
    span: Span
    total: Line
    lines: list[Line]


def span_of(year: int | None, today: dt.date) -> Span:
    """A calendar year with its thanks until the end of February after it; None is the last twelve months."""
    if year is None:
        return Span(today - dt.timedelta(days=364), today, today)
    until = dt.date(year + 1, statistics.PUBLISHED_FROM, 1) - dt.timedelta(days=1)
    return Span(dt.date(year, 1, 1), min(dt.date(year, 12, 31), today), min(until, today))


def report(*, by: str, year: int | None, reach: Reach, today: dt.date | None = None) -> Report:
    """One of BREAKDOWNS, within what that reach coordinates. Three queries.

    Of people who were forgotten nothing is counted.
    """
    span = span_of(year, today or clock.today())
    cells = _cells(_given(by, span, reach))
    thanked = _thanked(span)
    whole: dict[int, int] = Counter()
    for people in cells.values():
        for person, minutes in people.items():
            whole[person] += minutes
    counts = {key: _count(people) for key, people in cells.items()}
    if not suppression.may_be_told(_count(whole)):
        return Report(by, span, Line(""), [Line(key) for key in sorted(cells)])
    hidden = suppression.hidden_keys(counts, _count(whole))
    total = _line("", whole, thanked, share=100)
    share = _unthanked(whole, thanked) / len(whole) * 100
    lines = [Line(key) if key in hidden else _line(key, cells[key], thanked, share=share) for key in sorted(cells)]
    return Report(by, span, total, lines)


def recent_report(*, by: str, year: int | None, reach: Reach) -> Report:
    """The same as `report`, at most FRESH seconds old; one for all who coordinate the same."""
    today = clock.today()
    scope = "all" if reach.everything else f"{sorted(reach.districts)}{sorted(reach.fields)}".replace(" ", "")
    key = f"fairness:{by}:{year}:{today}:{scope}"
    found: Report = remembered(key, lambda: report(by=by, year=year, reach=reach, today=today), fresh=FRESH).value
    return found


def shares() -> dict[int, dict[str, int | None]]:
    """Each counted year, the newest first: of ten people of each gender, so many had been thanked. One query.

    1 is at most one, 9 is nine or all, None too few people to tell.
    """
    found: dict[int, dict[str, int | None]] = {}
    for year, gender, tenths in GenderShare.objects.order_by("-year", "pk").values_list("year", "gender", "tenths"):
        found.setdefault(year, {})[gender] = tenths
    return found


def count_due() -> list[int]:
    """Count thanks by gender for each published year for which nobody did; returns which, the oldest first."""
    there = set(GenderShare.objects.values_list("year", flat=True))
    due = [year for year in sorted(statistics.years()) if year not in there]
    for year in due:
        count(year=year)
    return due


@transaction.atomic
def count(*, year: int) -> None:
    """Count a year that is over once and for ever."""
    span = span_of(year, dt.date.max)
    cells, thanked = _cells(_given("gender", span, EVERYTHING)), _thanked(span)
    now = clock.now()
    GenderShare.objects.bulk_create(
        GenderShare(year=year, gender=gender, tenths=tenths(*_both(cells.get(gender, {}), thanked)), counted_at=now)
        for gender in GENDERS
    )


def tenths(thanked: int, people: int) -> int | None:
    """How many of ten, at least 1 and at most 9; None for fewer people than FEWEST_FOR_SHARE."""
    if people < FEWEST_FOR_SHARE:
        return None
    return max(1, min(9, (20 * thanked + people) // (2 * people)))


def _given(by: str, span: Span, reach: Reach) -> Given:
    """What each person gave in each cell. Two queries, of which the large one reads no other table."""
    hours = HourEntry.objects.in_scope(reach).counting().in_period(span.start, span.end)
    here = hours.exclude(volunteer__in=Volunteer.objects.exclude(erased_at=None))
    found = list(here.order_by().values_list("activity", "volunteer").annotate(minutes=Sum("counted")))
    if by in _AT:
        place = dict(Activity.objects.order_by().values_list("pk", _AT[by]))
        keys = [place[activity] for activity, _person, _minutes in found]
        if by == "size":
            people = Counter(key for key, _person in {(key, row[1]) for key, row in zip(keys, found, strict=True)})
            keys = [_size(people[key]) for key in keys]
    elif by == "account":
        without = set(Volunteer.objects.filter(user=None).values_list("pk", flat=True))
        keys = [WITHOUT_ACCOUNT if person in without else WITH_ACCOUNT for _activity, person, _minutes in found]
    else:
        told = dict(VolunteerDetails.objects.exclude(gender="").values_list("volunteer", "gender"))
        keys = [told.get(person, UNKNOWN) for _activity, person, _minutes in found]
    return [(key, person, minutes) for key, (_activity, person, minutes) in zip(keys, found, strict=True)]


def _size(people: int) -> str:
    return next((key for key, most in SIZES.items() if people < most), LARGEST)


def _thanked(span: Span) -> dict[str, set[int]]:
    """Keys of the people who were thanked in each way. One query."""
    given = ThanksGiven.objects.filter(day__gte=span.start, day__lte=span.thanked_until)
    found: dict[str, set[int]] = {way: set() for way in WAYS}
    for way, person in given.order_by().values_list("way", "volunteer").distinct():
        found[way].add(person)
    return found


def _cells(given: Given) -> dict[str, dict[int, int]]:
    """By key of the cell: each person's minutes."""
    cells: dict[str, dict[int, int]] = defaultdict(Counter)
    for key, person, minutes in given:
        cells[key][person] += minutes
    return cells


def _count(people: Mapping[int, int]) -> suppression.Count:
    return suppression.Count(len(people), sum(people.values()))


def _both(people: Collection[int], thanked: Mapping[str, set[int]]) -> tuple[int, int]:
    """How many of them were thanked, and how many they are."""
    return len(people) - _unthanked(people, thanked), len(people)


def _unthanked(people: Iterable[int], thanked: Mapping[str, set[int]]) -> int:
    return len(set(people).difference(*thanked.values()))


def _line(key: str, people: Mapping[int, int], thanked: Mapping[str, set[int]], *, share: float) -> Line:
    """`share`: of a hundred of all people, so many had no thanks."""
    without = _unthanked(people, thanked)
    return Line(
        key=key,
        people=len(people),
        minutes=sum(people.values()),
        by_way={way: _told(len(people.keys() & thanked[way])) for way in WAYS},
        unthanked=_told(without),
        stands_out=_told(without) is not None and 100 * without / len(people) >= share + CLEARLY,
    )


def _told(people: int) -> int | None:
    """None for one to four of them."""
    return None if 0 < people < FEWEST_PEOPLE else people
