"""`/stelle/<uuid>/doppelte`: people known at one organisation who may be there twice."""

import uuid as uuids

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from volunteers.models import Merge, MergeBasis, Volunteer
from volunteers.services import doubles as services
from volunteers.web import doubles as pages
from volunteers.web.desk.place import Desk, at_desk


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def doubles(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Pairs, and what was merged lately."""
    return pages.listed(request, _whose(desk))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def merge(request: HttpRequest, desk: Desk, first: uuids.UUID, second: uuids.UUID) -> HttpResponse:
    """Two records, and making them one."""
    return pages.compared(request, _whose(desk), first, second)


def _whose(desk: Desk) -> pages.Whose:
    here = desk.organisation
    return pages.Whose(
        user=desk.user,
        people=Volunteer.objects.known_at(here),
        hours=here.hours.all(),
        pairs=lambda: services.at_organisation(here),
        merges=Merge.objects.visible_to(desk.user).filter(organisation=here, basis=MergeBasis.ORGANISATION),
        page=reverse("desk-doubles", args=[here.uuid]),
        pair_page=lambda first, second: reverse("desk-merge", args=[here.uuid, first, second]),
        organisation_id=here.pk,
        desk=desk,
    )
