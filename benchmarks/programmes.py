"""Who reached what, for everybody: `python -m benchmarks.programmes`.

All people evaluated for all programmes that ship: for the first time, when every status is written; again, as every
night; and for those alone whose hours changed. One process beside PostgreSQL, with every commit on the disk.
"""

from benchmarks.harness import inside, keep, postgres_version, program, say, servers, settings, table
from tests.services import PostgresServer, create_database


def main() -> None:
    """Measure and print."""
    options = program(
        "Evaluating programmes for everybody.",
        volunteers=(50_000, "people with confirmed hours"),
        weeks=(26, "weeks of hours, two entries each"),
        changed=(1000, "people whose hours changed"),
    )
    arguments = {name: getattr(options, name) for name in ("volunteers", "weeks", "changed")}
    with servers(PostgresServer) as (postgres,):
        version = postgres_version(postgres)
        say(version)
        with settings(DATABASE_URL=create_database(postgres.url, "programmes")) as environment:
            measured = {version: inside("programmes", environment, **arguments)}
    figures = list(measured.values())
    table(
        f"Programmes for {options.volunteers:,} volunteers",
        ["", *measured],
        [(name, *(one[name] for one in figures)) for name in figures[0]],
    )
    keep(options.json, measured)


if __name__ == "__main__":
    main()
