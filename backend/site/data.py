"""*Daten mitnehmen*: what a desk or the coordination sees, as files. `/stelle/<uuid>/daten`, `/koordination/daten`."""

import datetime as dt
import uuid as uuids
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.downloads import streamed
from backend.common.errors import DomainError
from backend.common.pages import complain, signed_in, typed
from tasks import privacy as jobs
from volunteers.models import DataExport, ExportForm, ExportStatus, User
from volunteers.models.privacy import EXPORT_OPEN
from volunteers.services import exporting, exports
from volunteers.services.export_archive import Wish
from volunteers.services.exports import Kind, Role
from volunteers.web.coordinating import coordinators_only
from volunteers.web.desk.place import Desk, at_desk
from volunteers.web.me.fields import DayField

HINTS = {
    ExportForm.EXCEL: gettext_lazy("öffnet sich mit einem Doppelklick, mit deutschen Überschriften"),
    ExportForm.CSV: gettext_lazy("mit Komma und festen Namen, zum Einlesen"),
    ExportForm.JSON: gettext_lazy("wie die Schnittstelle (API) es sagt"),
    ExportForm.ZIP: gettext_lazy("in allen drei Formen, mit einer Beschreibung der Spalten: zum Umziehen und Aufheben"),
}


class WishForm(forms.Form):
    """What goes into the file."""

    start = DayField(label=gettext_lazy("Von"), required=False)
    end = DayField(label=gettext_lazy("Bis"), required=False)
    kinds = forms.MultipleChoiceField(
        error_messages={"required": gettext_lazy("Bitte wählen Sie aus, was in die Datei soll.")}
    )
    form = forms.ChoiceField(choices=ExportForm.choices)

    def __init__(self, data: QueryDict | None, *, kinds: list[Kind], initial: dict[str, Any]) -> None:
        """With the kinds that the role has."""
        super().__init__(data, initial=initial, label_suffix="")
        field: Any = self.fields["kinds"]
        field.choices = [(kind.code, kind.title) for kind in kinds]
        for name in ("start", "end"):
            self.fields[name].error_messages["invalid"] = _(
                "Das ist kein Datum. Bitte schreiben Sie es wie 14.11.2026."
            )


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind, as the page offers it."""

    kind: Kind
    number: str
    chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def desk_data(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An organisation's own."""
    return _data(request, exports.role_of(desk.user, desk.organisation))


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def coordination_data(request: HttpRequest) -> HttpResponse:
    """What one coordinates."""
    return _data(request, exports.role_of(cast("User", request.user), None))


def _data(request: HttpRequest, role: Role) -> HttpResponse:
    kinds = exports.kinds_of(role)
    given = typed(request)
    if given is not None and "everything" in given:  # the button beside the choice
        given = given.copy()
        given.setlist("kinds", [kind.code for kind in kinds])
        given["form"] = ExportForm.ZIP.value
    period = WishForm(request.GET, kinds=kinds, initial={})
    period.is_valid()  # of the address only the days are used
    asked = {name: period.cleaned_data.get(name) for name in ("start", "end")}
    initial = {**asked, "form": ExportForm.EXCEL.value, "kinds": [kind.code for kind in kinds if kind.code == "hours"]}
    form = WishForm(given, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid() and _ordered(request, role, kinds, form):
        return redirect(request.path)
    start, end = (_day(form["start"].value()), _day(form["end"].value()))
    numbers = exports.counts(role, kinds, start, end)
    chosen = set(form["kinds"].value() or [])
    context = {
        "organisation": role.organisation,
        "form": form,
        "offers": [Offer(kind, _number(numbers[kind.code]), kind.code in chosen) for kind in kinds],
        "forms": [(form_, HINTS[form_]) for form_ in ExportForm],
        "chosen_form": form["form"].value(),
        "periods": _periods(),
        **_files(role),
    }
    return render(request, "site/data.html", context, status=400 if form.errors else 200)


def _ordered(request: HttpRequest, role: Role, kinds: list[Kind], form: WishForm) -> bool:
    data = form.cleaned_data
    wanted = tuple(kind for kind in kinds if kind.code in data["kinds"])
    wish = Wish(role, wanted, ExportForm(data["form"]), data["start"], data["end"])
    try:
        exporting.request_of_role(wish=wish)
    except DomainError as error:
        complain(form, error)
        return False
    jobs.wake_builder()
    messages.success(request, _("Wir stellen die Datei zusammen. Das dauert meist nur ein paar Sekunden."))
    return True


def _day(value: Any) -> dt.date | None:
    try:
        return cast("dt.date | None", DayField(required=False).clean(value))
    except forms.ValidationError:
        return None


def _number(rows: int) -> str:
    if rows > exports.MOST_COUNTED:
        return _("mehr als %(number)d Zeilen") % {"number": exports.MOST_COUNTED}
    return ngettext("%(number)d Zeile", "%(number)d Zeilen", rows) % {"number": rows}


def _periods() -> list[tuple[str | Promise, str, str]]:
    """Links that fill in the days: name, first, last."""
    year = clock.today().year
    return [
        (_("Dieses Jahr"), f"{year}-01-01", f"{year}-12-31"),
        (_("Letztes Jahr"), f"{year - 1}-01-01", f"{year - 1}-12-31"),
        (_("Alles"), "", ""),
    ]


def _files(role: Role) -> dict[str, Any]:
    copies = DataExport.objects.of_roles_of(role.user).filter(of=role.of, organisation=role.organisation)
    found = list(copies.order_by("-pk")[: exporting.MOST_OF_ROLES])
    titles = {kind.code: kind.title for kind in exports.kinds_of(role)}
    whole = len(titles)
    files = [
        {
            "copy": copy,
            "what": _("alles") if len(copy.kinds) == whole else ", ".join(str(titles.get(c, c)) for c in copy.kinds),
        }
        for copy in found
        if copy.status != ExportStatus.DELETED
    ]
    return {"files": files, "under_way": any(copy.status in EXPORT_OPEN for copy in found)}


@require_safe
@signed_in
def file(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """A file, for who asked for it and still has the role; nobody on the way keeps it."""
    copy, wish = exporting.find_of_role(user=cast("User", request.user), key=uuid)
    return streamed(**exporting.download_of(copy, wish))  # type: ignore[return-value]  # a streaming answer is one
