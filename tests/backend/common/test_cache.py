"""The cache through an outage of Redis: no error, no long wait, and tries are counted all the same."""

import itertools
import logging
from collections.abc import Callable, Iterator

import pytest

from backend.common import cache as steady
from backend.common.cache import SteadyRedisCache
from tests.services import RedisServer

Beside = Callable[..., SteadyRedisCache]


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    server = RedisServer()
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def beside(redis: RedisServer) -> Iterator[Beside]:
    """Caches over the same server, each as in a process of its own; their connections end with the test."""
    made: list[SteadyRedisCache] = []

    def make(**options: float) -> SteadyRedisCache:
        made.append(SteadyRedisCache(redis.url, {"OPTIONS": options}))
        return made[-1]

    yield make
    for cache in made:
        for pool in cache._redis._cache._pools.values():  # type: ignore[attr-defined]  # the stubs leave it out
            pool.disconnect()


@pytest.fixture
def cache(beside: Beside) -> Iterator[SteadyRedisCache]:
    made = beside(socket_timeout=0.2, socket_connect_timeout=0.2)
    yield made
    made.clear()


def outage_is_over(cache: SteadyRedisCache) -> None:
    """The pause in which nobody asks Redis has passed."""
    cache._outages._until = 0


def test_values_live_in_redis_while_it_answers(cache: SteadyRedisCache, beside: Beside) -> None:
    cache.set("thing", {"a": 1})
    other_process = beside()
    assert other_process.get("thing") == {"a": 1}
    assert (cache.add("thing", 2), cache.touch("thing", 60), cache.delete("thing")) == (False, True, True)
    assert cache.get("thing", "nothing") == "nothing"
    cache.set("tries", 1)
    assert cache.incr("tries") == 2
    with pytest.raises(ValueError, match="not found"):
        cache.incr("never-set")


@pytest.mark.parametrize("outage", ["freeze", "kill"])
def test_every_operation_works_through_an_outage(
    cache: SteadyRedisCache, redis: RedisServer, outage: str, caplog: pytest.LogCaptureFixture
) -> None:
    cache.set("thing", "from before")
    getattr(redis, outage)()
    with caplog.at_level(logging.WARNING, logger=steady.__name__):
        assert cache.get("thing") is None
        cache.set("thing", "own")
        assert cache.get("thing") == "own"
        assert (cache.add("thing", 2), cache.touch("thing", 60), cache.delete("thing")) == (False, True, True)
        assert [cache.incr("tries") for _try in range(3)] == [1, 2, 3]  # begun in Redis, counted on here
        assert cache.get_many(["tries", "thing"]) == {"tries": 3}
        outage_is_over(cache)
        assert cache.get("tries") == 3  # asked Redis once more, in vain
    assert len(caplog.records) == 1  # once an outage
    redis.thaw() if outage == "freeze" else redis.start()
    outage_is_over(cache)
    assert cache.get("thing") == ("from before" if outage == "freeze" else None)


def test_count_goes_on_when_the_outage_ends_between_beginning_and_adding(
    cache: SteadyRedisCache, redis: RedisServer, beside: Beside
) -> None:
    redis.kill()
    assert cache.add("tries", 4)  # kept here
    redis.start()
    outage_is_over(cache)
    assert [cache.incr("tries"), cache.incr("tries")] == [5, 6]
    assert beside().get("tries") == 6
    with pytest.raises(ValueError, match="not found"):
        cache.incr("never-set")


def test_threads_of_a_process_share_what_they_know_of_an_outage(
    cache: SteadyRedisCache, redis: RedisServer, beside: Beside
) -> None:
    redis.kill()
    assert cache.get("thing") is None
    of_another_thread = beside()
    assert of_another_thread._outages.now
    of_another_thread.set("thing", 1)
    assert cache.get("thing") == 1


def test_end_of_an_outage_is_said_once(
    cache: SteadyRedisCache, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    redis.kill()
    with caplog.at_level(logging.WARNING, logger=steady.__name__):
        cache.get("thing")
        redis.start()
        outage_is_over(cache)
        for _again in itertools.repeat(None, 3):
            cache.get("thing")
    assert [record.message.partition(" (")[0] for record in caplog.records] == [
        "the cache does not answer",
        "the cache answers again",
    ]
