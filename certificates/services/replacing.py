"""Replacing and renewing: a new certificate takes over once it is issued, so nobody is left with nothing meanwhile.

::

    old  issued ─────────────── replace ─────────── on_issued ──▶ replaced (by the new one)
    new                          queued ──▶ rendering ──▶ issued  (says "ersetzt Nachweis Nr. …")
"""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Invalid
from backend.common.models import Reason
from backend.common.transitions import illegal
from certificates.models import Certificate, CertificateAct, CertificateEvent, CertificateKind, CertificateStatus
from certificates.services import campaigns, ordering
from certificates.services.revoking import answering_for
from volunteers.models import Activity, Volunteer
from volunteers.querysets import HourEntryQuerySet
from volunteers.reach import reach_of

if TYPE_CHECKING:
    from volunteers.models import User

# What states hours, so that a corrected hour makes it wrong.
COUNTING = (CertificateKind.RECORD, CertificateKind.COMPETENCE)
# What states them now, or will once it is printed: what a paper says is frozen when it is ordered.
STATING = (
    CertificateStatus.QUEUED,
    CertificateStatus.RENDERING,
    CertificateStatus.FAILED,
    CertificateStatus.ISSUED,
)


@transaction.atomic
def replace(*, actor: "User", certificate: Certificate, reason: str = "") -> Certificate:
    """Order a new certificate over the same period and scope, from what the ledger says now. Returns the new one.

    It takes the issuer's next number and names the old number. The old one stays valid until the new one is issued.
    Raises Forbidden (`not_coordinator`, `own_certificate`); IllegalTransition unless the old one is issued; Conflict
    (`replacement_pending`) while another replacement is on its way; Invalid as `ordering.request_certificate` does.
    """
    return _succeed(actor, certificate, end=None, reason=reason)


@transaction.atomic
def renew(*, actor: "User", certificate: Certificate, end: dt.date, reason: str = "") -> Certificate:
    """As `replace`, with the period extended to `end`. Raises Invalid (`period_shortened`) besides."""
    return _succeed(actor, certificate, end=end, reason=reason)


def _succeed(actor: "User", certificate: Certificate, *, end: dt.date | None, reason: str) -> Certificate:
    """1. Lock the old row: of two people at the same moment the second sees what the first ordered. 2. Order."""
    answering_for(actor=actor, certificate=certificate)
    old = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if old.status != CertificateStatus.ISSUED:
        raise illegal(old.status)
    if pending := old.successors.exclude(status=CertificateStatus.FAILED).first():
        raise Conflict(
            _("Für diese Urkunde ist schon ein Ersatz bestellt: %(number)s.") % {"number": pending.number_text},
            code="replacement_pending",
            field="status",
            extra={"number": pending.number_text},
        )
    if old.volunteer is None or old.period_start is None or old.period_end is None:
        raise Invalid(
            _("Zu dieser Urkunde fehlen Person oder Zeitraum. Bitte bestellen Sie eine neue."),
            code="not_replaceable",
            field="period_start",
        )
    if end is not None and end < old.period_end:
        raise Invalid(
            _("Der neue Zeitraum endet vor dem alten. Bitte wählen Sie ein späteres Ende."),
            code="period_shortened",
            field="end",
        )
    new = ordering.order_one(
        actor=actor,
        volunteer=old.volunteer,
        kind=old.kind,
        issuer=old.series.issuer,
        hours=_hours_of(old, actor),
        period=(old.period_start, end or old.period_end),
        organisation=old.organisation,
        language=old.language,
        beside=old.content.get("beside") or ordering.NO_SECOND_LANGUAGE,
        ongoing=bool((old.content.get("period") or {}).get("ongoing")),
        said={key: old.content.get(key) for key in ("role", "trainings", "text")},
        age_affirmed=True,  # by whoever ordered the old one; a birth date that became known counts all the same
        template=old.template_version,
        campaign=old.campaign,
        replaces=old,
    )
    CertificateEvent.objects.create(
        certificate=old,
        at=clock.now(),
        actor=actor,
        act=CertificateAct.REPLACEMENT_ORDERED,
        reason=Reason.keep(reason),
        other=new,
    )
    return new


def _hours_of(old: Certificate, actor: "User") -> HourEntryQuerySet:
    """What the new paper counts: the scope of whoever ordered the old one, or of the actor once they are gone."""
    reach = reach_of(old.ordered_by)
    hours = ordering.hours_in(reach if reach.coordinates else reach_of(actor), old.organisation)
    return hours if old.campaign is None else campaigns.narrowed(hours, old.campaign)


def on_issued(pks: Collection[int]) -> int:
    """What was just issued takes over from what it replaces. Returns how many became `replaced`.

    For the queue: call it in the transaction that issues, with the keys of the rows that were issued, after they
    were. One query where none of them replaces anything. An old one that was revoked meanwhile stays revoked.
    """
    successors = (
        Certificate.objects.filter(pk__in=pks, status=CertificateStatus.ISSUED, replaces__isnull=False)
        .order_by("replaces_id")  # one order for all workers: no deadlock
        .values_list("pk", "replaces_id", "ordered_by_id")
    )
    now = clock.now()
    events = [
        CertificateEvent(certificate_id=old, at=now, actor_id=actor, act=CertificateAct.REPLACED, other_id=new)
        for new, old, actor in successors
        if Certificate.objects.filter(pk=old, status=CertificateStatus.ISSUED).update(
            status=CertificateStatus.REPLACED, replaced_by=new
        )
    ]
    CertificateEvent.objects.bulk_create(events)
    return len(events)


@transaction.atomic
def mark_needing_replacement(
    *, volunteer: Volunteer, day: dt.date, activity: Activity, actor: "User | None" = None
) -> int:
    """A counted hour of that day was corrected: every paper that counted it needs replacing. Returns how many.

    Those are the records and competence certificates, issued or ordered, whose period and scope hold the hour.
    Marked once: the mark keeps the time of the first correction.
    """
    papers = (
        Certificate.objects.order_by("pk")
        .select_for_update(of=("self",))
        .filter(
            Q(campaign=None) | _holds("campaign__district", activity.district_id),
            Q(campaign=None) | _holds("campaign__field", activity.field_id),
            Q(campaign=None) | _holds("campaign__organisation", activity.organisation_id),
            _holds("organisation", activity.organisation_id),
            volunteer=volunteer,
            kind__in=COUNTING,
            status__in=STATING,
            needs_replacing_at=None,
            period_start__lte=day,
            period_end__gte=day,
        )
    )
    found = [paper for paper in papers.select_related("ordered_by") if _counted(paper, activity)]
    now = clock.now()
    Certificate.objects.filter(pk__in=[paper.pk for paper in found]).update(needs_replacing_at=now)
    CertificateEvent.objects.bulk_create(
        CertificateEvent(certificate=paper, at=now, actor=actor, act=CertificateAct.NEEDS_REPLACING) for paper in found
    )
    return len(found)


def _holds(link: str, key: int | None) -> Q:
    """Not narrowed, or narrowed to that one."""
    return Q(**{f"{link}__isnull": True}) | Q(**{f"{link}_id": key})


def _counted(paper: Certificate, activity: Activity) -> bool:
    """Whether the orderer's scope holds the activity. Of one who coordinates no more it is unknown: then yes."""
    reach = reach_of(paper.ordered_by)
    return not reach.coordinates or reach.coordinates_place(
        district_id=activity.district_id, field_id=activity.field_id
    )
