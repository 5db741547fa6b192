"""Reports: the public figures' own definitions, within one's scope and with small numbers shown.

Not by gender: with a scope and a period of one's choice, what single people told could be computed. That breakdown is
on the public page alone, with its small cells hidden.
"""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from backend.common import clock
from backend.common.spreadsheets import csv_download
from volunteers.reach import reach_of
from volunteers.services import figures
from volunteers.services.figures import Figures
from volunteers.web.coordinating import coordinators_only

MOST_YEARS = 10
AXES = {
    "district": gettext_lazy("Landkreis oder Stadt"),
    "field": gettext_lazy("Handlungsfeld"),
    "kind": gettext_lazy("Art der Organisation"),
    "month": gettext_lazy("Monat"),
}


class ReportForm(forms.Form):
    """What to report; whole months."""

    by = forms.ChoiceField(
        label=gettext_lazy("Aufgeteilt nach"),
        choices=list(AXES.items()),
    )
    start = forms.DateField(
        label=gettext_lazy("Von"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(label=gettext_lazy("Bis"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, dt.date] | None:
        """In order, and no longer than a table of months can be read."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            self.add_error("end", _("Das Ende des Zeitraums liegt vor seinem Anfang."))
        elif start and end and end.year - start.year >= MOST_YEARS:
            self.add_error("end", _("Bitte wählen Sie höchstens zehn Jahre auf einmal."))
        return self.cleaned_data


@require_safe
@coordinators_only
def reports(request: HttpRequest) -> HttpResponse:
    """A table; `?datei=csv` is the same as a file."""
    today = clock.today()
    default: dict[str, Any] = {"by": "district", "start": today.replace(month=1, day=1), "end": today}
    given = request.GET if {"by", "start", "end"} <= request.GET.keys() else None
    form = ReportForm(given, initial=default)
    ask = form.cleaned_data if form.is_bound and form.is_valid() else default
    refused = form.is_bound and not form.is_valid()
    found = None if refused else figures.figures(reach=reach_of(request.user), **ask)
    if found and request.GET.get("datei") == "csv":
        return csv_download(f"bericht-{found.by}-{found.start:%Y-%m}-{found.end:%Y-%m}", _sheet(found))
    query = {"by": ask["by"], "start": ask["start"].isoformat(), "end": ask["end"].isoformat(), "datei": "csv"}
    shown = [one for one in found.cells if one.entries or found.by == "month"] if found else []
    untold = len(found.cells) - len(shown) if found else 0
    context = {"shown": shown, "untold": untold, "form": form, "figures": found, "axis": AXES[ask["by"]], "csv": query}
    return render(request, "coordination/reports.html", context, status=400 if refused else 200)


def _sheet(found: Figures) -> list[list[object]]:
    header: list[object] = [
        _("Schlüssel"),
        _("Name"),
        _("Minuten"),
        _("Einträge"),
        _("Engagierte"),
        _("Organisationen"),
    ]
    rows: list[list[object]] = [
        [one.key, one.label, one.minutes, one.entries, one.people, one.organisations]
        for one in [*found.cells, found.total]
    ]
    return [header, *rows]
