"""Decisions without a table of events of their own, and the blocks that seal every event. Both only ever grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = ["volunteers_protocolevent", "volunteers_protocolblock"]
# Whoever seals has to know that no insert with a lower id is still under way. The lock waits for these, and is held
# until the caller commits: at once. A role that may neither update nor delete cannot take it itself, so the function
# does it as the owner, for tables of the owner that only ever grow.
POSTGRES = """
CREATE FUNCTION volunteers_protocol_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the protocol is append-only';
END $$;
CREATE TRIGGER protocolevent_append_only BEFORE UPDATE OR DELETE ON volunteers_protocolevent
FOR EACH ROW EXECUTE FUNCTION volunteers_protocol_append_only();
CREATE TRIGGER protocolblock_append_only BEFORE UPDATE OR DELETE ON volunteers_protocolblock
FOR EACH ROW EXECUTE FUNCTION volunteers_protocol_append_only();
CREATE FUNCTION volunteers_settled_id(stream regclass) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  highest bigint;
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_class WHERE oid = stream AND pg_get_userbyid(relowner) = current_user AND relname IN (
      'volunteers_ledgerevent', 'volunteers_correctionevent', 'volunteers_protocolevent',
      'certificates_certificateevent'
    )
  ) THEN
    RAISE EXCEPTION 'not a stream of events: %', stream;
  END IF;
  EXECUTE format('LOCK TABLE %s IN SHARE MODE', stream);
  EXECUTE format('SELECT max(id) FROM %s', stream) INTO highest;
  RETURN highest;
END $$;
"""
DROP_POSTGRES = """
DROP FUNCTION volunteers_settled_id(regclass);
DROP TRIGGER protocolevent_append_only ON volunteers_protocolevent;
DROP TRIGGER protocolblock_append_only ON volunteers_protocolblock;
DROP FUNCTION volunteers_protocol_append_only();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, params=None)  # its percent signs are PostgreSQL's own
        return
    for table in TABLES:
        for deed in ("update", "delete"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the protocol is append-only'); END"
            )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP_POSTGRES)
        return
    for table in TABLES:
        for deed in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{deed}")


def link(to, **options):
    return models.ForeignKey(
        to=to, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", **options
    )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0017_consent_in_full"), ("common", "0003_reasons")]
    operations = [
        migrations.CreateModel(
            name="ProtocolEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
                ("actor", link(settings.AUTH_USER_MODEL)),
                ("act", models.CharField(max_length=40, verbose_name="Vorgang")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("page", "Seite"),
                            ("api", "Schnittstelle"),
                            ("mail_link", "Link aus einer E-Mail"),
                            ("kiosk", "gemeinsames Gerät"),
                            ("import", "Import"),
                            ("plan", "Wochenplan"),
                        ],
                        max_length=10,
                        verbose_name="Weg",
                    ),
                ),
                ("volunteer", link("volunteers.volunteer", db_index=False)),
                ("organisation", link("volunteers.organisation", db_index=False)),
                ("subject", models.UUIDField(null=True, verbose_name="Gegenstand")),
                ("detail", models.JSONField(default=dict)),
                ("reason", link("common.reason", db_index=False)),
            ],
            options={"verbose_name": "Entscheidung", "verbose_name_plural": "Protokoll der Entscheidungen"},
        ),
        migrations.CreateModel(
            name="ProtocolBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(unique=True)),
                ("version", models.PositiveSmallIntegerField()),
                ("stream", models.CharField(max_length=40)),
                ("first_id", models.PositiveBigIntegerField()),
                ("last_id", models.PositiveBigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("marks", models.BinaryField()),
                ("at", models.DateTimeField(verbose_name="versiegelt")),
            ],
            options={
                "verbose_name": "versiegelter Abschnitt",
                "verbose_name_plural": "versiegelte Abschnitte",
            },
        ),
        migrations.AddConstraint(
            model_name="protocolevent",
            constraint=models.CheckConstraint(condition=~models.Q(act=""), name="protocol_event_has_an_act"),
        ),
        migrations.AddIndex(
            model_name="protocolevent",
            index=models.Index(
                fields=["volunteer", "id"],
                condition=models.Q(volunteer__isnull=False),
                name="protocol_of_volunteer",
            ),
        ),
        migrations.AddIndex(
            model_name="protocolevent",
            index=models.Index(
                fields=["organisation", "id"],
                condition=models.Q(organisation__isnull=False),
                name="protocol_of_organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="protocolevent",
            index=models.Index(
                fields=["subject", "id"], condition=models.Q(subject__isnull=False), name="protocol_of_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="protocolblock",
            constraint=models.UniqueConstraint(fields=["stream", "first_id"], name="protocol_block_begins_once"),
        ),
        migrations.AddConstraint(
            model_name="protocolblock",
            constraint=models.CheckConstraint(
                condition=models.Q(first_id__lte=models.F("last_id"), number__gte=1, count__gte=1),
                name="protocol_block_holds_rows",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
