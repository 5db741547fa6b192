"""Certificates through the queue: `python -m benchmarks.issuing`.

A campaign of 1,000 records of hours, 35 % of the names not in Latin script, from the order until the last one is
issued: by real Celery workers on PostgreSQL and Redis that sync every commit, and on SQLite with the filesystem
broker. Then where the time of one certificate goes, and how long the order of a big campaign takes.
"""

from typing import Any

from benchmarks.harness import inside, keep, postgres_version, program, say, servers, settings, table
from tests.services import PostgresServer, RedisServer


def main() -> None:
    """Measure and print."""
    options = program(
        "Certificates a second through the real queue, with the real press.",
        certificates=(1000, "certificates in the campaign"),
        workers=([1, 2], "numbers of workers on PostgreSQL and Redis; SQLite has one"),
        enqueue=(10_000, "certificates in the order that is only enqueued"),
        rounds=(3, "repetitions; the median counts"),
    )
    common: dict[str, Any] = {"count": options.certificates, "rounds": options.rounds}
    with servers(PostgresServer, RedisServer) as (postgres, redis):
        say(f"{postgres_version(postgres)} and Redis, workers: {options.workers}")
        with settings(DATABASE_URL=postgres.url, CELERY_BROKER_URL=redis.url) as environment:
            large = inside("issuing", environment, crews=options.workers, enqueue=options.enqueue, **common)
    say("SQLite and files, one worker")
    with settings() as environment:
        small = inside("issuing", environment, crews=[1], enqueue=0, **common)
    rows = [("PostgreSQL + Redis", int(crew), rate) for crew, rate in large["rate"].items()]
    rows.append(("SQLite + files", 1, small["rate"]["1"]))
    first = rows[0][2]
    table(
        f"{options.certificates:,} certificates, from the order to the last one issued",
        ["installation", "workers", "a second", "ratio"],
        [(*row, row[2] / first) for row in rows],
    )
    steps = list(large["phases"])
    table(
        "Where the time of one certificate goes, in ms",
        ["installation", *steps],
        [
            ("PostgreSQL + Redis", *(large["phases"][step] for step in steps)),
            ("SQLite + files", *(small["phases"][step] for step in steps)),
        ],
    )
    order = large["order"]
    table(
        "Ordering one campaign: rows with numbers, in one transaction",
        ["rows", "s", "s of CPU here", "statements"],
        [(int(order["rows"]), order["s"], order["cpu_s"], int(order["statements"]))],
    )
    keep(options.json, {"postgres": large, "sqlite": small})


if __name__ == "__main__":
    main()
