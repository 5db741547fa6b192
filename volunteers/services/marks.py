"""What is odd about hours that wait: read for a whole desk in three statements, marked by a pure function.

All of it is looked at, however long the list is: what is odd about an entry shows beside the others, and odd ones come
first. What somebody gives elsewhere on a day counts for the sum of that day, for twelve hours are twelve hours; where
it was is not said, nor how much.
"""

import datetime as dt
import uuid as uuids
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple, TypeAlias

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from volunteers.models import HourEntry, Organisation, Volunteer

MOST = 20_000  # entries looked at, the longest waiting first
LONG_DAY = 720  # minutes: more a day is possible, and nearly always a slip
FULL_DAY = 480
OLD = dt.timedelta(days=365)
MOST_NAMED = 5_000  # people that a statement names one by one; SQLite takes 32,766 values
Persons: TypeAlias = Any  # keys of people, or a question that finds them; the stubs of Django know no "or" there


class Mark(models.TextChoices):
    """Why somebody should look at an entry, the gravest first."""

    FUTURE = "future", _("Tag in der Zukunft")
    DOUBLE = "double", _("doppelt")
    LONG = "long", _("länger als 12 Stunden")
    OVERLAP = "overlap", _("mehr als 12 Stunden an dem Tag")
    FULL = "full", _("länger als 8 Stunden")
    OLD = "old", _("älter als ein Jahr")
    CHANGED = "changed", _("nach Ablehnung noch einmal gesendet")
    NEW = "new", _("neu bei Ihnen")


class Fact(NamedTuple):
    """One waiting entry. Person and activity are keys; `sent_again` says that it was declined once."""

    pk: int
    person: int
    activity: int
    day: dt.date
    minutes: int
    sent_again: bool = False


class Other(NamedTuple):
    """Hours of the same person on the same day that do not wait here; `activity` is None for those elsewhere."""

    person: int
    activity: int | None
    day: dt.date
    minutes: int


class Person(NamedTuple):
    """Somebody of whom something waits. `new`: an account of which nothing was ever confirmed here."""

    uuid: uuids.UUID
    name: str
    new: bool


@dataclass(slots=True)
class Found:
    """What waits at a desk (at most `MOST`), who waits longest first; what is odd about which; whose it is."""

    facts: list[Fact]
    marks: dict[int, list[str]] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)


def marked(
    facts: Sequence[Fact], *, others: Iterable[Other], new: Collection[int], today: dt.date
) -> dict[int, list[str]]:
    """Codes of `Mark` by the key of the entry; an entry without any is not in it. `new` are keys of people.

    Pure. Facts and others are counted once each; a mark depends on nothing but these.
    """
    keys = [(fact.person, fact.day) for fact in facts]
    shared = {key for key, number in Counter(keys).items() if number > 1}  # else nothing is double, and no sum needed
    days: dict[tuple[int, dt.date], int] = defaultdict(int)
    same: dict[tuple[int, int, dt.date], int] = defaultdict(int)
    for other in others:
        shared.add((other.person, other.day))
        days[other.person, other.day] += other.minutes
        if other.activity is not None:
            same[other.person, other.activity, other.day] += 1
    for fact, key in zip(facts, keys, strict=True):
        if key in shared:
            days[key] += fact.minutes
            same[fact.person, fact.activity, fact.day] += 1
    marks: dict[int, list[str]] = {}
    codes, oldest = Mark.values, today - OLD
    for (pk, person, activity, day, minutes, sent_again), key in zip(facts, keys, strict=True):
        alone = key not in shared
        if alone and minutes <= FULL_DAY and oldest <= day <= today and not sent_again and person not in new:
            continue  # nearly all of them
        holds = (  # in the order of Mark
            day > today,
            not alone and same[person, activity, day] > 1,
            minutes > LONG_DAY,
            not alone and minutes <= LONG_DAY < days[key],
            FULL_DAY < minutes <= LONG_DAY,
            day < oldest,
            sent_again,
            person in new,
        )
        if any(holds):
            marks[pk] = list(compress(codes, holds))
    return marks


def waiting_at(organisation: Organisation, *, today: dt.date, until: dt.datetime | None = None) -> Found:
    """What waits at the organisation and what is odd about it; without what came after `until`. Three statements."""
    waiting = HourEntry.objects.waiting().filter(organisation=organisation)
    if until is not None:
        waiting = waiting.filter(submitted_at__lte=until)
    columns = ("pk", "volunteer_id", "activity_id", "day", "minutes", "earlier__pk")
    facts = [
        Fact(pk, person, activity, day, minutes, earlier is not None)
        for pk, person, activity, day, minutes, earlier in waiting.order_by("pk").values_list(*columns)[:MOST]
    ]
    if not facts:
        return Found(facts)
    known = {fact.person for fact in facts}
    persons: Persons = known if len(known) <= MOST_NAMED else waiting.order_by().values("volunteer_id")
    people = _people(organisation, persons)
    first, last = min([fact.day for fact in facts]), max([fact.day for fact in facts])
    others = _others(organisation, persons, first, last)
    new = {key for key, person in people.items() if person.new}
    return Found(facts, marked(facts, others=others, new=new, today=today), people)


def _people(organisation: Organisation, persons: Persons) -> dict[int, Person]:
    """Whose entries wait. Who is kept by the organisation is known there, also before their first hour."""
    confirmed = HourEntry.objects.confirmed().filter(organisation=organisation, volunteer_id=OuterRef("pk"))
    rows = (
        Volunteer.objects.filter(pk__in=persons)
        .annotate(known=Exists(confirmed) | Q(kept_by=organisation))
        .values_list("pk", "uuid", "name", "known")
    )
    return {pk: Person(uuid, name, not known) for pk, uuid, name, known in rows}


def _others(organisation: Organisation, persons: Persons, first: dt.date, last: dt.date) -> list[Other]:
    """Hours of these people in these days beside the waiting ones: confirmed, or waiting elsewhere. Each once.

    Confirmed ones only of days on which something waits. The people are named one by one: by way of a subquery
    PostgreSQL would rather read the whole ledger than the index of hours by person. All columns are in that index.
    """
    theirs = HourEntry.objects.filter(volunteer_id__in=persons, day__gte=first, day__lte=last)
    confirmed = theirs.confirmed().beside(HourEntry.objects.waiting().filter(organisation=organisation))
    elsewhere = theirs.waiting().exclude(organisation=organisation)
    columns = ("volunteer_id", "activity_id", "organisation_id", "day", "counted")
    rows = confirmed.values_list(*columns).union(elsewhere.values_list(*columns), all=True)
    here = organisation.pk
    return [
        Other(person, activity if where == here else None, day, minutes)
        for person, activity, where, day, minutes in rows
    ]
