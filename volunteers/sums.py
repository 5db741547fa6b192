"""What somebody's hours come to, by where they stand and by month; for `HourEntryQuerySet`."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, TruncMonth

_CONFIRMED = Q(status="confirmed")
_WAITING = Q(status="submitted")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where hours stand: whole minutes, and numbers of entries."""

    this_year: int
    confirmed: int
    waiting: int
    waiting_entries: int
    declined_entries: int


def standing(hours: "models.QuerySet[Any]", year: int) -> Standing:
    """Minutes confirmed in that calendar year and ever; how many wait, how many were declined. One query."""
    in_year = _CONFIRMED & Q(day__gte=dt.date(year, 1, 1), day__lte=dt.date(year, 12, 31))
    return Standing(
        **hours.aggregate(
            this_year=_minutes(in_year),
            confirmed=_minutes(_CONFIRMED),
            waiting=_minutes(_WAITING),
            waiting_entries=Count("pk", filter=_WAITING),
            declined_entries=Count("pk", filter=Q(status="declined")),
        )
    )


def months(hours: "models.QuerySet[Any]") -> "models.QuerySet[Any, Any]":
    """A row a month, newest first: `month` (its first day), minutes `confirmed` and `waiting`, `entries`."""
    rows: models.QuerySet[Any, Any] = hours.annotate(month=TruncMonth("day")).values("month")
    rows = rows.annotate(confirmed=_minutes(_CONFIRMED), waiting=_minutes(_WAITING), entries=Count("pk"))
    return rows.order_by("-month")


def _minutes(which: Q) -> Coalesce:
    return Coalesce(Sum("counted", filter=which), 0)
