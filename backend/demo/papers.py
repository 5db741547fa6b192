"""Thanks on paper: a campaign for many, one single certificate, and waiting for whoever presses them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max, Min

from backend.demo.alliance import ALLIANCE, ISSUER, VOLUNTEER
from backend.demo.people import everybody
from certificates.models import Campaign, Certificate, CertificateKind, CertificateStatus, Issuer
from certificates.querysets import CertificateQuerySet
from certificates.services import campaigns, ordering
from tasks.certificates import wake
from volunteers.models import HourEntry, User, Volunteer

MINIMUM_MINUTES = 600
PATIENCE_SECONDS = 20.0  # without a single finished certificate: then nobody is pressing
_LOOK_SECONDS = 0.2
_UNDER_WAY = (CertificateStatus.QUEUED, CertificateStatus.RENDERING)


@transaction.atomic
def order() -> dict[str, int]:
    """A record for everybody with ten confirmed hours, and a thanks for Ada. All or nothing.

    Returns records and thanks. The wake-up goes out after the commit; an interrupted run sends it once more.
    """
    if not Campaign.objects.exists():
        actor = User.objects.get(email=ALLIANCE.email)
        issuer = Issuer.objects.get(code=ISSUER["code"])
        days = HourEntry.objects.confirmed().aggregate(first=Min("day"), last=Max("day"))
        campaign = campaigns.create_campaign(
            actor=actor,
            title="Danke für ein Jahr Engagement",
            kind=CertificateKind.RECORD,
            issuer=issuer,
            period_start=days["first"],
            period_end=days["last"],
            minimum_minutes=MINIMUM_MINUTES,
        )
        campaigns.order_campaign(actor=actor, campaign=campaign)
        ordering.request_certificate(
            actor=actor,
            volunteer=Volunteer.objects.get(user__email=VOLUNTEER.email),
            kind=CertificateKind.THANKS,
            issuer=issuer,
            start=days["first"],
            end=days["last"],
        )
    transaction.on_commit(wake, robust=True)
    by_kind = dict(ours().values_list("kind").annotate(number=Count("pk")))
    return {"records": by_kind[CertificateKind.RECORD], "thanks": by_kind[CertificateKind.THANKS]}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the press is. `reason` is why the first of those that failed or wait for another try did not come out."""

    total: int
    issued: int
    failed: int
    reason: str

    @property
    def under_way(self) -> int:
        """Queued or in the press."""
        return self.total - self.issued - self.failed


def progress() -> Progress:
    """As the rows say it now."""
    by_status = dict(ours().values_list("status").annotate(number=Count("pk")))
    reasons = ours().exclude(failure_reason="").values_list("failure_reason", flat=True)
    total, failed = sum(by_status.values()), by_status.get(CertificateStatus.FAILED, 0)
    under_way = sum(by_status.get(status, 0) for status in _UNDER_WAY)
    return Progress(total=total, issued=total - failed - under_way, failed=failed, reason=reasons.first() or "")


def wait_for_press(tell: Callable[[Progress], None], *, patience: float = PATIENCE_SECONDS) -> Progress:
    """Until nothing is under way, or nothing moved for `patience` seconds. `tell` hears of each change."""
    seen = progress()
    tell(seen)
    moved = time.monotonic()
    while seen.under_way and time.monotonic() - moved < patience:
        time.sleep(_LOOK_SECONDS)
        now = progress()
        if now != seen:
            tell(now)
            seen, moved = now, time.monotonic()
    return seen


@dataclass(frozen=True, slots=True)
class Sample:
    """A certificate worth looking at; `latin` is the name in Latin letters where it differs."""

    number: str
    code: str
    name: str
    latin: str


def samples() -> list[Sample]:
    """One certificate for each script of names.csv."""
    scripts = {person.name: person.script for person in everybody() if person.script}
    found: dict[str, Sample] = {}
    for certificate in ours().filter(kind=CertificateKind.RECORD).order_by("pk"):
        content = certificate.content
        if script := scripts.get(content["name"]):
            sample = Sample(certificate.number_text, certificate.code, content["name"], content["name_latin"])
            found.setdefault(script, sample)
    return list(found.values())


def ours() -> CertificateQuerySet:
    """The certificates of the demo's issuer."""
    return Certificate.objects.filter(series__issuer__code=ISSUER["code"])
