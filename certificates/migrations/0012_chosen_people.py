"""Campaigns for people who were chosen one by one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0011_erased"),
        ("volunteers", "0024_sign_in_sheets"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="chosen",
            field=models.BooleanField(default=False, verbose_name="für ausgewählte Menschen"),
        ),
        migrations.CreateModel(
            name="ChosenPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="certificates.campaign",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="volunteers.volunteer"
                    ),
                ),
            ],
            options={
                "verbose_name": "ausgewählter Mensch",
                "verbose_name_plural": "ausgewählte Menschen",
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "volunteer"), name="chosen_once_a_campaign")
                ],
            },
        ),
    ]
