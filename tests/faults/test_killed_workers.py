"""Workers that die or stand still in the middle of their work: each certificate comes out, and none comes out twice."""

import logging
import random
import time
from collections.abc import Callable

import pytest
from django.db import connection

from certificates.models import Certificate
from tests.cast import World, make_world
from tests.faults.issuing import (
    all_issued,
    check_each_is_issued_once,
    note_steps,
    order_for_all,
    people_with_hours,
    standing,
    steps,
)
from tests.installation import Installation
from tests.services import RedisServer

WORKERS = 3
KILLS = 10  # at least
LOST = 20  # rows at least that a killed worker had in its hands: otherwise the test would show nothing

logger = logging.getLogger(__name__)  # seen with --log-cli-level=INFO


def press_while_workers_are_killed(own: Installation, world: World, also: Callable[[int], object]) -> int:
    """Orders keep coming, three workers press, and every 1 to 1.7 s one of them is killed. Returns how many orders.

    `also` does further harm after each kill, of which it gets the number.
    """
    note_steps()
    people_with_hours(world, 60)
    own.beat()
    workers = [own.worker(f"worker{index}") for index in range(WORKERS)]
    chance = random.Random()  # noqa: S311 - pytest-randomly's seed makes a run repeatable
    started, ordered, kills = time.monotonic(), 0, 0

    def rows_are_in_hands() -> bool:
        nonlocal ordered
        stand = standing()
        if not stand["queued"]:
            ordered += order_for_all(world)
        return stand["rendering"] > 0

    while kills < KILLS or steps("rendering", "queued").total() < LOST:
        time.sleep(chance.uniform(1.0, 1.7))
        own.until(rows_are_in_hands, "a worker has rows in its hands")
        victim = workers.pop(chance.randrange(WORKERS - 1))  # not the one that was just started
        victim.kill()
        kills += 1
        workers.append(own.worker(victim.name))
        also(kills)
        assert kills < 10 * KILLS, "no killed worker had rows in its hands"
    own.until(all_issued(ordered), "every certificate is issued")
    logger.info(
        "%d of %d issued in %.1f s; %d kills, %d rows taken back",
        standing()["issued"], ordered, time.monotonic() - started, kills, steps("rendering", "queued").total(),
    )  # fmt: skip
    return ordered


@pytest.mark.postgres
def test_killed_workers_and_a_killed_redis_lose_and_double_no_certificate(
    production: Installation, redis: RedisServer
) -> None:
    def harm_redis(kills: int) -> None:
        if kills % 4 == 1:
            redis.flush()
        elif kills % 4 == 3:
            redis.kill()
            redis.start()

    ordered = press_while_workers_are_killed(production, make_world(), harm_redis)
    check_each_is_issued_once(ordered)


@pytest.mark.sqlite
def test_killed_workers_on_sqlite_lose_and_double_no_certificate(embedded: Installation) -> None:
    ordered = press_while_workers_are_killed(embedded, make_world(), lambda _kills: None)
    check_each_is_issued_once(ordered)


@pytest.mark.postgres
def test_worker_frozen_beyond_its_lease_changes_nothing_afterwards(production: Installation) -> None:
    world = make_world()
    note_steps()
    people_with_hours(world, 60)
    production.settings["DANKWERK_CERTIFICATE_BATCH"] = "60"
    production.beat()
    first = production.worker("first")
    ordered = 0

    def stands_still_while_it_presses() -> bool:
        nonlocal ordered
        if not standing()["queued"] and not standing()["rendering"]:
            ordered += order_for_all(world)
        if not standing()["rendering"]:
            return False
        first.freeze()
        if standing()["rendering"] and not in_a_transaction():
            return True
        first.thaw()  # it was too fast for us
        return False

    production.until(stands_still_while_it_presses, "the first worker stands still with rows in its hands")
    second = production.worker("second")
    production.until(all_issued(ordered), "the second worker issued them all")
    issued = list(Certificate.objects.order_by("pk").values())
    assert steps("rendering", "queued").total() == 60  # it took them from the first one
    second.kill()
    first.thaw()
    ordered += order_for_all(world)
    production.until(all_issued(ordered), "the first worker went on, and on to the next order")
    assert list(Certificate.objects.order_by("pk").values()[: len(issued)]) == issued
    check_each_is_issued_once(ordered)


def in_a_transaction() -> bool:
    """Whether another process is in the middle of one: what it changed would show only later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return int(cursor.fetchone()[0]) > 0
