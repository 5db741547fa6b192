"""Who is thanked and who is not: a table of numbers, beside the reports. Decided in `recognition.services.fairness`."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from backend.common.spreadsheets import csv_download
from recognition.models import Thanked
from recognition.services import fairness
from recognition.services.fairness import Line, Report
from volunteers.models import District, FieldOfAction, Gender
from volunteers.reach import reach_of
from volunteers.services import figures
from volunteers.services.figures import UNKNOWN
from volunteers.web.coordinating import coordinators_only

AXES = {
    "district": gettext_lazy("Landkreis oder Stadt"),
    "field": gettext_lazy("Handlungsfeld"),
    "size": gettext_lazy("Größe der Organisation"),
    "account": gettext_lazy("Konto"),
}
SIZES = {
    "under_10": gettext_lazy("bis 9 Engagierte"),
    "under_50": gettext_lazy("10 bis 49 Engagierte"),
    "under_200": gettext_lazy("50 bis 199 Engagierte"),
    "from_200": gettext_lazy("ab 200 Engagierte"),
}
ACCOUNTS = {
    "with": gettext_lazy("mit Konto"),
    "without": gettext_lazy("ohne Konto"),
}
WAYS = {
    "certificate": gettext_lazy("mit Urkunde"),
    "list": gettext_lazy("auf einer Liste"),
    "message": gettext_lazy("mit Nachricht"),
}


class FairnessForm(forms.Form):
    """What to look at."""

    by = forms.ChoiceField(label=gettext_lazy("Aufgeteilt nach"), choices=list(AXES.items()))
    year = forms.ChoiceField(label=gettext_lazy("Zeitraum"), required=False)

    def __init__(self, data: Any, *, years: list[int]) -> None:
        """Years in which anybody helped; at first the last twelve months by district."""
        super().__init__(data, initial={"by": "district", "year": ""}, label_suffix="")
        field: Any = self.fields["year"]
        field.choices = [("", _("Letzte zwölf Monate")), *[(str(year), str(year)) for year in years]]

    def wish(self) -> dict[str, Any] | None:
        """What the service asks for; None where it is refused."""
        if not self.is_bound:
            return {"by": "district", "year": None}
        if not self.is_valid():
            return None
        year = self.cleaned_data["year"]
        return {"by": self.cleaned_data["by"], "year": int(year) if year else None}


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page says it; `hours_percent` of the hours of all."""

    label: str
    line: Line
    hours_percent: int | None
    ways: list[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Share:
    """„7 von 10“, or that too few told it."""

    label: str
    words: str


@require_safe
@coordinators_only
def fairness_report(request: HttpRequest) -> HttpResponse:
    """A table; `?datei=csv` is the same as a file."""
    form = FairnessForm(request.GET if "by" in request.GET else None, years=figures.years())
    ask = form.wish()
    found = fairness.recent_report(reach=reach_of(request.user), **ask) if ask else None
    rows = _rows(found) if found else []
    if found and request.GET.get("datei") == "csv":
        return csv_download(f"dank-{found.by}-{found.span.start:%Y-%m-%d}", _sheet(found, rows))
    context = {
        "form": form,
        "found": found,
        "rows": rows,
        "total": _row(found.total, _("Insgesamt"), found.total) if found else None,
        "axis": AXES[found.by] if found else "",
        "way_names": list(WAYS.values()),
        "by": ask["by"] if ask else "",
        "year": (ask["year"] or "") if ask else "",
        "genders": [(year, _shares(by_gender)) for year, by_gender in fairness.shares().items()],
        "fewest": fairness.FEWEST_FOR_SHARE,
    }
    return render(request, "coordination/fairness.html", context, status=200 if found else 400)


def _rows(found: Report) -> list[Row]:
    names = _names(found)
    rows = [_row(line, names.get(line.key, line.key), found.total) for line in found.lines]
    if found.by == "district":
        return sorted(rows, key=lambda row: (row.label, row.line.key))
    order = list(names)
    return sorted(rows, key=lambda row: order.index(row.line.key))


def _names(found: Report) -> dict[str, str]:
    """By key: what a line is called. Fields, sizes and accounts in their own order."""
    if found.by == "district":
        names = dict(District.objects.choices(found.span.end))
        if all(line.key in names for line in found.lines):
            return names
        return dict(District.objects.choices(found.span.start)) | names  # one was dissolved meanwhile
    if found.by == "field":
        return {code: _(name) for code, name in FieldOfAction.objects.order_by("position").values_list("code", "name")}
    return {key: str(label) for key, label in (SIZES if found.by == "size" else ACCOUNTS).items()}


def _row(line: Line, label: str, total: Line) -> Row:
    of_all = None if line.minutes is None or not total.minutes else round(100 * line.minutes / total.minutes)
    by_way = line.by_way or {}
    return Row(label, line, of_all, [(str(WAYS[way]), by_way.get(way)) for way in Thanked.values])


def _shares(by_gender: dict[str, int | None]) -> list[Share]:
    labels = {**dict(Gender.choices), UNKNOWN: _("ohne Angabe")}
    return [Share(str(labels[gender]), _in_words(tenths)) for gender, tenths in by_gender.items()]


def _in_words(tenths: int | None) -> str:
    if tenths is None:
        return _("zu wenige für eine Angabe")
    if tenths == 1:
        return _("höchstens 1 von 10")
    return _("mindestens 9 von 10") if tenths == 9 else _("%(number)d von 10") % {"number": tenths}


def _sheet(found: Report, rows: list[Row]) -> list[list[object]]:
    """Empty cells are numbers that are not told: of one to four people, or from which such could be computed."""
    header: list[object] = [_("Schlüssel"), _("Name"), _("Engagierte"), _("Minuten"), *map(str, WAYS.values())]
    lines: list[list[object]] = [[*header, _("ohne Dank")]]
    for row in [*rows, _row(found.total, _("Insgesamt"), found.total)]:
        line = row.line
        told = [line.people, line.minutes, *[number for _label, number in row.ways], line.unthanked]
        lines.append([line.key, row.label, *("" if number is None else number for number in told)])
    return lines
