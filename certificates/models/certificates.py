"""Certificates. The row is the queue: Celery only wakes somebody who looks here (reliability.md)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel, public_code
from certificates.querysets import CertificateQuerySet

# Failures that say nothing about the row: it waits, uses up no attempt, and `/readyz` says that it does.
REFUSALS = ("disk_full", "not_stored", "no_seal")


class CertificateKind(models.TextChoices):
    """Three documents, never mixed up (domain.md, "Documents")."""

    THANKS = "thanks", _("Dankurkunde")
    RECORD = "record", _("Tätigkeitsnachweis")
    COMPETENCE = "competence", _("Kompetenznachweis")


class CertificateStatus(models.TextChoices):
    """Where a certificate stands.

    ::

        queued ──▶ rendering ──▶ issued ──revoke──▶ revoked
           ▲           │            └──replace──▶ replaced  (once the new one is issued, not before)
           └── retry ──┴──▶ failed  (a person must look; nothing is lost)

    `rendering` is a lease: only who holds `lease_token` may finish, and an expired lease goes back to `queued`.
    What is queued when its person asks to be forgotten fails at once, and cannot be retried.
    """

    QUEUED = "queued", _("bestellt")
    RENDERING = "rendering", _("wird gedruckt")
    ISSUED = "issued", _("ausgestellt")
    FAILED = "failed", _("nicht ausgestellt")
    REVOKED = "revoked", _("widerrufen")
    REPLACED = "replaced", _("ersetzt")


TRANSITIONS: dict[str, frozenset[str]] = {
    CertificateStatus.QUEUED: frozenset({CertificateStatus.RENDERING, CertificateStatus.FAILED}),
    CertificateStatus.RENDERING: frozenset(
        {CertificateStatus.QUEUED, CertificateStatus.ISSUED, CertificateStatus.FAILED}
    ),
    CertificateStatus.FAILED: frozenset({CertificateStatus.QUEUED}),
    CertificateStatus.ISSUED: frozenset({CertificateStatus.REVOKED, CertificateStatus.REPLACED}),
    CertificateStatus.REVOKED: frozenset(),
    CertificateStatus.REPLACED: frozenset(),
}


class RevocationCode(models.TextChoices):
    """Why a certificate was taken back; the sentence for people stands beside it."""

    WRONG_FACTS = "wrong_facts", _("die Angaben stimmen nicht")
    WRONG_PERSON = "wrong_person", _("auf die falsche Person ausgestellt")
    ON_REQUEST = "on_request", _("auf Wunsch der Person")
    MISUSE = "misuse", _("missbräuchlich erlangt oder verwendet")
    OTHER = "other", _("anderer Grund")


class Certificate(PublicModel):
    """A frozen snapshot of what it says, with number, public code and the digest of its PDF.

    `content` is a CertificateContent as JSON and never changes. `digest` is SHA-256 (hex) of the PDF's bytes: since
    the press is deterministic, content, template version, seal key and `engine_version` give the same bytes again on
    any day. `seal_key` names the key that sealed it, empty where nothing did. `period_start`, `period_end` and
    `organisation` are what was asked for, from which a renewal is ordered (null in rows older than these columns).
    `replaces` is set when a replacement is ordered, `replaced_by` on the old one when the new one is issued.
    Personal data: content, volunteer, revocation_reason. Revoked or replaced, never deleted.
    """

    # Unique by a constraint below: `unique=True` would add a second index, for patterns, that nobody asks.
    code = models.CharField(_("Prüfcode"), max_length=16, default=public_code, editable=False)
    kind = models.CharField(_("Art"), max_length=12, choices=CertificateKind)
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", null=True, on_delete=models.PROTECT, related_name="certificates"
    )  # null once the person asked to be forgotten
    # No index of their own: each is written three times on the way to a PDF, and others begin with the same column.
    campaign = models.ForeignKey(
        "certificates.Campaign",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certificates",
        db_index=False,
    )
    series = models.ForeignKey(
        "certificates.NumberSeries", on_delete=models.PROTECT, related_name="certificates", db_index=False
    )
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
    seal_key = models.CharField(_("Schlüssel des Siegels"), max_length=80, blank=True)
    template_version = models.ForeignKey(
        "certificates.TemplateVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certificates",
        db_index=False,
    )  # null is the design that comes with the press
    period_start = models.DateField(_("von"), null=True, blank=True)
    period_end = models.DateField(_("bis"), null=True, blank=True)
    organisation = models.ForeignKey(
        "volunteers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # null is every organisation in the orderer's scope
    # Which status list speaks of the credential, and the bit in it. Random, so that a list tells nobody's order.
    status_list = models.PositiveSmallIntegerField(_("Statusliste"), null=True, editable=False)
    status_index = models.PositiveIntegerField(_("Platz in der Statusliste"), null=True, editable=False)
    needs_replacing_at = models.DateTimeField(_("zu ersetzen seit"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors", db_index=False
    )
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    revoked_at = models.DateTimeField(_("widerrufen"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        "volunteers.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    revocation_code = models.CharField(_("Kennung des Widerrufs"), max_length=20, choices=RevocationCode, blank=True)
    revocation_reason = models.CharField(_("Grund des Widerrufs"), max_length=500, blank=True)
    hidden_at = models.DateTimeField(_("Angaben verborgen"), null=True, blank=True)  # by the holder, on the public page
    # The holder asked to be forgotten: `content` keeps the number alone, the file and the mail are gone.
    erased_at = models.DateTimeField(_("Angaben gelöscht"), null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(CertificateQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="certificate_code_once"),
            models.UniqueConstraint(
                fields=["campaign", "volunteer"],
                condition=models.Q(campaign__isnull=False, replaces=None),
                name="certificate_once_a_campaign",
            ),
            models.UniqueConstraint(fields=["series", "number"], name="certificate_number_once"),
            # Of the replacements ordered for one certificate all but one have failed.
            models.UniqueConstraint(
                fields=["replaces"],
                condition=models.Q(replaces__isnull=False) & ~models.Q(status="failed"),
                name="certificate_replaced_once",
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"],
                condition=models.Q(status_index__isnull=False),
                name="certificate_status_bit_once",
            ),
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
            models.CheckConstraint(
                condition=models.Q(status="revoked", revoked_at__isnull=False, revoked_by__isnull=False)
                & ~models.Q(revocation_code="")
                & ~models.Q(revocation_reason="")
                | ~models.Q(status="revoked")
                & models.Q(revoked_at=None, revoked_by=None, revocation_code="", revocation_reason=""),
                name="certificate_revoked_with_reason",
                violation_error_message=_("Widerrufen heißt: mit Person, Zeitpunkt und Grund."),
            ),
            models.CheckConstraint(
                condition=models.Q(revocation_code__in=["", *RevocationCode.values]),
                name="certificate_known_revocation",
            ),
            models.CheckConstraint(
                condition=models.Q(status="replaced", replaced_by__isnull=False)
                | ~models.Q(status="replaced") & models.Q(replaced_by=None),
                name="certificate_replaced_by_another",
                violation_error_message=_("Ersetzt heißt: durch eine andere Urkunde."),
            ),
            models.CheckConstraint(
                condition=~models.Q(replaces=models.F("id")) & ~models.Q(replaced_by=models.F("id")),
                name="certificate_replaces_another",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None)
                | models.Q(volunteer=None) & ~models.Q(status__in=["queued", "rendering"]),
                name="certificate_erased_is_nobodys",
            ),
            models.CheckConstraint(
                condition=models.Q(status_list=None, status_index=None)
                | models.Q(status_list__isnull=False, status_index__isnull=False),
                name="certificate_status_bit_in_a_list",
            ),
            models.CheckConstraint(
                condition=models.Q(period_start=None, period_end=None)
                | models.Q(period_start__isnull=False, period_end__gte=models.F("period_start")),
                name="certificate_period_in_order",
                violation_error_message=_("Das Ende des Zeitraums liegt vor seinem Anfang."),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(status="queued"), name="certificate_queue"),
            models.Index(fields=["lease_until"], condition=models.Q(status="rendering"), name="certificate_leases"),
            models.Index(fields=["campaign", "status"], name="certificate_progress"),
            models.Index(fields=["erased_at"], condition=~models.Q(erased_at=None), name="certificate_erased"),
            models.Index(
                fields=["id"],
                condition=models.Q(status="issued", needs_replacing_at__isnull=False),
                name="certificate_needs_replacing",
            ),
        ]
        verbose_name = _("Urkunde")
        verbose_name_plural = _("Urkunden")

    def __str__(self) -> str:
        return self.number_text

    @property
    def number_text(self) -> str:
        """The number as it is printed, such as ``NPA-2026-000123``; copied into the content."""
        return str(self.content.get("number", ""))
