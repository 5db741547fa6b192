"""The public directory at ten times the alliance: `python -m benchmarks.directory`.

What the server needs for its first page with the map, for a search, a filter, and the open data as CSV and JSON; on
PostgreSQL and on SQLite, both on the disk. In production a cache in front answers all but one in twenty seconds.
"""

from benchmarks.harness import inside, keep, postgres_version, program, say, servers, settings, table
from tests.services import PostgresServer, create_database


def main() -> None:
    """Measure and print."""
    options = program(
        "Pages and files of the public directory.",
        organisations=(5_000, "organisations, with four offers each"),
        rounds=(5, "repetitions; the median counts"),
    )
    arguments = {"organisations": options.organisations, "rounds": options.rounds}
    measured = {}
    with servers(PostgresServer) as (postgres,):
        version = postgres_version(postgres)
        say(version)
        with settings(DATABASE_URL=create_database(postgres.url, "directory")) as environment:
            measured[version] = inside("directory", environment, **arguments)
    say("SQLite")
    with settings() as environment:
        measured["SQLite"] = inside("directory", environment, **arguments)
    figures = list(measured.values())
    table(
        f"A directory of {options.organisations:,} organisations",
        ["", *measured],
        [(name, *(one[name] for one in figures)) for name in figures[0]],
    )
    keep(options.json, measured)


if __name__ == "__main__":
    main()
