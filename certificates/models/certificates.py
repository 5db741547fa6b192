"""Certificates. The row is the queue: Celery only wakes somebody who looks here (reliability.md)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel, public_code
from certificates.querysets import CertificateQuerySet


class CertificateKind(models.TextChoices):
    """Three documents, never mixed up (domain.md, "Documents")."""

    THANKS = "thanks", _("Dankurkunde")
    RECORD = "record", _("Tätigkeitsnachweis")
    COMPETENCE = "competence", _("Kompetenznachweis")


class CertificateStatus(models.TextChoices):
    """Where a certificate stands.

    ::

        queued ──▶ rendering ──▶ issued ──revoke──▶ revoked
           ▲           │            └──replace──▶ replaced
           └── retry ──┴──▶ failed  (a person must look; nothing is lost)

    `rendering` is a lease: only who holds `lease_token` may finish, and an expired lease goes back to `queued`.
    """

    QUEUED = "queued", _("bestellt")
    RENDERING = "rendering", _("wird gedruckt")
    ISSUED = "issued", _("ausgestellt")
    FAILED = "failed", _("nicht ausgestellt")
    REVOKED = "revoked", _("widerrufen")
    REPLACED = "replaced", _("ersetzt")


TRANSITIONS: dict[str, frozenset[str]] = {
    CertificateStatus.QUEUED: frozenset({CertificateStatus.RENDERING}),
    CertificateStatus.RENDERING: frozenset(
        {CertificateStatus.QUEUED, CertificateStatus.ISSUED, CertificateStatus.FAILED}
    ),
    CertificateStatus.FAILED: frozenset({CertificateStatus.QUEUED}),
    CertificateStatus.ISSUED: frozenset({CertificateStatus.REVOKED, CertificateStatus.REPLACED}),
    CertificateStatus.REVOKED: frozenset(),
    CertificateStatus.REPLACED: frozenset(),
}


class Certificate(PublicModel):
    """A frozen snapshot of what it says, with number, public code and the digest of its PDF.

    `content` is a CertificateContent as JSON and never changes. `digest` is SHA-256 (hex) of the PDF's bytes: since
    the press is deterministic, content and `engine_version` give the same bytes again on any day.
    Personal data: content, volunteer. Revoked or replaced, never deleted.
    """

    code = models.CharField(_("Prüfcode"), max_length=16, unique=True, default=public_code, editable=False)
    kind = models.CharField(_("Art"), max_length=12, choices=CertificateKind)
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", null=True, on_delete=models.PROTECT, related_name="certificates"
    )  # null once the person asked to be forgotten
    campaign = models.ForeignKey(
        "certificates.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    series = models.ForeignKey("certificates.NumberSeries", on_delete=models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField(_("laufende Nummer"))
    status = models.CharField(_("Stand"), max_length=10, choices=CertificateStatus, default=CertificateStatus.QUEUED)
    content: "models.JSONField[Any, Any]" = models.JSONField(_("Inhalt"))
    language = models.CharField(_("Sprache"), max_length=10, default="de")
    ordered_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(_("bestellt"))
    not_before = models.DateTimeField(_("nicht vor"), null=True, blank=True)  # a failed try waits, longer each time
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    failure_code = models.CharField(_("Fehler"), max_length=40, blank=True)
    failure_reason = models.CharField(_("Grund"), max_length=500, blank=True)
    issued_at = models.DateTimeField(_("ausgestellt"), null=True, blank=True)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveIntegerField(_("Bytes"), null=True, blank=True)
    engine_version = models.CharField(_("Fassung der Presse"), max_length=80, blank=True)

    objects = models.Manager.from_queryset(CertificateQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "volunteer"],
                condition=models.Q(campaign__isnull=False),
                name="certificate_once_a_campaign",
            ),
            models.UniqueConstraint(fields=["series", "number"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "rendering", "issued", "failed", "revoked", "replaced"]),
                name="certificate_known_status",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["issued", "revoked", "replaced"])
                | models.Q(issued_at__isnull=False, size__isnull=False)
                & ~models.Q(digest="")
                & ~models.Q(engine_version=""),
                name="certificate_issued_with_digest",
            ),
            models.CheckConstraint(
                condition=models.Q(status="rendering", lease_token__isnull=False, lease_until__isnull=False)
                | ~models.Q(status="rendering") & models.Q(lease_token=None, lease_until=None),
                name="certificate_rendering_is_a_lease",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="failed") | ~models.Q(failure_reason=""),
                name="certificate_failed_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(status="queued"), name="certificate_queue"),
            models.Index(fields=["lease_until"], condition=models.Q(status="rendering"), name="certificate_leases"),
            models.Index(fields=["campaign", "status"], name="certificate_progress"),
        ]
        verbose_name = _("Urkunde")
        verbose_name_plural = _("Urkunden")

    def __str__(self) -> str:
        return self.number_text

    @property
    def number_text(self) -> str:
        """The number as it is printed, such as ``NPA-2026-000123``; copied into the content."""
        return str(self.content.get("number", ""))
