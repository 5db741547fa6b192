"""`/koordination/hindernisse`: where obstacles pile up, by field, district, month and kind; mark and answer them."""

import datetime as dt
import uuid as uuids
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.choosing import Filter
from backend.common.errors import DomainError
from backend.common.pages import complain, typed
from backend.common.spreadsheets import csv_download
from recognition.models import Obstacle, ObstacleCategory, ObstacleStatus
from recognition.models.obstacles import MOST_CHARACTERS, OVER
from recognition.obstacle_querysets import ObstacleQuerySet
from recognition.services import obstacles as services
from volunteers.models import District, FieldOfAction
from volunteers.web.coordinating import actor_of, coordinators_only

PAGE = 25
AXES: Final = {
    "field": gettext_lazy("Handlungsfeld"),
    "district": gettext_lazy("Landkreis oder Stadt"),
    "month": gettext_lazy("Monat"),
    "category": gettext_lazy("Art"),
}
SPANS: Final = {"90": gettext_lazy("die letzten 90 Tage"), "365": gettext_lazy("das letzte Jahr")}


class ObstacleFilter(Filter):
    """Which to look at, and by what they are piled up."""

    nach = forms.ChoiceField(label=gettext_lazy("Aufgeteilt nach"), choices=list(AXES.items()))
    kreis = forms.ChoiceField(label=gettext_lazy("Landkreis oder Stadt"))
    feld = forms.ChoiceField(label=gettext_lazy("Handlungsfeld"))
    art = forms.ChoiceField(label=gettext_lazy("Art"))
    stand = forms.ChoiceField(label=gettext_lazy("Stand"))
    seit = forms.ChoiceField(label=gettext_lazy("Zeit"))


@dataclass(frozen=True, slots=True)
class Pile:
    """How many obstacles share a key of the axis, by where they stand."""

    key: str
    label: str
    total: int
    open: int
    in_hand: int
    solved: int
    remains: int


class AnswerForm(forms.Form):
    """Words to who named it, and where it stands by them."""

    text = forms.CharField(
        label=gettext_lazy("Antwort"),
        help_text=gettext_lazy("Liest, wer das Hindernis genannt hat, und wer es sonst lesen darf."),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie eine Antwort.")},
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Stand nach dieser Antwort"),
        choices=[choice for choice in ObstacleStatus.choices if choice[0] != ObstacleStatus.OPEN],
        initial=ObstacleStatus.IN_HAND,
        widget=forms.RadioSelect,
    )


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """Piles and the obstacles themselves, threats first; `?datei=csv` is the piles as a file, without any words."""
    today = clock.today()
    districts, fields = District.objects.choices(today), FieldOfAction.objects.choices(today)
    form = ObstacleFilter(
        request,
        kreis=districts,
        feld=fields,
        art=ObstacleCategory.choices,
        stand=ObstacleStatus.choices,
        seit=list(SPANS.items()),
    )
    by, span = form.value("nach") or "field", form.value("seit")
    found = Obstacle.objects.coordinated_by(actor_of(request)).about(
        district=form.value("kreis"),
        field=form.value("feld"),
        category=form.value("art"),
        status=form.value("stand"),
        since=today - dt.timedelta(days=int(span)) if span else None,
    )
    labels: dict[str, Any] = {
        "district": dict(districts),
        "field": dict(fields),
        "category": dict(ObstacleCategory.choices),
    }
    piles = _piles(found, by, labels.get(by, {}))
    if request.GET.get("datei") == "csv":
        return csv_download(f"hindernisse-{by}-{today:%Y-%m-%d}", _sheet(piles, by))
    rows = found.shown_to(actor_of(request)).select_related("district", "field").open_first()
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    context = {"form": form, "piles": piles, "axis": AXES[by], "page": page, "total": sum(one.total for one in piles)}
    return render(request, "recognition/coordination/obstacles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def obstacle(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One of them: take it in hand, answer."""
    actor = actor_of(request)
    rows = Obstacle.objects.coordinated_by(actor).shown_to(actor).select_related("district", "field")
    found = get_object_or_404(rows, uuid=uuid)
    form = AnswerForm(typed(request) if request.POST.get("tun") != "mark" else None, label_suffix="")
    refused = False
    try:
        if request.method == "POST" and request.POST.get("tun") == "mark":
            services.mark(actor=actor, obstacle=found)
            messages.success(request, _("In Arbeit genommen. Wer es genannt hat, sieht das."))
            return HttpResponseRedirect(reverse("coordination-obstacle", args=[uuid]))
        if request.method == "POST" and form.is_valid():
            services.answer(actor=actor, obstacle=found, **form.cleaned_data)
            messages.success(request, _("Gesagt. Wer es genannt hat, liest es auf der eigenen Seite."))
            return HttpResponseRedirect(reverse("coordination-obstacles"))
    except DomainError as error:
        if not form.is_bound:
            raise
        complain(form, error)
        found, refused = get_object_or_404(rows, uuid=uuid), True
    context = {
        "obstacle": found,
        "answers": found.answers.select_related("said_by"),
        "form": form,
        "own": services.is_own(actor=actor, obstacle=found),
        "may_mark": found.status == ObstacleStatus.OPEN or found.status in OVER,
    }
    status = 409 if refused else 400 if form.errors else 200
    return render(request, "recognition/coordination/obstacle.html", context, status=status)


def _piles(found: ObstacleQuerySet, by: str, labels: dict[str, Any]) -> list[Pile]:
    """The highest first; months in their order."""
    piles = []
    for row in found.piles(by):
        key = row.pop("key")
        if by == "month":
            label, key = date_format(key, pgettext("Monat mit Jahr", "F Y")), f"{key:%Y-%m}"
        else:
            label = str(labels.get(key, key))
        piles.append(Pile(key, label, **row))
    if by == "month":
        return sorted(piles, key=lambda pile: pile.key, reverse=True)
    return sorted(piles, key=lambda pile: (-pile.total, pile.label))


def _sheet(piles: list[Pile], by: str) -> list[list[object]]:
    header = [_("Schlüssel"), str(AXES[by]), _("insgesamt"), *(str(status.label) for status in ObstacleStatus)]
    return [
        [*header],
        *([one.key, one.label, one.total, one.open, one.in_hand, one.solved, one.remains] for one in piles),
    ]
