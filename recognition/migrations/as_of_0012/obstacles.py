"""What keeps people from helping, and what is answered."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q

MODELS = [
    migrations.CreateModel(
        name="Obstacle",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "side",
                models.CharField(
                    choices=[("volunteer", "Engagierte"), ("organisation", "Organisation")],
                    max_length=12,
                    verbose_name="genannt von",
                ),
            ),
            (
                "category",
                models.CharField(
                    choices=[
                        ("safety", "Bedrohung oder Anfeindung"),
                        ("language", "Verständigung und Übersetzung"),
                        ("authorities", "Ämter und Zuständigkeiten"),
                        ("rooms", "Räume und Ausstattung"),
                        ("money", "Kosten und Auslagen"),
                        ("travel", "Wege und Fahrten"),
                        ("time", "Zeit und Belastung"),
                        ("people", "zu wenige, die mithelfen"),
                        ("other", "etwas anderes"),
                    ],
                    max_length=12,
                    verbose_name="Art",
                ),
            ),
            ("text", models.TextField(blank=True, max_length=2000, verbose_name="Worte")),
            (
                "audience",
                models.CharField(
                    choices=[
                        ("alliance", "nur die Koordination des ganzen Bündnisses"),
                        ("coordination", "die Koordination, auch vor Ort und im Handlungsfeld"),
                        ("organisation", "die Koordination und die Organisation"),
                    ],
                    max_length=12,
                    verbose_name="wer es liest",
                ),
            ),
            ("named", models.BooleanField(default=False, verbose_name="mit Namen")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("open", "neu"),
                        ("in_hand", "in Arbeit"),
                        ("solved", "gelöst"),
                        ("remains", "bleibt bestehen"),
                    ],
                    default="open",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("made_on", models.DateField(verbose_name="genannt am")),
            ("changed_on", models.DateField(verbose_name="zuletzt geändert am")),
            ("emptied_on", models.DateField(null=True, verbose_name="Worte gelöscht am")),
            (
                "district",
                models.ForeignKey(
                    db_index=False,
                    on_delete=PROTECT,
                    related_name="+",
                    to="volunteers.district",
                    verbose_name="Landkreis oder Stadt",
                ),
            ),
            (
                "entry",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="obstacles", to="volunteers.hourentry"
                ),
            ),
            (
                "field",
                models.ForeignKey(
                    db_index=False,
                    on_delete=PROTECT,
                    related_name="+",
                    to="volunteers.fieldofaction",
                    verbose_name="Handlungsfeld",
                ),
            ),
            (
                "named_by",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="obstacles", to="volunteers.organisation"
                ),
            ),
            (
                "volunteer",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=PROTECT, related_name="obstacles", to="volunteers.volunteer"
                ),
            ),
        ],
        options={
            "verbose_name": "Hindernis",
            "verbose_name_plural": "Hindernisse",
            "indexes": [
                models.Index(
                    condition=Q(volunteer__isnull=False), fields=["volunteer", "id"], name="obstacle_of_volunteer"
                ),
                models.Index(
                    condition=Q(organisation__isnull=False),
                    fields=["organisation", "id"],
                    name="obstacle_of_organisation",
                ),
                models.Index(condition=Q(entry__isnull=False), fields=["entry"], name="obstacle_of_entry"),
                models.Index(fields=["district", "id"], name="obstacle_of_district"),
                models.Index(fields=["field", "id"], name="obstacle_of_field"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(
                        category__in=(
                            "safety",
                            "language",
                            "authorities",
                            "rooms",
                            "money",
                            "travel",
                            "time",
                            "people",
                            "other",
                        )
                    ),
                    name="obstacle_known_category",
                ),
                models.CheckConstraint(
                    condition=Q(status__in=["open", "in_hand", "solved", "remains"]), name="obstacle_known_status"
                ),
                models.CheckConstraint(
                    condition=Q(named_by=None, side="volunteer")
                    & (Q(volunteer__isnull=False) | Q(emptied_on__isnull=False))
                    | Q(named=False, organisation__isnull=False, side="organisation", volunteer=None),
                    name="obstacle_comes_from_one_side",
                ),
                models.CheckConstraint(
                    condition=Q(audience__in=["alliance", "coordination"])
                    | Q(audience="organisation", side="volunteer")
                    & (Q(organisation__isnull=False) | Q(emptied_on__isnull=False)),
                    name="obstacle_known_audience",
                    violation_error_message="Es ist keine Organisation dabei, die es lesen könnte.",
                ),
                models.CheckConstraint(
                    condition=Q(emptied_on=None) | Q(entry=None, named=False, named_by=None, text="", volunteer=None),
                    name="obstacle_emptied_says_nothing",
                ),
                models.CheckConstraint(
                    condition=~Q(category="other", text="") | Q(emptied_on__isnull=False),
                    name="obstacle_other_says_what",
                    violation_error_message="Bitte beschreiben Sie, was es ist.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ObstacleAnswer",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("text", models.TextField(max_length=2000, verbose_name="Antwort")),
            ("said_on", models.DateField(verbose_name="gesagt am")),
            ("obstacle", models.ForeignKey(on_delete=CASCADE, related_name="answers", to="recognition.obstacle")),
            (
                "said_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
        ],
        options={
            "verbose_name": "Antwort auf ein Hindernis",
            "verbose_name_plural": "Antworten auf Hindernisse",
            "ordering": ["pk"],
            "constraints": [models.CheckConstraint(condition=~Q(text=""), name="obstacle_answer_says_something")],
        },
    ),
]
