"""How the columns of a list were read."""

from django.db import migrations, models
from django.db.models import CASCADE, Q

MODELS = [
    migrations.CreateModel(
        name="ImportColumns",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("kind", models.CharField(choices=[("hours", "Stunden"), ("cards", "Ehrenamtskarten")], max_length=10)),
            ("header", models.CharField(max_length=64)),
            ("meanings", models.JSONField()),
            ("used_at", models.DateTimeField()),
            ("organisation", models.ForeignKey(on_delete=CASCADE, related_name="+", to="volunteers.organisation")),
        ],
        options={
            "verbose_name": "Aufbau einer Liste",
            "verbose_name_plural": "Aufbau von Listen",
            "constraints": [
                models.UniqueConstraint(fields=("organisation", "kind", "header"), name="import_columns_once"),
                models.CheckConstraint(condition=Q(kind__in=["hours", "cards"]), name="import_columns_known_kind"),
            ],
        },
    ),
]
