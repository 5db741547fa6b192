"""Who was thanked, and for what they reached by then; who is due thanks.

`ThanksGiven` is the truth, what `Reached` says of thanks follows from it, and `ThanksDue` sums up what has none.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.utils import timezone

from backend.common.bulk import insert_many
from recognition.models import Reached, ThanksDue, ThanksGiven
from volunteers.models import Volunteer

BATCH = 1000


@transaction.atomic(savepoint=False)
def record(*, volunteers: Sequence[int], at: dt.datetime, way: str) -> int:
    """Write down that these people (keys) were thanked, and for what they had reached on that local date.

    Returns how much of what they reached has thanks by it. Who was forgotten meanwhile is left out.
    """
    day, number = timezone.localdate(at), 0
    keys = sorted(set(volunteers))
    for start in range(0, len(keys), BATCH):
        there = _held(keys[start : start + BATCH])
        insert_many([ThanksGiven(volunteer_id=key, at=at, day=day, way=way) for key in there])
        due = Reached.objects.filter(volunteer__in=there, lapsed_at=None, thanked_at=None, reached_on__lte=day)
        number += due.update(thanked_at=at, thanked_by_way=way)
        ThanksDue.objects.filter(volunteer__in=there).delete()
        _insert(_sums(there))  # of those who reached something since that day
    return number


@transaction.atomic
def catch_up(keys: Sequence[int]) -> int:
    """Let what these people (at most some thousand) reached say of its thanks what their history says, and sum it up.

    For what was found out, or changed its day, after the thanks were given; and for records that became one, or two
    again. Returns how many rows of `Reached` were mended, nearly always none.
    """
    thanks = ThanksGiven.objects.first_since(day=OuterRef("reached_on"), volunteer=OuterRef("volunteer"))
    rows = Reached.objects.filter(volunteer__in=keys, lapsed_at=None).annotate(
        first_at=Subquery(thanks.values("at")), first_way=Subquery(thanks.values("way"))
    )
    wrong = rows.filter(
        Q(thanked_at=None, first_at__isnull=False)
        | Q(thanked_at__isnull=False, first_at=None)
        | Q(thanked_at__lt=F("first_at"))
        | Q(thanked_at__gt=F("first_at"))
    )
    people = set(wrong.values_list("volunteer", flat=True)) | _summed_up_wrongly(keys)
    held = _held(sorted(people)) if people else []
    found: list[Any] = list(wrong.filter(volunteer__in=held)) if held else []
    for one in found:
        one.thanked_at, one.thanked_by_way = one.first_at, one.first_way
    Reached.objects.bulk_update(found, ["thanked_at", "thanked_by_way"], batch_size=BATCH)
    _sum_up(held)
    return len(found)


def forget_merged() -> None:
    """Nothing is due to a record that went into another one."""
    ThanksDue.objects.exclude(volunteer__merged_into=None).delete()


def _sums(keys: Sequence[int]) -> dict[int, tuple[dt.date, int]]:
    """Since when, and for how much, each of them is due thanks, who is due any."""
    rows = Reached.objects.standing().unthanked().filter(volunteer__in=keys).order_by()
    summed = rows.values_list("volunteer").annotate(since=Min("reached_on"), number=Count("pk"))
    return {volunteer: (since, number) for volunteer, since, number in summed}


def _written(keys: Sequence[int]) -> dict[int, tuple[dt.date, int]]:
    rows = ThanksDue.objects.filter(volunteer__in=keys).values_list("volunteer", "since", "number")
    return {volunteer: (since, number) for volunteer, since, number in rows}


def _summed_up_wrongly(keys: Sequence[int]) -> set[int]:
    there, written = _sums(keys), _written(keys)
    return {key for key in there.keys() | written.keys() if there.get(key) != written.get(key)}


def _sum_up(held: Sequence[int]) -> None:
    """Write anew for these people, who are locked."""
    there, written = _sums(held), _written(held)
    wrong = [key for key in written if there.get(key) != written[key]]
    ThanksDue.objects.filter(volunteer__in=wrong).delete()
    _insert({key: sums for key, sums in there.items() if sums != written.get(key)})


def _insert(sums: dict[int, tuple[dt.date, int]]) -> None:
    insert_many([ThanksDue(volunteer_id=key, since=since, number=number) for key, (since, number) in sums.items()])


def _held(keys: Sequence[int]) -> list[int]:
    """Those of them who are remembered, locked in order of keys, as by everybody who writes what they reached."""
    people = Volunteer.objects.remembered().filter(pk__in=keys).order_by("pk")
    return list(people.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
