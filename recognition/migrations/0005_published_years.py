"""Figures of closed years as they were published; the database refuses to change them (decision 35)."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("recognition_publishedyear", "recognition_publishedcell")
POSTGRES = """
CREATE FUNCTION recognition_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'published figures never change';
END $$;
CREATE TRIGGER publishedyear_stays BEFORE UPDATE OR DELETE ON recognition_publishedyear
FOR EACH ROW EXECUTE FUNCTION recognition_published_stays();
CREATE TRIGGER publishedcell_stays BEFORE UPDATE OR DELETE ON recognition_publishedcell
FOR EACH ROW EXECUTE FUNCTION recognition_published_stays();
"""
DROP_POSTGRES = """
DROP TRIGGER publishedyear_stays ON recognition_publishedyear;
DROP TRIGGER publishedcell_stays ON recognition_publishedcell;
DROP FUNCTION recognition_published_stays();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
        return
    for table in TABLES:
        for deed in ("update", "delete"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'published figures never change'); END"
            )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP_POSTGRES)
        return
    for table in TABLES:
        for deed in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{deed}")


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0004_programmes"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="Jahr")),
                ("minutes", models.PositiveBigIntegerField(verbose_name="Minuten")),
                ("people", models.PositiveIntegerField(verbose_name="Engagierte")),
                ("organisations", models.PositiveIntegerField(verbose_name="Organisationen")),
                ("published_at", models.DateTimeField(verbose_name="veröffentlicht")),
            ],
            options={
                "verbose_name": "veröffentlichtes Jahr",
                "verbose_name_plural": "veröffentlichte Jahre",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 5)), name="published_year_of_enough_people"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by", models.CharField(max_length=10, verbose_name="aufgeteilt nach")),
                ("key", models.CharField(max_length=40, verbose_name="Schlüssel")),
                ("minutes", models.PositiveBigIntegerField(null=True, verbose_name="Minuten")),
                ("people", models.PositiveIntegerField(null=True, verbose_name="Engagierte")),
                ("organisations", models.PositiveIntegerField(null=True, verbose_name="Organisationen")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cells",
                        to="recognition.publishedyear",
                        verbose_name="Jahr",
                    ),
                ),
            ],
            options={
                "verbose_name": "veröffentlichte Zeile",
                "verbose_name_plural": "veröffentlichte Zeilen",
                "constraints": [
                    models.UniqueConstraint(fields=("year", "by", "key"), name="published_cell_once"),
                    models.CheckConstraint(
                        condition=models.Q(("by__in", ("district", "field", "kind", "month", "gender"))),
                        name="published_cell_known_breakdown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("minutes", None), ("organisations", None), ("people", None)),
                            models.Q(("minutes", 0), ("organisations", 0), ("people", 0)),
                            models.Q(("minutes__gt", 0), ("organisations__gt", 0), ("people__gte", 5)),
                            _connector="OR",
                        ),
                        name="published_cell_of_enough_people",
                    ),
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
