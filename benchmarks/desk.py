"""A desk with ten thousand waiting entries: `python -m benchmarks.desk`.

What the server needs for the first page of *Freigabe*, for a filtered one, and for a decision on all that the filter
finds, with a result for each; on PostgreSQL and on SQLite, both on the disk.
"""

from benchmarks.harness import inside, keep, postgres_version, program, say, servers, settings, table
from tests.services import PostgresServer, create_database


def main() -> None:
    """Measure and print."""
    options = program(
        "The first page and a whole-filter decision at a desk.",
        waiting=(10_000, "entries that wait at the desk"),
        confirmed=(50_000, "entries confirmed there before"),
        elsewhere=(100_000, "entries of other organisations"),
        rounds=(5, "repetitions; the median counts"),
    )
    arguments = {name: getattr(options, name) for name in ("waiting", "confirmed", "elsewhere", "rounds")}
    measured = {}
    with servers(PostgresServer) as (postgres,):
        version = postgres_version(postgres)
        say(version)
        with settings(DATABASE_URL=create_database(postgres.url, "desk")) as environment:
            measured[version] = inside("desk", environment, **arguments)
    say("SQLite")
    with settings() as environment:
        measured["SQLite"] = inside("desk", environment, **arguments)
    figures = list(measured.values())
    table(
        f"A desk with {options.waiting:,} waiting entries",
        ["", *measured],
        [(name, *(one[name] for one in figures)) for name in figures[0]],
    )
    keep(options.json, measured)


if __name__ == "__main__":
    main()
