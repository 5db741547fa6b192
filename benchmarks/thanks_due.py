"""Who is due thanks, when that is everybody: `python -m benchmarks.thanks_due`.

The page of thanks due for a coordinator of the whole alliance and for one of a district, narrowed to a district, a
field and an organisation, divided by each, its first page and its last; on PostgreSQL and on SQLite, both on the disk.
"""

from benchmarks.harness import inside, keep, postgres_version, program, say, servers, settings, table
from tests.services import PostgresServer, create_database


def main() -> None:
    """Measure and print."""
    options = program(
        "The list of thanks due.",
        volunteers=(50_000, "people who are due thanks"),
        rounds=(5, "repetitions; the median counts"),
    )
    arguments = {name: getattr(options, name) for name in ("volunteers", "rounds")}
    measured = {}
    with servers(PostgresServer) as (postgres,):
        version = postgres_version(postgres)
        say(version)
        with settings(DATABASE_URL=create_database(postgres.url, "thanks_due")) as environment:
            measured[version] = inside("thanks_due", environment, **arguments)
    say("SQLite")
    with settings() as environment:
        measured["SQLite"] = inside("thanks_due", environment, **arguments)
    figures = list(measured.values())
    table(
        f"Thanks due to {options.volunteers:,} volunteers",
        ["", *measured],
        [(name, *(one[name] for one in figures)) for name in figures[0]],
    )
    keep(options.json, measured)


if __name__ == "__main__":
    main()
