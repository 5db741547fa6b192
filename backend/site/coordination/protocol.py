"""The record of every step, newest first: of hours, of corrections, of certificates, and what else was decided."""

import re
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.common.keysets import window_of
from backend.site.protocol import by_name, shown, tab_of
from certificates.models import Certificate, CertificateEvent
from volunteers.models import (
    CorrectionEvent,
    LedgerEvent,
    Organisation,
    ProtocolBlock,
    ProtocolEvent,
    User,
    Volunteer,
)
from volunteers.reach import Reach, reach_of
from volunteers.web.coordinating import actor_of, coordinators_only

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@require_safe
@coordinators_only
def protocol(request: HttpRequest) -> HttpResponse:
    """Steps by kind (`?art=`), of one person, organisation or certificate, of one act and of a period."""
    actor = actor_of(request)
    tab = tab_of(request.GET)
    person = _chosen(request, "person", Volunteer.objects.visible_to(actor))
    place = None if tab == "urkunden" else _chosen(request, "organisation", Organisation.objects.visible_to(actor))
    paper = _chosen(request, "urkunde", Certificate.objects.coordinated_by(actor)) if tab == "urkunden" else None
    rows: Any
    if tab == "stunden":
        rows = _steps_of_hours(request, reach_of(actor), person, place)
    elif tab == "korrekturen":
        rows = _near(CorrectionEvent, request, reach_of(actor), _of(person, place, "entry__volunteer"))
    elif tab == "entscheidungen":
        rows = ProtocolEvent.objects.visible_to(actor).filter(**_of(person, place, "volunteer"))
    else:
        rows = _steps_of_certificates(actor, person, paper)
    context = shown(rows, tab, request.GET, by_name)
    context |= {"certificates": tab == "urkunden", "person": person, "organisation": place, "certificate": paper}
    context["kept"] = {
        name: str(found.uuid)
        for name, found in (("person", person), ("organisation", place), ("urkunde", paper))
        if found is not None
    }
    context["newest"] = ProtocolBlock.objects.latest_digest()
    return render(request, "coordination/protocol.html", context)


def _of(person: Volunteer | None, place: Organisation | None, way: str) -> dict[str, Any]:
    return ({way: person} if person else {}) | ({"organisation": place} if place else {})


def _near(model: Any, request: HttpRequest, reach: Reach, chosen: dict[str, Any]) -> Any:
    """What one coordinates; not what one sees as a volunteer or a member besides."""
    scope = Reach(everything=reach.everything, districts=reach.districts, fields=reach.fields)
    visible = model.objects.within(scope)
    if any(request.GET.get(name) for name in ("was", "von", "bis")):
        return visible.filter(**chosen)  # the first keys of each place need not be among those asked for
    keys = visible.near(lambda: model.objects.filter(**chosen), window_of(request.GET))
    return visible.filter(**chosen) if keys is None else visible.filter(pk__in=keys)


def _steps_of_hours(request: HttpRequest, reach: Reach, person: Volunteer | None, place: Organisation | None) -> Any:
    return _near(LedgerEvent, request, reach, _of(person, place, "entry__volunteer"))


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
