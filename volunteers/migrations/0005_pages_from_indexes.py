"""Every page of the ledger from one index in its own order; and no index that another one contains.

The indexes of foreign keys are dropped by name: Django would rebuild the table for each on SQLite, and the triggers
that keep the ledger's events append-only would be lost on the way.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

DROPPED = {
    "volunteers_hourentry_activity_id_d8d54851": ("volunteers_hourentry", "activity_id"),
    "volunteers_hourentry_confirmed_by_id_3a612f98": ("volunteers_hourentry", "confirmed_by_id"),
    "volunteers_hourentry_logged_by_id_e468d9a7": ("volunteers_hourentry", "logged_by_id"),
    "volunteers_hourentry_organisation_id_3ce5a7f4": ("volunteers_hourentry", "organisation_id"),
    "volunteers_hourentry_volunteer_id_3ce3f99f": ("volunteers_hourentry", "volunteer_id"),
    "volunteers_ledgerevent_entry_id_61dbac95": ("volunteers_ledgerevent", "entry_id"),
    "volunteers_ledgerevent_organisation_id_bc43220b": ("volunteers_ledgerevent", "organisation_id"),
}
OPEN = models.Q(("status__in", ("submitted", "declined", "withdrawn")))


def unindexed(model, name, to, related_name="+", **options):
    key = models.ForeignKey(to=to, related_name=related_name, on_delete=PROTECT, db_index=False, **options)
    return migrations.AlterField(model_name=model, name=name, field=key)


def index(name, *fields, model="hourentry", **options):
    return migrations.AddIndex(model_name=model, index=models.Index(fields=list(fields), name=name, **options))


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0004_brin_on_day")]
    operations = [
        migrations.RemoveIndex(model_name="hourentry", name="hours_of_volunteer"),
        migrations.RemoveIndex(model_name="hourentry", name="hours_at_desk"),
        migrations.RemoveIndex(model_name="hourentry", name="hours_of_activity"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX {name}", f"CREATE INDEX {name} ON {table} ({column})")
                for name, (table, column) in DROPPED.items()
            ],
            state_operations=[
                unindexed("hourentry", "activity", "volunteers.activity", "hours"),
                unindexed("hourentry", "confirmed_by", settings.AUTH_USER_MODEL, null=True),
                unindexed("hourentry", "logged_by", settings.AUTH_USER_MODEL, null=True),
                unindexed("hourentry", "organisation", "volunteers.organisation", "hours"),
                unindexed("hourentry", "volunteer", "volunteers.volunteer", "hours"),
                unindexed("ledgerevent", "entry", "volunteers.hourentry", "events"),
                unindexed("ledgerevent", "organisation", "volunteers.organisation"),
            ],
        ),
        index("hours_of_volunteer", "volunteer", "status", "day", "minutes", "activity", "organisation"),
        index("hours_of_organisation", "organisation", "id", "volunteer", "day", "minutes"),
        index("hours_of_activity", "activity", "id", "volunteer", "day", "minutes"),
        index("hours_open_at_desk", "organisation", "status", "id", condition=OPEN),
        index("hours_open_of_activity", "activity", "status", "id", condition=OPEN),
        index("hours_open", "status", "id", condition=OPEN),
        index("event_of_organisation", "organisation", "id", model="ledgerevent"),
    ]
