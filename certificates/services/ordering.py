"""Ordering certificates: one, or a campaign. An order is rows with numbers; pressing comes later."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Forbidden, Invalid
from backend.common.ids import public_code
from backend.common.transitions import illegal, move
from certificates.content import ContentError, parse_content
from certificates.models import (
    Campaign,
    CampaignStatus,
    Certificate,
    CertificateKind,
    CertificateStatus,
    Issuer,
    NumberSeries,
)
from certificates.models.campaigns import TRANSITIONS as CAMPAIGN_TRANSITIONS
from certificates.querysets import CertificateQuerySet
from certificates.services import building
from volunteers.models import District, FieldOfAction, HourEntry, Organisation, Volunteer
from volunteers.querysets import HourEntryQuerySet
from volunteers.reach import Reach, reach_of

if TYPE_CHECKING:
    from volunteers.models import User

ORDERABLE = [(kind.value, kind.label) for kind in (CertificateKind.THANKS, CertificateKind.RECORD)]


@transaction.atomic
def request_certificate(
    *,
    actor: "User",
    volunteer: Volunteer,
    kind: str,
    issuer: Issuer,
    start: dt.date,
    end: dt.date,
    language: str = "",
) -> Certificate:
    """Order one certificate over the confirmed hours of that period (local dates, both included) in the actor's scope.

    The row is queued with number and frozen content when this returns. Raises Forbidden (`not_coordinator`), Invalid
    (`no_confirmed_hours` for a record; `not_printable` with the field of the content that cannot be printed).
    """
    reach = _coordinating(actor)
    check_period(start, end)
    hours = HourEntry.objects.in_scope(reach).confirmed().in_period(start, end)
    deeds = building.deeds_of([volunteer], hours).get(volunteer.pk)
    if kind == "record" and deeds is None:
        raise Invalid(
            _("In diesem Zeitraum gibt es keine bestätigten Stunden. Ein Tätigkeitsnachweis braucht mindestens eine."),
            code="no_confirmed_hours",
            field="start",
        )
    (certificate,) = _insert(
        actor=actor, people=[(volunteer, deeds)], kind=kind, issuer=issuer, period=(start, end), language=language
    )
    try:
        parse_content(certificate.content)
    except ContentError as error:
        raise Invalid(error.reason, code="not_printable", field=error.field) from error
    return certificate


def create_campaign(
    *,
    actor: "User",
    title: str,
    kind: str,
    issuer: Issuer,
    period_start: dt.date,
    period_end: dt.date,
    minimum_minutes: int = 1,
    district: District | None = None,
    field: FieldOfAction | None = None,
    organisation: Organisation | None = None,
) -> Campaign:
    """A draft. Raises Forbidden when the scope reaches beyond what the actor coordinates; Invalid for its bounds."""
    reach = _coordinating(actor)
    check_period(period_start, period_end)
    if not reach.coordinates_place(
        district_id=district.pk if district else None, field_id=field.pk if field else None
    ) and not (organisation and organisation.district_id in reach.districts):
        raise Forbidden(
            _("Diese Aktion reicht über das hinaus, was Sie koordinieren. Bitte engen Sie sie ein."),
            code="beyond_scope",
            field="district",
        )
    return Campaign.objects.create(
        title=title,
        kind=kind,
        issuer=issuer,
        period_start=period_start,
        period_end=period_end,
        minimum_minutes=minimum_minutes,
        district=district,
        field=field,
        organisation=organisation,
        created_by=actor,
    )


def recipients(campaign: Campaign, reach: Reach) -> list[int]:
    """Keys of those whom the campaign's rule finds now, in a stable order."""
    found = (
        hours_of(campaign, reach)
        .values("volunteer_id")
        .annotate(total=Sum("minutes"))
        .filter(total__gte=campaign.minimum_minutes)
        .order_by("volunteer_id")
    )
    return list(found.values_list("volunteer_id", flat=True))


def hours_of(campaign: Campaign, reach: Reach) -> HourEntryQuerySet:
    """The confirmed hours that the campaign counts: its period and scope, within what the orderer coordinates."""
    hours = HourEntry.objects.in_scope(reach).confirmed().in_period(campaign.period_start, campaign.period_end)
    if campaign.organisation_id:
        hours = hours.filter(organisation_id=campaign.organisation_id)
    if campaign.district_id:
        hours = hours.filter(activity__district_id=campaign.district_id)
    if campaign.field_id:
        hours = hours.filter(activity__field_id=campaign.field_id)
    return hours


@transaction.atomic
def order_campaign(*, actor: "User", campaign: Campaign) -> int:
    """Order the campaign: one queued row with a number for each recipient, all or none. Returns how many.

    Ordered once: a second order is an IllegalTransition, at the same moment too. Raises Invalid (`nobody_due`).
    """
    reach = _coordinating(actor)
    move(campaign, to=CampaignStatus.ORDERED, transitions=CAMPAIGN_TRANSITIONS, ordered_at=clock.now())
    keys = recipients(campaign, reach)
    if not keys:
        raise Invalid(
            _("Die Regel findet niemanden. Bitte prüfen Sie Zeitraum, Mindeststunden und Umfang."),
            code="nobody_due",
            field="minimum_minutes",
        )
    hours = hours_of(campaign, reach)
    for people in building.in_chunks(keys):
        deeds = building.deeds_of(people, hours)
        _insert(
            actor=actor,
            people=[(person, deeds[person.pk]) for person in people],
            kind=campaign.kind,
            issuer=campaign.issuer,
            period=(campaign.period_start, campaign.period_end),
            campaign=campaign,
        )
    return len(keys)


def cancel_campaign(*, actor: "User", campaign: Campaign) -> Campaign:
    """Discard a draft. Raises IllegalTransition once it was ordered."""
    _coordinating(actor)
    move(campaign, to=CampaignStatus.CANCELLED, transitions=CAMPAIGN_TRANSITIONS)
    return campaign


def retry(*, actor: "User", certificate: Certificate) -> Certificate:
    """Queue a failed certificate once more, with the same number and content. Raises IllegalTransition otherwise."""
    _coordinating(actor)
    if not _requeue(Certificate.objects.filter(pk=certificate.pk)):
        certificate.refresh_from_db()
        raise illegal(certificate.status)
    certificate.refresh_from_db()
    return certificate


def retry_failed(*, actor: "User", campaign: Campaign) -> int:
    """Queue every failed certificate of the campaign once more. Returns how many."""
    _coordinating(actor)
    return _requeue(Certificate.objects.filter(campaign=campaign))


def check_period(start: dt.date, end: dt.date) -> None:
    """Raises Invalid (`period_out_of_order`) when the end lies before the start."""
    if end < start:
        raise Invalid(
            _("Das Ende des Zeitraums liegt vor seinem Anfang."), code="period_out_of_order", field="period_end"
        )


def _requeue(certificates: CertificateQuerySet) -> int:
    return certificates.filter(status=CertificateStatus.FAILED).update(
        status=CertificateStatus.QUEUED,
        queued_at=clock.now(),
        not_before=None,
        attempts=0,
        failure_code="",
        failure_reason="",
    )


def _coordinating(actor: "User") -> Reach:
    reach = reach_of(actor)
    if not reach.coordinates:
        raise Forbidden(_("Urkunden bestellt die Koordination."), code="not_coordinator")
    return reach


def _insert(
    *,
    actor: "User",
    people: Sequence[tuple[Volunteer, building.Deeds | None]],
    kind: str,
    issuer: Issuer,
    period: tuple[dt.date, dt.date],
    language: str = "",
    campaign: Campaign | None = None,
) -> list[Certificate]:
    """Queued rows with the next numbers of the issuer's series, in the caller's transaction.

    The counter row is locked until the commit, so numbers are contiguous and a rollback leaves no gap.
    """
    today = clock.today()
    series, first = _take_numbers(issuer, today.year, len(people))
    rows = []
    for number, (volunteer, deeds) in enumerate(people, start=first):
        code = public_code()
        spoken = language or "de"
        rows.append(
            Certificate(
                code=code,
                kind=kind,
                volunteer=volunteer,
                campaign=campaign,
                series=series,
                number=number,
                language=spoken,
                ordered_by=actor,
                queued_at=clock.now(),
                content=building.content_for(
                    kind=kind,
                    volunteer=volunteer,
                    deeds=deeds,
                    issuer=issuer,
                    number=f"{issuer.code}-{today.year}-{number:06d}",
                    code=code,
                    period=period,
                    issued_on=today,
                    language=spoken,
                ),
            )
        )
    return Certificate.objects.bulk_create(rows, batch_size=500)


def _take_numbers(issuer: Issuer, year: int, count: int) -> tuple[NumberSeries, int]:
    """Reserve `count` numbers; returns the series and the first of them."""
    NumberSeries.objects.get_or_create(issuer=issuer, year=year)
    NumberSeries.objects.filter(issuer=issuer, year=year).update(last_number=F("last_number") + count)
    series = NumberSeries.objects.get(issuer=issuer, year=year)
    return series, series.last_number - count + 1
