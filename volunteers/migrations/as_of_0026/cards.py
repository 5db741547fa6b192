"""Holders of volunteer cards."""

from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q

MODELS = [
    migrations.CreateModel(
        name="ForgottenHolder",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("holder", models.CharField(max_length=64)),
            ("organisation", models.ForeignKey(on_delete=PROTECT, related_name="+", to="volunteers.organisation")),
        ],
        options={
            "verbose_name": "vergessene Karte",
            "verbose_name_plural": "vergessene Karten",
            "constraints": [models.UniqueConstraint(fields=("organisation", "holder"), name="forgotten_holder_once")],
        },
    ),
    migrations.CreateModel(
        name="VolunteerCard",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "kind",
                models.CharField(
                    choices=[("gold", "Goldene Ehrenamtskarte"), ("blue", "Blaue Ehrenamtskarte")],
                    max_length=10,
                    verbose_name="Karte",
                ),
            ),
            ("valid_until", models.DateField(blank=True, null=True, verbose_name="gültig bis")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("ordered", "beantragt"),
                        ("issued", "ausgegeben"),
                        ("expired", "abgelaufen"),
                        ("returned", "zurückgegeben"),
                    ],
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("source", models.CharField(choices=[("freinet", "freinet-online")], max_length=10, verbose_name="Quelle")),
            ("holder", models.CharField(db_index=True, editable=False, max_length=64)),
            ("imported_at", models.DateTimeField(verbose_name="übernommen")),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=PROTECT, related_name="+", to="volunteers.organisation", verbose_name="Organisation"
                ),
            ),
            ("volunteer", models.ForeignKey(on_delete=CASCADE, related_name="cards", to="volunteers.volunteer")),
        ],
        options={
            "verbose_name": "Ehrenamtskarte",
            "verbose_name_plural": "Ehrenamtskarten",
            "constraints": [
                models.UniqueConstraint(fields=("volunteer", "organisation", "kind"), name="volunteer_card_once"),
                models.CheckConstraint(condition=Q(kind__in=["gold", "blue"]), name="volunteer_card_known_kind"),
                models.CheckConstraint(
                    condition=Q(status__in=["ordered", "issued", "expired", "returned"]),
                    name="volunteer_card_known_status",
                ),
                models.CheckConstraint(condition=Q(source__in=["freinet"]), name="volunteer_card_known_source"),
            ],
        },
    ),
]
