"""A campaign can be paused and resumed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0005_lifecycle_constraints'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='campaign',
            name='campaign_ordered_with_when',
        ),
        migrations.AlterField(
            model_name='campaign',
            name='status',
            field=models.CharField(choices=[('draft', 'Entwurf'), ('ordered', 'bestellt'), ('paused', 'angehalten'), ('cancelled', 'verworfen')], default='draft', max_length=10, verbose_name='Stand'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ordered_at__isnull', False), ('status__in', ['ordered', 'paused'])), models.Q(('ordered_at', None), ('status__in', ['draft', 'cancelled'])), _connector='OR'), name='campaign_ordered_with_when'),
        ),
    ]
