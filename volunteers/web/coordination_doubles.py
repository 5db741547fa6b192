"""`/koordination/doppelte`: people in a coordinator's scope who may be there twice."""

import uuid as uuids

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from volunteers.models import HourEntry, Merge, MergeBasis, Volunteer
from volunteers.reach import reach_of
from volunteers.services import doubles as services
from volunteers.web import doubles as pages
from volunteers.web.coordinating import actor_of, coordinators_only


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def doubles(request: HttpRequest) -> HttpResponse:
    """Pairs, and what was merged lately."""
    return pages.listed(request, _whose(request))


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def merge(request: HttpRequest, first: uuids.UUID, second: uuids.UUID) -> HttpResponse:
    """Two records, and making them one."""
    return pages.compared(request, _whose(request), first, second)


def _whose(request: HttpRequest) -> pages.Whose:
    user, reach = actor_of(request), reach_of(request.user)
    return pages.Whose(
        user=user,
        people=Volunteer.objects.remembered().in_scope(reach),
        hours=HourEntry.objects.in_scope(reach),
        pairs=lambda: services.in_scope(reach),
        merges=Merge.objects.visible_to(user).exclude(basis=MergeBasis.TAKEOVER),
        page=reverse("coordination-doubles"),
        pair_page=lambda first, second: reverse("coordination-merge", args=[first, second]),
    )


urlpatterns = [
    path("koordination/doppelte", doubles, name="coordination-doubles"),
    path("koordination/doppelte/<uuid:first>/<uuid:second>", merge, name="coordination-merge"),
]
