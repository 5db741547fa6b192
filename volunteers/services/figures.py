"""The alliance in figures, for reports and for the public: one definition of each, whoever looks.

- minutes, entries: confirmed ones, with agreed corrections; from the rollup of districts where it has the breakdown.
- people, organisations: how many different ones gave those hours, from the ledger.
- A cell's district and field are those of the activity; its month is that of the local date; its kind that of the
  organisation; its gender what the person told, or `unknown`. Kind and gender are those of today.

What of it everybody may know is decided in `recognition.services.statistics`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from volunteers.models import District, DistrictMonth, FieldOfAction, Gender, HourEntry, Organisation
from volunteers.querysets import valid_on
from volunteers.reach import Reach

BREAKDOWNS = ("district", "field", "kind", "month")
GENDER = "gender"  # only for the published tables: with a scope and a period, somebody's answer could be computed
UNKNOWN = "unknown"
EVERYTHING = Reach(everything=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """What was given in one district, field, month, kind of organisation, by one gender, or in all.

    `key` is the district's AGS, the field's code, the month as `2026-03`, or the code of the kind or gender; empty for
    the total.
    """

    key: str
    label: str
    minutes: int = 0
    entries: int = 0
    people: int = 0
    organisations: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """One table. The people of its cells may add up to more than the total: some helped in two districts."""

    by: str
    start: dt.date
    end: dt.date
    total: Cell
    cells: list[Cell]


def figures(*, by: str, start: dt.date, end: dt.date, reach: Reach) -> Figures:
    """Every figure, small ones too, within what that reach coordinates: for coordinators.

    Whole months from that of `start` to that of `end`. `by` is one of BREAKDOWNS or GENDER. Queries: four, for months
    three, for kind and gender three.
    """
    start, end = start.replace(day=1), _last_of_month(end)
    sums = DistrictMonth.objects.in_scope(reach).filter(month__gte=start, month__lte=end)
    confirmed = HourEntry.objects.in_scope(reach).confirmed().in_period(start, end)
    hours = confirmed.counting()
    names, rollup_key, ledger_key = _AXES[by](start, end)
    summed = _summed(sums, rollup_key) if rollup_key else _summed_in_ledger(confirmed, ledger_key)
    minutes = {key: (total, number) for key, total, number in summed}
    heads = {key: (people, places) for key, people, places in _counted(hours, ledger_key)}
    keys = [key for key in names if reach.everything or key in minutes or key in heads or by == "month"]
    cells = [Cell(names[key][0], names[key][1], *minutes.get(key, (0, 0)), *heads.get(key, (0, 0))) for key in keys]
    total = Cell(
        "",
        _("Insgesamt"),
        sum(one.minutes for one in cells),
        sum(one.entries for one in cells),
        **hours.aggregate(people=Count("volunteer", distinct=True), organisations=Count("organisation", distinct=True)),
    )
    return Figures(by, start, end, total, cells)


def years() -> list[int]:
    """Calendar years in which anything was confirmed, the newest first. One query."""
    months = DistrictMonth.objects.filter(entries__gt=0).order_by().dates("month", "year", order="DESC")
    return [first.year for first in months]


Names = dict[Any, tuple[str, str]]  # by what the database groups: key and label of the cell


def _districts(start: dt.date, end: dt.date) -> tuple[Names, str, str]:
    """Those of that time; dissolved ones keep what was reported of them. Osnabrück is a city and a Landkreis."""
    there = District.objects.filter(valid_on(end) | valid_on(start)).order_by("name", "ags")
    found = list(there.values_list("pk", "ags", "name", "kind"))
    often = Counter(name for _pk, _ags, name, _kind in found)
    names = {pk: (ags, f"{name} ({kind})" if often[name] > 1 else name) for pk, ags, name, kind in found}
    return names, *_of("district")


def _fields(_start: dt.date, _end: dt.date) -> tuple[Names, str, str]:
    there = FieldOfAction.objects.order_by("position", "code")
    return {pk: (code, _(name)) for pk, code, name in there.values_list("pk", "code", "name")}, *_of("field")


def _months(start: dt.date, end: dt.date) -> tuple[Names, str, str]:
    names, month = {}, start
    while month <= end:
        names[month] = (f"{month:%Y-%m}", date_format(month, pgettext("Monat mit Jahr", "F Y")))
        month = (month + dt.timedelta(days=31)).replace(day=1)
    return names, "month", "month"


def _kinds(_start: dt.date, _end: dt.date) -> tuple[Names, str, str]:
    return {code: (code, str(label)) for code, label in Organisation.Kind.choices}, "", "organisation__kind"


def _genders(_start: dt.date, _end: dt.date) -> tuple[Names, str, str]:
    names: Names = {code: (code, str(label)) for code, label in Gender.choices}
    return names | {"": (UNKNOWN, _("ohne Angabe"))}, "", "gender"


def _of(name: str) -> tuple[str, str]:
    return f"{name}_id", f"activity__{name}_id"


_AXES: dict[str, Callable[[dt.date, dt.date], tuple[Names, str, str]]] = {
    "district": _districts,
    "field": _fields,
    "month": _months,
    "kind": _kinds,
    GENDER: _genders,
}


def _summed(sums: Any, key: str) -> Any:
    return (
        sums.order_by()
        .values_list(key)
        .annotate(total=Coalesce(Sum("minutes"), 0), number=Coalesce(Sum("entries"), 0))
        .filter(number__gt=0)
    )


def _summed_in_ledger(confirmed: Any, key: str) -> Any:
    return _by(confirmed, key).values_list(key).annotate(total=Sum("counted"), number=Count("pk"))


def _by(hours: Any, key: str) -> Any:
    """With what it is grouped by, where that is no column of its own."""
    if key == "month":
        hours = hours.annotate(month=TruncMonth("day"))
    elif key == "gender":
        hours = hours.annotate(gender=Coalesce("volunteer__details__gender", Value("")))
    return hours.order_by()


def _counted(hours: Any, key: str) -> Any:
    return (
        _by(hours, key)
        .values_list(key)
        .annotate(people=Count("volunteer", distinct=True), places=Count("organisation", distinct=True))
    )


def _last_of_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
