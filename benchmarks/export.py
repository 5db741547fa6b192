"""Files of what a role sees: `python -m benchmarks.export`.

An organisation's hours in each form, as a worker writes them to the disk (packed, cells kept from computing), beside
the barest ways in the same run: `values_list` into `csv.writer`, and on PostgreSQL its own COPY. Rows a second, and by
how many MiB the process grows at a tenth of the rows and at all of them.
"""

from benchmarks.harness import inside, keep, program, servers, settings, table
from tests.services import PostgresServer, create_database


def main() -> None:
    """Measure and print, PostgreSQL first."""
    options = program(
        "Exporting hours.", rows=(100_000, "entries of the organisation"), rounds=(3, "repetitions; the median counts")
    )
    figures = []
    with (
        servers(PostgresServer) as (postgres,),
        settings(DATABASE_URL=create_database(postgres.url, "export")) as environment,
    ):
        figures.append(inside("exporting", environment, entries=options.rows, rounds=options.rounds))
    with settings() as environment:
        figures.append(inside("exporting", environment, entries=options.rows, rounds=options.rounds))
    for one in figures:
        ways = one["ways"]
        bare = ways["values_list and csv.writer"]["cpu"]
        table(
            f"{options.rows:,} hours into a file, {one['vendor']}",
            [
                "way",
                "rows/s",
                "rows/s of CPU",
                "CPU, ratio",
                "MiB at a tenth",
                "MiB at all",
                "statements",
                "longest ms",
            ],
            [
                [
                    name,
                    options.rows / way["seconds"],
                    options.rows / way["cpu"],
                    way["cpu"] / bare,
                    way["memory_tenth"],
                    way["memory"],
                    way["statements"],
                    way["longest_ms"] if way["longest_ms"] is not None else "–",
                ]
                for name, way in ways.items()
            ],
        )
    keep(options.json, figures)


if __name__ == "__main__":
    main()
