"""Doors that are open to everybody: the same page for each, without session or cookie, kept for seconds.

How old can a name be that somebody reads? Caches stand behind each other, and none tells the next how old a page is:

    our proxy     20 s fresh (s-maxage) + 10 s stale while it asks again (stale-while-revalidate)   = 30 s
    the browser   10 s fresh (max-age)  + 10 s stale while it asks again                            = 20 s
    making the page, and both clocks' rounding up to whole seconds                                   <  5 s

So a withdrawn name is gone within 55 s: the alliance promises a minute. Another shared cache in front would add its own
30 s: do not put one there (docs/operations.md).
"""

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

PROMISED_SECONDS = 60
PUBLIC: dict[str, Any] = {"public": True, "max_age": 10, "s_maxage": 20, "stale_while_revalidate": 10}

_MAKING_SECONDS = 60
_KEPT_SECONDS = 24 * 3600


class Remembered(NamedTuple):
    """What was computed, and when (seconds since 1970)."""

    at: float
    value: Any


def public_page(view: View) -> Callable[..., HttpResponse]:
    """A page that any cache may keep for as long as the sum above allows.

    The view must ask neither for the user nor for the session, or the answer would carry a cookie.
    """
    return require_safe(cache_control(**PUBLIC)(view))  # type: ignore[return-value]  # HttpResponse is all that our views return


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
