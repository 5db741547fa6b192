"""Databases with every migration applied, made once, of which each worker of a pass takes a copy.

To migrate an empty one costs many times what a copy costs, and each worker of each pass needs its own. `tests.run`
makes them; pytest called by hand finds none, and each worker migrates for itself.
"""

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.services import create_database

VARIABLE = "DANKWERK_TEST_TEMPLATE"
_NAME = "dankwerk_template"


class Templates(NamedTuple):
    """What each pass adds to its environment."""

    postgres: dict[str, str]
    sqlite: dict[str, str]


@contextlib.contextmanager
def made(postgres_url: str) -> Iterator[Templates]:
    """Both templates, made at the same time. Where a migration fails there are none: the tests tell what is wrong."""
    with tempfile.TemporaryDirectory(prefix="dankwerk-template-") as folder:
        file = Path(folder) / "template.sqlite3"
        making = [_migrate(create_database(postgres_url, _NAME), folder), _migrate(f"sqlite:///{file}", folder)]
        if {process.wait() for process in making} == {0}:
            yield Templates({VARIABLE: _NAME}, {VARIABLE: str(file)})
        else:
            yield Templates({}, {})


def _migrate(url: str, folder: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    return subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url, "DANKWERK_VAR": folder})


@contextlib.contextmanager
def copied(database: dict[str, Any]) -> Iterator[None]:
    """While it runs, the test database of these settings begins as a copy of the template, if there is one.

    `database` is an entry of `settings.DATABASES`, its `TEST` filled in.
    """
    template = os.environ.get(VARIABLE)
    if template is None:
        yield
    elif database["ENGINE"].endswith("sqlite3"):
        # Django's name for its database in memory, which lives as long as somebody is connected to it.
        memory = sqlite3.connect("file:memorydb_default?mode=memory&cache=shared", uri=True)
        with contextlib.closing(memory):
            with contextlib.closing(sqlite3.connect(template)) as source:
                source.backup(memory)
            yield
    else:
        database["TEST"]["TEMPLATE"] = template
        yield
