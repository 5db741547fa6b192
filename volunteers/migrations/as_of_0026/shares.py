"""Links by which people show a certificate or a milestone of their own."""

import uuid

from django.db import migrations, models
from django.db.models import CASCADE, F, Q

MODELS = [
    migrations.CreateModel(
        name="Share",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "kind",
                models.CharField(
                    choices=[("certificate", "Urkunde"), ("milestone", "Meilenstein")],
                    max_length=12,
                    verbose_name="Art",
                ),
            ),
            ("subject", models.UUIDField(verbose_name="Gegenstand")),
            (
                "display_form",
                models.CharField(
                    choices=[
                        ("full_name", "voller Name"),
                        ("first_name", "Vorname und erster Buchstabe des Nachnamens"),
                        ("alias", "ein selbst gewählter Name"),
                        ("anonymous", "ohne Namen („jemand aus dem Landkreis Leer“)"),
                    ],
                    max_length=12,
                    verbose_name="Darstellung",
                ),
            ),
            ("with_hours", models.BooleanField(default=False, verbose_name="mit Stunden")),
            ("with_proof", models.BooleanField(default=False, verbose_name="mit Prüfseite")),
            ("token_hash", models.CharField(max_length=64, unique=True)),
            ("created_at", models.DateTimeField(verbose_name="angelegt")),
            ("expires_at", models.DateTimeField(verbose_name="gilt bis")),
            ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="beendet")),
            (
                "volunteer",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="shares", to="volunteers.volunteer"),
            ),
        ],
        options={
            "verbose_name": "geteilter Link",
            "verbose_name_plural": "geteilte Links",
            "constraints": [
                models.CheckConstraint(condition=Q(kind__in=["certificate", "milestone"]), name="share_known_kind"),
                models.CheckConstraint(
                    condition=Q(display_form__in=["full_name", "first_name", "anonymous"]), name="share_known_form"
                ),
                models.CheckConstraint(
                    condition=Q(expires_at__gt=F("created_at")),
                    name="share_ends",
                    violation_error_message="Das Ende liegt vor dem Anfang.",
                ),
                models.CheckConstraint(
                    condition=Q(kind="certificate") | Q(with_proof=False), name="share_proof_of_certificates"
                ),
                models.UniqueConstraint(
                    condition=Q(ended_at=None), fields=("volunteer", "kind", "subject"), name="share_once"
                ),
            ],
        },
    ),
]
