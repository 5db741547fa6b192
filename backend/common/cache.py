"""The cache of production: Redis, and while Redis does not answer, the memory of this process.

What lies in it are counters of tries and what can be computed again. So an outage of the cache must neither fail a
request nor hold it up, and it must not switch off the counting of tries either: each process goes on counting alone.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

T = TypeVar("T")
PAUSE_SECONDS = 5.0  # after a failure nobody asks Redis for that long: one request in five seconds waits, not each one
MOST_ENTRIES = 10_000


class _Outages:
    """Until when Redis is left alone, for all threads of the process (each thread has a cache object of its own)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._out = False

    @property
    def now(self) -> bool:
        """Whether Redis is left alone at this moment."""
        return time.monotonic() < self._until

    def begin(self, error: Exception) -> None:
        """Redis failed; said once an outage."""
        with self._lock:
            self._until = time.monotonic() + PAUSE_SECONDS
            news, self._out = not self._out, True
        if news:
            logger.warning("the cache does not answer (%s): this process counts alone", type(error).__name__)

    def end(self) -> None:
        """Redis answered."""
        if self._out:
            with self._lock:
                news, self._out = self._out, False
            if news:
                logger.warning("the cache answers again")


_outages: dict[str, _Outages] = {}  # by address


class SteadyRedisCache(BaseCache):
    """Redis with the process's own memory as its stand-in. No operation raises because of Redis.

    Bound the wait by `socket_timeout` and `socket_connect_timeout` in OPTIONS: a server that hangs costs the first
    request a few of them and the next ones nothing.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        """`server` is a redis:// address, `params` as for Django's RedisCache."""
        super().__init__(params)
        self._redis = RedisCache(server, params)
        self._own = LocMemCache(f"beside {server}", {**params, "OPTIONS": {"MAX_ENTRIES": MOST_ENTRIES}})
        self._outages = _outages.setdefault(server, _Outages())

    def _ask(self, ask: Callable[[BaseCache], T]) -> T:
        if not self._outages.now:
            try:
                answer = ask(self._redis)
            except (RedisError, OSError) as error:
                self._outages.begin(error)
            else:
                self._outages.end()
                return answer
        return ask(self._own)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Sets the key unless it is there; whether it was set."""
        return self._ask(lambda cache: cache.add(key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default."""
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Sets the key."""
        self._ask(lambda cache: cache.set(key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """A new time to live; whether the key is there."""
        return self._ask(lambda cache: cache.touch(key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Drops the key; whether it was there."""
        return self._ask(lambda cache: cache.delete(key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Adds to a counter. Raises ValueError for one that is missing wherever it may have been begun."""

        def add(cache: BaseCache) -> int:
            try:
                return cache.incr(key, delta, version)
            except ValueError:
                # Begun in Redis and counted on here, or begun here when Redis has just come back.
                begun = 0 if cache is self._own else self._own.get(key, version=version)
                if begun is None:
                    raise
                cache.add(key, begun, version=version)
                return cache.incr(key, delta, version)

        return self._ask(add)

    def clear(self) -> None:
        """Drops everything, in both."""
        self._own.clear()
        self._ask(lambda cache: cache.clear())
