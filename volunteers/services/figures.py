"""The alliance in figures, for reports and for the public: one definition of each, whoever looks.

- minutes, entries: confirmed ones, from the rollup of districts.
- people, organisations: how many different ones gave those hours, from the ledger.
- A cell's district and field are those of the activity; its month is that of the local date.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from volunteers.models import District, DistrictMonth, FieldOfAction, HourEntry
from volunteers.querysets import valid_on
from volunteers.reach import Reach

BREAKDOWNS = ("district", "field", "month")
FEWEST_PEOPLE = 5  # a public cell about fewer would speak of single people (domain.md, "Publishing names")
EVERYTHING = Reach(everything=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """What was given in one district, field or month, or in all. `hidden` ones hold zeros and say nothing.

    `key` is the district's AGS, the field's code, or the month as `2026-03`; empty for the total.
    """

    key: str
    label: str
    minutes: int = 0
    entries: int = 0
    people: int = 0
    organisations: int = 0
    hidden: bool = False


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

    Whole months from that of `start` to that of `end`. `by` is one of BREAKDOWNS. Four queries, for months three.
    """
    start, end = start.replace(day=1), _last_of_month(end)
    sums = DistrictMonth.objects.in_scope(reach).filter(month__gte=start, month__lte=end)
    hours = HourEntry.objects.in_scope(reach).counting().in_period(start, end)
    names, rollup_key, ledger_key = _AXES[by](start, end)
    minutes = {key: (total, number) for key, total, number in _summed(sums, rollup_key)}
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


def public_figures(*, by: str, year: int) -> Figures:
    """The figures of one calendar year that everybody may see: no cell tells of fewer than `FEWEST_PEOPLE`.

    The only public figures. Offer whole years alone, one breakdown at a time, and no sum over years: from tables that
    cross or overlap, a hidden cell could be computed back.
    """
    found = figures(by=by, start=dt.date(year, 1, 1), end=dt.date(year, 12, 31), reach=EVERYTHING)
    return without_small_cells(found)


def without_small_cells(found: Figures) -> Figures:
    """The same table with the small cells hidden, and with further ones that keep these from being computed back.

    1. Hide each cell with 1 to 4 people. 2. As long as what is hidden is a single cell, or less than five people
    together, the total minus what is shown would tell it: hide the next smallest. 3. A total of fewer than five people
    hides everything. Empty cells tell of nobody and stay.
    """
    if 0 < found.total.people < FEWEST_PEOPLE:
        hidden = {one.key for one in found.cells if one.entries}
        return _hiding(replace(found, total=_hide(found.total)), hidden)
    filled = sorted((one for one in found.cells if one.entries), key=lambda one: (one.people, one.minutes, one.key))
    hidden_cells = [one for one in filled if one.people < FEWEST_PEOPLE]
    for one in filled[len(hidden_cells) :]:
        if not hidden_cells or (len(hidden_cells) > 1 and sum(each.people for each in hidden_cells) >= FEWEST_PEOPLE):
            break
        hidden_cells.append(one)
    hidden = {one.key for one in hidden_cells}
    if hidden and len(hidden) == len(filled) == 1:
        return _hiding(replace(found, total=_hide(found.total)), hidden)
    return _hiding(found, hidden)


def years() -> list[int]:
    """Calendar years in which anything was confirmed, the newest first. One query."""
    months = DistrictMonth.objects.filter(entries__gt=0).order_by().dates("month", "year", order="DESC")
    return [first.year for first in months]


def _hiding(found: Figures, hidden: Collection[str]) -> Figures:
    return replace(found, cells=[_hide(one) if one.key in hidden else one for one in found.cells])


def _hide(cell: Cell) -> Cell:
    return Cell(cell.key, cell.label, hidden=True)


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


def _of(name: str) -> tuple[str, str]:
    return f"{name}_id", f"activity__{name}_id"


_AXES: dict[str, Callable[[dt.date, dt.date], tuple[Names, str, str]]] = {
    "district": _districts,
    "field": _fields,
    "month": _months,
}


def _summed(sums: Any, key: str) -> Any:
    return (
        sums.order_by()
        .values_list(key)
        .annotate(total=Coalesce(Sum("minutes"), 0), number=Coalesce(Sum("entries"), 0))
        .filter(number__gt=0)
    )


def _counted(hours: Any, key: str) -> Any:
    grouped = hours.annotate(month=TruncMonth("day")) if key == "month" else hours
    return (
        grouped.order_by()
        .values_list(key)
        .annotate(people=Count("volunteer", distinct=True), places=Count("organisation", distinct=True))
    )


def _last_of_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
