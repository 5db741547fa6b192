"""Mails to people and organisations: one table for all of them, and who does not want any more."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.outbox import OutboxQuerySet, OutboxRow, outbox_constraints, outbox_indexes


class Mail(OutboxRow):
    """One mail. `key` says what it is about and when: a second one with the same key is never made.

    `context` holds keys, codes and numbers: names are looked up when the mail leaves, so that a corrected one counts.
    Personal data: recipient. Dropped 90 days after it was ordered.
    """

    kind = models.CharField(_("Anlass"), max_length=40)
    key = models.CharField(max_length=200)
    recipient = models.EmailField(_("an"))
    language = models.CharField(_("Sprache"), max_length=10, default="de")
    context: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    objects = models.Manager.from_queryset(OutboxQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="outgoing_mail_once"),
            *outbox_constraints("outgoing_mail"),
        ]
        indexes = [
            *outbox_indexes("outgoing_mail"),
            models.Index(fields=["queued_at"], name="outgoing_mail_age"),
            models.Index(fields=["recipient"], name="outgoing_mail_of"),
        ]
        verbose_name = _("E-Mail")
        verbose_name_plural = _("E-Mails")

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class MailStop(models.Model):
    """Somebody does not want mails of that topic. The address is not kept: `digest` is made from both, with our key."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(_("seit"))

    class Meta:
        verbose_name = _("Abbestellung")
        verbose_name_plural = _("Abbestellungen")

    def __str__(self) -> str:
        return f"Abbestellung {self.pk}"
