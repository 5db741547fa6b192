"""Certificates, the record of what was done with them, and the mails that tell of them."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q

import backend.common.ids
import certificates.models.mails

MODELS = [
    migrations.CreateModel(
        name="Certificate",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "code",
                models.CharField(
                    default=backend.common.ids.public_code, editable=False, max_length=16, verbose_name="Prüfcode"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("thanks", "Dankurkunde"),
                        ("record", "Tätigkeitsnachweis"),
                        ("competence", "Kompetenznachweis"),
                    ],
                    max_length=12,
                    verbose_name="Art",
                ),
            ),
            ("number", models.PositiveIntegerField(verbose_name="laufende Nummer")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("queued", "bestellt"),
                        ("rendering", "wird gedruckt"),
                        ("issued", "ausgestellt"),
                        ("failed", "nicht ausgestellt"),
                        ("revoked", "widerrufen"),
                        ("replaced", "ersetzt"),
                    ],
                    default="queued",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("content", models.JSONField(verbose_name="Inhalt")),
            ("language", models.CharField(default="de", max_length=10, verbose_name="Sprache")),
            ("queued_at", models.DateTimeField(verbose_name="bestellt")),
            ("not_before", models.DateTimeField(blank=True, null=True, verbose_name="nicht vor")),
            ("lease_token", models.UUIDField(editable=False, null=True)),
            ("lease_until", models.DateTimeField(editable=False, null=True)),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="Versuche")),
            ("failure_code", models.CharField(blank=True, max_length=40, verbose_name="Fehler")),
            ("failure_reason", models.CharField(blank=True, max_length=500, verbose_name="Grund")),
            ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="ausgestellt")),
            ("digest", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
            ("size", models.PositiveIntegerField(blank=True, null=True, verbose_name="Bytes")),
            ("engine_version", models.CharField(blank=True, max_length=80, verbose_name="Fassung der Presse")),
            (
                "campaign",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="certificates",
                    to="certificates.campaign",
                ),
            ),
            ("ordered_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            (
                "volunteer",
                models.ForeignKey(null=True, on_delete=PROTECT, related_name="certificates", to="volunteers.volunteer"),
            ),
            (
                "series",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="certificates", to="certificates.numberseries"
                ),
            ),
            ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="Angaben verborgen")),
            ("needs_replacing_at", models.DateTimeField(blank=True, null=True, verbose_name="zu ersetzen seit")),
            (
                "organisation",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to="volunteers.organisation",
                ),
            ),
            ("period_end", models.DateField(blank=True, null=True, verbose_name="bis")),
            ("period_start", models.DateField(blank=True, null=True, verbose_name="von")),
            (
                "replaced_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to="certificates.certificate",
                ),
            ),
            (
                "replaces",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="successors",
                    to="certificates.certificate",
                ),
            ),
            (
                "revocation_code",
                models.CharField(
                    blank=True,
                    choices=[
                        ("wrong_facts", "die Angaben stimmen nicht"),
                        ("wrong_person", "auf die falsche Person ausgestellt"),
                        ("on_request", "auf Wunsch der Person"),
                        ("misuse", "missbräuchlich erlangt oder verwendet"),
                        ("other", "anderer Grund"),
                    ],
                    max_length=20,
                    verbose_name="Kennung des Widerrufs",
                ),
            ),
            ("revocation_reason", models.CharField(blank=True, max_length=500, verbose_name="Grund des Widerrufs")),
            ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="widerrufen")),
            (
                "revoked_by",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("seal_key", models.CharField(blank=True, max_length=80, verbose_name="Schlüssel des Siegels")),
            (
                "status_index",
                models.PositiveIntegerField(editable=False, null=True, verbose_name="Platz in der Statusliste"),
            ),
            ("status_list", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="Statusliste")),
            (
                "template_version",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="certificates",
                    to="certificates.templateversion",
                ),
            ),
            ("erased_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="Angaben gelöscht")),
        ],
        options={
            "verbose_name": "Urkunde",
            "verbose_name_plural": "Urkunden",
            "indexes": [
                models.Index(condition=Q(status="queued"), fields=["id"], name="certificate_queue"),
                models.Index(condition=Q(status="rendering"), fields=["lease_until"], name="certificate_leases"),
                models.Index(fields=["campaign", "status"], name="certificate_progress"),
                models.Index(
                    condition=Q(needs_replacing_at__isnull=False, status="issued"),
                    fields=["id"],
                    name="certificate_needs_replacing",
                ),
                models.Index(condition=~Q(erased_at=None), fields=["erased_at"], name="certificate_erased"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("series", "number"), name="certificate_number_once"),
                models.CheckConstraint(
                    condition=Q(status__in=["queued", "rendering", "issued", "failed", "revoked", "replaced"]),
                    name="certificate_known_status",
                ),
                models.CheckConstraint(
                    condition=~Q(status__in=["issued", "revoked", "replaced"])
                    | Q(issued_at__isnull=False, size__isnull=False) & ~Q(digest="") & ~Q(engine_version=""),
                    name="certificate_issued_with_digest",
                ),
                models.CheckConstraint(
                    condition=Q(lease_token__isnull=False, lease_until__isnull=False, status="rendering")
                    | ~Q(status="rendering") & Q(lease_token=None, lease_until=None),
                    name="certificate_rendering_is_a_lease",
                ),
                models.CheckConstraint(
                    condition=~Q(status="failed") | ~Q(failure_reason=""), name="certificate_failed_with_reason"
                ),
                models.UniqueConstraint(
                    condition=Q(campaign__isnull=False, replaces=None),
                    fields=("campaign", "volunteer"),
                    name="certificate_once_a_campaign",
                ),
                models.UniqueConstraint(
                    condition=Q(replaces__isnull=False) & ~Q(status="failed"),
                    fields=("replaces",),
                    name="certificate_replaced_once",
                ),
                models.UniqueConstraint(
                    condition=Q(status_index__isnull=False),
                    fields=("status_list", "status_index"),
                    name="certificate_status_bit_once",
                ),
                models.CheckConstraint(
                    condition=Q(revoked_at__isnull=False, revoked_by__isnull=False, status="revoked")
                    & ~Q(revocation_code="")
                    & ~Q(revocation_reason="")
                    | ~Q(status="revoked")
                    & Q(revocation_code="", revocation_reason="", revoked_at=None, revoked_by=None),
                    name="certificate_revoked_with_reason",
                    violation_error_message="Widerrufen heißt: mit Person, Zeitpunkt und Grund.",
                ),
                models.CheckConstraint(
                    condition=Q(
                        revocation_code__in=["", "wrong_facts", "wrong_person", "on_request", "misuse", "other"]
                    ),
                    name="certificate_known_revocation",
                ),
                models.CheckConstraint(
                    condition=Q(replaced_by__isnull=False, status="replaced")
                    | ~Q(status="replaced") & Q(replaced_by=None),
                    name="certificate_replaced_by_another",
                    violation_error_message="Ersetzt heißt: durch eine andere Urkunde.",
                ),
                models.CheckConstraint(
                    condition=~Q(replaces=F("id")) & ~Q(replaced_by=F("id")), name="certificate_replaces_another"
                ),
                models.CheckConstraint(
                    condition=Q(status_index=None, status_list=None)
                    | Q(status_index__isnull=False, status_list__isnull=False),
                    name="certificate_status_bit_in_a_list",
                ),
                models.CheckConstraint(
                    condition=Q(period_end=None, period_start=None)
                    | Q(period_end__gte=F("period_start"), period_start__isnull=False),
                    name="certificate_period_in_order",
                    violation_error_message="Das Ende des Zeitraums liegt vor seinem Anfang.",
                ),
                models.UniqueConstraint(fields=("code",), name="certificate_code_once"),
                models.CheckConstraint(
                    condition=Q(erased_at=None) | Q(volunteer=None) & ~Q(status__in=["queued", "rendering"]),
                    name="certificate_erased_is_nobodys",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CertificateEvent",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
            (
                "act",
                models.CharField(
                    choices=[
                        ("revoked", "widerrufen"),
                        ("needs_replacing", "zu ersetzen"),
                        ("replacement_ordered", "Ersatz bestellt"),
                        ("replaced", "ersetzt"),
                        ("hidden", "Angaben verborgen"),
                        ("shown", "Angaben gezeigt"),
                    ],
                    max_length=20,
                    verbose_name="Vorgang",
                ),
            ),
            ("code", models.CharField(blank=True, max_length=20, verbose_name="Kennung des Grundes")),
            ("actor", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ("certificate", models.ForeignKey(on_delete=PROTECT, related_name="events", to="certificates.certificate")),
            (
                "other",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to="certificates.certificate"
                ),
            ),
            (
                "reason",
                models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="common.reason"),
            ),
        ],
        options={
            "verbose_name": "Schritt einer Urkunde",
            "verbose_name_plural": "Protokoll der Urkunden",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(
                        act__in=["revoked", "needs_replacing", "replacement_ordered", "replaced", "hidden", "shown"]
                    ),
                    name="certificate_event_known_act",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="CertificateMail",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("secret", models.CharField(default=certificates.models.mails.mail_secret, editable=False, max_length=32)),
            (
                "status",
                models.CharField(
                    choices=[
                        ("queued", "wartet"),
                        ("sending", "wird verschickt"),
                        ("sent", "verschickt"),
                        ("failed", "nicht verschickt"),
                    ],
                    default="queued",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("queued_at", models.DateTimeField(verbose_name="bestellt")),
            ("not_before", models.DateTimeField(blank=True, null=True, verbose_name="nicht vor")),
            ("lease_token", models.UUIDField(editable=False, null=True)),
            ("lease_until", models.DateTimeField(editable=False, null=True)),
            ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="Versuche")),
            ("failure_code", models.CharField(blank=True, max_length=40, verbose_name="Fehler")),
            ("failure_reason", models.CharField(blank=True, max_length=500, verbose_name="Grund")),
            ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="verschickt")),
            (
                "certificate",
                models.OneToOneField(on_delete=PROTECT, related_name="mail", to="certificates.certificate"),
            ),
            (
                "ordered_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
        ],
        options={
            "verbose_name": "E-Mail zu einer Urkunde",
            "verbose_name_plural": "E-Mails zu Urkunden",
            "indexes": [
                models.Index(condition=Q(status="queued"), fields=["id"], name="mail_queue"),
                models.Index(condition=Q(status="sending"), fields=["lease_until"], name="mail_leases"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("secret",), name="mail_secret_once"),
                models.CheckConstraint(
                    condition=Q(status__in=["queued", "sending", "sent", "failed"]), name="mail_known_status"
                ),
                models.CheckConstraint(
                    condition=Q(lease_token__isnull=False, lease_until__isnull=False, status="sending")
                    | ~Q(status="sending") & Q(lease_token=None, lease_until=None),
                    name="mail_sending_is_a_lease",
                ),
                models.CheckConstraint(
                    condition=Q(sent_at__isnull=False, status="sent") | ~Q(status="sent") & Q(sent_at=None),
                    name="mail_sent_with_when",
                ),
                models.CheckConstraint(
                    condition=~Q(status="failed") | ~Q(failure_reason=""), name="mail_failed_with_reason"
                ),
            ],
        },
    ),
]
