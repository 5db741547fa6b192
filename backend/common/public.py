"""Doors that are open to everybody: the same page for each, without session or cookie, kept for half a minute."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.core.cache import cache
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

T = TypeVar("T")
View = Callable[..., HttpResponseBase]

_MAKING_SECONDS = 60
_KEPT_SECONDS = 24 * 3600


class Remembered(NamedTuple):
    """What was computed, and when (seconds since 1970)."""

    at: float
    value: Any


def public_page(view: View) -> Callable[..., HttpResponse]:
    """A page that any cache may keep: 30 s fresh and 30 s stale, so that a withdrawn name is gone within a minute.

    The view must ask neither for the user nor for the session, or the answer would carry a cookie.
    """
    return require_safe(cache_control(public=True, max_age=30, stale_while_revalidate=30)(view))  # type: ignore[return-value]  # HttpResponse is all that our views return


def remembered(key: str, make: Callable[[], T], *, fresh: int) -> Remembered:
    """What `make` said at most `fresh` seconds ago. An older answer goes on serving while one request makes the next.

    Never for anything that depends on who looks, on a language or on a consent.
    """
    found: Remembered | None = cache.get(key)
    now = time.time()
    if found and (now - found.at < fresh or not cache.add(f"{key}:making", 1, _MAKING_SECONDS)):
        return found
    made = Remembered(now, make())
    cache.set(key, made, _KEPT_SECONDS)
    cache.delete(f"{key}:making")
    return made
