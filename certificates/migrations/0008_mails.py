"""Mails that tell people of their certificates."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import certificates.models.mails


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0007_fewer_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CertificateMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('secret', models.CharField(default=certificates.models.mails.mail_secret, editable=False, max_length=32)),
                ('status', models.CharField(choices=[('queued', 'wartet'), ('sending', 'wird verschickt'), ('sent', 'verschickt'), ('failed', 'nicht verschickt')], default='queued', max_length=10, verbose_name='Stand')),
                ('queued_at', models.DateTimeField(verbose_name='bestellt')),
                ('not_before', models.DateTimeField(blank=True, null=True, verbose_name='nicht vor')),
                ('lease_token', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='Versuche')),
                ('failure_code', models.CharField(blank=True, max_length=40, verbose_name='Fehler')),
                ('failure_reason', models.CharField(blank=True, max_length=500, verbose_name='Grund')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='verschickt')),
            ],
            options={
                'verbose_name': 'E-Mail zu einer Urkunde',
                'verbose_name_plural': 'E-Mails zu Urkunden',
            },
        ),
        migrations.AddField(
            model_name='certificatemail',
            name='certificate',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mail', to='certificates.certificate'),
        ),
        migrations.AddField(
            model_name='certificatemail',
            name='ordered_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='certificatemail',
            index=models.Index(condition=models.Q(('status', 'queued')), fields=['id'], name='mail_queue'),
        ),
        migrations.AddIndex(
            model_name='certificatemail',
            index=models.Index(condition=models.Q(('status', 'sending')), fields=['lease_until'], name='mail_leases'),
        ),
        migrations.AddConstraint(
            model_name='certificatemail',
            constraint=models.UniqueConstraint(fields=('secret',), name='mail_secret_once'),
        ),
        migrations.AddConstraint(
            model_name='certificatemail',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'sending', 'sent', 'failed'])), name='mail_known_status'),
        ),
        migrations.AddConstraint(
            model_name='certificatemail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', False), ('lease_until__isnull', False), ('status', 'sending')), models.Q(models.Q(('status', 'sending'), _negated=True), ('lease_token', None), ('lease_until', None)), _connector='OR'), name='mail_sending_is_a_lease'),
        ),
        migrations.AddConstraint(
            model_name='certificatemail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='mail_sent_with_when'),
        ),
        migrations.AddConstraint(
            model_name='certificatemail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'failed'), _negated=True), models.Q(('failure_reason', ''), _negated=True), _connector='OR'), name='mail_failed_with_reason'),
        ),
    ]
