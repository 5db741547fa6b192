"""*Korrekturen*: what people ask to have corrected, and what the organisation asks of them."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.models import Correction, CorrectionStatus, HourEntry, HourStatus, Party, Volunteer, Way
from volunteers.services import correcting
from volunteers.services.confirming import is_own
from volunteers.web.corrections import (
    OPEN_SHOWN,
    SETTLED_SHOWN,
    Acts,
    WishForm,
    answered,
    corrections_shown,
)
from volunteers.web.desk.place import Desk, at_desk

PAGE = 50


@require_safe
@at_desk
def corrections(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits for an answer from here, what waits for one from others, and the last ones that are settled."""
    here = corrections_shown().filter(organisation=desk.organisation)
    context = {
        "desk": desk,
        "asked": here.for_organisation()[:OPEN_SHOWN],
        "wishes": here.for_volunteer()[:OPEN_SHOWN],
        "settled": here.exclude(status=CorrectionStatus.PROPOSED).order_by("-pk")[:SETTLED_SHOWN],
    }
    return render(request, "volunteers/desk/corrections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def correction(request: HttpRequest, desk: Desk, correction: uuid.UUID) -> HttpResponse:
    """One correction: agree, refuse with a reason, or take the own one back."""
    found: Correction | None = corrections_shown().filter(organisation=desk.organisation, uuid=correction).first()
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    own = is_own(desk.user, found.entry)
    return answered(
        request,
        {} if own else _acts(desk, found),
        back=reverse("desk-corrections", args=[desk.organisation.uuid]),
        template="volunteers/desk/correction.html",
        context={"desk": desk, "correction": found, "own": own},
    )


@require_safe
@at_desk
def entries(request: HttpRequest, desk: Desk, volunteer: uuid.UUID) -> HttpResponse:
    """The confirmed hours of one person here, newest first: to ask for a correction of one."""
    person = Volunteer.objects.known_at(desk.organisation).filter(uuid=volunteer).first()
    if person is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    hours = HourEntry.objects.confirmed().filter(volunteer=person, organisation=desk.organisation)
    page = Paginator(hours.select_related("activity").order_by("-day", "-pk"), PAGE).get_page(request.GET.get("seite"))
    waiting = set(
        Correction.objects.open().filter(entry__in=[one.pk for one in page]).values_list("entry_id", flat=True)
    )
    context = {"desk": desk, "person": person, "page": page, "waiting": waiting}
    return render(request, "volunteers/desk/correction_entries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def wish(request: HttpRequest, desk: Desk, entry: uuid.UUID) -> HttpResponse:
    """Ask the person to agree to a correction of confirmed hours."""
    found = (
        HourEntry.objects.filter(organisation=desk.organisation, uuid=entry, status=HourStatus.CONFIRMED)
        .select_related("volunteer", "activity", "organisation")
        .first()
    )
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    form = WishForm(typed(request), entry=found)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.propose(actor=desk.user, entry=found, way=Way.PAGE, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Die Korrektur zählt, sobald die andere Seite zustimmt."))
            return HttpResponseRedirect(reverse("desk-corrections", args=[desk.organisation.uuid]))
    context = {"desk": desk, "entry": found, "form": form}
    return render(request, "volunteers/desk/correction_wish.html", context, status=400 if form.errors else 200)


def _acts(desk: Desk, found: Correction) -> Acts:
    def agree(_reason: str) -> str:
        correcting.agree(actor=desk.user, correction=found, way=Way.PAGE)
        return _("Zugestimmt. Ab jetzt zählt die neue Dauer.")

    def refuse(reason: str) -> str:
        correcting.refuse(actor=desk.user, correction=found, reason=reason, way=Way.PAGE)
        return _("Abgelehnt. Die Person liest Ihren Grund.")

    def withdraw(_reason: str) -> str:
        correcting.withdraw(actor=desk.user, correction=found, way=Way.PAGE)
        return _("Zurückgezogen. Es bleibt, wie es war.")

    if found.status != CorrectionStatus.PROPOSED:
        return {}
    return {"agree": agree, "refuse": refuse} if found.asked_by == Party.VOLUNTEER else {"withdraw": withdraw}
