"""Certificates through the queue: `python -m benchmarks.issuing`.

Campaigns of records of hours, 35 % of the names not in Latin script, each certificate sealed and with its credential,
from the order until the last one is issued: by real Celery workers on PostgreSQL and Redis that sync every commit, and
on SQLite with the filesystem broker. Then what a campaign costs by its size, where the time of one certificate goes,
and what a worker holds in memory.
"""

from typing import Any

from benchmarks.harness import inside, keep, postgres_version, program, say, servers, settings, table
from tests.services import PostgresServer, RedisServer


def main() -> None:
    """Measure and print."""
    options = program(
        "Sealed certificates a second through the real queue, with the real press.",
        certificates=(1000, "certificates in the campaign"),
        workers=([1, 2], "numbers of workers on PostgreSQL and Redis; SQLite has one"),
        sizes=([100, 1000, 10_000], "sizes of campaigns, by the greatest number of workers; try 50000 as well"),
        rounds=(3, "repetitions; the median counts"),
    )
    common: dict[str, Any] = {"count": options.certificates, "rounds": options.rounds}
    with servers(PostgresServer, RedisServer) as (postgres, redis):
        say(f"{postgres_version(postgres)} and Redis, workers: {options.workers}")
        with settings(DATABASE_URL=postgres.url, CELERY_BROKER_URL=redis.url) as environment:
            large = inside("issuing", environment, crews=options.workers, sizes=options.sizes, **common)
    say("SQLite and files, one worker")
    with settings() as environment:
        small = inside("issuing", environment, crews=[1], sizes=[], **common)
    rows = [("PostgreSQL + Redis", int(crew), rate) for crew, rate in large["rate"].items()]
    rows.append(("SQLite + files", 1, small["rate"]["1"]))
    first = rows[0][2]
    table(
        f"{options.certificates:,} sealed certificates of {large['size'] / 1000:.0f} kB, from order to last",
        ["installation", "workers", "a second", "ratio"],
        [(*row, row[2] / first) for row in rows],
    )
    table(
        f"A campaign by its size, PostgreSQL + Redis, {max(options.workers)} workers",
        ["certificates", "order, s", "all issued, s", "ms each", "a second while pressing"],
        [
            (
                int(one["size"]),
                one["order"],
                one["all"],
                one["all"] * 1000 / one["size"],
                one["size"] / (one["all"] - one["order"]),
            )
            for one in large["campaigns"]
        ],
    )
    steps = list(large["phases"])
    table(
        "Where the time of one certificate goes, in ms: by the clock, and of CPU in the worker",
        ["installation", *(f"{step}{of}" for step in steps for of in ("", ", CPU"))],
        [
            (name, *(figure for step in steps for figure in figures["phases"][step]))
            for name, figures in (("PostgreSQL + Redis", large), ("SQLite + files", small))
        ],
    )
    print(f"\nPeak memory of a worker: {large['memory']:.0f} MB; on SQLite {small['memory']:.0f} MB.")
    keep(options.json, {"postgres": large, "sqlite": small})


if __name__ == "__main__":
    main()
