"""The rows of one file while it is imported: a private SQLite database in a temporary file, gone when closed.

It keeps memory flat however long the file is, and lets a file be judged to its end before its first row is written.
"""

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import NamedTuple, Self

from volunteers.imports.matching import Namesakes
from volunteers.imports.rows import Row

_FIELDS = Row._fields  # noqa: SLF001 - a named tuple's documented way to its names
_COLUMNS = ", ".join(_FIELDS)
_MARKS = ", ".join("?" for _field in _FIELDS)
_SCHEMA = f"""
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE row ({_COLUMNS}, digest BLOB);
    CREATE TABLE named (name_key, email, PRIMARY KEY (name_key, email)) WITHOUT ROWID;
    CREATE TABLE known (name_key, email, person INTEGER, PRIMARY KEY (name_key, email, person)) WITHOUT ROWID;
"""


class StagedRow(NamedTuple):
    """A right row, and which of the identical rows of its file it is (from 1)."""

    row: Row
    digest: bytes
    occurrence: int


class Scratch:
    """Rows, the people whom the file names with an e-mail address, and the people whom the organisation knows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """`connection` is empty and in autocommit mode."""
        self._connection = connection
        connection.executescript(_SCHEMA)

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Self]:
        """A new one; everything in it is gone afterwards."""
        with closing(sqlite3.connect("", isolation_level=None)) as connection:
            yield cls(connection)

    def add(self, rows: Collection[Row]) -> None:
        """Keep the rows."""
        self._connection.execute("BEGIN")
        self._connection.executemany(
            f"INSERT INTO row VALUES ({_MARKS}, ?)",  # noqa: S608 - nothing but question marks
            ((row.line, row.day.isoformat(), *row[2:], row.digest()) for row in rows),
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO named VALUES (?, ?)", ((row.name_key, row.email) for row in rows if row.email)
        )
        self._connection.execute("COMMIT")

    def count(self) -> int:
        """How many rows it keeps."""
        return int(self._connection.execute("SELECT count(*) FROM row").fetchone()[0])

    def batches(self, size: int) -> Iterator[list[StagedRow]]:
        """All rows by day and then by line, in lists of at most `size`.

        Rows depend on each other only within a person's day, so this order gives the same answers as the file's own,
        and a batch touches few days.
        """
        rows = self._connection.execute(
            f"SELECT digest, ROW_NUMBER() OVER (PARTITION BY digest ORDER BY line), {_COLUMNS} "  # noqa: S608 - our names
            "FROM row ORDER BY day, line"
        )
        while found := rows.fetchmany(size):
            yield [
                StagedRow(Row(line, dt.date.fromisoformat(day), *values), digest, occurrence)
                for digest, occurrence, line, day, *values in found
            ]

    def know(self, people: Iterable[tuple[str, str, int]]) -> None:
        """Remember known people: folded name, address in lower case or "", key."""
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT OR IGNORE INTO known VALUES (?, ?, ?)", people)
        self._connection.execute("COMMIT")

    def namesakes(self, names: Collection[str]) -> Mapping[str, Namesakes]:
        """Who is known and named by each of the folded names."""
        found: dict[str, Namesakes] = defaultdict(Namesakes)
        wanted = json.dumps(list(names))
        here = "WHERE name_key IN (SELECT value FROM json_each(?))"
        for name, email, person in self._connection.execute(f"SELECT * FROM known {here}", [wanted]):  # noqa: S608 - ours
            found[name].add(email, person)
        for name, email in self._connection.execute(f"SELECT * FROM named {here}", [wanted]):  # noqa: S608 - ours
            found[name].named.add(email)
        return found
