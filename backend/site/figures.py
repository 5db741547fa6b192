"""The alliance in figures for everybody: one year, by place, field, kind of organisation, month or gender.

What may be told, and when, is decided in `recognition.services.statistics`. Here it is shown, as map, table and CSV.
"""

import datetime as dt
from collections.abc import Callable, Mapping
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
from recognition.services import statistics
from volunteers.models import Activity, District, FieldOfAction, Gender, Organisation
from volunteers.services.figures import UNKNOWN

LICENCE = statistics.LICENCE
FRESH = 3600  # seconds
BREAKDOWNS = {"ort": "district", "feld": "field", "art": "kind", "monat": "month", "geschlecht": "gender"}
LABELS = {
    "ort": gettext_lazy("Orte"),
    "feld": gettext_lazy("Handlungsfelder"),
    "art": gettext_lazy("Organisationen"),
    "monat": gettext_lazy("Monate"),
    "geschlecht": gettext_lazy("Geschlecht"),
}
_SHAPE = "3"  # what an older version left in the cache is not read as today's
_FIRST_COLUMN = {
    "ort": gettext_lazy("Landkreis oder Stadt"),
    "feld": gettext_lazy("Handlungsfeld"),
    "art": gettext_lazy("Art der Organisation"),
    "monat": gettext_lazy("Monat"),
    "geschlecht": gettext_lazy("Geschlecht"),
}
_OFFERED = {"ort": "district__ags", "feld": "field__code", "art": "organisation__kind"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. Whole hours; `organisations` is None where none are told (decision 35).

    `width` is the length of its bar in percent of the longest.
    """

    key: str
    label: str
    minutes: int
    hours: int
    people: int
    organisations: int | None
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
    published_at: dt.datetime


@public_page
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of a year: a map where it is about places, bars elsewhere, and always the table."""
    by, year, years = _asked(request)
    table = table_of(by, year) if year else None
    context: dict[str, Any] = {
        "table": table,
        "years": years,
        "this_year": clock.today().year,
        "so_far": hours_so_far(),
        "tabs": [(key, label, key == by) for key, label in LABELS.items()],
        "licence": LICENCE,
    }
    return render(request, "site/figures.html", context | (_shown(table) if table else {}))


@public_page
def figures_file(request: HttpRequest) -> HttpResponse:
    """The same table as CSV (UTF-8 with mark, semicolons): opens in a spreadsheet by a double click.

    Before the first year is published it holds its heads alone.
    """
    by, year, _years = _asked(request)
    table = table_of(by, year) if year else None
    heads = [_("Jahr"), _("Schlüssel"), str(_FIRST_COLUMN[by]), _("Minuten"), _("Stunden"), _("Engagierte")]
    lines: list[list[object]] = [[*heads, _("Organisationen"), _("Angebote"), _("verborgen")]]
    for row in [*table.rows, table.total] if table else []:
        places = "" if row.organisations is None else row.organisations
        told = ["", "", "", ""] if row.hidden else [row.minutes, row.hours, row.people, places]
        offers = "" if row.offers is None else row.offers
        lines.append([year, row.key, row.label, *told, offers, _("ja") if row.hidden else _("nein")])
    response = HttpResponse(spreadsheets.table(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dankwerk-{year or "leer"}-{by}.csv"'
    response["Link"] = f'<{LICENCE}>; rel="license"'
    return response


def table_of(by: str, year: int) -> Table:
    """The breakdown `by` (a key of BREAKDOWNS) of that published year. One query, or as many as it takes once an hour.

    What is remembered is of one set of hidden districts: with another one nothing of it is shown.
    """
    hidden = statistics.hidden_ags()
    key = f"figures:{_SHAPE}:{by}:{year}:{'-'.join(sorted(hidden))}"
    found, offers, names = remembered(key, lambda: _read(by, year), fresh=FRESH).value
    if found is None:
        raise Http404
    longest = max((line.minutes or 0 for line in found.lines), default=0)
    label = _labels(by, names)
    rows = [_row(line, label(line.key), offers, longest) for line in found.lines]
    if by == "ort":
        rows = sorted(rows, key=lambda row: (row.label, row.key))
    total = _row(found.total, _("Insgesamt"), {"": sum(offers.values())} if offers else {}, 0)
    return Table(by, year, rows, total, found.published_at)


def hours_so_far() -> int | None:
    """Hours of the closed quarters of this year in whole hundreds; None where that would tell of single people."""
    today = clock.today()
    told: int | None = remembered(
        f"figures:so-far:{today:%Y}:{(today.month - 1) // 3}", lambda: statistics.hours_so_far(today), fresh=FRESH
    ).value
    return told


def _shown(table: Table) -> dict[str, Any]:
    """What the page says of a table."""
    drawn = maps.draw({row.key: row.hours for row in table.rows if not row.hidden}) if table.by == "ort" else None
    names = {row.key: row.label for row in table.rows}
    told = [row for row in table.rows if row.hidden or row.people or row.offers or table.by not in {"ort", "art"}]
    return {
        "rows": told,
        "untold": len(table.rows) - len(told) if table.by == "ort" else 0,
        "map": drawn,
        "areas": [(area, names.get(area.ags, "")) for area in drawn.areas] if drawn else [],
        "first_column": str(_FIRST_COLUMN[table.by]),
        "map_licence": maps.LICENCE,
        "api": BREAKDOWNS[table.by],
    }


def _read(by: str, year: int) -> tuple[statistics.Table | None, dict[str, int], dict[str, str]]:
    """The table, today's offers by the same keys, and names that stand in the database."""
    found = statistics.table(year=year, by=BREAKDOWNS[by])
    offered = Activity.objects.publicly_listed().on_offer(clock.today()).order_by()
    counts = offered.values_list(_OFFERED[by]).annotate(number=Count("pk")) if by in _OFFERED else ()
    names: dict[str, str] = {}
    if by == "ort":
        names = dict(District.objects.choices(dt.date(year, 1, 1)) + District.objects.choices(dt.date(year, 12, 31)))
    elif by == "feld":
        names = dict(FieldOfAction.objects.values_list("code", "name"))
    return found, dict(counts), names


def _row(line: statistics.Line, label: str, offers: Mapping[str, int], longest: int) -> Row:
    minutes = line.minutes or 0
    return Row(
        key=line.key,
        label=label,
        minutes=minutes,
        hours=(minutes + 30) // 60,
        people=line.people or 0,
        organisations=line.organisations,
        offers=offers.get(line.key, 0) if offers else None,
        hidden=line.hidden,
        width=round(100 * minutes / longest) if longest else 0,
    )


def _labels(by: str, names: Mapping[str, str]) -> Callable[[str], str]:
    """What was counted is kept for all languages, so it is named anew in each."""
    if by == "monat":
        return lambda key: date_format(dt.date.fromisoformat(f"{key}-01"), pgettext("Monat mit Jahr", "F Y"))
    if by == "feld":
        return lambda key: _(names[key])
    if by == "ort":
        return lambda key: names.get(key, key)
    labels = {**dict(Organisation.Kind.choices), **dict(Gender.choices), UNKNOWN: _("ohne Angabe")}
    return lambda key: str(labels[key])


def _asked(request: HttpRequest) -> tuple[str, int | None, list[int]]:
    """Breakdown and year of the address; the newest year unless it names one, None if there is no year at all yet.

    404 for what there is not.
    """
    years: list[int] = remembered("figures:years:2", statistics.years, fresh=FRESH).value
    by, wish = request.GET.get("nach", "ort"), request.GET.get("jahr", str(years[0]) if years else None)
    if by not in BREAKDOWNS or (wish is not None and wish not in map(str, years)):
        raise Http404
    return by, int(wish) if wish else None, years
