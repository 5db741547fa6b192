"""What a certificate says where its holder shows it: kind, issuer, day; hours and the page that checks it on wish."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from certificates.models import Certificate, CertificateStatus
from volunteers.services.sharing import Facts, Source

if TYPE_CHECKING:
    from django.db import models

    from volunteers.models import Volunteer

MOST = 100  # on the page of what one could show


def _find(volunteer: "Volunteer", subject: UUID) -> Facts | None:
    """The paper, while it holds: one that was revoked, replaced or forgotten says nothing."""
    found = _standing(volunteer).filter(uuid=subject).first()
    return _facts(found) if found is not None else None


def _mine(volunteer: "Volunteer") -> list[Facts]:
    return [_facts(one) for one in _standing(volunteer).order_by("-issued_at", "-pk")[:MOST]]


def _standing(volunteer: "Volunteer") -> "models.QuerySet[Certificate]":
    return Certificate.objects.filter(volunteer=volunteer, status=CertificateStatus.ISSUED, erased_at=None)


def _facts(paper: Certificate) -> Facts:
    content = paper.content
    return Facts(
        subject=paper.uuid,
        title=str(paper.get_kind_display()),
        on=dt.date.fromisoformat(content["issued_on"]),
        by=content["issuer"]["name"],
        minutes=content.get("minutes_total"),
        proof=content["verify_url"],
    )


SOURCE = Source(_find, _mine)
