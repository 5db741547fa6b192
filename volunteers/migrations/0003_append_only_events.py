"""The database itself refuses to change or delete a ledger event."""

from django.db import migrations

POSTGRES = """
CREATE FUNCTION volunteers_ledgerevent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger events are append-only';
END $$;
CREATE TRIGGER ledgerevent_append_only BEFORE UPDATE OR DELETE ON volunteers_ledgerevent
FOR EACH ROW EXECUTE FUNCTION volunteers_ledgerevent_append_only();
"""
SQLITE = [
    """CREATE TRIGGER ledgerevent_no_update BEFORE UPDATE ON volunteers_ledgerevent
    BEGIN SELECT RAISE(ABORT, 'ledger events are append-only'); END""",
    """CREATE TRIGGER ledgerevent_no_delete BEFORE DELETE ON volunteers_ledgerevent
    BEGIN SELECT RAISE(ABORT, 'ledger events are append-only'); END""",
]


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER ledgerevent_append_only ON volunteers_ledgerevent")
        schema_editor.execute("DROP FUNCTION volunteers_ledgerevent_append_only()")
    else:
        schema_editor.execute("DROP TRIGGER ledgerevent_no_update")
        schema_editor.execute("DROP TRIGGER ledgerevent_no_delete")


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0002_reference_data")]
    operations = [migrations.RunPython(guard, unguard)]
