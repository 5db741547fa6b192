"""Who is thanked and who is not, counted over a year of everybody's hours: `python -m benchmarks.fairness`.

Each table of the coordinators' report for the whole alliance. One process beside PostgreSQL; the middle of three runs.
"""

from benchmarks.harness import inside, keep, postgres_version, program, say, servers, settings, table
from tests.services import PostgresServer, create_database


def main() -> None:
    """Measure and print."""
    options = program(
        "Who is thanked and who is not.",
        volunteers=(50_000, "people with confirmed hours"),
        entries=(104, "entries of each in the last twelve months"),
    )
    arguments = {name: getattr(options, name) for name in ("volunteers", "entries")}
    with servers(PostgresServer) as (postgres,):
        version = postgres_version(postgres)
        say(version)
        with settings(DATABASE_URL=create_database(postgres.url, "fairness")) as environment:
            measured = {version: inside("fairness", environment, **arguments)}
    figures = list(measured.values())
    table(
        f"Fairness of thanks for {options.volunteers:,} volunteers",
        ["", *measured],
        [(name, *(one[name] for one in figures)) for name in figures[0]],
    )
    keep(options.json, measured)


if __name__ == "__main__":
    main()
