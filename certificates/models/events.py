"""The append-only record of what people did to an issued certificate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.models import reason_field
from certificates.querysets import CertificateEventQuerySet


class CertificateAct(models.TextChoices):
    """What was done. `replacement_ordered` stands at the old one, `replaced` follows once the new one is issued."""

    REVOKED = "revoked", _("widerrufen")
    NEEDS_REPLACING = "needs_replacing", _("zu ersetzen")
    REPLACEMENT_ORDERED = "replacement_ordered", _("Ersatz bestellt")
    REPLACED = "replaced", _("ersetzt")
    HIDDEN = "hidden", _("Angaben verborgen")
    SHOWN = "shown", _("Angaben gezeigt")


class CertificateEvent(models.Model):
    """One step: who did what to which certificate, when, and why. `actor` is null where a rule did it.

    Append-only: the database refuses UPDATE and DELETE (migration 0005). Pressing leaves no event: its truth is the
    row of the certificate.
    """

    certificate = models.ForeignKey("certificates.Certificate", on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("Zeitpunkt"))
    actor = models.ForeignKey("volunteers.User", null=True, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(_("Vorgang"), max_length=20, choices=CertificateAct)
    code = models.CharField(_("Kennung des Grundes"), max_length=20, blank=True)
    reason = reason_field()
    # The other certificate of a replacement.
    other = models.ForeignKey(
        "certificates.Certificate", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = models.Manager.from_queryset(CertificateEventQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    act__in=["revoked", "needs_replacing", "replacement_ordered", "replaced", "hidden", "shown"]
                ),
                name="certificate_event_known_act",
            ),
        ]
        verbose_name = _("Schritt einer Urkunde")
        verbose_name_plural = _("Protokoll der Urkunden")

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.act}"
