"""What is kept here about one person, for them; and what is forgotten of them."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F

from recognition.models import Helped, ListEntry, Reached, RecognitionList, ThanksDue, ThanksGiven
from recognition.models.lists import IN_WORK
from volunteers.services import retention
from volunteers.services.export import Source, Tables

if TYPE_CHECKING:
    from volunteers.models import User, Volunteer
    from volunteers.services.erasing import Subject


def forget(subject: "Subject") -> None:
    """On no list any more, and nothing reached. What is shown of a list is read anew, so its page follows at once."""
    if subject.volunteer is not None:
        ListEntry.objects.filter(volunteer=subject.volunteer).delete()
        Reached.objects.filter(volunteer=subject.volunteer).delete()
        ThanksGiven.objects.filter(volunteer=subject.volunteer).delete()
        ThanksDue.objects.filter(volunteer=subject.volunteer).delete()
        Helped.objects.filter(volunteer=subject.volunteer).delete()


def moving(source: "Volunteer", target: "Volunteer") -> "models.QuerySet[Reached]":
    """What goes with a record into another one: all but what the other one reached, too."""
    theirs = Reached.objects.filter(volunteer=target, lapsed_at=None)
    return Reached.objects.filter(volunteer=source).exclude(programme__in=theirs.values("programme"), lapsed_at=None)


def _tables(user: "User") -> Tables:
    rows: Any = ListEntry.objects.filter(volunteer__user=user).order_by("pk")
    yield (
        "thanks_lists",
        rows.values(
            list_title=F("list__title"),
            period_start=F("list__period_start"),
            period_end=F("list__period_end"),
            status=F("list__status"),
            published_at=F("list__published_at"),
        ).iterator(chunk_size=1000),
    )
    reached: Any = Reached.objects.filter(volunteer__user=user).order_by("pk")
    columns = ("reached_on", "minutes", "basis", "evaluated_at", "lapsed_at", "lapsed_why", "thanked_at")
    yield (
        "programmes_reached",
        reached.values(
            *columns,
            "thanked_by_way",
            programme_name=F("programme__name"),
            rule_version=F("rule__version"),
        ).iterator(chunk_size=1000),
    )
    thanks: Any = ThanksGiven.objects.filter(volunteer__user=user).order_by("at", "pk")
    yield "thanks_given", thanks.values("at", "way").iterator(chunk_size=1000)


def _drafts(before: dt.date) -> "models.QuerySet[RecognitionList]":
    """Lists that nobody published; there are no people on them."""
    return RecognitionList.objects.filter(status__in=IN_WORK, created_at__lt=retention.start_of(before))


def _let_go(keys: list[int]) -> None:
    RecognitionList.objects.filter(pk__in=keys, status__in=IN_WORK).delete()


DRAFTS = retention.Handler(_drafts, _let_go)

_DECIDED = "what somebody decides for the alliance is told by `decisions`"

SOURCE = Source(
    tables=_tables,
    covers={
        "recognition.ListEntry.volunteer": "thanks_lists",
        "recognition.Reached.volunteer": "programmes_reached",
        "recognition.ThanksGiven.volunteer": "thanks_given",
    },
    excuses={
        "recognition.Helped.volunteer": "the entries themselves say it, each with its activity",
        "recognition.ThanksDue.volunteer": "the sum of `programmes_reached` without thanks",
        "recognition.RecognitionList.created_by": _DECIDED,
        "recognition.RecognitionList.changed_by": _DECIDED,
        "recognition.RecognitionList.checked_by": _DECIDED,
        "recognition.RecognitionList.published_by": _DECIDED,
    },
)
