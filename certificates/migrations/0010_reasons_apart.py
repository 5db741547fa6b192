"""What was written beside a step of a certificate moves to a row of its own, as in volunteers 0012."""

from importlib import import_module

from django.db import migrations

apart = import_module("volunteers.migrations.0012_reasons_apart")

POSTGRES = """
CREATE TRIGGER certificate_event_append_only BEFORE UPDATE OR DELETE ON certificates_certificateevent
FOR EACH ROW EXECUTE FUNCTION certificates_event_append_only();
"""
SQLITE = [
    """CREATE TRIGGER certificate_event_no_update BEFORE UPDATE ON certificates_certificateevent
    BEGIN SELECT RAISE(ABORT, 'certificate events are append-only'); END""",
    """CREATE TRIGGER certificate_event_no_delete BEFORE DELETE ON certificates_certificateevent
    BEGIN SELECT RAISE(ABORT, 'certificate events are append-only'); END""",
]
DROP_POSTGRES = ["DROP TRIGGER certificate_event_append_only ON certificates_certificateevent"]
DROP_SQLITE = ["DROP TRIGGER certificate_event_no_update", "DROP TRIGGER certificate_event_no_delete"]


def guard(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in [POSTGRES] if postgres else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in DROP_POSTGRES if postgres else DROP_SQLITE:
        schema_editor.execute(statement)


def fill(apps, schema_editor):
    apart.keep_apart(apps, schema_editor, apps.get_model("certificates", "CertificateEvent"))


def empty(apps, schema_editor):
    apart.put_back(apps, schema_editor, apps.get_model("certificates", "CertificateEvent"))


class Migration(migrations.Migration):
    dependencies = [("certificates", "0009_competence_campaigns"), ("volunteers", "0012_reasons_apart")]
    operations = [
        migrations.RunPython(unguard, guard),
        migrations.RenameField(model_name="certificateevent", old_name="reason", new_name="words"),
        migrations.AddField(model_name="certificateevent", name="reason", field=apart.reason()),
        migrations.RunPython(fill, empty),
        migrations.RemoveField(model_name="certificateevent", name="words"),
        migrations.RunPython(guard, unguard),
    ]
