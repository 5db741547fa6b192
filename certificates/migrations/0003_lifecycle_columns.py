"""Columns for sealing, revoking, replacing and hiding; templates; the record of what people did."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0002_relations'),
        ('volunteers', '0006_events_with_activity'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='campaign',
            name='beside',
            field=models.CharField(blank=True, max_length=10, verbose_name='zweite Sprache'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='language',
            field=models.CharField(blank=True, max_length=10, verbose_name='Sprache'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='hidden_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='Angaben verborgen'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='needs_replacing_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='zu ersetzen seit'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.organisation'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='period_end',
            field=models.DateField(blank=True, null=True, verbose_name='bis'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='period_start',
            field=models.DateField(blank=True, null=True, verbose_name='von'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='replaced_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='certificates.certificate'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='replaces',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='certificates.certificate'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='revocation_code',
            field=models.CharField(blank=True, choices=[('wrong_facts', 'die Angaben stimmen nicht'), ('wrong_person', 'auf die falsche Person ausgestellt'), ('on_request', 'auf Wunsch der Person'), ('misuse', 'missbräuchlich erlangt oder verwendet'), ('other', 'anderer Grund')], max_length=20, verbose_name='Kennung des Widerrufs'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='revocation_reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='Grund des Widerrufs'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='revoked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='widerrufen'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='revoked_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='certificate',
            name='seal_key',
            field=models.CharField(blank=True, max_length=80, verbose_name='Schlüssel des Siegels'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='status_index',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='Platz in der Statusliste'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='status_list',
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='Statusliste'),
        ),
        migrations.CreateModel(
            name='CertificateEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='Zeitpunkt')),
                ('act', models.CharField(choices=[('revoked', 'widerrufen'), ('needs_replacing', 'zu ersetzen'), ('replacement_ordered', 'Ersatz bestellt'), ('replaced', 'ersetzt'), ('hidden', 'Angaben verborgen'), ('shown', 'Angaben gezeigt')], max_length=20, verbose_name='Vorgang')),
                ('code', models.CharField(blank=True, max_length=20, verbose_name='Kennung des Grundes')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='Grund')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='certificates.certificate')),
                ('other', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='certificates.certificate')),
            ],
            options={
                'verbose_name': 'Schritt einer Urkunde',
                'verbose_name_plural': 'Protokoll der Urkunden',
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('title', models.CharField(max_length=120, verbose_name='Titel')),
                ('kind', models.CharField(choices=[('thanks', 'Dankurkunde'), ('record', 'Tätigkeitsnachweis'), ('competence', 'Kompetenznachweis')], max_length=12, verbose_name='Art')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='angelegt')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issuer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='templates', to='certificates.issuer')),
            ],
            options={
                'verbose_name': 'Vorlage',
                'verbose_name_plural': 'Vorlagen',
            },
        ),
        migrations.CreateModel(
            name='TemplateVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('number', models.PositiveIntegerField(verbose_name='Fassung')),
                ('status', models.CharField(choices=[('draft', 'Entwurf'), ('published', 'freigegeben'), ('retired', 'außer Gebrauch')], default='draft', max_length=10, verbose_name='Stand')),
                ('layout', models.JSONField(verbose_name='Gestaltung')),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='angelegt')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='freigegeben')),
                ('frozen_at', models.DateTimeField(blank=True, null=True, verbose_name='zuerst benutzt')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='außer Gebrauch')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='certificates.template')),
            ],
            options={
                'verbose_name': 'Fassung einer Vorlage',
                'verbose_name_plural': 'Fassungen von Vorlagen',
            },
        ),
        migrations.AddField(
            model_name='campaign',
            name='template_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='certificates.templateversion'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='template_version',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='certificates.templateversion'),
        ),
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(condition=models.Q(('needs_replacing_at__isnull', False), ('status', 'issued')), fields=['id'], name='certificate_needs_replacing'),
        ),
    ]
