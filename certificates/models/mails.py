"""Mails that tell people of their certificates: each a row, ordered by a person, sent once."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.outbox import OutboxQuerySet, OutboxRow, outbox_constraints, outbox_indexes


def mail_secret() -> str:
    """128 random bits: what the address of the PDF in the mail ends in. Never in a log or an answer of the API."""
    return secrets.token_urlsafe(16)


class CertificateMail(OutboxRow):
    """One mail about one certificate, and there is never a second one: re-issuing makes no mail by itself.

    The address is not copied: it is looked up when the mail is sent, so that a corrected one counts and an erased
    person gets none. `uuid` makes the Message-ID, `secret` the link to the PDF.
    """

    certificate = models.OneToOneField("certificates.Certificate", on_delete=models.PROTECT, related_name="mail")
    secret = models.CharField(max_length=32, default=mail_secret, editable=False)
    ordered_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = models.Manager.from_queryset(OutboxQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secret"], name="mail_secret_once"),
            *outbox_constraints("mail"),
        ]
        indexes = [*outbox_indexes("mail")]
        verbose_name = _("E-Mail zu einer Urkunde")
        verbose_name_plural = _("E-Mails zu Urkunden")

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.status}"
