"""The ledger at 100,000 and at 1,000,000 entries: `python -m benchmarks.ledger`.

On a PostgreSQL of its own that syncs every commit. Times depend on the machine and on who else uses it; buffers (pages
of tables and indexes touched) and the ratio between the two sizes do not.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.harness import inside, keep, postgres_version, program, say, servers, settings, table
from tests.services import PostgresServer, create_database


def growth(sizes: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """A figure at each size, and how much it is at the last one of what it is at the first."""
    values = [size[name] for size in sizes]
    return [*values, values[-1] / values[0] if values[0] else ""]


def main() -> None:
    """Measure each size in a database of its own and print."""
    options = program(
        "Logging, confirming, totals and pages at several sizes of the ledger.",
        entries=([100_000, 1_000_000], "entries in the ledger"),
        rounds=(3, "repetitions of what takes long; the median counts"),
    )
    measured = []
    with servers(PostgresServer) as (postgres,):
        say(postgres_version(postgres))
        for entries in options.entries:
            say(f"{entries:,} entries are written and measured")
            url = create_database(postgres.url, f"ledger_{entries}")
            with settings(DATABASE_URL=url) as environment:
                measured.append(inside("ledger", environment, entries=entries, rounds=options.rounds))
    head = [*(f"{entries:,}" for entries in options.entries), "ratio"]
    figures = [size["figures"] for size in measured]
    table("The ledger by number of entries", ["", *head], [(name, *growth(figures, name)) for name in figures[0]])
    for title, name in (
        ("Buffers of a page of 50 rows, median of the users of a role", "buffers"),
        ("Buffers of the page that is hardest to find in each role", "worst_buffers"),
    ):
        by_page = {page: [size["pages"][page] for size in measured] for page in measured[0]["pages"]}
        table(title, ["page: role", *head], [(page, *growth(sizes, name)) for page, sizes in by_page.items()])
    columns = ["statements", "cpu_ms", "database_ms", "worst_database_ms", "scans"]
    table(
        f"One page at {options.entries[-1]:,} entries",
        ["page: role", "statements", "CPU ms", "database ms", "database ms, hardest", "full scans"],
        [(page, *(values[column] for column in columns)) for page, values in measured[-1]["pages"].items()],
    )
    table(
        "CPU ms of a page of 50 rows beside Django REST framework's default",
        ["entries", "ours", "ModelSerializer", "ratio"],
        [
            (entries, *(size["rendering"][name] for name in ("ours_cpu_ms", "plain_cpu_ms", "ratio")))
            for entries, size in zip(options.entries, measured, strict=True)
        ],
    )
    keep(options.json, dict(zip(map(str, options.entries), measured, strict=True)))


if __name__ == "__main__":
    main()
