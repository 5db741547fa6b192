"""What the database itself sees to: published figures never change."""

from django.db import migrations

# Table; its trigger on PostgreSQL.
KEPT = [
    ("recognition_publishedyear", "publishedyear_stays"),
    ("recognition_publishedcell", "publishedcell_stays"),
    ("recognition_gendershare", "gendershare_stays"),
]
REFUSAL = "published figures never change"
FUNCTION = f"""
CREATE FUNCTION recognition_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{REFUSAL}';
END $$
"""


def guard(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(FUNCTION)
    for table, trigger in KEPT:
        if postgres:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION recognition_published_stays()"
            )
        else:
            for deed in ("update", "delete"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )


def unguard(apps, schema_editor):
    """On SQLite the triggers go with their tables."""
    if schema_editor.connection.vendor == "postgresql":
        for table, trigger in KEPT:
            schema_editor.execute(f"DROP TRIGGER {trigger} ON {table}")
        schema_editor.execute("DROP FUNCTION recognition_published_stays()")


GUARDS = [migrations.RunPython(guard, unguard)]
