"""What is kept here about one person, for them; and what is forgotten of them."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F

from recognition.models import ListEntry, ListStatus, RecognitionList
from volunteers.services import retention
from volunteers.services.export import Source, Tables

if TYPE_CHECKING:
    from volunteers.models import User
    from volunteers.services.erasing import Subject


def forget(subject: "Subject") -> None:
    """On no list any more. What is shown of a list is read anew each time, so the public page follows at once."""
    if subject.volunteer is not None:
        ListEntry.objects.filter(volunteer=subject.volunteer).delete()


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


def _drafts(before: dt.date) -> "models.QuerySet[RecognitionList]":
    """Lists that nobody published; there are no people on them."""
    return RecognitionList.objects.filter(status=ListStatus.DRAFT, created_at__lt=retention.start_of(before))


def _let_go(keys: list[int]) -> None:
    RecognitionList.objects.filter(pk__in=keys, status=ListStatus.DRAFT).delete()


DRAFTS = retention.Handler(_drafts, _let_go)

_DECIDED = "what somebody decides for the alliance is told by `decisions`"

SOURCE = Source(
    tables=_tables,
    covers={"recognition.ListEntry.volunteer": "thanks_lists"},
    excuses={
        "recognition.RecognitionList.created_by": _DECIDED,
        "recognition.RecognitionList.published_by": _DECIDED,
    },
)
