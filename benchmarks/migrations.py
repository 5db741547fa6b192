"""A fresh database, by all migrations and by those that replace them: `python -m benchmarks.migrations`.

On SQLite and on a PostgreSQL of its own: CPU seconds of `migrate` (without the time of starting Django, and without
what the database's own process does). Fails unless both ways lead to the same schema and the same reference data.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.harness import inside, keep, median, program, servers, settings, table
from tests.services import PostgresServer, create_database

WAYS = {"long": "all of them", "short": "as they are replaced"}


def main() -> int:
    """Measure, compare, print; 1 if the two ways differ."""
    options = program("Both ways to a fresh database.", rounds=(1, "repetitions; the median counts"))
    rows, different = [], []
    figures: dict[str, dict[str, float]] = {}
    with servers(PostgresServer) as (server,):
        for database in ("SQLite", "PostgreSQL"):
            found = {way: [_fresh(way, database, server, turn) for turn in range(options.rounds)] for way in WAYS}
            seconds = {way: median([one["seconds"] for one in each]) for way, each in found.items()}
            for way, words in WAYS.items():
                ratio = seconds["long"] / seconds[way]
                rows.append((database, words, found[way][0]["migrations"], seconds[way], ratio))
            figures[database] = seconds
            held = {way: {part: each[0][part] for part in ("schema", "reference")} for way, each in found.items()}
            different += [f"{database}: {part}" for part in held["long"] if held["long"][part] != held["short"][part]]
    table("A fresh database", ["database", "migrations", "number", "CPU seconds", "times as fast"], rows)
    print(f"\nDifferent: {', '.join(different) or 'nothing'}.")
    keep(options.json, figures)
    return int(bool(different))


def _fresh(way: str, database: str, server: PostgresServer, turn: int) -> dict[str, Any]:
    if database == "SQLite":
        with settings() as environment:
            return inside("migrating", environment, way=way)  # type: ignore[no-any-return]  # JSON of ours
    url = create_database(server.url, f"{way}_{turn}")
    with settings(DATABASE_URL=url) as environment:
        found: dict[str, Any] = inside("migrating", environment, way=way)
    address = url.replace("postgres:", "postgresql:", 1)
    command: list[str | Path] = [server.bin / "pg_dump", "--schema-only", "--no-owner", f"--dbname={address}"]
    dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # Newer versions guard a dump by a random word in \restrict.
    return found | {"schema": [line for line in dump.splitlines() if not line.startswith("\\")]}


if __name__ == "__main__":
    sys.exit(main())
