"""Consents, the texts that people agree to, guardians, links to withdraw by; districts out of public sight."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, F, Q

PLACES = [
    ("region_list", "Dankesliste für eine Region oder ein Handlungsfeld"),
    ("organisation_list", "Dankesliste einer Organisation"),
    ("print", "gedruckte Liste"),
]
FORMS = [
    ("full_name", "voller Name"),
    ("first_name", "Vorname und erster Buchstabe des Nachnamens"),
    ("alias", "ein selbst gewählter Name"),
    ("anonymous", "ohne Namen („jemand aus dem Landkreis Leer“)"),
]

MODELS = [
    migrations.CreateModel(
        name="ConsentPurpose",
        fields=[
            ("code", models.SlugField(max_length=20, primary_key=True, serialize=False, verbose_name="Kürzel")),
            ("name", models.CharField(max_length=80, verbose_name="Zweck")),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="Reihenfolge")),
        ],
        options={"verbose_name": "Zweck", "verbose_name_plural": "Zwecke", "ordering": ["position", "code"]},
    ),
    migrations.CreateModel(
        name="ConsentText",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("place", models.CharField(choices=PLACES, max_length=20, verbose_name="Ort")),
            ("version", models.CharField(max_length=20, verbose_name="Fassung")),
            ("language", models.CharField(max_length=10, verbose_name="Sprache")),
            ("since", models.DateField(verbose_name="gilt ab")),
            ("text", models.TextField(max_length=4000, verbose_name="Text")),
            (
                "purpose",
                models.ForeignKey(
                    on_delete=PROTECT, related_name="+", to="volunteers.consentpurpose", verbose_name="Zweck"
                ),
            ),
        ],
        options={
            "verbose_name": "Text einer Einwilligung",
            "verbose_name_plural": "Texte von Einwilligungen",
            "constraints": [
                models.UniqueConstraint(fields=("purpose", "place", "version", "language"), name="consent_text_once"),
                models.CheckConstraint(
                    condition=Q(place__in=["region_list", "organisation_list", "print"]),
                    name="consent_text_known_place",
                ),
                models.CheckConstraint(condition=~Q(text=""), name="consent_text_says_something"),
            ],
        },
    ),
    migrations.CreateModel(
        name="GuardianConsent",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("place", models.CharField(choices=PLACES, max_length=20, verbose_name="Ort")),
            ("display_form", models.CharField(choices=FORMS, max_length=12, verbose_name="Darstellung")),
            ("alias", models.CharField(blank=True, max_length=80, verbose_name="gewählter Name")),
            (
                "proof",
                models.CharField(
                    choices=[
                        ("paper", "unterschriebenes Papier, das die Organisation aufbewahrt"),
                        ("mail", "Link an ihre E-Mail-Adresse"),
                    ],
                    max_length=10,
                    verbose_name="Nachweis",
                ),
            ),
            ("guardian_name", models.CharField(blank=True, max_length=200, verbose_name="Name der Sorgeberechtigten")),
            (
                "guardian_email",
                models.EmailField(blank=True, max_length=254, verbose_name="E-Mail-Adresse der Sorgeberechtigten"),
            ),
            ("language", models.CharField(default="de", max_length=10, verbose_name="Sprache")),
            ("person_agrees", models.BooleanField(default=False, verbose_name="die Person stimmt selbst zu")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("asked", "gefragt"),
                        ("given", "zugestimmt"),
                        ("refused", "abgelehnt"),
                        ("withdrawn", "zurückgenommen"),
                    ],
                    default="asked",
                    max_length=10,
                    verbose_name="Stand",
                ),
            ),
            ("asked_at", models.DateTimeField(verbose_name="gefragt")),
            ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="beantwortet")),
            ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="zurückgenommen")),
            (
                "organisation",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="+", to="volunteers.organisation"
                ),
            ),
            (
                "purpose",
                models.ForeignKey(
                    default="public_thanks",
                    on_delete=PROTECT,
                    related_name="+",
                    to="volunteers.consentpurpose",
                    verbose_name="Zweck",
                ),
            ),
            ("recorded_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            (
                "text",
                models.ForeignKey(
                    on_delete=PROTECT, related_name="+", to="volunteers.consenttext", verbose_name="Text"
                ),
            ),
            (
                "volunteer",
                models.ForeignKey(on_delete=PROTECT, related_name="guardian_consents", to="volunteers.volunteer"),
            ),
        ],
        options={
            "verbose_name": "Zustimmung von Sorgeberechtigten",
            "verbose_name_plural": "Zustimmungen von Sorgeberechtigten",
            "constraints": [
                models.CheckConstraint(
                    condition=Q(status__in=["asked", "given", "refused", "withdrawn"]), name="guardian_known_status"
                ),
                models.CheckConstraint(
                    condition=Q(organisation__isnull=False, proof="paper") | Q(organisation=None, proof="mail"),
                    name="guardian_paper_has_a_holder",
                ),
                models.CheckConstraint(
                    condition=(~Q(status="asked") | Q(answered_at=None))
                    & (~Q(status__in=["given", "refused"]) | Q(answered_at__isnull=False)),
                    name="guardian_answered_with_when",
                ),
                models.CheckConstraint(
                    condition=Q(ended_at__isnull=False, status="withdrawn") | ~Q(status="withdrawn") & Q(ended_at=None),
                    name="guardian_withdrawn_with_when",
                ),
                models.UniqueConstraint(
                    condition=Q(status="asked"),
                    fields=("volunteer", "purpose", "place"),
                    name="guardian_asked_once",
                    violation_error_message="Dazu ist schon gefragt.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Consent",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            (
                "purpose",
                models.ForeignKey(
                    db_column="purpose",
                    db_index=False,
                    default="public_thanks",
                    on_delete=PROTECT,
                    related_name="+",
                    to="volunteers.consentpurpose",
                    verbose_name="Zweck",
                ),
            ),
            ("place", models.CharField(choices=PLACES, max_length=20, verbose_name="Ort")),
            ("display_form", models.CharField(choices=FORMS, max_length=12, verbose_name="Darstellung")),
            ("alias", models.CharField(blank=True, max_length=80, verbose_name="gewählter Name")),
            ("given_at", models.DateTimeField(verbose_name="erteilt")),
            ("expires_on", models.DateField(verbose_name="gilt bis")),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="widerrufen")),
            ("recorded_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ("volunteer", models.ForeignKey(on_delete=PROTECT, related_name="consents", to="volunteers.volunteer")),
            (
                "text",
                models.ForeignKey(
                    db_index=False,
                    on_delete=PROTECT,
                    related_name="+",
                    to="volunteers.consenttext",
                    verbose_name="Text",
                ),
            ),
            (
                "basis",
                models.CharField(
                    choices=[
                        ("adult", "volljährig nach dem Geburtsdatum"),
                        ("affirmed", "hat bestätigt, volljährig zu sein"),
                        ("guardian", "Sorgeberechtigte haben zugestimmt"),
                    ],
                    max_length=10,
                    verbose_name="Grundlage",
                ),
            ),
            (
                "guardian",
                models.ForeignKey(
                    blank=True, null=True, on_delete=PROTECT, related_name="consents", to="volunteers.guardianconsent"
                ),
            ),
        ],
        options={
            "verbose_name": "Einwilligung",
            "verbose_name_plural": "Einwilligungen",
            "indexes": [models.Index(condition=Q(withdrawn_at=None), fields=["expires_on"], name="consent_expiring")],
            "constraints": [
                models.UniqueConstraint(
                    condition=Q(withdrawn_at=None),
                    fields=("volunteer", "purpose", "place"),
                    name="consent_once",
                    violation_error_message="Für diesen Ort gibt es schon eine Einwilligung.",
                ),
                models.CheckConstraint(
                    condition=Q(place__in=["region_list", "organisation_list", "print"]), name="consent_known_place"
                ),
                models.CheckConstraint(
                    condition=Q(display_form="alias") & ~Q(alias="")
                    | Q(alias="", display_form__in=["full_name", "first_name", "anonymous"]),
                    name="consent_alias_with_its_form",
                    violation_error_message="Ein gewählter Name gehört zur Darstellung „gewählter Name“.",
                ),
                models.CheckConstraint(
                    condition=Q(basis="guardian", guardian__isnull=False)
                    | Q(basis__in=["adult", "affirmed"], guardian=None),
                    name="consent_guardian_with_its_basis",
                    violation_error_message="Unter 18 Jahren gehört zur Einwilligung die der Sorgeberechtigten.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="WithdrawalLink",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("turn", models.PositiveSmallIntegerField(default=0)),
            ("token_hash", models.CharField(max_length=64, unique=True)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
            (
                "volunteer",
                models.ForeignKey(on_delete=CASCADE, related_name="withdrawal_links", to="volunteers.volunteer"),
            ),
        ],
        options={
            "verbose_name": "Link zum Widerruf",
            "verbose_name_plural": "Links zum Widerruf",
            "constraints": [models.CheckConstraint(condition=~Q(token_hash=""), name="withdrawal_link_has_hash")],
        },
    ),
    migrations.CreateModel(
        name="DistrictHiding",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="UUID")),
            ("hidden_at", models.DateTimeField(verbose_name="verborgen")),
            ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="Zeigen beantragt")),
            ("shown_at", models.DateTimeField(blank=True, null=True, verbose_name="wieder gezeigt")),
            (
                "asked_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("district", models.ForeignKey(on_delete=PROTECT, related_name="hidings", to="volunteers.district")),
            (
                "hidden_by",
                models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            (
                "reason",
                models.ForeignKey(db_index=False, null=True, on_delete=PROTECT, related_name="+", to="common.reason"),
            ),
            (
                "shown_by",
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
            "verbose_name": "verborgener Landkreis",
            "verbose_name_plural": "verborgene Landkreise",
            "constraints": [
                models.UniqueConstraint(
                    condition=Q(shown_at=None),
                    fields=("district",),
                    name="district_hidden_once",
                    violation_error_message="Dieser Landkreis ist schon verborgen.",
                ),
                models.CheckConstraint(
                    condition=Q(asked_at=None, asked_by=None) | Q(asked_at__isnull=False, asked_by__isnull=False),
                    name="district_asked_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=Q(shown_at=None, shown_by=None)
                    | Q(asked_by__isnull=False, shown_at__isnull=False, shown_by__isnull=False),
                    name="district_shown_with_who_and_when",
                ),
                models.CheckConstraint(
                    condition=Q(shown_by=None) | ~Q(shown_by=F("asked_by")),
                    name="district_shown_four_eyes",
                    violation_error_message="Zustimmen muss eine zweite Person.",
                ),
            ],
        },
    ),
]
