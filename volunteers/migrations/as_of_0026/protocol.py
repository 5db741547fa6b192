"""Decisions without a table of events of their own, and the blocks that seal every event."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q

MODELS = [
    migrations.CreateModel(
        name="ProtocolEvent",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
            ("actor", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ("act", models.CharField(max_length=40, verbose_name="Vorgang")),
            (
                "way",
                models.CharField(
                    blank=True,
                    choices=[
                        ("page", "Seite"),
                        ("api", "Schnittstelle"),
                        ("mail_link", "Link aus einer E-Mail"),
                        ("kiosk", "gemeinsames Gerät"),
                        ("import", "Import"),
                        ("plan", "Wochenplan"),
                        ("sheet", "Unterschriftenliste"),
                    ],
                    max_length=10,
                    verbose_name="Weg",
                ),
            ),
            (
                "volunteer",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to="volunteers.volunteer"
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to="volunteers.organisation"
                ),
            ),
            ("subject", models.UUIDField(null=True, verbose_name="Gegenstand")),
            ("detail", models.JSONField(default=dict)),
            (
                "reason",
                models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="common.reason"),
            ),
        ],
        options={
            "verbose_name": "Entscheidung",
            "verbose_name_plural": "Protokoll der Entscheidungen",
            "indexes": [
                models.Index(
                    condition=Q(volunteer__isnull=False), fields=["volunteer", "id"], name="protocol_of_volunteer"
                ),
                models.Index(
                    condition=Q(organisation__isnull=False),
                    fields=["organisation", "id"],
                    name="protocol_of_organisation",
                ),
                models.Index(condition=Q(subject__isnull=False), fields=["subject", "id"], name="protocol_of_subject"),
            ],
            "constraints": [models.CheckConstraint(condition=~Q(act=""), name="protocol_event_has_an_act")],
        },
    ),
    migrations.CreateModel(
        name="ProtocolBlock",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("number", models.PositiveBigIntegerField(unique=True)),
            ("version", models.PositiveSmallIntegerField()),
            ("stream", models.CharField(max_length=40)),
            ("first_id", models.PositiveBigIntegerField()),
            ("last_id", models.PositiveBigIntegerField()),
            ("count", models.PositiveIntegerField()),
            ("previous", models.CharField(max_length=64)),
            ("digest", models.CharField(max_length=64, unique=True)),
            ("marks", models.BinaryField()),
            ("at", models.DateTimeField(verbose_name="versiegelt")),
        ],
        options={
            "verbose_name": "versiegelter Abschnitt",
            "verbose_name_plural": "versiegelte Abschnitte",
            "constraints": [
                models.UniqueConstraint(fields=("stream", "first_id"), name="protocol_block_begins_once"),
                models.CheckConstraint(
                    condition=Q(count__gte=1, first_id__lte=F("last_id"), number__gte=1),
                    name="protocol_block_holds_rows",
                ),
            ],
        },
    ),
]
