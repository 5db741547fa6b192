"""Purposes of consent and the texts that people agree to, as data; the database freezes the texts."""

import datetime as dt
import json
import uuid
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

TEXTS = Path(__file__).resolve().parent.parent / "data" / "consent_texts.json"
POSTGRES = """
CREATE FUNCTION volunteers_consenttext_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'texts of consents are frozen';
END $$;
CREATE TRIGGER consenttext_frozen BEFORE UPDATE OR DELETE ON volunteers_consenttext
FOR EACH ROW EXECUTE FUNCTION volunteers_consenttext_frozen();
"""
SQLITE = [
    """CREATE TRIGGER consenttext_no_update BEFORE UPDATE ON volunteers_consenttext
    BEGIN SELECT RAISE(ABORT, 'texts of consents are frozen'); END""",
    """CREATE TRIGGER consenttext_no_delete BEFORE DELETE ON volunteers_consenttext
    BEGIN SELECT RAISE(ABORT, 'texts of consents are frozen'); END""",
]


def load(apps, schema_editor):
    """The first purpose, and its text for each place and language."""
    told = json.loads(TEXTS.read_text(encoding="utf-8"))
    purpose, _new = apps.get_model("volunteers", "ConsentPurpose").objects.get_or_create(
        code=told["purpose"], defaults={"name": "öffentlicher Dank"}
    )
    ConsentText = apps.get_model("volunteers", "ConsentText")
    ConsentText.objects.bulk_create(
        ConsentText(
            purpose=purpose,
            place=place,
            version=told["version"],
            language=language,
            since=dt.date.fromisoformat(told["since"]),
            text=f"{words[place]}\n\n{words['common']}",
        )
        for language, words in told["texts"].items()
        for place in ("region_list", "organisation_list", "print")
    )


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER consenttext_frozen ON volunteers_consenttext")
        schema_editor.execute("DROP FUNCTION volunteers_consenttext_frozen()")
    else:
        schema_editor.execute("DROP TRIGGER consenttext_no_update")
        schema_editor.execute("DROP TRIGGER consenttext_no_delete")


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0015_mails")]
    operations = [
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
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("region_list", "Dankesliste für eine Region oder ein Handlungsfeld"),
                            ("organisation_list", "Dankesliste einer Organisation"),
                            ("print", "gedruckte Liste"),
                        ],
                        max_length=20,
                        verbose_name="Ort",
                    ),
                ),
                ("version", models.CharField(max_length=20, verbose_name="Fassung")),
                ("language", models.CharField(max_length=10, verbose_name="Sprache")),
                ("since", models.DateField(verbose_name="gilt ab")),
                ("text", models.TextField(max_length=4000, verbose_name="Text")),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.consentpurpose",
                        verbose_name="Zweck",
                    ),
                ),
            ],
            options={
                "verbose_name": "Text einer Einwilligung",
                "verbose_name_plural": "Texte von Einwilligungen",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "place", "version", "language"), name="consent_text_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__in", ["region_list", "organisation_list", "print"])),
                        name="consent_text_known_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="consent_text_says_something"
                    ),
                ],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
