"""The record of every step, newest first: of hours, and of certificates."""

import re
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.common.keysets import page_of, window_of
from certificates.models import Certificate, CertificateEvent
from volunteers.models import LedgerEvent, Organisation, User, Volunteer
from volunteers.reach import Reach, reach_of
from volunteers.web.coordinating import actor_of, coordinators_only

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@require_safe
@coordinators_only
def protocol(request: HttpRequest) -> HttpResponse:
    """Steps of hours, or of certificates with `?art=urkunden`; filtered by a person, an organisation, a certificate."""
    actor = actor_of(request)
    certificates = request.GET.get("art") == "urkunden"
    person = _chosen(request, "person", Volunteer.objects.visible_to(actor))
    place = None if certificates else _chosen(request, "organisation", Organisation.objects.visible_to(actor))
    paper = _chosen(request, "urkunde", Certificate.objects.coordinated_by(actor)) if certificates else None
    if certificates:
        rows = _steps_of_certificates(actor, person, paper)
        page: Any = page_of(rows.select_related("certificate", "actor", "other"), request.GET)
    else:
        page = page_of(_steps_of_hours(request, reach_of(actor), person, place), request.GET)
    return render(
        request,
        "coordination/protocol.html",
        {"page": page, "certificates": certificates, "person": person, "organisation": place, "certificate": paper},
    )


def _steps_of_hours(request: HttpRequest, reach: Reach, person: Volunteer | None, place: Organisation | None) -> Any:
    """What one coordinates; not what one sees as a volunteer or a member besides."""
    scope = Reach(everything=reach.everything, districts=reach.districts, fields=reach.fields)
    chosen: dict[str, Any] = {}
    if person:
        chosen["entry__volunteer"] = person
    if place:
        chosen["organisation"] = place
    visible = LedgerEvent.objects.within(scope)
    keys = visible.near(lambda: LedgerEvent.objects.filter(**chosen), window_of(request.GET))
    rows = visible.filter(**chosen) if keys is None else visible.filter(pk__in=keys)
    return rows.select_related("entry__volunteer", "activity", "organisation", "actor")


def _steps_of_certificates(actor: User, person: Volunteer | None, paper: Certificate | None) -> Any:
    rows = CertificateEvent.objects.visible_to(actor)
    if person:
        rows = rows.filter(certificate__volunteer=person)
    return rows.filter(certificate=paper) if paper else rows


def _chosen(request: HttpRequest, name: str, rows: Any) -> Any:
    """The row that the address names, None where it names none. Raises Http404 for one that is not theirs."""
    key = request.GET.get(name, "")
    if not key:
        return None
    found = rows.filter(uuid=uuid.UUID(key)).first() if _UUID.fullmatch(key) else None
    if found is None:
        raise Http404
    return found
