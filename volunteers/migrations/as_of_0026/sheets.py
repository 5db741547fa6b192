"""Sign-in sheets and the rows that were typed in from them."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q

MODELS = [
    migrations.CreateModel(
        name="SignInSheet",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("code", models.CharField(max_length=8, verbose_name="Code")),
            (
                "form",
                models.CharField(
                    choices=[
                        ("days", "Die Tage stehen fest"),
                        ("one_day", "Ein Tag, oben von Hand eingetragen"),
                        ("own_days", "In jeder Zeile ein eigener Tag"),
                    ],
                    max_length=10,
                    verbose_name="Tage",
                ),
            ),
            ("days", models.JSONField(default=list)),
            ("language", models.CharField(blank=True, max_length=10, verbose_name="zweite Sprache")),
            (
                "status",
                models.CharField(
                    choices=[("open", "offen"), ("closed", "abgeschlossen"), ("discarded", "verworfen")],
                    default="open",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("created_at", models.DateTimeField(verbose_name="angelegt")),
            ("touched_at", models.DateTimeField(verbose_name="zuletzt eingetragen")),
            ("entry_count", models.PositiveSmallIntegerField(default=0, verbose_name="Einträge")),
            ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="abgeschlossen am")),
            ("emptied_at", models.DateTimeField(blank=True, null=True, verbose_name="Zeilen gelöscht am")),
            ("activity", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.activity")),
            (
                "created_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            ("organisation", models.ForeignKey(on_delete=PROTECT, related_name="sheets", to="volunteers.organisation")),
        ],
        options={
            "verbose_name": "Unterschriftenliste",
            "verbose_name_plural": "Unterschriftenlisten",
            "indexes": [
                models.Index(fields=["organisation", "status", "-id"], name="sheet_of_organisation"),
                models.Index(condition=Q(emptied_at=None), fields=["closed_at"], name="sheet_to_empty"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("organisation", "code"), name="sheet_code_once"),
                models.CheckConstraint(
                    condition=Q(status__in=["open", "closed", "discarded"]), name="sheet_known_status"
                ),
                models.CheckConstraint(condition=Q(form__in=["days", "one_day", "own_days"]), name="sheet_known_form"),
                models.CheckConstraint(
                    condition=Q(closed_at=None, status="open") | ~Q(status="open") & Q(closed_at__isnull=False),
                    name="sheet_ended_with_when",
                ),
                models.CheckConstraint(
                    condition=Q(emptied_at=None) | ~Q(status="open"), name="sheet_emptied_once_ended"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SignInRow",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("position", models.PositiveSmallIntegerField()),
            ("code", models.CharField(max_length=4, verbose_name="Code")),
            ("printed", models.BooleanField(default=False)),
            (
                "volunteer",
                models.ForeignKey(null=True, on_delete=PROTECT, related_name="sheet_rows", to="volunteers.volunteer"),
            ),
            (
                "sheet",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="rows", to="volunteers.signinsheet"),
            ),
        ],
        options={
            "verbose_name": "Zeile einer Unterschriftenliste",
            "verbose_name_plural": "Zeilen von Unterschriftenlisten",
            "constraints": [
                models.UniqueConstraint(fields=("sheet", "position"), name="sheet_row_position_once"),
                models.UniqueConstraint(fields=("sheet", "code"), name="sheet_row_code_once"),
            ],
        },
    ),
]
