"""The embedded installation: `python -m benchmarks.embedded`.

SQLite with the settings of `make run`: entries logged a second, each in a transaction of its own that reaches the
disk, by one process and by four at once; how often one of them was told that the database is locked; and the bulk
confirmation of 1,000 entries.
"""

from benchmarks.harness import inside, keep, program, settings, table


def main() -> None:
    """Measure and print."""
    options = program(
        "Logging and confirming on SQLite.",
        entries=(1000, "entries logged in each repetition, over all writers"),
        writers=([1, 4], "processes that write at once"),
        rounds=(3, "repetitions; the median counts"),
    )
    with settings() as environment:
        figures = inside(
            "embedded", environment, entries=options.entries, writers=options.writers, rounds=options.rounds
        )
    rates = {int(number): rate for number, rate in figures["rate"].items()}
    first = next(iter(rates.values()))
    table(
        "Entries logged on SQLite, each transaction on the disk",
        ["writers", "a second", "ratio"],
        [(number, rate, rate / first) for number, rate in rates.items()],
    )
    print(f"\n“Database is locked”: {figures['locked']} times. 1,000 confirmed at once: {figures['bulk_ms']:.0f} ms.")
    keep(options.json, figures)


if __name__ == "__main__":
    main()
