"""What the database itself sees to: events that never change, and the layout of a version once it is published."""

from django.db import migrations

POSTGRES = """
CREATE FUNCTION certificates_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'certificate events are append-only';
END $$;
CREATE TRIGGER certificate_event_append_only BEFORE UPDATE OR DELETE ON certificates_certificateevent
FOR EACH ROW EXECUTE FUNCTION certificates_event_append_only();
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
# On SQLite the triggers go with their tables.
DROP_POSTGRES = """
DROP TRIGGER certificate_event_append_only ON certificates_certificateevent;
DROP FUNCTION certificates_event_append_only();
DROP TRIGGER template_version_layout_stays ON certificates_templateversion;
DROP TRIGGER template_version_is_kept ON certificates_templateversion;
DROP FUNCTION certificates_layout_stays();
"""


def guard(apps, schema_editor):
    for statement in [POSTGRES] if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP_POSTGRES)


GUARDS = [migrations.RunPython(guard, unguard)]
