"""Mails about certificates: a step of its own, ordered by a person who looked at the result.

A mail holds a link and no PDF: 50,000 attachments are 4 GB through somebody's mail server, lie in mailboxes for ever,
and do not know that a paper was revoked. Whoever opens the link gets the sealed file as it was issued, or is told how
things stand.

The table is the queue, as every table of mails is (backend/common/outbox.py).
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Invalid
from backend.common.outbox import Outbox, Pointless, message_id, spoken
from certificates.models import Campaign, Certificate, CertificateMail, CertificateStatus, MailStatus
from certificates.querysets import CertificateQuerySet
from certificates.services import mail_texts, ordering
from volunteers.services import withdrawal

if TYPE_CHECKING:
    from volunteers.models import User

NO_ADDRESS = Q(volunteer=None) | Q(volunteer__email="") & (Q(volunteer__user=None) | Q(volunteer__user__email=""))


# --- ordering ---


@transaction.atomic
def order_mails(*, actor: "User", campaign: Campaign) -> int:
    """Order a mail for every issued certificate of the campaign that has none yet, and again for those that failed.

    Whoever has no address gets none and is found by `without_address`. Returns how many were ordered; a second call
    orders what was issued since. Raises Conflict (`nothing_issued`, `no_mail_server`).
    """
    ordering.coordinating(actor=actor)
    papers = Certificate.objects.filter(campaign=campaign, status=CertificateStatus.ISSUED, erased_at=None)
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
    papers = Certificate.objects.filter(campaign=campaign, status=CertificateStatus.ISSUED, erased_at=None)
    mails = CertificateMail.objects.filter(certificate__campaign=campaign).values_list("status").annotate(Count("pk"))
    counts = dict.fromkeys(MailStatus.values, 0) | dict(mails)
    return papers.aggregate(issued=Count("pk"), no_address=Count("pk", filter=NO_ADDRESS)) | counts


def without_address(campaign: Campaign) -> CertificateQuerySet:
    """Issued certificates whose holders no mail can reach: to be printed and handed over."""
    papers = Certificate.objects.filter(campaign=campaign, status=CertificateStatus.ISSUED, erased_at=None)
    return papers.filter(NO_ADDRESS).order_by("pk")


# --- sending ---


def message_of(pk: int) -> "mail.EmailMessage | Pointless":
    """The mail, in the language of the certificate and below it in the second one; or why it became pointless."""
    row = CertificateMail.objects.select_related("certificate__volunteer__user").get(pk=pk)
    paper = row.certificate
    address = _address(paper)
    if paper.status != CertificateStatus.ISSUED:
        return Pointless("not_valid", _("Die Urkunde gilt inzwischen nicht mehr."))
    if not address:
        return Pointless("no_address", _("Zu dieser Person ist keine E-Mail-Adresse mehr bekannt."))
    facts = {
        "name": paper.content["name"],
        "issuer": paper.content["issuer"]["name"],
        "number": paper.number_text,
        "paper": f"{settings.PUBLIC_URL}/urkunde/{row.secret}",
        "page": paper.content["verify_url"],
    }
    way_out = withdrawal.url_of(paper.volunteer) if paper.volunteer else ""
    languages = [paper.language, *filter(None, [paper.content.get("beside")])]
    texts = [mail_texts.text_in(language) for language in languages]
    ways_out = [{"withdraw": spoken(way_out, language) if way_out else ""} for language in languages]
    return mail.EmailMessage(
        subject=texts[0].subject.format_map(facts),
        body="\n--\n\n".join(text.body.format_map(facts | own) for text, own in zip(texts, ways_out, strict=True)),
        to=[address],
        headers={
            "Message-ID": message_id(row),
            "Content-Language": ", ".join(languages),
            "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday answers
        },
    )


outbox = Outbox(CertificateMail, message_of)


def _address(paper: Certificate) -> str:
    person = paper.volunteer
    if person is None:
        return ""
    return person.email or (person.user.email if person.user else "")
