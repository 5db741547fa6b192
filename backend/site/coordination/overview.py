"""What waits for a coordinator, each with the place where it is solved."""

import uuid
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates.models import Campaign, CampaignStatus, Certificate, CertificateStatus
from recognition.models import ListStatus, Obstacle, ObstacleCategory, ObstacleStatus, RecognitionList
from volunteers.models import Correction, HourEntry, HourStatus, JoinRequest, Membership, Objection, Organisation
from volunteers.reach import Reach, reach_of
from volunteers.services.correcting import overdue_since
from volunteers.web.coordinating import actor_of, coordinators_only

SHOWN = 8
NEEDS_ACTION = Q(status=CertificateStatus.FAILED) | Q(status=CertificateStatus.ISSUED, needs_replacing_at__isnull=False)
UNDER_WAY = Q(certificates__status__in=[CertificateStatus.QUEUED, CertificateStatus.RENDERING])


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """Approvals and disputes, certificates that need somebody, campaigns under way, drafts of lists: a query each."""
    actor = actor_of(request)
    reach = reach_of(actor)
    certificates = Certificate.objects.coordinated_by(actor).filter(NEEDS_ACTION).order_by("pk")
    obstacles = Obstacle.objects.coordinated_by(actor).filter(status=ObstacleStatus.OPEN, emptied_on=None)
    drafts = RecognitionList.objects.in_scope(reach).filter(status=ListStatus.DRAFT).order_by("-pk")
    return render(
        request,
        "coordination/overview.html",
        {
            "approvals": _approvals(reach)[:SHOWN],
            "certificates": certificates.only("uuid", "status", "content", "kind", "failure_reason")[:SHOWN],
            "campaigns": _campaigns(Campaign.objects.visible_to(actor)),
            "lists": drafts[:SHOWN],
            **_numbers(
                obstacles=obstacles,
                threats=obstacles.filter(category=ObstacleCategory.SAFETY),
                joining=JoinRequest.objects.in_scope(reach).open(),
                objections=Objection.objects.in_scope(reach).open(),
                overdue=Correction.objects.in_scope(reach).for_coordination(overdue_since()),
            ),
        },
    )


def _numbers(**rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows there are under each name. One query."""
    counts: list[Any] = [
        found.order_by().annotate(what=Value(what)).values_list("what").annotate(number=Count("pk"))
        for what, found in rows.items()
    ]
    return dict.fromkeys(rows, 0) | dict(counts[0].union(*counts[1:], all=True))


def _approvals(reach: Reach) -> Any:
    """Organisations with waiting entries, the longest waiting first."""
    waiting = HourEntry.objects.in_scope(reach).filter(status=HourStatus.SUBMITTED)
    return (
        waiting.order_by()
        .values("organisation__uuid", "organisation__name")
        .annotate(oldest=Min("submitted_at"), entries=Count("pk"), total=Sum("counted"))
        .order_by("oldest", "organisation__name")
    )


def _campaigns(campaigns: QuerySet[Campaign]) -> list[Any]:
    """Drafts, and what is not finished of the newest orders."""
    newest = campaigns.exclude(status=CampaignStatus.CANCELLED).order_by("-pk")[: 2 * SHOWN]
    failed = Q(certificates__status=CertificateStatus.FAILED)
    counted: Any = (
        Campaign.objects.filter(pk__in=newest.values("pk"))
        .annotate(
            total=Count("certificates"),
            waiting=Count("certificates", filter=UNDER_WAY),
            failed=Count("certificates", filter=failed),
        )
        .order_by("-pk")
    )
    unfinished = [one for one in counted if one.status != CampaignStatus.ORDERED or one.waiting or one.failed]
    return unfinished[:SHOWN]


@require_safe
@coordinators_only
def organisation(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Who can decide what waits at an organisation, to be written to."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = get_object_or_404(Organisation.objects.visible_to(actor).select_related("district"), uuid=uuid)
    waiting = HourEntry.objects.in_scope(reach).filter(status=HourStatus.SUBMITTED, organisation=found)
    members = Membership.objects.current().visible_to(actor).filter(organisation=found, user__is_active=True)
    return render(
        request,
        "coordination/organisation.html",
        {
            "organisation": found,
            "waiting": waiting.aggregate(entries=Count("pk"), total=Sum("counted"), oldest=Min("submitted_at")),
            "members": members.select_related("user").order_by("-role", "user__name"),
            "own_desk": found.pk in reach.organisations,
        },
    )
