"""Where something is done: districts, fields of action, organisations, activities."""

import uuid

from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q
from django.db.models.functions import Lower

MODELS = [
    migrations.CreateModel(
        name="District",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("valid_from", models.DateField(blank=True, null=True, verbose_name="gültig ab")),
            ("valid_to", models.DateField(blank=True, null=True, verbose_name="gültig bis")),
            ("ags", models.CharField(max_length=5, unique=True, verbose_name="Gemeindeschlüssel")),
            ("name", models.CharField(max_length=80, verbose_name="Name")),
            ("kind", models.CharField(max_length=40, verbose_name="Art")),
            ("nuts3", models.CharField(blank=True, max_length=5, verbose_name="NUTS 3")),
            ("statistical_region", models.CharField(max_length=40, verbose_name="Statistische Region")),
        ],
        options={
            "verbose_name": "Landkreis oder Stadt",
            "verbose_name_plural": "Landkreise und Städte",
            "ordering": ["ags"],
        },
    ),
    migrations.CreateModel(
        name="FieldOfAction",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("valid_from", models.DateField(blank=True, null=True, verbose_name="gültig ab")),
            ("valid_to", models.DateField(blank=True, null=True, verbose_name="gültig bis")),
            ("code", models.SlugField(max_length=20, unique=True, verbose_name="Kürzel")),
            ("name", models.CharField(max_length=80, verbose_name="Name")),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="Reihenfolge")),
        ],
        options={
            "verbose_name": "Handlungsfeld",
            "verbose_name_plural": "Handlungsfelder",
            "ordering": ["position", "code"],
        },
    ),
    migrations.CreateModel(
        name="Organisation",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("slug", models.SlugField(max_length=60, unique=True, verbose_name="Kürzel")),
            ("name", models.CharField(max_length=200, verbose_name="Name")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("trade_union", "Gewerkschaft"),
                        ("church", "Kirche"),
                        ("employers", "Arbeitgeberverband"),
                        ("state", "Land"),
                        ("municipality", "Kommune"),
                        ("welfare", "Wohlfahrtsverband"),
                        ("party", "Partei"),
                        ("company", "Unternehmen"),
                        ("chamber", "Kammer"),
                        ("association", "Verein"),
                        ("initiative", "Initiative"),
                        ("individual", "Einzelperson"),
                    ],
                    max_length=20,
                    verbose_name="Art",
                ),
            ),
            ("domain", models.CharField(blank=True, max_length=100, verbose_name="Domain der E-Mail-Adressen")),
            ("website", models.URLField(blank=True, verbose_name="Website")),
            ("is_active", models.BooleanField(default=True, verbose_name="aktiv")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
            (
                "district",
                models.ForeignKey(
                    on_delete=PROTECT,
                    related_name="organisations",
                    to="volunteers.district",
                    verbose_name="Landkreis oder Stadt",
                ),
            ),
            (
                "digest",
                models.CharField(
                    choices=[
                        ("daily", "täglich, wenn etwas dazugekommen ist"),
                        ("weekly", "einmal in der Woche, am Montag"),
                        ("never", "nie"),
                    ],
                    default="daily",
                    max_length=10,
                    verbose_name="E-Mail über wartende Stunden",
                ),
            ),
        ],
        options={
            "verbose_name": "Organisation",
            "verbose_name_plural": "Organisationen",
            "ordering": ["name", "pk"],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(
                        kind__in=[
                            "trade_union",
                            "church",
                            "employers",
                            "state",
                            "municipality",
                            "welfare",
                            "party",
                            "company",
                            "chamber",
                            "association",
                            "initiative",
                            "individual",
                        ]
                    ),
                    name="organisation_known_kind",
                    violation_error_message="Diese Art von Organisation gibt es nicht.",
                ),
                models.CheckConstraint(
                    condition=Q(digest__in=["daily", "weekly", "never"]), name="organisation_known_digest"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ContactAddress",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("label", models.CharField(max_length=100, verbose_name="Bezeichnung")),
            ("address", models.EmailField(max_length=254, verbose_name="E-Mail-Adresse")),
            (
                "organisation",
                models.ForeignKey(on_delete=CASCADE, related_name="contacts", to="volunteers.organisation"),
            ),
        ],
        options={
            "verbose_name": "Kontaktadresse",
            "verbose_name_plural": "Kontaktadressen",
            "constraints": [
                models.UniqueConstraint(
                    fields=("organisation", "address"),
                    name="contact_address_once",
                    violation_error_message="Diese Adresse steht schon da.",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Activity",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("title", models.CharField(max_length=120, verbose_name="Titel")),
            ("description", models.TextField(blank=True, max_length=2000, verbose_name="Beschreibung")),
            ("starts_on", models.DateField(blank=True, null=True, verbose_name="von")),
            ("ends_on", models.DateField(blank=True, null=True, verbose_name="bis")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
            (
                "district",
                models.ForeignKey(
                    on_delete=PROTECT,
                    related_name="activities",
                    to="volunteers.district",
                    verbose_name="Landkreis oder Stadt",
                ),
            ),
            (
                "field",
                models.ForeignKey(
                    on_delete=PROTECT,
                    related_name="activities",
                    to="volunteers.fieldofaction",
                    verbose_name="Handlungsfeld",
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    on_delete=PROTECT,
                    related_name="activities",
                    to="volunteers.organisation",
                    verbose_name="Organisation",
                ),
            ),
        ],
        options={
            "verbose_name": "Tätigkeit",
            "verbose_name_plural": "Tätigkeiten",
            "constraints": [
                models.UniqueConstraint(
                    F("organisation"),
                    Lower("title"),
                    name="activity_title_once",
                    violation_error_message="Eine Tätigkeit mit diesem Titel gibt es in dieser Organisation schon.",
                ),
                models.CheckConstraint(
                    condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                    name="activity_period_in_order",
                    violation_error_message="Das Ende der Tätigkeit liegt vor ihrem Anfang.",
                ),
                models.CheckConstraint(condition=~Q(title=""), name="activity_has_title"),
            ],
        },
    ),
]
