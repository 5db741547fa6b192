"""What an entry counts: its minutes plus agreed corrections, so that every sum reads one column.

The index of a person's hours carries it in place of the minutes that were logged; these never change once confirmed.
"""

from django.db import migrations, models
from django.db.models import F, Q

OF_VOLUNTEER = ["volunteer", "status", "day", "counted", "activity", "organisation"]


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0009_accounts")]
    operations = [
        migrations.RemoveIndex(model_name="hourentry", name="hours_of_volunteer"),
        migrations.AddField(
            model_name="hourentry",
            name="correction",
            field=models.SmallIntegerField(db_default=0, default=0, verbose_name="Korrektur"),
        ),
        migrations.AddField(
            model_name="hourentry",
            name="counted",
            field=models.GeneratedField(
                db_persist=True, expression=F("minutes") + F("correction"), output_field=models.SmallIntegerField()
            ),
        ),
        migrations.AddConstraint(
            model_name="hourentry",
            constraint=models.CheckConstraint(
                condition=Q(counted__gte=0, counted__lte=1440),
                name="hours_counted_within_a_day",
                violation_error_message="Mit allen Korrekturen sind es mindestens 0 und höchstens 1440 Minuten.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hourentry",
            constraint=models.CheckConstraint(
                condition=Q(status="confirmed") | Q(correction=0),
                name="hours_corrected_once_confirmed",
                violation_error_message="Korrigiert werden nur bestätigte Stunden.",
            ),
        ),
        migrations.AddIndex(model_name="hourentry", index=models.Index(fields=OF_VOLUNTEER, name="hours_of_volunteer")),
    ]
