"""Copies of one's data, wishes to be forgotten, the erasure list; and what makes a record nobody's."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REFUSAL = "the erasure list is append-only"
POSTGRES = f"""
CREATE FUNCTION volunteers_erasedsubject_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{REFUSAL}';
END $$;
CREATE TRIGGER erasedsubject_append_only BEFORE UPDATE OR DELETE ON volunteers_erasedsubject
FOR EACH ROW EXECUTE FUNCTION volunteers_erasedsubject_append_only();
"""
SQLITE = [
    f"""CREATE TRIGGER erasedsubject_no_update BEFORE UPDATE ON volunteers_erasedsubject
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER erasedsubject_no_delete BEFORE DELETE ON volunteers_erasedsubject
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER erasedsubject_append_only ON volunteers_erasedsubject")
        schema_editor.execute("DROP FUNCTION volunteers_erasedsubject_append_only()")
    else:
        schema_editor.execute("DROP TRIGGER erasedsubject_no_update")
        schema_editor.execute("DROP TRIGGER erasedsubject_no_delete")


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0012_reasons_apart'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('status', models.CharField(choices=[('requested', 'angefordert'), ('building', 'wird zusammengestellt'), ('ready', 'liegt bereit'), ('failed', 'nicht gelungen'), ('deleted', 'gelöscht')], default='requested', max_length=10, verbose_name='Stand')),
                ('requested_at', models.DateTimeField(verbose_name='angefordert')),
                ('lease_token', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='Versuche')),
                ('ready_at', models.DateTimeField(blank=True, null=True, verbose_name='liegt bereit seit')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='liegt bereit bis')),
                ('size', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='Bytes')),
                ('deleted_at', models.DateTimeField(blank=True, null=True, verbose_name='gelöscht')),
            ],
            options={
                'verbose_name': 'Datenauszug',
                'verbose_name_plural': 'Datenauszüge',
            },
        ),
        migrations.CreateModel(
            name='ErasedSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.UUIDField(unique=True)),
                ('erased_at', models.DateTimeField(verbose_name='gelöscht')),
            ],
            options={
                'verbose_name': 'Zeile der Löschliste',
                'verbose_name_plural': 'Löschliste',
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='UUID')),
                ('way', models.CharField(choices=[('person', 'die Person selbst'), ('organisation', 'die Organisation, bei der die Person darum bat'), ('coordination', 'die Koordination, bei der die Person darum bat'), ('period', 'das Ende der Aufbewahrung'), ('replay', 'die Löschliste nach einer Wiederherstellung')], max_length=12, verbose_name='Weg')),
                ('status', models.CharField(choices=[('requested', 'wartet'), ('erased', 'gelöscht'), ('cancelled', 'zurückgenommen')], default='requested', max_length=10, verbose_name='Stand')),
                ('requested_at', models.DateTimeField(verbose_name='verlangt')),
                ('due_at', models.DateTimeField(verbose_name='fällig')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='zurückgenommen')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='gelöscht')),
                ('leftovers', models.JSONField(default=list)),
                ('finished_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'Löschung',
                'verbose_name_plural': 'Löschungen',
            },
        ),
        migrations.RemoveConstraint(
            model_name='volunteer',
            name='volunteer_has_a_home',
        ),
        migrations.AddField(
            model_name='volunteer',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='gelöscht'),
        ),
        migrations.AddIndex(
            model_name='volunteer',
            index=models.Index(condition=models.Q(('erased_at', None), _negated=True), fields=['id'], name='volunteer_erased'),
        ),
        migrations.AddConstraint(
            model_name='volunteer',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), ('kept_by__isnull', False), models.Q(('erased_at', None), _negated=True), _connector='OR'), name='volunteer_has_a_home', violation_error_message='Ohne Konto braucht es eine Organisation, die die Stunden führt.'),
        ),
        migrations.AddConstraint(
            model_name='volunteer',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('email', ''), ('family_name', ''), ('given_name', ''), ('name_latin', ''), ('user', None)), _connector='OR'), name='volunteer_erased_is_empty'),
        ),
        migrations.AddField(
            model_name='dataexport',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='cancelled_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='requested_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='volunteer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='volunteers.volunteer'),
        ),
        migrations.AddIndex(
            model_name='dataexport',
            index=models.Index(condition=models.Q(('status__in', ['requested', 'building', 'ready'])), fields=['id'], name='export_open'),
        ),
        migrations.AddConstraint(
            model_name='dataexport',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['requested', 'building', 'ready', 'failed', 'deleted'])), name='export_known_status'),
        ),
        migrations.AddConstraint(
            model_name='dataexport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', False), ('lease_until__isnull', False), ('status', 'building')), models.Q(models.Q(('status', 'building'), _negated=True), ('lease_token', None), ('lease_until', None)), _connector='OR'), name='export_building_is_a_lease'),
        ),
        migrations.AddConstraint(
            model_name='dataexport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'ready'), _negated=True), models.Q(('expires_at__isnull', False), ('ready_at__isnull', False), ('size__isnull', False)), _connector='OR'), name='export_ready_until_when'),
        ),
        migrations.AddConstraint(
            model_name='dataexport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deleted_at__isnull', False), ('status', 'deleted')), models.Q(models.Q(('status', 'deleted'), _negated=True), ('deleted_at', None)), _connector='OR'), name='export_deleted_with_when'),
        ),
        migrations.AddConstraint(
            model_name='dataexport',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['requested', 'building'])), fields=('user',), name='export_one_under_way', violation_error_message='Deine Daten werden schon zusammengestellt.'),
        ),
        migrations.AddIndex(
            model_name='erasure',
            index=models.Index(condition=models.Q(('status', 'requested')), fields=['due_at'], name='erasure_due'),
        ),
        migrations.AddIndex(
            model_name='erasure',
            index=models.Index(condition=models.Q(('finished_at', None), ('status', 'erased')), fields=['id'], name='erasure_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), ('volunteer__isnull', False), _connector='OR'), name='erasure_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['person', 'organisation', 'coordination', 'period', 'replay'])), name='erasure_known_way'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at', None), ('cancelled_by', None), ('erased_at', None), ('status', 'requested')), models.Q(('cancelled_at', None), ('cancelled_by', None), ('erased_at__isnull', False), ('status', 'erased')), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), ('erased_at', None), ('status', 'cancelled')), _connector='OR'), name='erasure_status_with_when'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'requested'), ('user__isnull', False)), fields=('user',), name='erasure_of_account_once', violation_error_message='Die Löschung ist schon verlangt.'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'requested'), ('volunteer__isnull', False)), fields=('volunteer',), name='erasure_of_volunteer_once', violation_error_message='Die Löschung ist schon verlangt.'),
        ),
        migrations.RunPython(guard, unguard),
    ]
