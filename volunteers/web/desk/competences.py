"""*Kompetenzen*: what people showed here, in their words or the organisation's; described, never graded."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common.errors import DomainError, NotFound
from backend.common.pages import kept_for
from volunteers.competences import pool
from volunteers.models import ClaimStatus, CompetenceClaim
from volunteers.services import competences as services
from volunteers.services.confirming import is_own
from volunteers.web.desk.place import Desk, at_desk

PAGE = 25


@require_safe
@at_desk
def competences(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits, oldest first."""
    return _list(request, desk)


@require_POST
@at_desk
def decide(request: HttpRequest, desk: Desk, claim: uuid.UUID) -> HttpResponse:
    """Confirm, in other words where they were changed, or decline with a reason."""
    found = (
        CompetenceClaim.objects.visible_to(desk.user)
        .filter(organisation=desk.organisation, uuid=claim)
        .select_related("volunteer", "organisation", "decided_by")
        .first()
    )
    if found is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    example, reason = request.POST.get("example", ""), request.POST.get("reason", "")
    try:
        if request.POST.get("tun") == "ablehnen":
            services.decline(actor=desk.user, claim=found, reason=reason)
            messages.success(request, _("Abgelehnt. Die Person liest Ihren Grund und kann es neu vorschlagen."))
        else:
            services.confirm(actor=desk.user, claim=found, example=example)
            messages.success(request, _("Bestätigt. Es kann jetzt auf einem Kompetenznachweis stehen."))
    except DomainError as error:
        return _list(request, desk, refused={"claim": found, "error": error, "example": example, "reason": reason})
    return HttpResponseRedirect(reverse("desk-competences", args=[desk.organisation.uuid]))


def _list(request: HttpRequest, desk: Desk, refused: dict[str, object] | None = None) -> HttpResponse:
    """The list; with what was refused in its place, as it was typed."""
    waiting = CompetenceClaim.objects.filter(
        organisation=desk.organisation, status=ClaimStatus.PROPOSED
    ).select_related("volunteer")
    page = Paginator(waiting.order_by("pk"), PAGE).get_page(request.GET.get("seite"))
    language = get_language() or "de"
    rows = [
        {
            "claim": claim,
            "title": pool()[claim.competence].title(language),
            "own": is_own(desk.user, claim) or claim.proposed_by_id == desk.user.pk,
            "refused": refused if refused and refused["claim"] == claim else _kept(request, desk, claim),
        }
        for claim in page
    ]
    elsewhere = refused if refused and not any(row["refused"] is refused for row in rows) else None
    context = {"desk": desk, "page": page, "rows": rows, "elsewhere": elsewhere}
    return render(request, "volunteers/desk/competences.html", context, status=409 if refused else 200)


def _kept(request: HttpRequest, desk: Desk, claim: CompetenceClaim) -> QueryDict | None:
    """What was typed for it while the session ended."""
    return kept_for(request, reverse("desk-competence", args=[desk.organisation.uuid, claim.uuid]))
