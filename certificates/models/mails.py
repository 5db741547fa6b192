"""Mails that tell people of their certificates: each a row, ordered by a person, sent once."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from certificates.querysets import CertificateMailQuerySet


def mail_secret() -> str:
    """128 random bits: what the address of the PDF in the mail ends in. Never in a log or an answer of the API."""
    return secrets.token_urlsafe(16)


class MailStatus(models.TextChoices):
    """Where a mail stands.

    ::

        queued ──▶ sending ──▶ sent     (the mail server took it)
           ▲          │
           └── retry ─┴──▶ failed       (with a reason; a person may order it again)

    `sending` is a lease: only who holds `lease_token` may say that it was sent. A lease that ended goes back to
    `queued`: a worker that died between the mail server's word and the row sends it twice, under one Message-ID.
    """

    QUEUED = "queued", _("wartet")
    SENDING = "sending", _("wird verschickt")
    SENT = "sent", _("verschickt")
    FAILED = "failed", _("nicht verschickt")


TRANSITIONS: dict[str, frozenset[str]] = {
    MailStatus.QUEUED: frozenset({MailStatus.SENDING}),
    MailStatus.SENDING: frozenset({MailStatus.QUEUED, MailStatus.SENT, MailStatus.FAILED}),
    MailStatus.FAILED: frozenset({MailStatus.QUEUED}),
    MailStatus.SENT: frozenset(),
}


class CertificateMail(PublicModel):
    """One mail about one certificate, and there is never a second one: re-issuing makes no mail by itself.

    The address is not copied: it is looked up when the mail is sent, so that a corrected one counts and an erased
    person gets none. `uuid` makes the Message-ID, `secret` the link to the PDF.
    """

    certificate = models.OneToOneField("certificates.Certificate", on_delete=models.PROTECT, related_name="mail")
    secret = models.CharField(max_length=32, default=mail_secret, editable=False)
    status = models.CharField(_("Stand"), max_length=10, choices=MailStatus, default=MailStatus.QUEUED)
    ordered_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    queued_at = models.DateTimeField(_("bestellt"))
    not_before = models.DateTimeField(_("nicht vor"), null=True, blank=True)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    failure_code = models.CharField(_("Fehler"), max_length=40, blank=True)
    failure_reason = models.CharField(_("Grund"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("verschickt"), null=True, blank=True)

    objects = models.Manager.from_queryset(CertificateMailQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secret"], name="mail_secret_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "sending", "sent", "failed"]), name="mail_known_status"
            ),
            models.CheckConstraint(
                condition=models.Q(status="sending", lease_token__isnull=False, lease_until__isnull=False)
                | ~models.Q(status="sending") & models.Q(lease_token=None, lease_until=None),
                name="mail_sending_is_a_lease",
            ),
            models.CheckConstraint(
                condition=models.Q(status="sent", sent_at__isnull=False)
                | ~models.Q(status="sent") & models.Q(sent_at=None),
                name="mail_sent_with_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="failed") | ~models.Q(failure_reason=""), name="mail_failed_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(status="queued"), name="mail_queue"),
            models.Index(fields=["lease_until"], condition=models.Q(status="sending"), name="mail_leases"),
        ]
        verbose_name = _("E-Mail zu einer Urkunde")
        verbose_name_plural = _("E-Mails zu Urkunden")

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.status}"
