"""The alliance in figures for everybody: one year, by place, field of action or month; as map, table and CSV.

What may be told is decided in `volunteers.services.figures`. Here one breakdown is shown at a time, of a whole year.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from backend.common import clock, spreadsheets
from backend.common.public import public_page, remembered
from backend.site import map as maps
from volunteers.models import Activity, District
from volunteers.services import figures as service
from volunteers.services.figures import Cell, Figures

LICENCE = "https://www.govdata.de/dl-de/zero-2-0"
# Counting people reads a year of the ledger. And who watched the figures after each confirmation would see single ones.
FRESH = 3600  # seconds
BREAKDOWNS = {"ort": "district", "feld": "field", "monat": "month"}
LABELS = {"ort": gettext_lazy("Orte"), "feld": gettext_lazy("Handlungsfelder"), "monat": gettext_lazy("Monate")}
_SHAPE = "-".join(Cell.__dataclass_fields__)  # what an older version left in the cache is not read as today's
_FIRST_COLUMN = {
    "ort": gettext_lazy("Landkreis oder Stadt"),
    "feld": gettext_lazy("Handlungsfeld"),
    "monat": gettext_lazy("Monat"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. Whole hours; `width` is the length of its bar in percent of the longest."""

    key: str
    label: str
    minutes: int
    hours: int
    people: int
    organisations: int
    offers: int | None
    hidden: bool
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """One breakdown of one year, in the language of the page."""

    by: str
    year: int
    rows: list[Row]
    total: Row
    made: dt.datetime


@public_page
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of a year: a map where it is about places, bars elsewhere, and always the table."""
    by, year, years = _asked(request)
    table = table_of(by, year)
    names = {row.key: row.label for row in table.rows}
    shown = maps.draw({row.key: row.hours for row in table.rows if not row.hidden}) if by == "ort" else None
    return render(
        request,
        "site/figures.html",
        {
            "table": table,
            "rows": (told := [row for row in table.rows if row.hidden or row.people or row.offers or by != "ort"]),
            "untold": len(table.rows) - len(told),
            "map": shown,
            "areas": [(area, names.get(area.ags, "")) for area in shown.areas] if shown else [],
            "years": years,
            "first_column": str(_FIRST_COLUMN[by]),
            "tabs": [(key, label, key == by) for key, label in LABELS.items()],
            "licence": LICENCE,
            "map_licence": maps.LICENCE,
            "any_hidden": table.total.hidden or any(row.hidden for row in table.rows),
        },
    )


@public_page
def figures_file(request: HttpRequest) -> HttpResponse:
    """The same table as CSV (UTF-8 with mark, semicolons): opens in a spreadsheet by a double click."""
    by, year, _years = _asked(request)
    table = table_of(by, year)
    heads = [_("Jahr"), _("Schlüssel"), str(_FIRST_COLUMN[by]), _("Minuten"), _("Stunden"), _("Engagierte")]
    lines: list[list[object]] = [[*heads, _("Organisationen"), _("Angebote"), _("verborgen")]]
    for row in table.rows:
        told = ["", "", "", ""] if row.hidden else [row.minutes, row.hours, row.people, row.organisations]
        offers = "" if row.offers is None else row.offers
        lines.append([year, row.key, row.label, *told, offers, _("ja") if row.hidden else _("nein")])
    response = HttpResponse(spreadsheets.table(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dankwerk-{year}-{by}.csv"'
    response["Link"] = f'<{LICENCE}>; rel="license"'
    return response


def table_of(by: str, year: int) -> Table:
    """The breakdown `by` (a key of BREAKDOWNS) of that year, at most an hour old."""
    kept = remembered(f"figures:{by}:{year}:{_SHAPE}", lambda: _counted(by, year), fresh=FRESH)
    found, offers, names = kept.value
    longest = max((cell.minutes for cell in found.cells), default=0)
    rows = [_row(cell, _label(by, cell, names), offers, longest) for cell in found.cells]
    if by == "ort":
        rows = sorted(rows, key=lambda row: (row.label, row.key))
    total = _row(found.total, _("Insgesamt"), {"": sum(offers.values())} if offers else {}, 0)
    return Table(by, year, rows, total, dt.datetime.fromtimestamp(kept.at, dt.UTC))


def total_hours(year: int) -> int | None:
    """All confirmed hours of a year; None where that would tell of single people."""
    total = table_of("ort", year).total
    return None if total.hidden else total.hours


def _counted(by: str, year: int) -> tuple[Figures, dict[str, int], dict[str, str]]:
    found = service.public_figures(by=BREAKDOWNS[by], year=year)
    offered = Activity.objects.publicly_listed().on_offer(clock.today()).order_by()
    keys = {"ort": "district__ags", "feld": "field__code"}
    counts = offered.values_list(keys[by]).annotate(number=Count("pk")) if by in keys else ()
    names = dict(District.objects.choices(dt.date(year, 12, 31))) if by == "ort" else {}
    return found, dict(counts), names


def _row(cell: Cell, label: str, offers: Mapping[str, int], longest: int) -> Row:
    return Row(
        key=cell.key,
        label=label,
        minutes=cell.minutes,
        hours=(cell.minutes + 30) // 60,
        people=cell.people,
        organisations=cell.organisations,
        offers=offers.get(cell.key, 0) if offers else None,
        hidden=cell.hidden,
        width=round(100 * cell.minutes / longest) if longest else 0,
    )


def _label(by: str, cell: Cell, names: Mapping[str, str]) -> str:
    """What was counted is kept for all languages, so it is named anew in each."""
    if by == "monat":
        return date_format(dt.date.fromisoformat(f"{cell.key}-01"), pgettext("Monat mit Jahr", "F Y"))
    return _(cell.label) if by == "feld" else names.get(cell.key, cell.label)


def _asked(request: HttpRequest) -> tuple[str, int, list[int]]:
    """Breakdown and year of the address; the newest year unless it names one. 404 for what there is not."""
    kept: Any = remembered("figures:years", service.years, fresh=FRESH).value
    years = kept or [clock.today().year]
    by, wish = request.GET.get("nach", "ort"), request.GET.get("jahr", str(years[0]))
    if by not in BREAKDOWNS or wish not in map(str, years):
        raise Http404
    return by, int(wish), years
