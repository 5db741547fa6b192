"""`/ich/karte`: how far it is to the Ehrenamtskarte, and what goes to the municipality with the application."""

import uuid as uuids
from typing import cast

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common import clock
from backend.common.errors import DomainError, NotFound
from backend.common.pages import signed_in
from recognition.models import AnnexPart, CardAnnex, Waiver
from recognition.rules import parse
from recognition.services import annexes, card, waivers
from recognition.wording import sentences
from volunteers.models import User, Volunteer
from volunteers.reach import reach_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_card(request: HttpRequest) -> HttpResponse:
    """Where one stands; a POST puts the annex together and asks every organisation."""
    user = cast("User", request.user)
    key = reach_of(user).volunteer_id
    if key is None:
        return redirect("me")
    volunteer = Volunteer.objects.select_related("details").get(pk=key)
    error = None
    if request.method == "POST":
        try:
            annexes.make(actor=user, volunteer=volunteer)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, _("Die Anlage ist da. Jede Organisation ist um ihre Bestätigung gebeten."))
            return redirect("me-card")
    ampel = card.of(volunteer)
    parts = AnnexPart.objects.select_related("organisation").order_by("-minutes", "organisation")
    own = CardAnnex.objects.standing().filter(volunteer=volunteer).select_related("volunteer", "rule")
    annex = own.prefetch_related(Prefetch("parts", parts)).first()
    context = {
        "ampel": ampel,
        "year": clock.today().year,
        "shares": [] if annex else card.shares(volunteer),  # its parts tell more
        "asked": sentences(parse(ampel.rule.rule)) if ampel.rule else [],
        "annex": annex,
        "parts": annex.parts.all() if annex else [],
        "outdated": annex is not None and annexes.outdated(annex),
        "error": error,
    }
    return render(request, "site/me/card.html", context, status=409 if error else 200)


@require_POST
@signed_in
def withdraw_waiver(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """What somebody recorded about oneself is not so, or not any more."""
    user = cast("User", request.user)
    found = Waiver.objects.visible_to(user).filter(uuid=uuid, volunteer=reach_of(user).volunteer_id or 0)
    waiver = found.select_related("volunteer", "organisation").first()
    if waiver is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für dich."))
    waivers.withdraw(actor=user, waiver=waiver)
    messages.success(request, _("Zurückgenommen."))
    return redirect("me-card")
