"""`/koordination/preise`: until when one can apply for which prize, and a draft from a good example."""

import uuid as uuids

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import complain, typed
from recognition.models import Prize, Story
from recognition.services import prizes
from recognition.story_querysets import PrizeQuerySet
from volunteers.reach import reach_of
from volunteers.web.coordinating import actor_of, coordinators_only

MOST = 200  # examples to choose from


def _day(label: object, *, required: bool = True) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=picker)  # type: ignore[arg-type]  # lazy text


class CallForm(forms.Form):
    """A round that was announced."""

    year = forms.IntegerField(label=gettext_lazy("Jahr"), min_value=2015, max_value=2100)
    motto = forms.CharField(label=gettext_lazy("Motto"), max_length=200, required=False)
    opens_on = _day(gettext_lazy("Bewerben ab"), required=False)
    closes_on = _day(gettext_lazy("Einsendeschluss"))
    source = forms.CharField(
        label=gettext_lazy("Quelle"),
        max_length=300,
        help_text=gettext_lazy("Wo steht das? Eine Adresse, oder woher die Nachricht kam."),
    )


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """All prizes with their next round: what can be applied for first."""
    today = clock.today()
    rows = [
        (prize, call, bool(call and call.closes_on >= today)) for prize in _all() for call in [prizes.next_call(prize)]
    ]
    rows.sort(key=lambda row: (not row[2], row[1].closes_on if row[1] else today))
    return render(request, "recognition/stories/prizes.html", {"rows": rows, "tab": "prizes"})


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def one(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One prize: what it asks, its rounds, and the examples from which a draft can be made."""
    prize = get_object_or_404(_all(), uuid=uuid)
    form = CallForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            prizes.enter_call(actor=actor_of(request), prize=prize, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Eingetragen."))
            return redirect("coordination-prize", uuid=uuid)
    context = {"prize": prize, "form": form, "today": clock.today(), "stories": _choice(request)}
    return render(request, "recognition/stories/prize.html", context, status=400 if form.errors else 200)


@require_safe
@coordinators_only
def draft(request: HttpRequest, uuid: uuids.UUID, story: uuids.UUID) -> HttpResponse:
    """A draft, field by field, to be finished by a person."""
    return render(request, "recognition/stories/prize_draft.html", {"draft": _draft(request, uuid, story)})


@require_safe
@coordinators_only
def draft_file(request: HttpRequest, uuid: uuids.UUID, story: uuids.UUID) -> HttpResponse:
    """The same as a text file, to be taken along."""
    made = _draft(request, uuid, story)
    response = HttpResponse(made.as_text(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{made.prize.code}-{made.story.slug}.txt"'
    return response


def _all() -> PrizeQuerySet:
    return Prize.objects.prefetch_related("calls")


def _choice(request: HttpRequest) -> list[Story]:
    seen = Story.objects.publicly_listed(clock.today()).in_scope(reach_of(request.user))
    return list(seen.select_related("organisation").defer("text", "needs", "audience").order_by("title", "pk")[:MOST])


def _draft(request: HttpRequest, uuid: uuids.UUID, story: uuids.UUID) -> prizes.Draft:
    prize = get_object_or_404(_all(), uuid=uuid)
    rows = Story.objects.select_related("organisation__district", "activity", "field", "district")
    return prizes.draft(actor=actor_of(request), prize=prize, story=get_object_or_404(rows, uuid=story))
