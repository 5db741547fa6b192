"""What is odd about hours that wait: read for a whole desk in three statements, marked by a pure function.

All of it is looked at, however long the list is: what is odd about an entry shows beside the others, and odd ones come
first. What somebody gives elsewhere on a day counts for the sum of that day, for twelve hours are twelve hours; where
it was is not said, nor how much.
"""

import datetime as dt
import uuid as uuids
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from volunteers.models import HourEntry, Organisation, Volunteer
from volunteers.models.hours import OCCUPYING

MOST = 20_000  # entries looked at, the longest waiting first
LONG_DAY = 720  # minutes: more a day is possible, and nearly always a slip
FULL_DAY = 480
OLD = dt.timedelta(days=365)


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
    days: dict[tuple[int, dt.date], int] = defaultdict(int)
    same: dict[tuple[int, int | None, dt.date], int] = defaultdict(int)
    for fact in facts:
        days[fact.person, fact.day] += fact.minutes
        same[fact.person, fact.activity, fact.day] += 1
    for other in others:
        days[other.person, other.day] += other.minutes
        if other.activity is not None:
            same[other.person, other.activity, other.day] += 1
    marks: dict[int, list[str]] = {}
    for fact in facts:
        found = {
            *_of_size(fact.minutes, days[fact.person, fact.day]),
            *_of_day(fact.day, today),
            *([Mark.DOUBLE] if same[fact.person, fact.activity, fact.day] > 1 else []),
            *([Mark.CHANGED] if fact.sent_again else []),
            *([Mark.NEW] if fact.person in new else []),
        }
        if found:
            marks[fact.pk] = [mark.value for mark in Mark if mark in found]
    return marks


def _of_size(minutes: int, of_the_day: int) -> Iterable[Mark]:
    if minutes > LONG_DAY:
        yield Mark.LONG
        return
    if of_the_day > LONG_DAY:
        yield Mark.OVERLAP
    if minutes > FULL_DAY:
        yield Mark.FULL


def _of_day(day: dt.date, today: dt.date) -> Iterable[Mark]:
    if day > today:
        yield Mark.FUTURE
    if day < today - OLD:
        yield Mark.OLD


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
    people = _people(organisation)
    others = _others(organisation)
    new = {key for key, person in people.items() if person.new}
    return Found(facts, marked(facts, others=others, new=new, today=today), people)


def _people(organisation: Organisation) -> dict[int, Person]:
    """Whose entries wait. Who is kept by the organisation is known there, also before their first hour."""
    at_hand = HourEntry.objects.filter(organisation=organisation)
    confirmed = at_hand.confirmed().filter(volunteer_id=OuterRef("pk"))
    rows = (
        Volunteer.objects.filter(pk__in=at_hand.waiting().values("volunteer_id"))
        .annotate(known=Exists(confirmed) | Q(kept_by=organisation))
        .values_list("pk", "uuid", "name", "known")
    )
    return {pk: Person(uuid, name, not known) for pk, uuid, name, known in rows}


def _others(organisation: Organisation) -> list[Other]:
    """Hours beside the waiting ones: confirmed here, waiting or confirmed elsewhere. Each once.

    By way of the waiting ones, so that however large the ledger is, only the days of these people are looked up.
    """
    here = organisation.pk
    # Not "other than here": Django would ask that of a linked row by a subquery of its own.
    elsewhere = Q(volunteer__hours__organisation__lt=here) | Q(volunteer__hours__organisation__gt=here)
    beside = (
        HourEntry.objects.waiting()
        .filter(
            Q(volunteer__hours__status="confirmed") | elsewhere,
            organisation=organisation,
            volunteer__hours__day=F("day"),
            volunteer__hours__status__in=OCCUPYING,
        )
        .values_list(
            "volunteer__hours__pk",
            "volunteer_id",
            "volunteer__hours__activity_id",
            "volunteer__hours__organisation_id",
            "day",
            "volunteer__hours__counted",
        )
    )
    once = {row[0]: row[1:] for row in beside}
    return [
        Other(person, activity if where == here else None, day, minutes)
        for person, activity, where, day, minutes in once.values()
    ]
