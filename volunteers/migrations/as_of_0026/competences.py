"""What people showed that they can, proposed by them and confirmed by the organisation."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q

MODELS = [
    migrations.CreateModel(
        name="CompetenceClaim",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("competence", models.CharField(max_length=40, verbose_name="Kompetenz")),
            ("example", models.CharField(max_length=500, verbose_name="Beispiel")),
            ("proposed_example", models.CharField(max_length=500, verbose_name="vorgeschlagenes Beispiel")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("proposed", "wartet auf Bestätigung"),
                        ("confirmed", "bestätigt"),
                        ("declined", "abgelehnt"),
                        ("withdrawn", "zurückgezogen"),
                    ],
                    default="proposed",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("proposed_at", models.DateTimeField(verbose_name="vorgeschlagen")),
            ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="entschieden")),
            ("decline_reason", models.CharField(blank=True, max_length=500, verbose_name="Grund der Ablehnung")),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="zurückgezogen am")),
            (
                "decided_by",
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
                models.ForeignKey(on_delete=PROTECT, related_name="competence_claims", to="volunteers.organisation"),
            ),
            (
                "proposed_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            (
                "volunteer",
                models.ForeignKey(on_delete=PROTECT, related_name="competence_claims", to="volunteers.volunteer"),
            ),
        ],
        options={
            "verbose_name": "Kompetenz einer Person",
            "verbose_name_plural": "Kompetenzen von Personen",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(
                        competence__in=(
                            "teamwork",
                            "communication",
                            "cooperation",
                            "conflict_resolution",
                            "criticism",
                            "reflection",
                            "leadership",
                            "independence",
                            "flexibility",
                            "initiative",
                            "responsibility",
                            "organisation",
                            "intercultural_competence",
                            "language_mediation",
                        )
                    ),
                    name="claim_known_competence",
                ),
                models.CheckConstraint(
                    condition=Q(status__in=["proposed", "confirmed", "declined", "withdrawn"]),
                    name="claim_known_status",
                ),
                models.CheckConstraint(
                    condition=~Q(example="") & ~Q(proposed_example=""),
                    name="claim_has_an_example",
                    violation_error_message="Eine Kompetenz braucht ein Beispiel.",
                ),
                models.CheckConstraint(
                    condition=Q(decided_at=None, decided_by=None, status="proposed")
                    | Q(decided_at__isnull=False, decided_by__isnull=False, status__in=["confirmed", "declined"])
                    | ~Q(status__in=["proposed", "confirmed", "declined"])
                    & (Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False)),
                    name="claim_decided_with_who_and_when",
                    violation_error_message="Entschieden heißt: mit Person und Zeitpunkt.",
                ),
                models.CheckConstraint(
                    condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                    name="claim_four_eyes",
                    violation_error_message="Wer vorschlägt, entscheidet nicht.",
                ),
                models.CheckConstraint(
                    condition=Q(status="declined") & ~Q(decline_reason="")
                    | ~Q(status="declined") & Q(decline_reason=""),
                    name="claim_declined_with_reason",
                    violation_error_message="Eine Ablehnung braucht einen Grund.",
                ),
                models.CheckConstraint(
                    condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                    | ~Q(status="withdrawn") & Q(withdrawn_at=None),
                    name="claim_withdrawn_with_when",
                ),
                models.UniqueConstraint(
                    condition=Q(status__in=("proposed", "confirmed")),
                    fields=("volunteer", "organisation", "competence"),
                    name="claim_once",
                    violation_error_message="Diese Kompetenz ist bei dieser Organisation schon vorgeschlagen.",
                ),
            ],
        },
    ),
]
