"""Thanks that people were given, with those of the time before; and where people help."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

BATCH = 1000


def remember(apps, schema_editor):
    """What was issued and published before anybody wrote down that it was thanks."""
    thanks = apps.get_model("recognition", "ThanksGiven")
    papers = apps.get_model("certificates", "Certificate").objects.exclude(issued_at=None).exclude(volunteer=None)
    mentions = apps.get_model("recognition", "ListEntry").objects.exclude(list__published_at=None)
    for way, rows in (
        ("certificate", papers.order_by("pk").values_list("volunteer", "issued_at")),
        ("list", mentions.order_by("pk").values_list("volunteer", "list__published_at")),
    ):
        made = []
        for volunteer, at in rows.iterator(chunk_size=BATCH):
            made.append(thanks(volunteer_id=volunteer, at=at, day=timezone.localdate(at), way=way))
            if len(made) == BATCH:
                thanks.objects.bulk_create(made)
                made = []
        thanks.objects.bulk_create(made)
    # Who is due thanks, and where people help, is found out by the next look.
    looked = apps.get_model("recognition", "EvaluationCursor").objects.filter(answered__gt=0)
    looked.update(asked=models.F("asked") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0006_thanks_messages"),
        ("certificates", "0011_erased"),
        ("volunteers", "0024_sign_in_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="ThanksGiven",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="bedankt")),
                ("day", models.DateField(verbose_name="Tag")),
                (
                    "way",
                    models.CharField(
                        choices=[("certificate", "Urkunde"), ("list", "Dankesliste"), ("message", "Nachricht")],
                        max_length=12,
                        verbose_name="womit bedankt",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thanks_given",
                        to="volunteers.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "Dank",
                "verbose_name_plural": "Dank",
                "indexes": [models.Index(fields=["volunteer", "day"], name="thanks_given_to_volunteer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["certificate", "list", "message"])),
                        name="thanks_given_by_known_way",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ThanksDue",
            fields=[
                (
                    "volunteer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="thanks_due",
                        serialize=False,
                        to="volunteers.volunteer",
                    ),
                ),
                ("since", models.DateField(verbose_name="seit")),
                ("number", models.PositiveSmallIntegerField(verbose_name="Anzahl")),
            ],
            options={
                "verbose_name": "fälliger Dank",
                "verbose_name_plural": "fälliger Dank",
                "indexes": [models.Index(fields=["since", "volunteer", "number"], name="thanks_due_longest_first")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="thanks_due_for_something")
                ],
            },
        ),
        migrations.CreateModel(
            name="Helped",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="volunteers.activity",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="volunteers.volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "Einsatzort",
                "verbose_name_plural": "Einsatzorte",
                "indexes": [models.Index(fields=["activity", "volunteer"], name="helped_at_activity")],
                "constraints": [models.UniqueConstraint(fields=("volunteer", "activity"), name="helped_once")],
            },
        ),
        migrations.RemoveIndex(model_name="reached", name="reached_unthanked"),
        migrations.AddIndex(
            model_name="reached",
            index=models.Index(
                condition=models.Q(("lapsed_at", None), ("thanked_at", None)),
                fields=["programme", "reached_on", "volunteer"],
                name="reached_unthanked",
            ),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
