"""Indexes of a certificate that others stand in for: each is written three times on the way to a PDF."""

import django.db.models.deletion

import backend.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0006_campaigns_pause'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('code',), name='certificate_code_once'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='campaign',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='certificates.campaign'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='code',
            field=models.CharField(default=backend.common.ids.public_code, editable=False, max_length=16, verbose_name='Prüfcode'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='series',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='certificates.numberseries'),
        ),
    ]
