"""An epoch that ends all sessions of an account, and changes of addresses that an organisation vouches for."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0008_print_birth_date'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='session_epoch',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('old_email', models.EmailField(max_length=254, verbose_name='bisherige Adresse')),
                ('new_email', models.EmailField(max_length=254, verbose_name='neue Adresse')),
                ('evidence', models.CharField(max_length=500, verbose_name='woran die Person erkannt wurde')),
                ('status', models.CharField(choices=[('requested', 'wartet auf eine zweite Person'), ('approved', 'gilt in drei Tagen'), ('applied', 'gilt'), ('stopped', 'gestoppt')], default='requested', max_length=10, verbose_name='Stand')),
                ('requested_at', models.DateTimeField(verbose_name='beantragt')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='zugestimmt')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='gilt ab')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='abgeschlossen')),
                ('approved_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='address_changes', to='volunteers.organisation')),
                ('requested_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='address_changes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Adressänderung',
                'verbose_name_plural': 'Adressänderungen',
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['requested', 'approved', 'applied', 'stopped'])), name='address_change_known_status'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('requested_by')), _negated=True), _connector='OR'), name='address_change_four_eyes', violation_error_message='Wer beantragt, stimmt nicht selbst zu.'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None), ('due_at', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('due_at__isnull', False)), _connector='OR'), name='address_change_approved_with_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('status', 'requested')), models.Q(('approved_at__isnull', False), ('status', 'approved')), models.Q(('status__in', ['requested', 'approved']), _negated=True), _connector='OR'), name='address_change_status_matches'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status__in', ['applied', 'stopped'])), models.Q(models.Q(('status__in', ['applied', 'stopped']), _negated=True), ('closed_at', None)), _connector='OR'), name='address_change_closed_with_when'), models.UniqueConstraint(condition=models.Q(('status__in', ['requested', 'approved'])), fields=('user',), name='address_change_one_open', violation_error_message='Für diese Person läuft schon eine Änderung.')],
            },
        ),
    ]
