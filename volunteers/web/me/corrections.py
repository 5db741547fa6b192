"""`/ich/korrekturen`: ask for a correction of confirmed hours, answer one, object; see what became of it."""

import uuid as uuids

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.models import Correction, CorrectionStatus, HourEntry, HourStatus, Objection, Party, Volunteer, Way
from volunteers.services import correcting, objecting
from volunteers.web.corrections import (
    OPEN_SHOWN,
    SETTLED_SHOWN,
    Acts,
    ObjectionForm,
    WishForm,
    answered,
    corrections_shown,
    objections_shown,
)
from volunteers.web.me.own import actor_of, helping


@require_safe
@helping
def corrections(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """What one is asked, what one asked for, what one objected to; and the last ones that are settled."""
    own = corrections_shown().filter(entry__volunteer=volunteer)
    waiting = list(own.open()[:OPEN_SHOWN])
    objections = list(objections_shown().open().filter(entry__volunteer=volunteer)[:OPEN_SHOWN])
    objected = {objection.correction_id for objection in objections}
    context = {
        "asked": [one for one in waiting if one.asked_by == Party.ORGANISATION and one.pk not in objected],
        "wishes": [one for one in waiting if one.asked_by == Party.VOLUNTEER],
        "objections": objections,
        "settled": own.exclude(status=CorrectionStatus.PROPOSED).order_by("-pk")[:SETTLED_SHOWN],
        "decided": objections_shown()
        .filter(entry__volunteer=volunteer, decided_at__isnull=False)
        .order_by("-pk")[:SETTLED_SHOWN],
    }
    return render(request, "volunteers/me/corrections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def correction(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """One correction: agree, refuse, have the coordination decide; or take one's own back."""
    found: Correction | None = corrections_shown().filter(entry__volunteer=volunteer, uuid=uuid).first()
    if found is None:
        raise NotFound(_("Diese Korrektur gibt es nicht."))
    return answered(
        request,
        _acts(request, found),
        back=reverse("me-corrections"),
        template="volunteers/me/correction.html",
        context={"correction": found, "objection": found.objections.filter(status="open").first()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def wish(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """Ask the organisation to correct a confirmed entry."""
    entry = _own(volunteer, uuid, HourStatus.CONFIRMED)
    form = WishForm(typed(request), entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.propose(actor=actor_of(request), entry=entry, way=Way.PAGE, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Deine Bitte ist unterwegs. Sobald die Organisation zustimmt, zählt sie."))
            return redirect("me-corrections")
    return _page(request, "volunteers/me/correction_wish.html", entry, form)


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def objection(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """Object to a declined entry: somebody who is neither side looks at it."""
    entry = _own(volunteer, uuid, HourStatus.DECLINED)
    form = ObjectionForm(typed(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            objecting.object_to(actor=actor_of(request), entry=entry, way=Way.PAGE, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            messages.success(request, _("Dein Einspruch ist bei der Koordination. Du liest hier, was sie entscheidet."))
            return redirect("me-corrections")
    return _page(request, "volunteers/me/objection.html", entry, form)


@require_POST
@helping
def withdraw_objection(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """Take an objection back."""
    found = Objection.objects.filter(entry__volunteer=volunteer, uuid=uuid).select_related("entry__volunteer").first()
    if found is None:
        raise NotFound(_("Diesen Einspruch gibt es nicht."))
    try:
        objecting.withdraw(actor=actor_of(request), objection=found, way=Way.PAGE)
    except DomainError as error:
        messages.warning(request, str(error.detail))
    else:
        messages.success(request, _("Dein Einspruch ist zurückgenommen."))
    return redirect("me-corrections")


def _acts(request: HttpRequest, found: Correction) -> Acts:
    actor, way = actor_of(request), Way.PAGE

    def agree(_reason: str) -> str:
        correcting.agree(actor=actor, correction=found, way=way)
        return _("Danke. Ab jetzt zählt die neue Dauer.")

    def refuse(reason: str) -> str:
        correcting.refuse(actor=actor, correction=found, reason=reason, way=way)
        return _("Abgelehnt. Es bleibt, wie es war.")

    def oppose(reason: str) -> str:
        objecting.object_to(actor=actor, entry=found.entry, correction=found, reason=reason, way=way)
        return _("Dein Einspruch ist bei der Koordination. Du liest hier, was sie entscheidet.")

    def withdraw(_reason: str) -> str:
        correcting.withdraw(actor=actor, correction=found, way=way)
        return _("Zurückgezogen. Es bleibt, wie es war.")

    if found.status != CorrectionStatus.PROPOSED:
        return {}
    if found.asked_by == Party.VOLUNTEER:
        return {"withdraw": withdraw}
    return {"agree": agree, "refuse": refuse, "object": oppose}


def _own(volunteer: Volunteer, uuid: uuids.UUID, status: str) -> HourEntry:
    """One's own entry that stands there. Raises NotFound: for another one there is no such page."""
    rows = HourEntry.objects.filter(volunteer=volunteer, status=status)
    rows = rows.select_related("activity", "organisation", "volunteer")
    entry: HourEntry | None = rows.filter(uuid=uuid).first()
    if entry is None:
        raise NotFound(_("Diesen Eintrag gibt es nicht."))
    return entry


def _page(request: HttpRequest, template: str, entry: HourEntry, form: WishForm | ObjectionForm) -> HttpResponse:
    return render(request, template, {"entry": entry, "form": form}, status=400 if form.errors else 200)
