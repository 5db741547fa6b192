"""`/ich/eintraege`: one's own hours by month; put one right, send it again, take it back."""

import datetime as dt
import re
import uuid as uuids
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.errors import DomainError, IllegalTransition, NotFound
from backend.common.pages import complain, typed
from volunteers.models import HourEntry, HourStatus, Volunteer, Way
from volunteers.services import diary, logging
from volunteers.web.me.forms import EntryForm
from volunteers.web.me.own import actor_of, helping

ENOUGH = 25  # entries on a page; a month is never cut in two
MOST = 400  # of a page whose months have more than that the newest are shown
_MONTHS = 12
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(slots=True)
class Month:
    """A month with its entries, and its minutes by where they stand."""

    first: dt.date
    confirmed: int
    waiting: int
    entries: list[HourEntry] = field(default_factory=list)


@require_safe
@helping
def entries(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Some months, newest first. `?vor=2026-08` goes on with older ones, `?alle=1` shows what was taken back too."""
    own = HourEntry.objects.filter(volunteer=volunteer)
    everything = "alle" in request.GET
    if not everything:
        own = own.exclude(status=HourStatus.WITHDRAWN)
    before = _month(request.GET.get("vor", ""))
    if before is not None:
        own = own.filter(day__lt=before)
    rows = list(own.months()[: _MONTHS + 1])
    months: dict[dt.date, Month] = {}
    number = 0
    for row in rows[:_MONTHS]:
        if number >= ENOUGH:
            break
        number += row["entries"]
        months[row["month"]] = Month(row["month"], row["confirmed"], row["waiting"])
    if months:
        shown = own.filter(day__gte=min(months)).select_related("activity", "organisation")
        for entry in shown.order_by("-day", "-pk")[:MOST]:
            months[entry.day.replace(day=1)].entries.append(entry)
    context = {
        "months": list(months.values()),
        "waiting": any(month.waiting for month in months.values()),
        "older": min(months) if len(rows) > len(months) else None,
        "newest": before is None,
        "everything": everything,
        "cut": number > MOST,
    }
    return render(request, "volunteers/me/entries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def entry(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """One entry: what became of it; while nobody confirmed it, a form to put it right or send it again."""
    found = _own(volunteer, uuid)
    form = EntryForm(typed(request), entry=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            now = diary.amend(actor=actor_of(request), entry=found, way=Way.PAGE, **data)
        except IllegalTransition:  # somebody decided while the form was open
            messages.warning(request, _("Inzwischen hat sich etwas getan. So steht der Eintrag jetzt:"))
            return redirect("me-entry", uuid=found.uuid)
        except DomainError as error:
            complain(form, error)
            found = _own(volunteer, uuid)  # as it stands: the service had begun to change the row in hand
        else:
            return redirect("me-log-receipt", uuid=now.uuid)
    return render(
        request,
        "volunteers/me/entry.html",
        {"form": form, "entry": found, "open": found.status in {HourStatus.SUBMITTED, HourStatus.DECLINED}},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def withdraw(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """Asks once, then takes a waiting entry back."""
    found = _own(volunteer, uuid)
    if request.method != "POST":
        return render(request, "volunteers/me/withdraw.html", {"entry": found})
    if found.status != HourStatus.WITHDRAWN:  # sent twice is taken back once
        try:
            logging.withdraw(actor=actor_of(request), entry=found, way=Way.PAGE)
        except IllegalTransition:
            messages.warning(request, _("Das ging nicht mehr: So steht der Eintrag jetzt."))
            return redirect("me-entry", uuid=found.uuid)
    messages.success(request, _("Zurückgezogen. Der Eintrag zählt nicht mehr."))
    return redirect("me-entries")


def _own(volunteer: Volunteer, uuid: uuids.UUID) -> HourEntry:
    rows = HourEntry.objects.filter(volunteer=volunteer).select_related("activity", "organisation", "volunteer")
    found: HourEntry | None = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("Diesen Eintrag gibt es nicht."))
    return found


def _month(text: str) -> dt.date | None:
    given = _MONTH.fullmatch(text)
    try:
        return dt.date(int(given[1]), int(given[2]), 1) if given else None
    except ValueError:
        return None
