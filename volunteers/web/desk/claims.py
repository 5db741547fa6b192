"""`/stelle/<uuid>/uebernahmen`: the organisation's word for people who take over hours that it kept for them."""

import uuid as uuids
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.models import Takeover, TakeoverStatus, Volunteer, Way
from volunteers.models.merges import UNDO_FOR
from volunteers.services import claiming, takeover_codes
from volunteers.text import fold, tidy
from volunteers.web.desk.place import Desk, at_desk

MOST = 50  # of each kind on the page, the newest
MOST_OFFERED = 50  # records to choose among


class ChooseForm(forms.Form):
    """Which kept record somebody's is who asked."""

    person = forms.TypedChoiceField(
        label=gettext_lazy("Welcher Datensatz ist es?"),
        coerce=uuids.UUID,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wählen Sie den Datensatz.")},
    )

    def __init__(self, data: Any, *, people: list[Volunteer]) -> None:
        """`people` are kept here, each with `number`, `first` and `last` of its entries."""
        super().__init__(data, label_suffix="")
        field: Any = self.fields["person"]
        field.choices = [(str(one.uuid), one) for one in people]
        self.people = people


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def claims(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who asks, which codes are out, what was taken lately. A POST hands out a code for a kept record."""
    if request.method == "POST":
        person = _kept(desk).filter(uuid=_uuid(request.POST.get("person"))).first()
        if person is None:
            raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
        try:
            made = claiming.hand_out(actor=desk.user, volunteer=person, way=Way.PAGE)
        except DomainError as error:
            messages.error(request, str(error.detail))
            return _back(desk)
        return HttpResponseRedirect(reverse("desk-claim", args=[desk.organisation.uuid, made.uuid]))
    now = clock.now()
    here = desk.organisation.takeovers.select_related("claimant", "volunteer", "offered_by").order_by("-pk")
    context = {
        "desk": desk,
        "asked": here.filter(status=TakeoverStatus.ASKED)[:MOST],
        "offered": here.offered(now)[:MOST],
        "taken": here.filter(status=TakeoverStatus.TAKEN, ended_at__gt=now - UNDO_FOR)[:MOST],
    }
    return render(request, "volunteers/desk/claims.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def claim(request: HttpRequest, desk: Desk, takeover: uuids.UUID) -> HttpResponse:
    """One of them: a code to print, or a question to answer; taken back and undone by a POST."""
    here = desk.organisation.takeovers.select_related("claimant", "volunteer", "organisation")
    found = here.filter(uuid=takeover).first()
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    if request.method == "POST" and (act := _ACTS.get(request.POST.get("tun", ""))):
        service, done = act
        try:
            service(actor=desk.user, takeover=found, way=Way.PAGE)
        except DomainError as error:
            messages.error(request, str(error.detail))
        else:
            messages.success(request, str(done))
        return _back(desk)
    if found.status == TakeoverStatus.ASKED:
        return _answer(request, desk, found)
    code = takeover_codes.code_of(found) if Takeover.objects.offered(clock.now()).filter(pk=found.pk).exists() else ""
    if not code:
        return _back(desk)
    # The code stands behind the #: that part of an address never reaches a server, so no log has it.
    address = request.build_absolute_uri(reverse("me-claim"))
    drawing = segno.make(f"{address}#{code}", error="m", micro=False)
    context = {
        "desk": desk,
        "takeover": found,
        "code": code,
        "address": address,
        # Made here of black and white squares only; the address stands in none of its attributes.
        "drawing": mark_safe(drawing.svg_inline(scale=6, border=4, omitsize=True, title=None)),  # noqa: S308
    }
    return render(request, "volunteers/desk/claim_code.html", context)


_ACTS = {
    "ablehnen": (claiming.refuse, gettext_lazy("Abgelehnt. Die Person liest nur, dass es nicht geht.")),
    "zurueckziehen": (claiming.withdraw, gettext_lazy("Zurückgezogen. Damit kann niemand mehr etwas übernehmen.")),
    "zurueck": (claiming.give_back, gettext_lazy("Rückgängig gemacht. Sie führen diese Stunden wieder.")),
}


def _answer(request: HttpRequest, desk: Desk, found: Takeover) -> HttpResponse:
    sent = typed(request)
    sought = tidy(sent.get("suche", "") if sent is not None else "")[:200]
    form = ChooseForm(sent if sent is not None and "suche" not in sent else None, people=_likely(desk, found, sought))
    if request.method == "POST" and "suche" not in request.POST and form.is_valid():
        person = _kept(desk).get(uuid=form.cleaned_data["person"])
        try:
            claiming.agree(actor=desk.user, takeover=found, volunteer=person, way=Way.PAGE)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Zugestimmt. Die Person sieht jetzt, was sie übernehmen kann."))
            return _back(desk)
    context = {"desk": desk, "takeover": found, "form": form, "sought": sought}
    return render(request, "volunteers/desk/claim_answer.html", context, status=400 if form.errors else 200)


def _likely(desk: Desk, found: Takeover, sought: str) -> list[Volunteer]:
    """Kept records that share a word with the name; or whose name has what was sought. The likeliest first."""
    people = _kept(desk).annotate(number=Count("hours"), first=Min("hours__day"), last=Max("hours__day"))
    if sought:
        return list(people.filter(name__icontains=sought).order_by("name", "pk")[:MOST_OFFERED])
    words = set(fold(found.said_name).split())
    names = _kept(desk).values_list("pk", "name", "name_latin")
    shared = {pk: len(words & {*fold(name).split(), *fold(latin).split()}) for pk, name, latin in names}
    best = sorted((pk for pk, number in shared.items() if number), key=lambda pk: (-shared[pk], pk))[:MOST_OFFERED]
    by_key = people.in_bulk(best)
    return [by_key[pk] for pk in best]


def _kept(desk: Desk) -> Any:
    return Volunteer.objects.remembered().filter(kept_by=desk.organisation, user=None)


def _uuid(text: str | None) -> uuids.UUID | None:
    try:
        return uuids.UUID(text or "")
    except ValueError:
        return None


def _back(desk: Desk) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk-claims", args=[desk.organisation.uuid]))
