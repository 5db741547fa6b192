"""Records that were merged, and what is needed to take it back."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q

MODELS = [
    migrations.CreateModel(
        name="Merge",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "basis",
                models.CharField(
                    choices=[
                        ("organisation", "die Organisation, die beide führte"),
                        ("coordination", "die Koordination"),
                        ("takeover", "die Person selbst, mit dem Wort der Organisation"),
                    ],
                    max_length=12,
                    verbose_name="Grundlage",
                ),
            ),
            ("merged_at", models.DateTimeField(verbose_name="zusammengeführt")),
            ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="rückgängig gemacht")),
            ("moved", models.JSONField(default=dict)),
            (
                "merged_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            (
                "organisation",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="merges", to="volunteers.organisation"
                ),
            ),
            ("source", models.ForeignKey(on_delete=PROTECT, related_name="merges_away", to="volunteers.volunteer")),
            ("target", models.ForeignKey(on_delete=PROTECT, related_name="merges_here", to="volunteers.volunteer")),
            (
                "undone_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "Zusammenführung",
            "verbose_name_plural": "Zusammenführungen",
            "constraints": [
                models.CheckConstraint(condition=~Q(source=F("target")), name="merge_of_two"),
                models.CheckConstraint(
                    condition=Q(basis__in=["organisation", "takeover"], organisation__isnull=False)
                    | Q(basis="coordination", organisation=None),
                    name="merge_known_basis",
                ),
                models.CheckConstraint(
                    condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                    name="merge_undone_with_who_and_when",
                ),
                models.UniqueConstraint(condition=Q(undone_at=None), fields=("source",), name="merge_away_once"),
            ],
        },
    ),
    migrations.CreateModel(
        name="DistinctPair",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("said_at", models.DateTimeField(verbose_name="gesagt")),
            (
                "first",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="volunteers.volunteer"),
            ),
            (
                "said_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            ("second", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.volunteer")),
        ],
        options={
            "verbose_name": "zwei verschiedene Personen",
            "verbose_name_plural": "verschiedene Personen",
            "constraints": [
                models.UniqueConstraint(fields=("first", "second"), name="distinct_pair_once"),
                models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_pair_in_order"),
            ],
        },
    ),
]
