"""Programmes with their dated rules, who reached what, how far that is evaluated."""

import uuid

from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

MODELS = [
    migrations.CreateModel(
        name="Programme",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("code", models.SlugField(max_length=40, unique=True, verbose_name="Kürzel")),
            ("name", models.CharField(max_length=120, verbose_name="Name")),
            (
                "kind",
                models.CharField(
                    choices=[("card", "Karte"), ("certificate", "Nachweis"), ("milestone", "Meilenstein")],
                    max_length=12,
                    verbose_name="Art",
                ),
            ),
            ("website", models.URLField(blank=True, verbose_name="Internetseite")),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="Reihenfolge")),
        ],
        options={
            "verbose_name": "Programm",
            "verbose_name_plural": "Programme",
            "ordering": ["position", "code"],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(kind__in=["card", "certificate", "milestone"]), name="programme_known_kind"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ProgrammeRule",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("valid_from", models.DateField(blank=True, null=True, verbose_name="gültig ab")),
            ("valid_to", models.DateField(blank=True, null=True, verbose_name="gültig bis")),
            ("version", models.PositiveSmallIntegerField(verbose_name="Fassung")),
            ("rule", models.JSONField(verbose_name="Regel")),
            ("source", models.CharField(max_length=300, verbose_name="Quelle")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
            (
                "programme",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="rules", to="recognition.programme"),
            ),
        ],
        options={
            "verbose_name": "Regel eines Programms",
            "verbose_name_plural": "Regeln der Programme",
            "ordering": ["programme", "version"],
            "constraints": [
                models.UniqueConstraint(fields=("programme", "version"), name="programme_rule_version_once"),
                models.UniqueConstraint(
                    condition=Q(valid_to=None), fields=("programme",), name="programme_rule_one_open"
                ),
                models.CheckConstraint(
                    condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                    name="programme_rule_days_in_order",
                    violation_error_message="Das Ende liegt vor dem Anfang.",
                ),
                models.CheckConstraint(
                    condition=Q(version__gte=1) & ~Q(source=""),
                    name="programme_rule_with_source",
                    violation_error_message="Eine Regel nennt ihre Quelle.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Reached",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("reached_on", models.DateField(verbose_name="erreicht am")),
            ("minutes", models.PositiveIntegerField(verbose_name="Minuten")),
            ("basis", models.JSONField(verbose_name="Grundlage")),
            ("evaluated_at", models.DateTimeField(verbose_name="festgestellt")),
            ("lapsed_at", models.DateTimeField(blank=True, null=True, verbose_name="entfallen")),
            (
                "lapsed_why",
                models.CharField(
                    blank=True,
                    choices=[
                        ("hours", "die Stunden wurden korrigiert"),
                        ("rule", "für den Tag gilt eine andere Regel"),
                        ("waiver", "die Befreiung wurde zurückgenommen"),
                    ],
                    max_length=10,
                    verbose_name="weshalb entfallen",
                ),
            ),
            ("thanked_at", models.DateTimeField(blank=True, null=True, verbose_name="bedankt")),
            (
                "thanked_by_way",
                models.CharField(
                    blank=True,
                    choices=[("certificate", "Urkunde"), ("list", "Dankesliste"), ("message", "Nachricht")],
                    max_length=12,
                    null=True,
                    verbose_name="womit bedankt",
                ),
            ),
            (
                "programme",
                models.ForeignKey(
                    db_index=False, on_delete=PROTECT, related_name="reached", to="recognition.programme"
                ),
            ),
            (
                "rule",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="recognition.programmerule"),
            ),
            (
                "volunteer",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="reached", to="volunteers.volunteer"),
            ),
        ],
        options={
            "verbose_name": "Erreichtes",
            "verbose_name_plural": "Erreichtes",
            "indexes": [
                models.Index(fields=["volunteer", "programme"], name="reached_of_volunteer"),
                models.Index(fields=["programme", "reached_on"], name="reached_of_programme"),
                models.Index(
                    condition=Q(lapsed_at=None, thanked_at=None),
                    fields=["programme", "volunteer", "reached_on", "lapsed_at", "thanked_at"],
                    name="reached_unthanked",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=Q(lapsed_at=None), fields=("volunteer", "programme"), name="reached_standing_once"
                ),
                models.CheckConstraint(
                    condition=Q(thanked_at=None, thanked_by_way=None)
                    | Q(
                        thanked_at__isnull=False,
                        thanked_by_way__in=["certificate", "list", "message"],
                        thanked_by_way__isnull=False,
                    ),
                    name="reached_thanked_with_way",
                ),
                models.CheckConstraint(
                    condition=Q(lapsed_at=None, lapsed_why="")
                    | Q(lapsed_at__isnull=False, lapsed_why__in=["hours", "rule", "waiver"]),
                    name="reached_lapsed_with_why",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="EvaluationCursor",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("number", models.PositiveSmallIntegerField(default=1, unique=True)),
            ("ledger_event", models.PositiveBigIntegerField(default=0)),
            ("correction_event", models.PositiveBigIntegerField(default=0)),
            ("looked_at", models.DateTimeField()),
            ("asked", models.PositiveIntegerField(default=1)),
            ("answered", models.PositiveIntegerField(default=0)),
            ("leased_until", models.DateTimeField(null=True)),
        ],
        options={
            "verbose_name": "Stand der Auswertung",
            "verbose_name_plural": "Stand der Auswertung",
            "constraints": [models.CheckConstraint(condition=Q(number=1), name="evaluation_cursor_is_one")],
        },
    ),
]
