"""Whether records print the birth date: only on the person's wish."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0007_competence_claims'),
    ]

    operations = [
        migrations.AddField(
            model_name='volunteerdetails',
            name='print_birth_date',
            field=models.BooleanField(default=False, verbose_name='Geburtsdatum auf Nachweisen'),
        ),
        migrations.AddConstraint(
            model_name='volunteerdetails',
            constraint=models.CheckConstraint(condition=models.Q(('print_birth_date', False), ('birth_date__isnull', False), _connector='OR'), name='details_birth_date_to_print', violation_error_message='Ohne Geburtsdatum kann keines gedruckt werden.'),
        ),
    ]
