"""Certificates whose holders asked to be forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0010_reasons_apart'),
    ]

    operations = [
        migrations.AddField(
            model_name='certificate',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Angaben gelöscht'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(condition=models.Q(('erased_at', None), _negated=True), fields=['erased_at'], name='certificate_erased'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('volunteer', None), models.Q(('status__in', ['queued', 'rendering']), _negated=True)), _connector='OR'), name='certificate_erased_is_nobodys'),
        ),
    ]
