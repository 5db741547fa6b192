"""What is kept here about one person, for them; and what is forgotten of them.

A certificate whose holder asked to be forgotten keeps number, code, kind, status, times and digest: whoever holds the
paper can still learn that it is genuine and whether it holds. What it says, its file and its mail are gone.
"""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, F, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _

from backend.common.errors import Conflict
from backend.common.models import Reason
from certificates import storage
from certificates.models import (
    Campaign,
    CampaignStatus,
    Certificate,
    CertificateEvent,
    CertificateMail,
    CertificateStatus,
    ChosenPerson,
)
from volunteers.services import retention
from volunteers.services.export import Files, Source, Tables

if TYPE_CHECKING:
    from volunteers.models import User, Volunteer
    from volunteers.services.erasing import Subject

GONE = "gelöscht"  # what stands where a reason stood that may not be missing
PENDING = (CertificateStatus.QUEUED, CertificateStatus.RENDERING)


def forget(subject: "Subject") -> Iterator[str]:
    """Empty their certificates, and give up those that are not pressed yet. Returns the numbers whose files are to go.

    A worker that has one in its hands at this moment loses its lease, and removes the file that it wrote
    (`queue.handle`).
    """
    if subject.volunteer is None:
        return
    ChosenPerson.objects.filter(volunteer=subject.volunteer).delete()
    papers = Certificate.objects.filter(volunteer=subject.volunteer)
    keys = list(papers.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    mine = Certificate.objects.filter(pk__in=keys)
    numbers = list(mine.values_list("content__number", flat=True))
    CertificateMail.objects.filter(certificate__in=keys).delete()
    Reason.blank(CertificateEvent.objects.filter(certificate__in=keys, reason__isnull=False).values("reason"))
    mine.filter(status__in=PENDING).update(
        status=CertificateStatus.FAILED,
        lease_token=None,
        lease_until=None,
        failure_code="erased",
        failure_reason=_("Die Person hat um Löschung ihrer Angaben gebeten."),
    )
    mine.update(
        volunteer=None,
        erased_at=subject.at,
        content=JSONObject(number=KT("content__number")),
        revocation_reason=Case(
            When(status=CertificateStatus.REVOKED, then=Value(GONE)), default=Value(""), output_field=TextField()
        ),
        needs_replacing_at=None,
    )
    yield from numbers


def moving(source: "Volunteer", target: "Volunteer") -> "models.QuerySet[Certificate]":
    """Papers that go with a record into another one: all but those of a campaign in which the other got one, too.

    What they say stays as it was issued.
    """
    theirs = Certificate.objects.filter(volunteer=target, campaign__isnull=False, replaces=None)
    return Certificate.objects.filter(volunteer=source).exclude(campaign__in=theirs.values("campaign"), replaces=None)


def moving_chosen(source: "Volunteer", target: "Volunteer") -> "models.QuerySet[ChosenPerson]":
    """Places in drafts that go with a record into another one, but for those in which the other has one, too."""
    theirs = ChosenPerson.objects.filter(volunteer=target)
    return ChosenPerson.objects.filter(volunteer=source).exclude(campaign__in=theirs.values("campaign"))


def drop(number: str) -> None:
    """The stored PDF, and what a worker left half-written of it."""
    storage.path_of(number).unlink(missing_ok=True)
    storage.drop_drafts([number])


def _tables(user: "User") -> Tables:
    yield "certificates", _papers(user)
    events: Any = CertificateEvent.objects.filter(certificate__volunteer__user=user).order_by("pk")
    said: Any = Coalesce("reason__text", Value(""), output_field=TextField())
    yield (
        "certificate_steps",
        events.values("at", "act", "code", reason_text=said, certificate_uuid=F("certificate__uuid")).iterator(
            chunk_size=1000
        ),
    )
    mails: Any = CertificateMail.objects.filter(certificate__volunteer__user=user).order_by("pk")
    yield (
        "certificate_mails",
        mails.values("status", "queued_at", "sent_at", certificate_uuid=F("certificate__uuid")).iterator(
            chunk_size=1000
        ),
    )
    chosen: Any = ChosenPerson.objects.filter(volunteer__user=user).order_by("pk")
    drafts = chosen.values(kind=F("campaign__kind"), drafted_at=F("campaign__created_at"))
    yield "certificates_in_draft", drafts.iterator(chunk_size=1000)


def _papers(user: "User") -> Any:
    own = Certificate.objects.filter(volunteer__user=user).order_by("pk")
    return own.values(
        "uuid", "code", "kind", "status", "language", "period_start", "period_end", "queued_at", "issued_at",
        "revoked_at", "revocation_code", "revocation_reason", "hidden_at", "needs_replacing_at", "digest", "content",
    ).iterator(chunk_size=50)  # fmt: skip


def _files(user: "User") -> Files:
    """The papers as they were issued. One that neither disk nor press can give is left out: its row is there."""
    from certificates.services import files  # noqa: PLC0415 - it loads the press, which no other process start needs

    own = Certificate.objects.filter(volunteer__user=user, status__in=files.HAVE_A_FILE).order_by("pk")
    for certificate in own.iterator(chunk_size=50):
        try:
            data = files.pdf_of(certificate)
        except Conflict:
            continue
        yield f"urkunden/{certificate.number_text}.pdf", data


def _drafts(before: dt.date) -> "models.QuerySet[Campaign]":
    """Orders that nobody placed, with whom they were for."""
    return Campaign.objects.filter(status=CampaignStatus.DRAFT, created_at__lt=retention.start_of(before))


def _let_go(keys: list[int]) -> None:
    Campaign.objects.filter(pk__in=keys, status=CampaignStatus.DRAFT).update(status=CampaignStatus.CANCELLED)
    ChosenPerson.objects.filter(campaign__in=keys, campaign__status=CampaignStatus.CANCELLED).delete()


DRAFTS = retention.Handler(_drafts, _let_go)

_DECIDED = "what somebody decides for the alliance is told by `decisions`, not by each row"

_SAME = "another paper of the same person, which is there itself"

SOURCE = Source(
    tables=_tables,
    covers={
        "certificates.Certificate.volunteer": "certificates",
        "certificates.ChosenPerson.volunteer": "certificates_in_draft",
        "certificates.CertificateEvent.certificate": "certificate_steps",
        "certificates.CertificateMail.certificate": "certificate_mails",
    },
    excuses={
        "certificates.Certificate.ordered_by": _DECIDED,
        "certificates.Certificate.revoked_by": _DECIDED,
        "certificates.Certificate.replaces": _SAME,
        "certificates.Certificate.replaced_by": _SAME,
        "certificates.CertificateEvent.other": _SAME,
        "certificates.CertificateEvent.actor": _DECIDED,
        "certificates.CertificateMail.ordered_by": _DECIDED,
        "certificates.Campaign.created_by": _DECIDED,
        "certificates.Template.created_by": _DECIDED,
        "certificates.TemplateVersion.created_by": _DECIDED,
        "certificates.TemplateVersion.published_by": _DECIDED,
    },
    files=_files,
)
