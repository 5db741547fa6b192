"""Who issues, how it looks, and campaigns that order for many."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

KINDS = [("thanks", "Dankurkunde"), ("record", "Tätigkeitsnachweis"), ("competence", "Kompetenznachweis")]

MODELS = [
    migrations.CreateModel(
        name="Issuer",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("code", models.CharField(max_length=10, unique=True, verbose_name="Kürzel in der Nummer")),
            ("name", models.CharField(max_length=200, verbose_name="Name")),
            ("address", models.TextField(blank=True, max_length=500, verbose_name="Anschrift, eine Zeile je Zeile")),
            ("contact", models.CharField(blank=True, max_length=200, verbose_name="Kontakt")),
            ("place", models.CharField(max_length=100, verbose_name="Ort")),
            ("signatory_name", models.CharField(max_length=100, verbose_name="Es zeichnet")),
            ("signatory_role", models.CharField(max_length=100, verbose_name="Funktion")),
        ],
        options={
            "verbose_name": "Aussteller",
            "verbose_name_plural": "Aussteller",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(code__regex="^[A-Z0-9]{2,10}$"),
                    name="issuer_code_prints",
                    violation_error_message="Das Kürzel besteht aus 2 bis 10 Großbuchstaben oder Ziffern.",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="NumberSeries",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("year", models.PositiveSmallIntegerField(verbose_name="Jahr")),
            ("last_number", models.PositiveIntegerField(default=0, verbose_name="zuletzt vergeben")),
            ("issuer", models.ForeignKey(on_delete=PROTECT, related_name="series", to="certificates.issuer")),
        ],
        options={
            "verbose_name": "Nummernkreis",
            "verbose_name_plural": "Nummernkreise",
            "constraints": [models.UniqueConstraint(fields=("issuer", "year"), name="series_once")],
        },
    ),
    migrations.CreateModel(
        name="Template",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("title", models.CharField(max_length=120, verbose_name="Titel")),
            ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="Art")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
            ("created_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            (
                "issuer",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="templates", to="certificates.issuer"
                ),
            ),
        ],
        options={
            "verbose_name": "Vorlage",
            "verbose_name_plural": "Vorlagen",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(kind__in=["thanks", "record", "competence"]), name="template_known_kind"
                ),
                models.CheckConstraint(
                    condition=~Q(title=""),
                    name="template_has_title",
                    violation_error_message="Eine Vorlage braucht einen Titel.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="TemplateVersion",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("number", models.PositiveIntegerField(verbose_name="Fassung")),
            (
                "status",
                models.CharField(
                    choices=[("draft", "Entwurf"), ("published", "freigegeben"), ("retired", "außer Gebrauch")],
                    default="draft",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("layout", models.JSONField(verbose_name="Gestaltung")),
            ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
            ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="freigegeben")),
            ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="zuerst benutzt")),
            ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="außer Gebrauch")),
            ("created_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            (
                "published_by",
                models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            ("template", models.ForeignKey(on_delete=PROTECT, related_name="versions", to="certificates.template")),
        ],
        options={
            "verbose_name": "Fassung einer Vorlage",
            "verbose_name_plural": "Fassungen von Vorlagen",
            "constraints": [
                models.UniqueConstraint(fields=("template", "number"), name="template_version_number_once"),
                models.UniqueConstraint(
                    condition=Q(status="draft"), fields=("template",), name="template_version_one_draft"
                ),
                models.CheckConstraint(
                    condition=Q(frozen_at=None, published_at=None, published_by=None, retired_at=None, status="draft")
                    | Q(published_at__isnull=False, published_by__isnull=False, retired_at=None, status="published")
                    | Q(
                        published_at__isnull=False,
                        published_by__isnull=False,
                        retired_at__isnull=False,
                        status="retired",
                    ),
                    name="template_version_status_with_when",
                    violation_error_message="Freigegeben heißt: mit Person und Zeitpunkt.",
                ),
                models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="template_version_has_digest"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Campaign",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("title", models.CharField(max_length=120, verbose_name="Titel")),
            ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="Art")),
            ("period_start", models.DateField(verbose_name="von")),
            ("period_end", models.DateField(verbose_name="bis")),
            ("minimum_minutes", models.PositiveIntegerField(default=1, verbose_name="mindestens bestätigte Minuten")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("draft", "Entwurf"),
                        ("ordered", "bestellt"),
                        ("paused", "angehalten"),
                        ("cancelled", "verworfen"),
                    ],
                    default="draft",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
            ("ordered_at", models.DateTimeField(blank=True, null=True, verbose_name="bestellt")),
            ("created_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            (
                "district",
                models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.district"),
            ),
            (
                "field",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.fieldofaction"
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.organisation"
                ),
            ),
            ("issuer", models.ForeignKey(on_delete=PROTECT, related_name="campaigns", to="certificates.issuer")),
            ("beside", models.CharField(blank=True, max_length=10, verbose_name="zweite Sprache")),
            ("language", models.CharField(blank=True, max_length=10, verbose_name="Sprache")),
            (
                "template_version",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=PROTECT,
                    related_name="campaigns",
                    to="certificates.templateversion",
                ),
            ),
            ("age_affirmed", models.BooleanField(default=False, verbose_name="Alter versichert")),
            ("chosen", models.BooleanField(default=False, verbose_name="für ausgewählte Menschen")),
        ],
        options={
            "verbose_name": "Aktion",
            "verbose_name_plural": "Aktionen",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(period_end__gte=F("period_start")),
                    name="campaign_period_in_order",
                    violation_error_message="Das Ende des Zeitraums liegt vor seinem Anfang.",
                ),
                models.CheckConstraint(
                    condition=Q(minimum_minutes__gte=1),
                    name="campaign_asks_for_hours",
                    violation_error_message="Eine Aktion braucht mindestens eine bestätigte Minute.",
                ),
                models.CheckConstraint(
                    condition=Q(ordered_at__isnull=False, status__in=["ordered", "paused"])
                    | Q(ordered_at=None, status__in=["draft", "cancelled"]),
                    name="campaign_ordered_with_when",
                ),
                models.CheckConstraint(
                    condition=Q(kind__in=["thanks", "record", "competence"]), name="campaign_known_kind"
                ),
                models.CheckConstraint(
                    condition=~Q(kind="competence") | Q(organisation__isnull=False),
                    name="campaign_competence_somewhere",
                    violation_error_message="Ein Kompetenznachweis gilt für eine Organisation.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ChosenPerson",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "campaign",
                models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="people", to="certificates.campaign"),
            ),
            ("volunteer", models.ForeignKey(on_delete=CASCADE, related_name="+", to="volunteers.volunteer")),
        ],
        options={
            "verbose_name": "ausgewählter Mensch",
            "verbose_name_plural": "ausgewählte Menschen",
            "constraints": [models.UniqueConstraint(fields=("campaign", "volunteer"), name="chosen_once_a_campaign")],
        },
    ),
]
