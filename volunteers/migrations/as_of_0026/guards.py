"""What the database itself sees to: records that never change, how far a stream of them is settled, a small index."""

from django.db import migrations

# Table; its trigger on PostgreSQL; the function this calls; the stem of its two triggers on SQLite; what they say.
KEPT = [
    (
        "volunteers_ledgerevent",
        "ledgerevent_append_only",
        "volunteers_ledgerevent_append_only",
        "ledgerevent",
        "ledger events are append-only",
    ),
    (
        "volunteers_correctionevent",
        "correctionevent_append_only",
        "volunteers_correctionevent_append_only",
        "correctionevent",
        "events of corrections are append-only",
    ),
    (
        "volunteers_erasedsubject",
        "erasedsubject_append_only",
        "volunteers_erasedsubject_append_only",
        "erasedsubject",
        "the erasure list is append-only",
    ),
    (
        "volunteers_consenttext",
        "consenttext_frozen",
        "volunteers_consenttext_frozen",
        "consenttext",
        "texts of consents are frozen",
    ),
    (
        "volunteers_protocolevent",
        "protocolevent_append_only",
        "volunteers_protocol_append_only",
        "volunteers_protocolevent",
        "the protocol is append-only",
    ),
    (
        "volunteers_protocolblock",
        "protocolblock_append_only",
        "volunteers_protocol_append_only",
        "volunteers_protocolblock",
        "the protocol is append-only",
    ),
]
FUNCTION = """
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{refusal}';
END $$
"""
TRIGGER = "CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
TRIGGER_SQLITE = "CREATE TRIGGER {stem}_no_{deed} BEFORE {deed} ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"

# Whoever seals has to know that no insert with a lower id is still under way. The lock waits for these, and is held
# until the caller commits: at once. A role that may neither update nor delete cannot take it itself, so the function
# does it as the owner, for tables of the owner that only ever grow.
SETTLED = """
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
END $$
"""
# Reports over a period; SQLite has no such index.
DAYS = "CREATE INDEX hours_day_brin ON volunteers_hourentry USING brin (day)"


def guard(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        for function, refusal in {function: refusal for _, _, function, _, refusal in KEPT}.items():
            schema_editor.execute(FUNCTION.format(function=function, refusal=refusal))
        schema_editor.execute(SETTLED, params=None)  # its percent signs are PostgreSQL's own
        schema_editor.execute(DAYS)
    for table, trigger, function, stem, refusal in KEPT:
        if postgres:
            schema_editor.execute(TRIGGER.format(trigger=trigger, table=table, function=function))
        else:
            for deed in ("update", "delete"):
                schema_editor.execute(TRIGGER_SQLITE.format(stem=stem, deed=deed, table=table, refusal=refusal))


def unguard(apps, schema_editor):
    """The triggers and the index go with their tables."""
    if schema_editor.connection.vendor == "postgresql":
        for table, trigger, *_ in KEPT:
            schema_editor.execute(f"DROP TRIGGER {trigger} ON {table}")
        for function in {function for _, _, function, _, _ in KEPT}:
            schema_editor.execute(f"DROP FUNCTION {function}()")
        schema_editor.execute("DROP FUNCTION volunteers_settled_id(regclass)")


GUARDS = [migrations.RunPython(guard, unguard)]
