"""The outbox, and who does not want any more."""

import uuid

from django.db import migrations, models
from django.db.models import Q

MODELS = [
    migrations.CreateModel(
        name="Mail",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
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
            ("kind", models.CharField(max_length=40, verbose_name="Anlass")),
            ("key", models.CharField(max_length=200)),
            ("recipient", models.EmailField(max_length=254, verbose_name="an")),
            ("language", models.CharField(default="de", max_length=10, verbose_name="Sprache")),
            ("context", models.JSONField(default=dict)),
        ],
        options={
            "verbose_name": "E-Mail",
            "verbose_name_plural": "E-Mails",
            "indexes": [
                models.Index(condition=Q(status="queued"), fields=["id"], name="outgoing_mail_queue"),
                models.Index(condition=Q(status="sending"), fields=["lease_until"], name="outgoing_mail_leases"),
                models.Index(fields=["queued_at"], name="outgoing_mail_age"),
                models.Index(fields=["recipient"], name="outgoing_mail_of"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("key",), name="outgoing_mail_once"),
                models.CheckConstraint(
                    condition=Q(status__in=["queued", "sending", "sent", "failed"]), name="outgoing_mail_known_status"
                ),
                models.CheckConstraint(
                    condition=Q(lease_token__isnull=False, lease_until__isnull=False, status="sending")
                    | ~Q(status="sending") & Q(lease_token=None, lease_until=None),
                    name="outgoing_mail_sending_is_a_lease",
                ),
                models.CheckConstraint(
                    condition=Q(sent_at__isnull=False, status="sent") | ~Q(status="sent") & Q(sent_at=None),
                    name="outgoing_mail_sent_with_when",
                ),
                models.CheckConstraint(
                    condition=~Q(status="failed") | ~Q(failure_reason=""), name="outgoing_mail_failed_with_reason"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MailStop",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("digest", models.CharField(max_length=64, unique=True)),
            ("at", models.DateTimeField(verbose_name="seit")),
        ],
        options={"verbose_name": "Abbestellung", "verbose_name_plural": "Abbestellungen"},
    ),
]
