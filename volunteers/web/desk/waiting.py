"""What waits at a desk: read once in five columns, marked, filtered, grouped, cut into pages.

All of it is looked at, however long the list is, because what is odd about an entry shows beside the others, and odd
ones come first. Ten thousand entries are a tenth of a second that way, and the names of a page are asked for after.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from volunteers.models import HourEntry, Organisation

MOST = 20_000  # entries looked at, the longest waiting first
PAGE = 100  # entries of a page, about
LONG_DAY = 720  # minutes: more a day is possible, and nearly always a slip
FULL_DAY = 480
OLD = dt.timedelta(days=90)
SIMILAR = 30  # minutes by which the dates of one rhythm may differ

MARKS = {
    "double": _("doppelt"),
    "overlap": _("mehr als 12 Stunden an dem Tag"),
    "long": _("länger als 12 Stunden"),
    "old": _("älter als 90 Tage"),
}


class Fact(NamedTuple):
    """One waiting entry. Person and activity are keys."""

    pk: int
    person: int
    activity: int
    day: dt.date
    minutes: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What of it somebody wants to see; keys, local dates (both included). `marks` is "" or "any" or one of MARKS."""

    person: int | None = None
    activity: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    full_day: bool = False
    marks: str = ""


@dataclass(slots=True)
class Group:
    """Entries that one decision fits: a rhythm (person, activity, weekday, similar minutes), or a person's odd ones."""

    odd: bool
    person: int
    facts: list[Fact]

    @property
    def minutes(self) -> int:
        """Their sum."""
        return sum(fact.minutes for fact in self.facts)


@dataclass(slots=True)
class Backlog:
    """All that waits (at most `MOST`), and what is odd about whom."""

    facts: list[Fact]
    marks: dict[int, list[str]] = field(default_factory=dict)

    @property
    def capped(self) -> bool:
        """Whether more may wait than was looked at."""
        return len(self.facts) == MOST

    def matching(self, wish: Wish) -> list[Fact]:
        """Those of the wish, in the same order."""
        facts: Iterable[Fact] = self.facts
        if wish.person is not None:
            facts = [fact for fact in facts if fact.person == wish.person]
        if wish.activity is not None:
            facts = [fact for fact in facts if fact.activity == wish.activity]
        if wish.start:
            facts = [fact for fact in facts if fact.day >= wish.start]
        if wish.end:
            facts = [fact for fact in facts if fact.day <= wish.end]
        if wish.full_day:
            facts = [fact for fact in facts if fact.minutes > FULL_DAY]
        if wish.marks == "any":
            facts = [fact for fact in facts if fact.pk in self.marks]
        elif wish.marks:
            facts = [fact for fact in facts if wish.marks in self.marks.get(fact.pk, ())]
        return list(facts)

    def groups(self, facts: Sequence[Fact]) -> list[Group]:
        """Odd ones first, then who waits longest; a person's together."""
        arrival: dict[int, int] = {}
        odd: dict[int, list[Fact]] = defaultdict(list)
        usual: dict[tuple[int, int, int], list[Fact]] = defaultdict(list)
        for fact in facts:
            arrival.setdefault(fact.person, len(arrival))
            if fact.pk in self.marks:
                odd[fact.person].append(fact)
            else:
                usual[fact.person, fact.activity, fact.day.weekday()].append(fact)
        found = [Group(True, person, sorted(rows, key=_by_day)) for person, rows in odd.items()]
        rhythms = sorted(usual.items(), key=lambda item: arrival[item[0][0]])
        for (person, _activity, _weekday), rows in rhythms:
            found += [Group(False, person, sorted(part, key=_by_day)) for part in _similar(rows)]
        return [piece for group in found for piece in _pieces(group)]


def backlog(organisation: Organisation, *, today: dt.date, until: dt.datetime | None = None) -> Backlog:
    """What waits at the organisation, who waits longest first, marked; without those after `until`. Two queries."""
    waiting = HourEntry.objects.waiting().filter(organisation=organisation)
    if until is not None:
        waiting = waiting.filter(submitted_at__lte=until)
    columns = ("pk", "volunteer_id", "activity_id", "day", "minutes")
    facts = [Fact(*row) for row in waiting.order_by("pk").values_list(*columns)[:MOST]]
    standing = HourEntry.objects.confirmed().beside(waiting).filter(organisation=organisation)
    beside = standing.values_list("volunteer_id", "activity_id", "day", "minutes")
    return Backlog(facts, _marks(facts, beside, today - OLD))


def _marks(
    facts: Sequence[Fact], beside: Iterable[tuple[int, int, dt.date, int]], old: dt.date
) -> dict[int, list[str]]:
    """What is odd, by key of the entry. `beside` are confirmed ones of the same people and days, at this organisation.

    What somebody gives elsewhere on that day does not count: the desk must not learn of it.
    """
    days: dict[tuple[int, dt.date], int] = defaultdict(int)
    same: dict[tuple[int, int, dt.date], int] = defaultdict(int)
    for _pk, person, activity, day, minutes in facts:
        days[person, day] += minutes
        same[person, activity, day] += 1
    for person, activity, day, minutes in beside:
        days[person, day] += minutes
        same[person, activity, day] += 1
    marks: dict[int, list[str]] = {}
    for pk, person, activity, day, minutes in facts:
        found = []
        if same[person, activity, day] > 1:
            found.append("double")
        if minutes > LONG_DAY:
            found.append("long")
        elif days[person, day] > LONG_DAY:
            found.append("overlap")
        if day < old:
            found.append("old")
        if found:
            marks[pk] = found
    return marks


def cut(groups: Sequence[Group]) -> list[list[Group]]:
    """Pages of whole groups, each with at most `PAGE` entries."""
    pages: list[list[Group]] = []
    room = 0
    for group in groups:
        if not pages or len(group.facts) > room:
            pages.append([])
            room = PAGE
        pages[-1].append(group)
        room -= len(group.facts)
    return pages


def by_person(groups: Iterable[Group]) -> Iterator[tuple[int, list[Group]]]:
    """The groups of a page below their people."""
    for person, found in groupby(groups, key=lambda group: group.person):
        yield person, list(found)


def _by_day(fact: Fact) -> tuple[dt.date, int]:
    return fact.day, fact.pk


def _similar(facts: list[Fact]) -> Iterator[list[Fact]]:
    """One after another by duration, parted where it differs too much from the shortest of the part."""
    part: list[Fact] = []
    for fact in sorted(facts, key=lambda fact: (fact.minutes, fact.pk)):
        if part and fact.minutes - part[0].minutes > SIMILAR:
            yield part
            part = []
        part.append(fact)
    yield part


def _pieces(group: Group) -> Iterator[Group]:
    """A group that would not fit on a page is several."""
    for start in range(0, len(group.facts), PAGE):
        yield Group(group.odd, group.person, group.facts[start : start + PAGE])


def sums(facts: Iterable[Fact], marks: Mapping[int, list[str]]) -> tuple[int, int, int]:
    """Entries, minutes, odd ones."""
    found = list(facts)
    return len(found), sum(fact.minutes for fact in found), sum(fact.pk in marks for fact in found)
