"""How many of ten were thanked, by gender: counted once a year; the database refuses to change it (decision 38)."""

from django.db import migrations, models

POSTGRES = """
CREATE TRIGGER gendershare_stays BEFORE UPDATE OR DELETE ON recognition_gendershare
FOR EACH ROW EXECUTE FUNCTION recognition_published_stays();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
        return
    for deed in ("update", "delete"):
        schema_editor.execute(
            f"CREATE TRIGGER recognition_gendershare_no_{deed} BEFORE {deed} ON recognition_gendershare "
            "BEGIN SELECT RAISE(ABORT, 'published figures never change'); END"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER gendershare_stays ON recognition_gendershare")
        return
    for deed in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER recognition_gendershare_no_{deed}")


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0010_stories"),
    ]

    operations = [
        migrations.CreateModel(
            name="GenderShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="Jahr")),
                ("gender", models.CharField(max_length=10, verbose_name="Geschlecht")),
                ("tenths", models.PositiveSmallIntegerField(null=True, verbose_name="von zehn")),
                ("counted_at", models.DateTimeField(verbose_name="gezählt")),
            ],
            options={
                "verbose_name": "Dank nach Geschlecht",
                "verbose_name_plural": "Dank nach Geschlecht",
                "constraints": [
                    models.UniqueConstraint(fields=("year", "gender"), name="gender_share_once"),
                    models.CheckConstraint(
                        condition=models.Q(("gender__in", ("female", "male", "diverse", "unknown"))),
                        name="gender_share_known_gender",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tenths", None), models.Q(("tenths__gte", 1), ("tenths__lte", 9)), _connector="OR"
                        ),
                        name="gender_share_neither_none_nor_all",
                    ),
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
