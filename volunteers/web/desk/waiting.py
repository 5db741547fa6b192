"""What waits at a desk, as its page needs it: filtered, grouped by person and weekly rhythm, cut into pages.

What it is and what is odd about it comes from `services.marks`; ten thousand entries are a tenth of a second that way,
and only what stands on the page is asked for after.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from backend.common.collecting import uncollected
from volunteers.models import Organisation
from volunteers.services import marks
from volunteers.services.marks import FULL_DAY, MOST, Fact, Found

PAGE = 100  # entries of a page, about


@dataclass(frozen=True, slots=True)
class Wish:
    """What of it somebody wants to see; keys, local dates (both included). `marks` is "", "any", "none" or a Mark."""

    person: int | None = None
    activity: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    full_day: bool = False
    marks: str = ""


@dataclass(slots=True)
class Group:
    """Entries that one decision fits: a rhythm (person, activity, weekday, minutes), or a person's odd ones."""

    odd: bool
    person: int
    facts: list[Fact]

    @property
    def minutes(self) -> int:
        """Their sum."""
        return sum(fact.minutes for fact in self.facts)


class Backlog:
    """All that waits (at most `MOST`), and what is odd about whom."""

    def __init__(self, found: Found) -> None:
        """What was read and marked."""
        self.facts = found.facts
        self.marks = found.marks
        self.people = found.people

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
        elif wish.marks == "none":
            facts = [fact for fact in facts if fact.pk not in self.marks]
        elif wish.marks:
            facts = [fact for fact in facts if wish.marks in self.marks.get(fact.pk, ())]
        return list(facts)

    @uncollected()
    def groups(self, facts: Sequence[Fact]) -> list[Group]:
        """Odd ones first, then who waits longest; a person's together."""
        marked = self.marks
        odd: dict[int, list[Fact]] = {}
        usual: dict[int, dict[tuple[int, int, int], list[Fact]]] = {}
        for fact in facts:
            pk, person, activity, day, minutes, _again = fact
            rhythms = usual.get(person)
            if rhythms is None:  # also of who has odd ones alone: they wait as long
                rhythms = usual[person] = {}
            if pk in marked:
                odd.setdefault(person, []).append(fact)
            elif (rhythm := (activity, day.weekday(), minutes)) in rhythms:
                rhythms[rhythm].append(fact)
            else:
                rhythms[rhythm] = [fact]
        found = [Group(True, person, rows) for person, rows in odd.items()]
        found += [Group(False, person, rows) for person, rhythms in usual.items() for rows in rhythms.values()]
        for group in found:
            if len(group.facts) > 1:
                group.facts.sort(key=_by_day)
        return found if all(len(group.facts) <= PAGE for group in found) else [*_pieces(found)]


@uncollected()
def backlog(organisation: Organisation, *, today: dt.date, until: dt.datetime | None = None) -> Backlog:
    """What waits at the organisation, who waits longest first, marked; without those after `until`."""
    return Backlog(marks.waiting_at(organisation, today=today, until=until))


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


_by_day = attrgetter("day", "pk")


def _pieces(groups: Iterable[Group]) -> Iterator[Group]:
    """A group that would not fit on a page is several."""
    for group in groups:
        for start in range(0, len(group.facts), PAGE):
            yield Group(group.odd, group.person, group.facts[start : start + PAGE])


@dataclass(frozen=True, slots=True)
class Sums:
    """Entries and whole minutes; `even` ones are those without a mark, of so many people."""

    count: int
    minutes: int
    even: int
    even_minutes: int
    even_people: int


def sums(facts: Iterable[Fact], marks: Mapping[int, list[str]]) -> Sums:
    """What they come to, and the even ones among them."""
    count = minutes = even = even_minutes = 0
    people = set()
    for pk, person, _activity, _day, long, _again in facts:
        count += 1
        minutes += long
        if pk not in marks:
            even += 1
            even_minutes += long
            people.add(person)
    return Sums(count, minutes, even, even_minutes, len(people))
