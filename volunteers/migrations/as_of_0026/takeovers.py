"""Records that people take over from their organisation."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, SET_NULL, F, Q

MODELS = [
    migrations.CreateModel(
        name="Takeover",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("asked", "wartet auf die Organisation"),
                        ("offered", "kann übernommen werden"),
                        ("taken", "übernommen"),
                        ("refused", "abgelehnt"),
                        ("withdrawn", "zurückgezogen"),
                        ("returned", "zurückgegeben"),
                    ],
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("code_hash", models.CharField(blank=True, editable=False, max_length=64)),
            ("said_name", models.CharField(blank=True, max_length=200, verbose_name="Name")),
            ("said_when", models.CharField(blank=True, max_length=200, verbose_name="Zeit")),
            ("begun_at", models.DateTimeField(verbose_name="begonnen")),
            ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="gilt bis")),
            ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="entschieden")),
            (
                "claimant",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="takeovers", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "merge",
                models.OneToOneField(
                    blank=True, null=True, on_delete=SET_NULL, related_name="takeover", to="volunteers.merge"
                ),
            ),
            (
                "offered_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "organisation",
                models.ForeignKey(on_delete=PROTECT, related_name="takeovers", to="volunteers.organisation"),
            ),
            (
                "volunteer",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="takeovers", to="volunteers.volunteer"
                ),
            ),
        ],
        options={
            "verbose_name": "Übernahme",
            "verbose_name_plural": "Übernahmen",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(status__in=["asked", "offered", "taken", "refused", "withdrawn", "returned"]),
                    name="takeover_known_status",
                ),
                models.CheckConstraint(
                    condition=~Q(status__in=["offered", "taken"])
                    | Q(expires_at__isnull=False, offered_by__isnull=False, volunteer__isnull=False),
                    name="takeover_offered_of_a_record",
                ),
                models.CheckConstraint(
                    condition=~Q(status__in=["asked", "taken"]) | Q(claimant__isnull=False),
                    name="takeover_has_a_claimant",
                ),
                models.CheckConstraint(
                    condition=~Q(status="taken") | ~Q(claimant=F("offered_by")),
                    name="takeover_four_eyes",
                    violation_error_message="Das Wort der Organisation gibt jemand anderes.",
                ),
                models.UniqueConstraint(condition=~Q(code_hash=""), fields=("code_hash",), name="takeover_code_once"),
                models.UniqueConstraint(
                    condition=Q(status="asked"),
                    fields=("organisation", "claimant"),
                    name="takeover_asked_once",
                    violation_error_message="Dort hast du schon gefragt.",
                ),
            ],
        },
    ),
]
