"""A fresh database by one of the two ways: CPU seconds, number of migrations, what the database holds then."""

import re
import time
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import executor
from django.db.migrations.recorder import MigrationRecorder

from tests.architecture.long_way import OUR_APPS, LongWay


def measure(*, way: str) -> dict[str, Any]:
    """`way` is `short`, as Django chooses, or `long`: without what replaces others."""
    if way == "long":
        executor.MigrationLoader = LongWay  # type: ignore[attr-defined]  # the name that Django's executor asks for
    started = time.process_time()
    call_command("migrate", verbosity=0)
    seconds = time.process_time() - started
    replaced = set() if way == "long" else _replaced()
    return {
        "seconds": seconds,
        "migrations": len(set(MigrationRecorder(connection).applied_migrations()) - replaced),
        "reference": _reference(),
        "schema": _schema() if connection.vendor == "sqlite" else [],
    }


def _replaced() -> set[tuple[str, str]]:
    disk = executor.MigrationExecutor(connection).loader.disk_migrations
    return {name for one in disk.values() for name in one.replaces}


def _reference() -> dict[str, list[str]]:
    """The rows of every table of ours that has some; a public key and the moment differ each time."""
    return {
        model._meta.db_table: rows
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models()
        if (
            rows := [
                repr({name: value for name, value in row.items() if name not in {"uuid", "created_at"}})
                for row in model._default_manager.order_by("pk").values()
            ]
        )
    }


def _schema() -> list[list[str]]:
    """What SQLite says of each table, index and trigger, in pieces: rebuilding a table moves a column, no more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
        found = cursor.fetchall()
    return [
        [kind, name, *sorted(re.sub(r"\s+", " ", sql).lower().strip("( )").split(", "))] for kind, name, sql in found
    ]
