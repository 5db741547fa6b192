"""The words beside append-only events. They can be blanked, and changed in no other way."""

from django.db import migrations, models

POSTGRES = """
CREATE FUNCTION common_reason_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a reason can be blanked, not changed';
END $$;
CREATE TRIGGER reason_is_only_blanked BEFORE UPDATE ON common_reason FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.digest <> OLD.digest OR NEW.text <> '' OR NEW.salt <> '')
EXECUTE FUNCTION common_reason_stays();
CREATE TRIGGER reason_is_kept BEFORE DELETE ON common_reason FOR EACH ROW EXECUTE FUNCTION common_reason_stays();
"""
SQLITE = [
    """CREATE TRIGGER reason_is_only_blanked BEFORE UPDATE ON common_reason
    WHEN NEW.id <> OLD.id OR NEW.digest <> OLD.digest OR NEW.text <> '' OR NEW.salt <> ''
    BEGIN SELECT RAISE(ABORT, 'a reason can be blanked, not changed'); END""",
    """CREATE TRIGGER reason_is_kept BEFORE DELETE ON common_reason
    BEGIN SELECT RAISE(ABORT, 'a reason can be blanked, not changed'); END""",
]
DROP_POSTGRES = """
DROP TRIGGER reason_is_only_blanked ON common_reason;
DROP TRIGGER reason_is_kept ON common_reason;
DROP FUNCTION common_reason_stays();
"""
DROP_SQLITE = ["DROP TRIGGER reason_is_only_blanked", "DROP TRIGGER reason_is_kept"]


def guard(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in [POSTGRES] if postgres else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for statement in [DROP_POSTGRES] if postgres else DROP_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = []  # none: accounts refer to reasons (0004)
    operations = [
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True)),
                ("salt", models.CharField(blank=True, max_length=32)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(guard, unguard),
    ]
