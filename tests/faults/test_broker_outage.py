"""Redis frozen or gone while people work: every request answers, and nothing that was ordered is lost."""

import logging
from collections.abc import Callable

import pytest

from backend.common.models import Heartbeat
from certificates.models import Certificate
from tests.backend.site.account import code_of_app
from tests.cast import PASSWORD, World, make_world
from tests.faults.issuing import (
    END,
    START,
    all_issued,
    check_each_is_issued_once,
    note_steps,
    order_for_all,
    people_with_hours,
    standing,
)
from tests.installation import Answer, Door, Installation
from tests.services import RedisServer

pytestmark = pytest.mark.postgres

logger = logging.getLogger(__name__)
SECONDS = 5.0  # with the usual timeouts a frozen Redis holds an answer for 25 s, without any for ever
OUTAGES: dict[str, tuple[Callable[[RedisServer], object], Callable[[RedisServer], object]]] = {
    "frozen": (RedisServer.freeze, RedisServer.thaw),
    "dead": (RedisServer.kill, RedisServer.start),
}


def make_world_with_passwords() -> World:
    world = make_world()
    for user in (world.carla, world.omar):
        user.set_password(PASSWORD)
        user.save()
    return world


def order(carla: Door, world: World) -> Answer:
    body = {
        "volunteer": str(world.ada_volunteer.uuid), "kind": "thanks", "issuer": str(world.issuer.uuid),
        "start": START.isoformat(), "end": END.isoformat(),
    }  # fmt: skip
    return carla.ask("POST", "/api/v1/certificates", body)


def failed_wake_ups() -> int:
    return sum(Heartbeat.objects.filter(name="wake-failed").values_list("count", flat=True))


@pytest.mark.parametrize("outage", OUTAGES)
def test_order_while_redis_is_out_answers_soon_and_is_issued_later(
    production: Installation, redis: RedisServer, outage: str
) -> None:
    world = make_world_with_passwords()
    note_steps()
    begin, end = OUTAGES[outage]
    carla = production.web().sign_in("carla@example.org", PASSWORD, code_of_app())
    begin(redis)  # before the web process ever spoke to the broker
    answers = [order(carla, world)]
    end(redis)
    production.worker()
    production.beat()
    production.until(all_issued(1), "what was ordered without a broker is issued")
    answers.append(order(carla, world))
    production.until(all_issued(2), "the broker is in use again")

    begin(redis)  # with connections that were good a moment ago
    answers += [order(carla, world) for _number in range(3)]
    assert failed_wake_ups() == 4
    end(redis)
    production.until(all_issued(5), "worker and beat found their way back")
    check_each_is_issued_once(5)
    seconds = [answer.seconds for answer in answers]
    logger.info("redis %s: orders answered after %s s", outage, ", ".join(f"{second:.2f}" for second in seconds))
    assert [(answer.status, answer.json()["status"]) for answer in answers] == [(201, "queued")] * 5
    assert max(seconds) < SECONDS


def test_sign_in_while_the_cache_is_frozen_works_and_still_counts_tries(
    production: Installation, redis: RedisServer
) -> None:
    make_world_with_passwords()
    door = production.web()
    redis.freeze()

    def sign_in(password: str) -> Answer:
        body = {"email": "carla@example.org", "password": password, "code": code_of_app()}
        return door.ask("POST", "/api/v1/auth/sign-in", body)

    answers = [sign_in(PASSWORD), *(sign_in("falsch") for _try in range(10))]
    redis.thaw()
    logger.info("redis frozen: signed in after %.2f s", answers[0].seconds)
    assert [answer.status for answer in answers] == [200] + [400] * 9 + [429]
    assert max(answer.seconds for answer in answers) < SECONDS
    assert production.processes[0].alive


def test_order_of_a_web_process_that_died_before_waking_anybody_is_found(production: Installation) -> None:
    world = make_world()
    note_steps()
    people_with_hours(world, 15)
    ordered = order_for_all(world)  # committed, and then nothing: no message was ever sent
    assert standing() == {"queued": ordered}
    production.worker()
    production.beat()
    production.until(all_issued(ordered), "the sweeper found the rows")
    check_each_is_issued_once(ordered)
    assert Certificate.objects.filter(attempts=1).count() == ordered
