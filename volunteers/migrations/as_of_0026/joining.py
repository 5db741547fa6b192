"""Who asks to join: requests of organisations and people."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, Q

MODELS = [
    migrations.CreateModel(
        name="JoinRequest",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "wish",
                models.CharField(
                    choices=[
                        ("organisation", "Eine Organisation macht mit"),
                        ("member", "Jemand arbeitet für eine Organisation mit"),
                        ("volunteer", "Jemand möchte helfen"),
                    ],
                    max_length=12,
                    verbose_name="Anliegen",
                ),
            ),
            ("name", models.CharField(max_length=200, verbose_name="Name")),
            ("email", models.EmailField(max_length=254, verbose_name="E-Mail-Adresse")),
            ("language", models.CharField(default="de", max_length=10, verbose_name="Sprache")),
            ("organisation_name", models.CharField(blank=True, max_length=200, verbose_name="Name der Organisation")),
            (
                "kind",
                models.CharField(
                    blank=True,
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
            ("website", models.URLField(blank=True, verbose_name="Website")),
            ("message", models.TextField(blank=True, max_length=2000, verbose_name="Nachricht")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("asked", "wartet auf die Bestätigung per E-Mail"),
                        ("open", "wartet auf die Koordination"),
                        ("admitted", "aufgenommen"),
                        ("declined", "abgelehnt"),
                        ("withdrawn", "zurückgezogen"),
                    ],
                    default="asked",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("asked_at", models.DateTimeField(verbose_name="gefragt")),
            ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="Adresse bestätigt")),
            ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="entschieden")),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="zurückgezogen")),
            ("reason", models.CharField(blank=True, max_length=1000, verbose_name="Begründung")),
            (
                "decided_by",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "district",
                models.ForeignKey(
                    on_delete=PROTECT, related_name="+", to="volunteers.district", verbose_name="Landkreis oder Stadt"
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=PROTECT,
                    related_name="join_requests",
                    to="volunteers.organisation",
                    verbose_name="Organisation",
                ),
            ),
        ],
        options={
            "verbose_name": "Anfrage zum Beitritt",
            "verbose_name_plural": "Anfragen zum Beitritt",
            "indexes": [models.Index(fields=["status", "confirmed_at", "id"], name="join_waiting")],
            "constraints": [
                models.CheckConstraint(
                    condition=Q(wish="organisation") & ~Q(organisation_name="") & ~Q(kind="")
                    | Q(kind="", organisation__isnull=False, organisation_name="", wish="member")
                    | Q(kind="", organisation=None, organisation_name="", wish="volunteer"),
                    name="join_says_what_its_wish_needs",
                ),
                models.CheckConstraint(
                    condition=Q(confirmed_at=None, status="asked")
                    | Q(confirmed_at__isnull=False, status__in=["open", "admitted", "declined"])
                    | Q(status="withdrawn"),
                    name="join_confirmed_before_it_is_open",
                ),
                models.CheckConstraint(
                    condition=Q(decided_at__isnull=False, decided_by__isnull=False, status__in=["admitted", "declined"])
                    | Q(decided_at=None, decided_by=None, status__in=["asked", "open", "withdrawn"]),
                    name="join_decided_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=Q(status="declined") & ~Q(reason="") | ~Q(status="declined") & Q(reason=""),
                    name="join_declined_with_reason",
                ),
                models.CheckConstraint(
                    condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                    | ~Q(status="withdrawn") & Q(withdrawn_at=None),
                    name="join_withdrawn_with_when",
                ),
            ],
        },
    ),
]
