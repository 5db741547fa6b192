"""The annex for the municipality with its confirmations, and what stands for hours."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

MODELS = [
    migrations.CreateModel(
        name="CardAnnex",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("period_start", models.DateField(verbose_name="von")),
            ("period_end", models.DateField(verbose_name="bis")),
            ("met", models.BooleanField(verbose_name="Voraussetzungen erfüllt")),
            (
                "waiver",
                models.CharField(
                    blank=True,
                    choices=[
                        ("juleica", "Juleica"),
                        ("fire_brigade", "Freiwillige Feuerwehr"),
                        ("civil_protection", "Katastrophenschutz"),
                        ("rescue_service", "Rettungsdienst"),
                    ],
                    max_length=20,
                    verbose_name="durch eine Befreiung",
                ),
            ),
            ("made_at", models.DateTimeField(verbose_name="angelegt")),
            ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="ersetzt")),
            ("rule", models.ForeignKey(on_delete=PROTECT, related_name="+", to="recognition.programmerule")),
            ("volunteer", models.ForeignKey(on_delete=CASCADE, related_name="annexes", to="volunteers.volunteer")),
        ],
        options={
            "verbose_name": "Anlage zum Antrag",
            "verbose_name_plural": "Anlagen zum Antrag",
            "constraints": [
                models.UniqueConstraint(
                    condition=Q(replaced_at=None), fields=("volunteer",), name="card_annex_standing_once"
                ),
                models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="card_annex_days_in_order"),
                models.CheckConstraint(
                    condition=Q(waiver="")
                    | Q(met=True, waiver__in=["juleica", "fire_brigade", "civil_protection", "rescue_service"]),
                    name="card_annex_met_by_a_waiver",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="AnnexPart",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("helped_since", models.DateField(verbose_name="dabei seit")),
            ("minutes", models.PositiveIntegerField(verbose_name="Minuten")),
            ("by_year", models.JSONField(verbose_name="nach Jahren")),
            ("by_span", models.JSONField(verbose_name="nach zwölf Monaten")),
            (
                "status",
                models.CharField(
                    choices=[("asked", "angefragt"), ("confirmed", "bestätigt"), ("declined", "nicht bestätigt")],
                    default="asked",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="entschieden")),
            ("decline_reason", models.CharField(blank=True, max_length=500, verbose_name="Grund")),
            (
                "decided_by",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("organisation", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.organisation")),
            (
                "annex",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="parts", to="recognition.cardannex"),
            ),
        ],
        options={
            "verbose_name": "Bestätigung zur Anlage",
            "verbose_name_plural": "Bestätigungen zur Anlage",
            "constraints": [
                models.UniqueConstraint(fields=("annex", "organisation"), name="annex_part_once"),
                models.CheckConstraint(
                    condition=Q(decided_at=None, decided_by=None, decline_reason="", status="asked")
                    | Q(decided_at__isnull=False, decided_by__isnull=False, decline_reason="", status="confirmed")
                    | Q(decided_at__isnull=False, decided_by__isnull=False, status="declined") & ~Q(decline_reason=""),
                    name="annex_part_decided_with_who_and_when",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Waiver",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("juleica", "Juleica"),
                        ("fire_brigade", "Freiwillige Feuerwehr"),
                        ("civil_protection", "Katastrophenschutz"),
                        ("rescue_service", "Rettungsdienst"),
                    ],
                    max_length=20,
                    verbose_name="Art",
                ),
            ),
            ("held_since", models.DateField(verbose_name="seit")),
            ("held_until", models.DateField(blank=True, null=True, verbose_name="gültig bis")),
            ("recorded_at", models.DateTimeField(verbose_name="eingetragen")),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="zurückgenommen")),
            (
                "organisation",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.organisation"
                ),
            ),
            ("recorded_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ("volunteer", models.ForeignKey(on_delete=CASCADE, related_name="waivers", to="volunteers.volunteer")),
            (
                "withdrawn_by",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
        ],
        options={
            "verbose_name": "Befreiung",
            "verbose_name_plural": "Befreiungen",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(kind__in=["juleica", "fire_brigade", "civil_protection", "rescue_service"]),
                    name="waiver_known_kind",
                ),
                models.CheckConstraint(
                    condition=Q(held_until=None) | Q(held_until__gte=F("held_since")),
                    name="waiver_days_in_order",
                    violation_error_message="Das Ende liegt vor dem Anfang.",
                ),
                models.CheckConstraint(
                    condition=~Q(kind="juleica") | Q(held_until__isnull=False),
                    name="waiver_juleica_ends",
                    violation_error_message="Eine Juleica gilt bis zu einem Tag.",
                ),
                models.CheckConstraint(
                    condition=Q(withdrawn_at=None, withdrawn_by=None)
                    | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                    name="waiver_withdrawn_by_whom",
                ),
                models.UniqueConstraint(
                    condition=Q(withdrawn_at=None), fields=("volunteer", "kind", "held_since"), name="waiver_once"
                ),
            ],
        },
    ),
]
