"""Files of what a role sees, beside copies of one's own data: both are asked for, built and kept in the same way."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0022_cards_and_columns")]

    operations = [
        migrations.RemoveConstraint(
            model_name="dataexport",
            name="export_one_under_way",
        ),
        migrations.AddField(
            model_name="dataexport",
            name="end",
            field=models.DateField(blank=True, null=True, verbose_name="Bis"),
        ),
        migrations.AddField(
            model_name="dataexport",
            name="form",
            field=models.CharField(
                blank=True,
                choices=[
                    ("excel", "CSV für Excel"),
                    ("csv", "CSV für andere Programme"),
                    ("json", "JSON"),
                    ("zip", "alles zusammen (ZIP)"),
                ],
                max_length=5,
                verbose_name="Form",
            ),
        ),
        migrations.AddField(
            model_name="dataexport",
            name="kinds",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="dataexport",
            name="of",
            field=models.CharField(
                choices=[
                    ("oneself", "eigene Daten"),
                    ("organisation", "eine Organisation"),
                    ("coordination", "Koordination"),
                ],
                default="oneself",
                max_length=12,
                verbose_name="Umfang",
            ),
        ),
        migrations.AddField(
            model_name="dataexport",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="volunteers.organisation",
            ),
        ),
        migrations.AddField(
            model_name="dataexport",
            name="reach",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="dataexport",
            name="rows",
            field=models.PositiveBigIntegerField(default=0, verbose_name="Zeilen"),
        ),
        migrations.AddField(
            model_name="dataexport",
            name="start",
            field=models.DateField(blank=True, null=True, verbose_name="Von"),
        ),
        migrations.AddConstraint(
            model_name="dataexport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", None), ("form", ""), ("of", "oneself"), ("organisation", None), ("start", None)),
                    models.Q(
                        ("form__in", ["excel", "csv", "json", "zip"]),
                        ("of", "organisation"),
                        ("organisation__isnull", False),
                    ),
                    models.Q(
                        ("form__in", ["excel", "csv", "json", "zip"]), ("of", "coordination"), ("organisation", None)
                    ),
                    _connector="OR",
                ),
                name="export_of_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="dataexport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("of", "oneself"), ("status__in", ["requested", "building"])),
                fields=("user",),
                name="export_one_under_way",
                violation_error_message="Deine Daten werden schon zusammengestellt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dataexport",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("of__in", ["organisation", "coordination"]), ("status__in", ["requested", "building"])
                ),
                fields=("user",),
                name="export_of_roles_one_under_way",
                violation_error_message="Es wird schon eine Datei für Sie zusammengestellt.",
            ),
        ),
    ]
