"""Dates of somebody's calendar as hours: the key of each, which activity it may have been, what is there already."""

import datetime as dt
import difflib
import uuid as uuids
from collections.abc import Collection, Sequence

from django.db.models import Sum

from backend.common import clock
from volunteers.models import Activity, HourEntry, HourStatus, Volunteer
from volunteers.text import fold

LOOKED_BACK = 100  # entries among which one's own activities are found
MOST_OFFERED = 20
LIKELY = 0.6  # of two titles that are about the same
_NAMESPACE = uuids.UUID("2d2f8c0e-8a0b-5b5c-9a3e-64d1c2a7f0b7")  # of dates; changing it would double their hours


def uuid_of(volunteer: Volunteer, key: str) -> uuids.UUID:
    """The key of the entry that a date of this person's calendar becomes: the same file again makes the same."""
    return uuids.uuid5(_NAMESPACE, f"{volunteer.uuid}\n{key}")


def own_activities(volunteer: Volunteer) -> list[Activity]:
    """Where the person helped, the latest first, as far as hours are still taken there."""
    latest = (
        HourEntry.objects.filter(volunteer=volunteer)
        .exclude(status=HourStatus.WITHDRAWN)
        .select_related("activity__organisation")
        .order_by("-pk")[:LOOKED_BACK]
    )
    ended = clock.today() - dt.timedelta(days=365)  # as ActivityQuerySet.taking_hours has it
    usable = (
        entry.activity
        for entry in latest
        if entry.activity.organisation.is_active and (entry.activity.ends_on or clock.today()) >= ended
    )
    return list(dict.fromkeys(usable))[:MOST_OFFERED]


def guess(title: str, activities: Sequence[Activity]) -> Activity | None:
    """Which of them an event of that title may have been; the only one there is, None where nothing is alike."""
    if len(activities) == 1:
        return activities[0]
    likely = [(_likeness(fold(title), activity), -place) for place, activity in enumerate(activities)]
    best, place = max(likely, default=(0.0, 0))
    return activities[-place] if best >= LIKELY else None


def known(volunteer: Volunteer, keys: Collection[uuids.UUID]) -> dict[uuids.UUID, HourEntry]:
    """The entries that dates with these keys became, whatever became of those."""
    return {entry.uuid: entry for entry in HourEntry.objects.filter(volunteer=volunteer, uuid__in=keys)}


def written_down(volunteer: Volunteer, days: Collection[dt.date]) -> dict[dt.date, int]:
    """Minutes that the person wrote down for these local dates in any way."""
    rows = HourEntry.objects.occupying().filter(volunteer=volunteer, day__in=days)
    return dict(rows.values_list("day").annotate(total=Sum("counted")).order_by())


def _likeness(title: str, activity: Activity) -> float:
    """0 to 1: equal titles, one within the other, the organisation's name in the title, letters in common."""
    name, place = fold(activity.title), fold(activity.organisation.name)
    if not title:
        return 0.0
    if title == name:
        return 1.0
    if min(len(title), len(name)) >= 4 and (name in title or title in name):
        return 0.9
    if len(place) >= 4 and place in title:
        return 0.8
    return difflib.SequenceMatcher(None, title, name).ratio()
