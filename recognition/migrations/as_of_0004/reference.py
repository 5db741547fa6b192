"""The programmes that come with the code, with their rules; and that the database keeps these rules as they are."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

from django.db import migrations

DATA = Path(__file__).resolve().parents[2] / "data" / "programmes.json"
ALLIANCE = "Bündnis „Niedersachsen packt an“: eigener Meilenstein"
TABLE = "recognition_programmerule"
KEPT = ("uuid", "programme_id", "version", "rule", "source", "valid_from", "created_at")
REFUSAL = "rules of programmes are frozen"


def load_programmes(apps: Any, schema_editor: Any) -> None:
    Programme = apps.get_model("recognition", "Programme")
    ProgrammeRule = apps.get_model("recognition", "ProgrammeRule")
    for position, told in enumerate(json.loads(DATA.read_text(encoding="utf-8"))):
        programme = Programme.objects.create(
            uuid=uuid.uuid4(),
            code=told["code"],
            name=told["name"],
            kind=told["kind"],
            website=told.get("website", ""),
            position=position,
        )
        milestone = {"rule": {"needs": told.get("needs")}, "source": ALLIANCE}
        for version, rule in enumerate(told.get("rules", [milestone]), start=1):
            ProgrammeRule.objects.create(
                uuid=uuid.uuid4(),
                programme=programme,
                version=version,
                rule=rule["rule"],
                source=rule["source"],
                valid_from=_day(rule.get("valid_from")),
                valid_to=_day(rule.get("valid_to")),
            )


def load_cursor(apps: Any, schema_editor: Any) -> None:
    """All people are due once."""
    apps.get_model("recognition", "EvaluationCursor").objects.create(looked_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


def _day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told) if told else None


def guard(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT)
        schema_editor.execute(
            f"CREATE FUNCTION {TABLE}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {changed} OR OLD.valid_to IS NOT NULL THEN RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER programmerule_frozen BEFORE UPDATE ON {TABLE}"
            f" FOR EACH ROW EXECUTE FUNCTION {TABLE}_frozen()"
        )
    else:
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
        schema_editor.execute(
            f"CREATE TRIGGER programmerule_frozen BEFORE UPDATE ON {TABLE}"
            f" WHEN {changed} OR OLD.valid_to IS NOT NULL BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def unguard(apps: Any, schema_editor: Any) -> None:
    """The trigger goes with its table."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER programmerule_frozen ON {TABLE}")
        schema_editor.execute(f"DROP FUNCTION {TABLE}_frozen()")


REFERENCE = [
    migrations.RunPython(guard, unguard),
    migrations.RunPython(load_programmes, migrations.RunPython.noop),
    migrations.RunPython(load_cursor, migrations.RunPython.noop),
]
