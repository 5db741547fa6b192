"""Consents refer to purpose and text as data; guardians; links to withdraw by; districts out of public sight."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

PROTECT = django.db.models.deletion.PROTECT
USER = settings.AUTH_USER_MODEL
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


def link_texts(apps, schema_editor):
    """Until now every consent was to the German words of the first version."""
    Consent = apps.get_model("volunteers", "Consent")
    texts = apps.get_model("volunteers", "ConsentText").objects.filter(language="de", version="2026-11")
    for place, text in texts.values_list("place", "pk"):
        Consent.objects.filter(place=place).update(text=text)
    if schema_editor.connection.vendor == "postgresql":  # else the table has checks waiting, and cannot be altered
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("common", "0003_reasons"), ("volunteers", "0016_consent_texts")]
    operations = [
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
                (
                    "guardian_name",
                    models.CharField(blank=True, max_length=200, verbose_name="Name der Sorgeberechtigten"),
                ),
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
                ("recorded_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to=USER)),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to="volunteers.consenttext", verbose_name="Text"
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="guardian_consents", to="volunteers.volunteer"
                    ),
                ),
            ],
            options={
                "verbose_name": "Zustimmung von Sorgeberechtigten",
                "verbose_name_plural": "Zustimmungen von Sorgeberechtigten",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(status__in=["asked", "given", "refused", "withdrawn"]),
                        name="guardian_known_status",
                    ),
                    models.CheckConstraint(
                        condition=Q(proof="paper", organisation__isnull=False) | Q(proof="mail", organisation=None),
                        name="guardian_paper_has_a_holder",
                    ),
                    models.CheckConstraint(
                        condition=(~Q(status="asked") | Q(answered_at=None))
                        & (~Q(status__in=["given", "refused"]) | Q(answered_at__isnull=False)),
                        name="guardian_answered_with_when",
                    ),
                    models.CheckConstraint(
                        condition=Q(status="withdrawn", ended_at__isnull=False)
                        | ~Q(status="withdrawn") & Q(ended_at=None),
                        name="guardian_withdrawn_with_when",
                    ),
                    models.UniqueConstraint(
                        fields=["volunteer", "purpose", "place"],
                        condition=Q(status="asked"),
                        name="guardian_asked_once",
                        violation_error_message="Dazu ist schon gefragt.",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withdrawal_links",
                        to="volunteers.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "Link zum Widerruf",
                "verbose_name_plural": "Links zum Widerruf",
                "constraints": [
                    models.CheckConstraint(condition=~Q(token_hash=""), name="withdrawal_link_has_hash"),
                ],
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
                        blank=True, db_index=False, null=True, on_delete=PROTECT, related_name="+", to=USER
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(on_delete=PROTECT, related_name="hidings", to="volunteers.district"),
                ),
                ("hidden_by", models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=USER)),
                (
                    "reason",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=PROTECT, related_name="+", to="common.reason"
                    ),
                ),
                (
                    "shown_by",
                    models.ForeignKey(
                        blank=True, db_index=False, null=True, on_delete=PROTECT, related_name="+", to=USER
                    ),
                ),
            ],
            options={
                "verbose_name": "verborgener Landkreis",
                "verbose_name_plural": "verborgene Landkreise",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["district"],
                        condition=Q(shown_at=None),
                        name="district_hidden_once",
                        violation_error_message="Dieser Landkreis ist schon verborgen.",
                    ),
                    models.CheckConstraint(
                        condition=Q(asked_at=None, asked_by=None)
                        | Q(asked_at__isnull=False, asked_by__isnull=False),
                        name="district_asked_with_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=Q(shown_at=None, shown_by=None)
                        | Q(shown_at__isnull=False, shown_by__isnull=False, asked_by__isnull=False),
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
        migrations.AlterField(
            model_name="consent",
            name="purpose",
            field=models.ForeignKey(
                db_column="purpose",
                db_index=False,
                default="public_thanks",
                on_delete=PROTECT,
                related_name="+",
                to="volunteers.consentpurpose",
                verbose_name="Zweck",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="text",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=PROTECT,
                related_name="+",
                to="volunteers.consenttext",
                verbose_name="Text",
            ),
        ),
        migrations.RunPython(link_texts, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="consent",
            name="text",
            field=models.ForeignKey(
                db_index=False,
                on_delete=PROTECT,
                related_name="+",
                to="volunteers.consenttext",
                verbose_name="Text",
            ),
        ),
        migrations.RemoveField(model_name="consent", name="text_version"),
        # What was given before ages were asked came from people whom the page told to leave it alone below 18.
        migrations.AddField(
            model_name="consent",
            name="basis",
            field=models.CharField(
                choices=[
                    ("adult", "volljährig nach dem Geburtsdatum"),
                    ("affirmed", "hat bestätigt, volljährig zu sein"),
                    ("guardian", "Sorgeberechtigte haben zugestimmt"),
                ],
                default="affirmed",
                max_length=10,
                verbose_name="Grundlage",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="consent",
            name="guardian",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="consents",
                to="volunteers.guardianconsent",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=Q(basis="guardian", guardian__isnull=False)
                | Q(basis__in=["adult", "affirmed"], guardian=None),
                name="consent_guardian_with_its_basis",
                violation_error_message="Unter 18 Jahren gehört zur Einwilligung die der Sorgeberechtigten.",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["expires_on"], condition=Q(withdrawn_at=None), name="consent_expiring"),
        ),
    ]
