"""Campaigns of competence certificates: at one organisation, with the orderer's word on ages that nobody knows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0008_mails'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='campaign',
            name='campaign_known_kind',
        ),
        migrations.AddField(
            model_name='campaign',
            name='age_affirmed',
            field=models.BooleanField(default=False, verbose_name='Alter versichert'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='kind',
            field=models.CharField(choices=[('thanks', 'Dankurkunde'), ('record', 'Tätigkeitsnachweis'), ('competence', 'Kompetenznachweis')], max_length=12, verbose_name='Art'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['thanks', 'record', 'competence'])), name='campaign_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'competence'), _negated=True), ('organisation__isnull', False), _connector='OR'), name='campaign_competence_somewhere', violation_error_message='Ein Kompetenznachweis gilt für eine Organisation.'),
        ),
    ]
