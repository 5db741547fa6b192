"""Prizes that one can apply for, and their rounds."""

import uuid

from django.db import migrations, models
from django.db.models import CASCADE, F, Q

MODELS = [
    migrations.CreateModel(
        name="Prize",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("code", models.SlugField(max_length=40, unique=True, verbose_name="Kürzel")),
            ("name", models.CharField(max_length=120, verbose_name="Name")),
            ("awarded_by", models.CharField(max_length=200, verbose_name="verliehen von")),
            ("about", models.TextField(max_length=1000, verbose_name="worum es geht")),
            ("website", models.URLField(verbose_name="Website")),
            ("rhythm", models.CharField(max_length=200, verbose_name="wann er ausgeschrieben wird")),
            ("fields", models.JSONField(verbose_name="Felder")),
            ("source", models.CharField(max_length=300, verbose_name="Quelle")),
        ],
        options={
            "verbose_name": "Preis",
            "verbose_name_plural": "Preise",
            "ordering": ["name"],
        },
    ),
    migrations.CreateModel(
        name="PrizeCall",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("year", models.PositiveSmallIntegerField(verbose_name="Jahr")),
            ("motto", models.CharField(blank=True, max_length=200, verbose_name="Motto")),
            ("opens_on", models.DateField(blank=True, null=True, verbose_name="ab wann")),
            ("closes_on", models.DateField(verbose_name="Einsendeschluss")),
            ("source", models.CharField(max_length=300, verbose_name="Quelle")),
            ("prize", models.ForeignKey(on_delete=CASCADE, related_name="calls", to="recognition.prize")),
        ],
        options={
            "verbose_name": "Ausschreibung",
            "verbose_name_plural": "Ausschreibungen",
            "ordering": ["-closes_on", "pk"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("prize", "year"),
                    name="prize_call_once_a_year",
                    violation_error_message="Diese Runde ist schon eingetragen.",
                ),
                models.CheckConstraint(
                    condition=Q(opens_on=None) | Q(opens_on__lte=F("closes_on")), name="prize_call_days_in_order"
                ),
                models.CheckConstraint(condition=~Q(source=""), name="prize_call_with_source"),
            ],
        },
    ),
]
