"""Mails about certificates: a step of its own, ordered by a person who looked at the result.

A mail holds a link and no PDF: 50,000 attachments are 4 GB through somebody's mail server, lie in mailboxes for ever,
and do not know that a paper was revoked. Whoever opens the link gets the sealed file as it was issued, or is told how
things stand.

Like the queue of certificates (services/queue.py) the table is the queue: claim under a lease, send outside any
transaction, write down each mail as soon as the server took it. A worker that dies between the two sends that one mail
again, under the same Message-ID, so that most programs show it once.
"""

import datetime as dt
import hashlib
import logging
import smtplib
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Invalid
from certificates.models import Campaign, Certificate, CertificateMail, CertificateStatus, MailStatus
from certificates.querysets import CertificateMailQuerySet, CertificateQuerySet
from certificates.services import mail_texts, ordering

if TYPE_CHECKING:
    from volunteers.models import User

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = dt.timedelta(minutes=10)  # long: a mail that is sent twice is worse than one that comes later
MOST_ATTEMPTS = 5
PAUSES = [60, 300, 1800, 7200]  # seconds before a failed attempt is repeated
NO_ADDRESS = Q(volunteer=None) | Q(volunteer__email="") & (Q(volunteer__user=None) | Q(volunteer__user__email=""))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail in our hands, until the lease ends."""

    pk: int
    token: uuid.UUID
    attempts: int


# --- ordering ---


@transaction.atomic
def order_mails(*, actor: "User", campaign: Campaign) -> int:
    """Order a mail for every issued certificate of the campaign that has none yet, and again for those that failed.

    Whoever has no address gets none and is found by `without_address`. Returns how many were ordered; a second call
    orders what was issued since. Raises Conflict (`nothing_issued`, `no_mail_server`).
    """
    ordering.coordinating(actor=actor)
    papers = Certificate.objects.filter(campaign=campaign, status=CertificateStatus.ISSUED)
    if not papers.exists():
        raise Conflict(
            _("Von dieser Aktion ist noch keine Urkunde ausgestellt."),
            code="nothing_issued",
            field="status",
            extra={"status": campaign.status},
        )
    return _order(actor, papers)


@transaction.atomic
def order_mail(*, actor: "User", certificate: Certificate) -> CertificateMail:
    """Order the mail about one certificate, or again where it failed. It is sent once, however often this is called.

    Raises Conflict (`not_issued`, `no_mail_server`), Invalid (`no_address`).
    """
    ordering.coordinating(actor=actor)
    if certificate.status != CertificateStatus.ISSUED:
        raise Conflict(
            _("Eine E-Mail gibt es zu einer ausgestellten, gültigen Urkunde."),
            code="not_issued",
            field="status",
            extra={"certificate_status": certificate.status},
        )
    paper = Certificate.objects.filter(pk=certificate.pk)
    if paper.filter(NO_ADDRESS).exists():
        raise Invalid(
            _("Zu dieser Person ist keine E-Mail-Adresse bekannt. Bitte überreichen Sie die Urkunde gedruckt."),
            code="no_address",
            field="volunteer",
        )
    _order(actor, paper)
    return CertificateMail.objects.get(certificate=certificate)


def _order(actor: "User", papers: CertificateQuerySet) -> int:
    if not settings.MAIL_GOES_OUT:
        raise Conflict(
            _("Für diese Anlage ist kein Mailserver eingerichtet (DANKWERK_SMTP_HOST)."), code="no_mail_server"
        )
    now = clock.now()
    with_mail = Exists(CertificateMail.objects.filter(certificate=OuterRef("pk")))
    keys = list(papers.exclude(NO_ADDRESS).exclude(with_mail).order_by("pk").values_list("pk", flat=True))
    before = CertificateMail.objects.filter(certificate__in=papers).count()
    CertificateMail.objects.bulk_create(
        (CertificateMail(certificate_id=key, ordered_by=actor, queued_at=now) for key in keys),
        batch_size=500,
        ignore_conflicts=True,  # somebody else orders at the same moment: one of the two does
    )
    ordered = CertificateMail.objects.filter(certificate__in=papers).count() - before
    return ordered + CertificateMail.objects.filter(certificate__in=papers, status=MailStatus.FAILED).update(
        status=MailStatus.QUEUED, queued_at=now, not_before=None, attempts=0, failure_code="", failure_reason=""
    )


# --- how far it is ---


def state(campaign: Campaign) -> dict[str, int]:
    """How many are `issued`, how many of these have `no_address`, and how many mails stand where."""
    papers = Certificate.objects.filter(campaign=campaign, status=CertificateStatus.ISSUED)
    mails = CertificateMail.objects.filter(certificate__campaign=campaign).values_list("status").annotate(Count("pk"))
    counts = dict.fromkeys(MailStatus.values, 0) | dict(mails)
    return {"issued": papers.count(), "no_address": papers.filter(NO_ADDRESS).count(), **counts}


def without_address(campaign: Campaign) -> CertificateQuerySet:
    """Issued certificates whose holders no mail can reach: to be printed and handed over."""
    papers = Certificate.objects.filter(campaign=campaign, status=CertificateStatus.ISSUED)
    return papers.filter(NO_ADDRESS).order_by("pk")


# --- sending ---


def send_due(*, seconds: float = 20.0) -> int:
    """Send what is due until nothing is left, the time is up or the server is out of reach. Returns how many."""
    until = time.monotonic() + seconds
    done = 0
    while time.monotonic() < until and (claimed := claim(BATCH)):
        delivered = deliver(claimed)
        done += delivered
        if delivered < len(claimed):
            break
    return done


@transaction.atomic
def claim(most: int) -> list[Claimed]:
    """Take up to `most` due mails under one new lease, by the database's clock; other workers skip what is locked."""
    rows = list(
        CertificateMail.objects.due()
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("pk", "attempts")[:most]
    )
    token = uuid.uuid4()
    CertificateMail.objects.filter(pk__in=[pk for pk, _attempts in rows], status=MailStatus.QUEUED).update(
        status=MailStatus.SENDING, lease_token=token, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    return [Claimed(pk, token, attempts + 1) for pk, attempts in rows]


def deliver(claimed: list[Claimed]) -> int:
    """Hand the mails to the server over one connection, each written down at once. Returns how many are sent or failed.

    When the server is out of reach the rest goes back to the queue, for another attempt would fail as well.
    """
    done = len(claimed)
    connection = mail.get_connection()
    for index, one in enumerate(claimed):
        message = _message(one)
        if message is None:
            continue
        try:
            connection.open()
            connection.send_messages([message])
        except (smtplib.SMTPRecipientsRefused, ValueError):  # the server's judgement, or that of the form of a header
            _fail(one, "refused", _("Der Mailserver nimmt diese Adresse nicht an. Bitte prüfen Sie sie."))
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("mails not sent: %s", type(error).__name__)  # the text might hold an address
            _postpone(claimed[index:])
            done = index
            break
        else:
            _held(one).update(
                status=MailStatus.SENT,
                sent_at=clock.now(),
                lease_token=None,
                lease_until=None,
                failure_code="",
                failure_reason="",
            )
    _close(connection)
    return done


def sweep() -> int:
    """Queue mails again whose worker did not finish within its lease. Returns how many."""
    return CertificateMail.objects.expired().update(
        status=MailStatus.QUEUED, lease_token=None, lease_until=None, not_before=None
    )


def pending() -> bool:
    """Whether a mail is due now."""
    return CertificateMail.objects.due().exists()


def _message(claimed: Claimed) -> mail.EmailMessage | None:
    """The mail, in the language of the certificate and below it in the second one; None where it became pointless."""
    row = CertificateMail.objects.select_related("certificate__volunteer__user").get(pk=claimed.pk)
    paper = row.certificate
    address = _address(paper)
    if paper.status != CertificateStatus.ISSUED:
        _fail(claimed, "not_valid", _("Die Urkunde gilt inzwischen nicht mehr."))
        return None
    if not address:
        _fail(claimed, "no_address", _("Zu dieser Person ist keine E-Mail-Adresse mehr bekannt."))
        return None
    facts = {
        "name": paper.content["name"],
        "issuer": paper.content["issuer"]["name"],
        "number": paper.number_text,
        "paper": f"{settings.PUBLIC_URL}/urkunde/{row.secret}",
        "page": paper.content["verify_url"],
    }
    languages = [paper.language, *filter(None, [paper.content.get("beside")])]
    texts = [mail_texts.text_in(language) for language in languages]
    return mail.EmailMessage(
        subject=texts[0].subject.format_map(facts),
        body="\n--\n\n".join(text.body.format_map(facts) for text in texts),
        to=[address],
        headers={
            "Message-ID": message_id(row),
            "Content-Language": ", ".join(languages),
            "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday answers
        },
    )


def message_id(row: CertificateMail) -> str:
    """The same for every attempt. Made of the row's UUID, not of the link's secret: mail servers log it."""
    name = hashlib.sha256(row.uuid.bytes).hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def _address(paper: Certificate) -> str:
    person = paper.volunteer
    if person is None:
        return ""
    return person.email or (person.user.email if person.user else "")


def _held(claimed: Claimed) -> CertificateMailQuerySet:
    return CertificateMail.objects.filter(pk=claimed.pk, status=MailStatus.SENDING, lease_token=claimed.token)


def _fail(claimed: Claimed, code: str, reason: str) -> None:
    _held(claimed).update(
        status=MailStatus.FAILED, lease_token=None, lease_until=None, failure_code=code, failure_reason=reason
    )


def _postpone(claimed: list[Claimed]) -> None:
    """The first one was tried: it waits, or fails after `MOST_ATTEMPTS`. The others were not, and wait as long."""
    tried = claimed[0]
    reason = _("Der Mailserver ist nicht zu erreichen. Es wird noch einmal versucht.")
    if tried.attempts >= MOST_ATTEMPTS:
        _fail(tried, "unreachable", _("Der Mailserver war mehrmals nicht zu erreichen. Bitte bestellen Sie neu."))
    seconds = PAUSES[min(tried.attempts, len(PAUSES)) - 1]
    for one in claimed:
        changes: dict[str, Any] = {} if one is tried else {"attempts": F("attempts") - 1}
        _held(one).update(
            status=MailStatus.QUEUED,
            lease_token=None,
            lease_until=None,
            not_before=Now() + dt.timedelta(seconds=seconds),
            failure_code="unreachable",
            failure_reason=reason,
            **changes,
        )


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as error:  # all that was said is written down already
        logger.info("mail server: %s at the end", type(error).__name__)
