"""A small block-range index for reports over a period, where the database has one."""

from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX hours_day_brin ON volunteers_hourentry USING brin (day)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX hours_day_brin")


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0003_append_only_events")]
    operations = [migrations.RunPython(create, drop)]
