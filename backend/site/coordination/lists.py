"""Lists of thanks: draft, discard, look at what the public would see, check, publish, renew, withdraw."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import DomainError, Invalid
from backend.common.pages import complain, typed
from recognition.models import RecognitionList
from recognition.models.lists import IN_WORK, MOST_MINUTES
from recognition.services import lists, showing
from volunteers.models import District, FieldOfAction, Organisation, ProtocolEvent
from volunteers.reach import Reach, reach_of
from volunteers.web.coordinating import actor_of, coordinators_only

PAGE = 30
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def day_field(label: Any) -> forms.DateField:
    """A local date."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SaidForm(forms.Form):
    """What a draft says, and may be changed in it."""

    title = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=120,
        help_text=gettext_lazy("So steht es über der öffentlichen Liste, zum Beispiel „Danke, Leer“."),
    )
    period_start = day_field(gettext_lazy("Stunden von"))
    period_end = day_field(gettext_lazy("Stunden bis"))
    least_minutes = forms.DecimalField(
        label=gettext_lazy("Mindestens bestätigte Stunden"),
        required=False,
        min_value=Decimal("0.02"),
        max_value=MOST_MINUTES // 60,
        decimal_places=2,
        help_text=gettext_lazy("Bleibt es leer, genügt eine bestätigte Minute. Stunden stehen nie auf der Liste."),
    )

    def clean_least_minutes(self) -> int | None:
        """Whole minutes, from hours."""
        hours = self.cleaned_data["least_minutes"]
        return None if hours is None else round(hours * 60)

    @staticmethod
    def of(found: RecognitionList) -> dict[str, Any]:
        """What the form shows of that list at first."""
        least = found.least_minutes
        return {
            "title": found.title,
            "period_start": found.period_start,
            "period_end": found.period_end,
            "least_minutes": None if least is None else round(Decimal(least) / 60, 2).normalize(),
        }


class ListForm(SaidForm):
    """One list, for exactly one district, field of action or organisation."""

    field_order = ("title", "scope", "period_start", "period_end", "least_minutes", "slug")

    scope = forms.ChoiceField(label=gettext_lazy("Für wen gilt die Liste?"))
    slug = forms.SlugField(
        label=gettext_lazy("Kürzel in der Adresse"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Bleibt es leer, entsteht es aus dem Titel."),
    )

    def __init__(self, reach: Reach, *args: Any, **kwargs: Any) -> None:
        """Offers what that reach coordinates."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["scope"]
        field.choices = [("", _("Bitte wählen")), *_scopes(reach)]

    def wish(self) -> dict[str, Any]:
        """What the service asks for. Raises Invalid for a title of which no address can be made."""
        data = dict(self.cleaned_data)
        kind, _colon, key = data.pop("scope").partition(":")
        data["slug"] = data["slug"] or slugify(data["title"].translate(_UMLAUTS))[:80].strip("-")
        if not data["slug"]:
            detail = _("Aus diesem Titel entsteht keine Adresse. Bitte geben Sie ein Kürzel an, etwa „danke-leer“.")
            raise Invalid(detail, code="slug_missing", field="slug")
        models: dict[str, Any] = {"district": District, "field": FieldOfAction, "organisation": Organisation}
        return data | {kind: models[kind].objects.get(pk=key)}


def _scopes(reach: Reach) -> list[tuple[str, list[tuple[str, str]]]]:
    districts, fields = District.objects.order_by("name"), FieldOfAction.objects.order_by("position")
    organisations = Organisation.objects.filter(is_active=True).order_by("name")
    if not reach.everything:
        districts, fields = districts.filter(pk__in=reach.districts), fields.filter(pk__in=reach.fields)
        organisations = organisations.filter(district_id__in=reach.districts)
    cities = [
        (f"district:{pk}", f"{name} ({kind})" if kind == "kreisfreie Stadt" else name)
        for pk, name, kind in districts.values_list("pk", "name", "kind")
    ]
    return [
        (_("Landkreis oder Stadt"), cities),
        (_("Handlungsfeld"), [(f"field:{pk}", _(name)) for pk, name in fields.values_list("pk", "name")]),
        (_("Organisation"), [(f"organisation:{pk}", name) for pk, name in organisations.values_list("pk", "name")]),
    ]


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """All lists of one's scope, the newest first."""
    rows = RecognitionList.objects.in_scope(reach_of(request.user)).order_by("-pk")
    found = rows.select_related("district", "field", "organisation")
    page = Paginator(found, PAGE).get_page(request.GET.get("seite"))
    return render(request, "coordination/lists.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def new(request: HttpRequest) -> HttpResponse:
    """A draft."""
    form = ListForm(reach_of(request.user), typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            draft = lists.create_list(actor=actor_of(request), **form.wish())
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Der Entwurf ist gespeichert. So sähe ihn die Öffentlichkeit."))
            return redirect("coordination-list", uuid=draft.uuid)
    return render(request, "coordination/list_new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def one(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """What the public sees of it, or would see; what stands against it; and each step that may come next."""
    found = _mine(request, uuid)
    refusal = ""
    if request.method == "POST":
        try:
            _decide(request, found)
        except DomainError as error:
            refusal = str(error.detail)
            found = _mine(request, uuid)
        else:
            gone = request.POST.get("action") == "discard"
            return redirect("coordination-lists") if gone else redirect("coordination-list", uuid=uuid)
    in_work = found.status in IN_WORK
    examined = showing.examine(found) if in_work else None
    events = ProtocolEvent.objects.filter(subject=found.uuid).select_related("actor", "reason").order_by("pk")
    versions = list(RecognitionList.objects.filter(slug=found.slug).order_by("-version"))
    context = {
        "list": found,
        "in_work": in_work,
        "examined": examined,
        "rows": examined.rows if examined else showing.public_rows(found),
        "own": request.user.pk in {found.created_by_id, found.changed_by_id},
        "events": events,
        "versions": versions,
        "newest": versions[0].pk == found.pk,
        "reason": request.POST.get("reason", "") if refusal else "",
        "refusal": refusal,
    }
    return render(request, "coordination/list.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def change(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """A draft's title, period and milestone."""
    found = _mine(request, uuid)
    form = SaidForm(typed(request), initial=SaidForm.of(found))
    if request.method == "POST" and form.is_valid():
        try:
            lists.change_list(actor=actor_of(request), recognition_list=found, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Der Entwurf ist geändert."))
            return redirect("coordination-list", uuid=uuid)
    context = {"form": form, "list": found, "renews": False}
    return render(request, "coordination/list_said.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def renew(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """A draft of the list's next version."""
    found = _mine(request, uuid)
    following = {"period_start": found.period_end + dt.timedelta(days=1), "period_end": clock.today()}
    form = SaidForm(typed(request), initial=SaidForm.of(found) | following)
    if request.method == "POST" and form.is_valid():
        try:
            draft = lists.renew_list(actor=actor_of(request), recognition_list=found, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Der Entwurf ist gespeichert. So sähe ihn die Öffentlichkeit."))
            return redirect("coordination-list", uuid=draft.uuid)
    context = {"form": form, "list": found, "renews": True}
    return render(request, "coordination/list_said.html", context, status=400 if form.errors else 200)


def _mine(request: HttpRequest, uuid: uuid.UUID) -> RecognitionList:
    rows = RecognitionList.objects.in_scope(reach_of(request.user)).select_related("district", "field", "organisation")
    return get_object_or_404(rows, uuid=uuid)


def _decide(request: HttpRequest, found: RecognitionList) -> None:
    given: dict[str, Any] = {"actor": actor_of(request), "recognition_list": found}
    match request.POST.get("action"):
        case "check":
            revision = request.POST.get("revision", "")
            lists.check_list(**given, revision=int(revision) if revision.isdecimal() else 0)
            messages.success(request, _("Die Liste ist geprüft und kann veröffentlicht werden."))
        case "return":
            lists.return_list(**given, reason=request.POST.get("reason", ""))
            messages.success(request, _("Die Liste ist wieder ein Entwurf."))
        case "discard":
            lists.discard_list(**given)
            messages.success(request, _("Der Entwurf ist verworfen."))
        case "publish":
            lists.publish_list(**given)
            messages.success(request, _("Die Liste ist veröffentlicht."))
        case "withdraw":
            lists.withdraw_list(**given)
            messages.success(request, _("Die Liste ist zurückgezogen und auf keiner öffentlichen Seite mehr."))
