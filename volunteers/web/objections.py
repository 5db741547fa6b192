"""`/koordination/einwaende`: what the two sides could not settle; a coordinator of neither decides, with a reason."""

import uuid as uuids

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteers.models import CorrectionStatus, ObjectionStatus, Way
from volunteers.models.corrections import DAYS_TO_ANSWER
from volunteers.reach import reach_of
from volunteers.services import correcting, objecting
from volunteers.web.coordinating import actor_of, coordinators_only
from volunteers.web.corrections import OPEN_SHOWN, answered, corrections_shown, objections_shown


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """Open objections, and corrections that nobody answered, the oldest first."""
    reach = reach_of(request.user)
    corrections = corrections_shown().in_scope(reach).for_coordination(correcting.overdue_since())
    context = {
        "objections": objections_shown().in_scope(reach).open()[:OPEN_SHOWN],
        "corrections": corrections[:OPEN_SHOWN],
        "days": DAYS_TO_ANSWER,
    }
    return render(request, "volunteers/coordination/objections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def objection(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One objection: uphold or reject."""
    found = get_object_or_404(objections_shown().in_scope(reach_of(request.user)), uuid=uuid)

    def decide(reason: str, *, upheld: bool) -> str:
        objecting.decide(actor=actor_of(request), objection=found, upheld=upheld, reason=reason, way=Way.PAGE)
        return _("Entschieden. Beide Seiten lesen Ihre Begründung.")

    acts = {
        "uphold": lambda reason: decide(reason, upheld=True),
        "reject": lambda reason: decide(reason, upheld=False),
    }
    return answered(
        request,
        acts if found.status == ObjectionStatus.OPEN else {},
        back=reverse("coordination-objections"),
        template="volunteers/coordination/objection.html",
        context={"objection": found},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def correction(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One correction that nobody answered: whether it counts."""
    found = get_object_or_404(corrections_shown().in_scope(reach_of(request.user)), uuid=uuid)

    def decide(reason: str, *, agreed: bool) -> str:
        correcting.decide(actor=actor_of(request), correction=found, agreed=agreed, reason=reason, way=Way.PAGE)
        return _("Entschieden. Beide Seiten lesen Ihre Begründung.")

    acts = {
        "agree": lambda reason: decide(reason, agreed=True),
        "refuse": lambda reason: decide(reason, agreed=False),
    }
    return answered(
        request,
        acts if found.status == CorrectionStatus.PROPOSED else {},
        back=reverse("coordination-objections"),
        template="volunteers/coordination/correction.html",
        context={"correction": found},
    )


urlpatterns = [
    path("koordination/einwaende", overview, name="coordination-objections"),
    path("koordination/einwaende/<uuid:uuid>", objection, name="coordination-objection"),
    path("koordination/korrekturen/<uuid:uuid>", correction, name="coordination-correction"),
]
