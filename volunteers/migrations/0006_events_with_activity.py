"""An event carries its entry's activity, so that a coordinator's page of events is read from an index in its own order.

Steps that were recorded before get it here: the one time that the append-only guard is lifted. It is put back even
where nothing was recorded, because SQLite rebuilds the table and drops its triggers.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.deletion import PROTECT

append_only = import_module("volunteers.migrations.0003_append_only_events")


def fill(apps, schema_editor):
    entry, event = (apps.get_model("volunteers", name) for name in ("HourEntry", "LedgerEvent"))
    activity = entry.objects.filter(pk=OuterRef("entry")).values("activity")
    event.objects.update(activity=Subquery(activity))
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table could not be altered below


def activity(**options):
    return models.ForeignKey(
        to="volunteers.activity", on_delete=PROTECT, related_name="+", db_index=False, **options
    )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0005_pages_from_indexes")]
    operations = [
        migrations.RunPython(append_only.unguard, append_only.guard),
        migrations.AddField(model_name="ledgerevent", name="activity", field=activity(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(model_name="ledgerevent", name="activity", field=activity()),
        migrations.RunPython(append_only.guard, append_only.unguard),
        migrations.AddIndex(
            model_name="ledgerevent", index=models.Index(fields=["activity", "id"], name="event_of_activity")
        ),
    ]
