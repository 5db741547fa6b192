"""The database refuses what no step of the lifecycle leaves behind."""

from django.db import migrations, models

EVENTS_POSTGRES = """
CREATE FUNCTION certificates_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'certificate events are append-only';
END $$;
CREATE TRIGGER certificate_event_append_only BEFORE UPDATE OR DELETE ON certificates_certificateevent
FOR EACH ROW EXECUTE FUNCTION certificates_event_append_only();
"""
LAYOUT_POSTGRES = """
CREATE FUNCTION certificates_layout_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the layout of a published version never changes';
END $$;
CREATE TRIGGER template_version_layout_stays BEFORE UPDATE ON certificates_templateversion FOR EACH ROW
WHEN (OLD.status <> 'draft' AND (NEW.layout IS DISTINCT FROM OLD.layout OR NEW.digest <> OLD.digest
  OR NEW.template_id <> OLD.template_id OR NEW.number <> OLD.number OR NEW.status = 'draft'
  OR (OLD.frozen_at IS NOT NULL AND NEW.frozen_at IS DISTINCT FROM OLD.frozen_at)))
EXECUTE FUNCTION certificates_layout_stays();
CREATE TRIGGER template_version_is_kept BEFORE DELETE ON certificates_templateversion FOR EACH ROW
WHEN (OLD.status <> 'draft') EXECUTE FUNCTION certificates_layout_stays();
"""
SQLITE = [
    """CREATE TRIGGER certificate_event_no_update BEFORE UPDATE ON certificates_certificateevent
    BEGIN SELECT RAISE(ABORT, 'certificate events are append-only'); END""",
    """CREATE TRIGGER certificate_event_no_delete BEFORE DELETE ON certificates_certificateevent
    BEGIN SELECT RAISE(ABORT, 'certificate events are append-only'); END""",
    """CREATE TRIGGER template_version_layout_stays BEFORE UPDATE ON certificates_templateversion
    WHEN OLD.status <> 'draft' AND (NEW.layout IS NOT OLD.layout OR NEW.digest <> OLD.digest
      OR NEW.template_id <> OLD.template_id OR NEW.number <> OLD.number OR NEW.status = 'draft'
      OR (OLD.frozen_at IS NOT NULL AND NEW.frozen_at IS NOT OLD.frozen_at))
    BEGIN SELECT RAISE(ABORT, 'the layout of a published version never changes'); END""",
    """CREATE TRIGGER template_version_is_kept BEFORE DELETE ON certificates_templateversion
    WHEN OLD.status <> 'draft'
    BEGIN SELECT RAISE(ABORT, 'the layout of a published version never changes'); END""",
]
DROP_POSTGRES = """
DROP TRIGGER certificate_event_append_only ON certificates_certificateevent;
DROP FUNCTION certificates_event_append_only();
DROP TRIGGER template_version_layout_stays ON certificates_templateversion;
DROP TRIGGER template_version_is_kept ON certificates_templateversion;
DROP FUNCTION certificates_layout_stays();
"""
DROP_SQLITE = [
    "DROP TRIGGER certificate_event_no_update",
    "DROP TRIGGER certificate_event_no_delete",
    "DROP TRIGGER template_version_layout_stays",
    "DROP TRIGGER template_version_is_kept",
]


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EVENTS_POSTGRES)
        schema_editor.execute(LAYOUT_POSTGRES)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP_POSTGRES)
    else:
        for statement in DROP_SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("certificates", "0004_existing_certificates")]

    operations = [
        # A replacement belongs to the campaign of what it replaces.
        migrations.RemoveConstraint(model_name="certificate", name="certificate_once_a_campaign"),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("campaign__isnull", False), ("replaces", None)),
                fields=("campaign", "volunteer"),
                name="certificate_once_a_campaign",
            ),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', False), models.Q(('status', 'failed'), _negated=True)), fields=('replaces',), name='certificate_replaced_once'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('status_index__isnull', False)), fields=('status_list', 'status_index'), name='certificate_status_bit_once'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False), ('status', 'revoked'), models.Q(('revocation_code', ''), _negated=True), models.Q(('revocation_reason', ''), _negated=True)), models.Q(models.Q(('status', 'revoked'), _negated=True), ('revocation_code', ''), ('revocation_reason', ''), ('revoked_at', None), ('revoked_by', None)), _connector='OR'), name='certificate_revoked_with_reason', violation_error_message='Widerrufen heißt: mit Person, Zeitpunkt und Grund.'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('revocation_code__in', ['', 'wrong_facts', 'wrong_person', 'on_request', 'misuse', 'other'])), name='certificate_known_revocation'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replaced_by__isnull', False), ('status', 'replaced')), models.Q(models.Q(('status', 'replaced'), _negated=True), ('replaced_by', None)), _connector='OR'), name='certificate_replaced_by_another', violation_error_message='Ersetzt heißt: durch eine andere Urkunde.'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replaces', models.F('id')), _negated=True), models.Q(('replaced_by', models.F('id')), _negated=True)), name='certificate_replaces_another'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status_index', None), ('status_list', None)), models.Q(('status_index__isnull', False), ('status_list__isnull', False)), _connector='OR'), name='certificate_status_bit_in_a_list'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('period_end', None), ('period_start', None)), models.Q(('period_end__gte', models.F('period_start')), ('period_start__isnull', False)), _connector='OR'), name='certificate_period_in_order', violation_error_message='Das Ende des Zeitraums liegt vor seinem Anfang.'),
        ),
        migrations.AddConstraint(
            model_name='certificateevent',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['revoked', 'needs_replacing', 'replacement_ordered', 'replaced', 'hidden', 'shown'])), name='certificate_event_known_act'),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['thanks', 'record', 'competence'])), name='template_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='template_has_title', violation_error_message='Eine Vorlage braucht einen Titel.'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.UniqueConstraint(fields=('template', 'number'), name='template_version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('template',), name='template_version_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('frozen_at', None), ('published_at', None), ('published_by', None), ('retired_at', None), ('status', 'draft')), models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('retired_at', None), ('status', 'published')), models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('retired_at__isnull', False), ('status', 'retired')), _connector='OR'), name='template_version_status_with_when', violation_error_message='Freigegeben heißt: mit Person und Zeitpunkt.'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='template_version_has_digest'),
        ),
        migrations.RunPython(guard, unguard),
    ]
