"""Lists of thanks: draft, look at what the public would see, publish, withdraw."""

import uuid
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

from backend.common.errors import DomainError, Invalid
from backend.common.pages import complain, typed
from recognition.models import ListStatus, RecognitionList
from recognition.services import lists
from volunteers.models import District, FieldOfAction, Organisation
from volunteers.reach import Reach, reach_of
from volunteers.web.coordinating import actor_of, coordinators_only

PAGE = 30
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def day_field(label: Any) -> forms.DateField:
    """A local date."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ListForm(forms.Form):
    """One list, for exactly one district, field of action or organisation."""

    title = forms.CharField(
        label=gettext_lazy("Titel"),
        max_length=120,
        help_text=gettext_lazy("So steht es über der öffentlichen Liste, zum Beispiel „Danke, Leer“."),
    )
    scope = forms.ChoiceField(label=gettext_lazy("Für wen gilt die Liste?"))
    period_start = day_field(gettext_lazy("Stunden von"))
    period_end = day_field(gettext_lazy("Stunden bis"))
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
    """What the public sees of it, or would see; to publish and to withdraw."""
    rows = RecognitionList.objects.in_scope(reach_of(request.user)).select_related("district", "field", "organisation")
    found = get_object_or_404(rows, uuid=uuid)
    refusal = ""
    if request.method == "POST":
        try:
            _decide(request, found)
        except DomainError as error:
            refusal = str(error.detail)
            found = get_object_or_404(rows, uuid=uuid)
        else:
            return redirect("coordination-list", uuid=uuid)
    draft = found.status == ListStatus.DRAFT
    shown = lists.upcoming_rows(found) if draft else lists.public_rows(found)
    context = {"list": found, "rows": shown, "fewest": lists.FEWEST, "refusal": refusal}
    return render(request, "coordination/list.html", context, status=409 if refusal else 200)


def _decide(request: HttpRequest, found: RecognitionList) -> None:
    actor = actor_of(request)
    if request.POST.get("action") == "publish":
        lists.publish_list(actor=actor, recognition_list=found)
        messages.success(request, _("Die Liste ist veröffentlicht."))
    elif request.POST.get("action") == "withdraw":
        lists.withdraw_list(actor=actor, recognition_list=found)
        messages.success(request, _("Die Liste ist zurückgezogen und auf keiner öffentlichen Seite mehr."))
