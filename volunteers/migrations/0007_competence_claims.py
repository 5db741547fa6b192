"""Competences that people showed, proposed by them and confirmed by the organisation."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0006_events_with_activity'),
    ]

    operations = [
        migrations.CreateModel(
            name='CompetenceClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('competence', models.CharField(max_length=40, verbose_name='Kompetenz')),
                ('example', models.CharField(max_length=500, verbose_name='Beispiel')),
                ('proposed_example', models.CharField(max_length=500, verbose_name='vorgeschlagenes Beispiel')),
                ('status', models.CharField(choices=[('proposed', 'wartet auf Bestätigung'), ('confirmed', 'bestätigt'), ('declined', 'abgelehnt'), ('withdrawn', 'zurückgezogen')], default='proposed', max_length=10, verbose_name='Stand')),
                ('proposed_at', models.DateTimeField(verbose_name='vorgeschlagen')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='entschieden')),
                ('decline_reason', models.CharField(blank=True, max_length=500, verbose_name='Grund der Ablehnung')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='zurückgezogen am')),
                ('decided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='competence_claims', to='volunteers.organisation')),
                ('proposed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='competence_claims', to='volunteers.volunteer')),
            ],
            options={
                'verbose_name': 'Kompetenz einer Person',
                'verbose_name_plural': 'Kompetenzen von Personen',
                'constraints': [models.CheckConstraint(condition=models.Q(('competence__in', ('teamwork', 'communication', 'cooperation', 'conflict_resolution', 'criticism', 'reflection', 'leadership', 'independence', 'flexibility', 'initiative', 'responsibility', 'organisation', 'intercultural_competence', 'language_mediation'))), name='claim_known_competence'), models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'confirmed', 'declined', 'withdrawn'])), name='claim_known_status'), models.CheckConstraint(condition=models.Q(models.Q(('example', ''), _negated=True), models.Q(('proposed_example', ''), _negated=True)), name='claim_has_an_example', violation_error_message='Eine Kompetenz braucht ein Beispiel.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('status', 'proposed')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('status__in', ['confirmed', 'declined'])), models.Q(models.Q(('status__in', ['proposed', 'confirmed', 'declined']), _negated=True), models.Q(models.Q(('decided_at', None), ('decided_by', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR')), _connector='OR'), name='claim_decided_with_who_and_when', violation_error_message='Entschieden heißt: mit Person und Zeitpunkt.'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='claim_four_eyes', violation_error_message='Wer vorschlägt, entscheidet nicht.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'declined'), models.Q(('decline_reason', ''), _negated=True)), models.Q(models.Q(('status', 'declined'), _negated=True), ('decline_reason', '')), _connector='OR'), name='claim_declined_with_reason', violation_error_message='Eine Ablehnung braucht einen Grund.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('status', 'withdrawn'), _negated=True), ('withdrawn_at', None)), _connector='OR'), name='claim_withdrawn_with_when'), models.UniqueConstraint(condition=models.Q(('status__in', ('proposed', 'confirmed'))), fields=('volunteer', 'organisation', 'competence'), name='claim_once', violation_error_message='Diese Kompetenz ist bei dieser Organisation schon vorgeschlagen.')],
            },
        ),
    ]
