"""Too many wrong passwords for one account from one address: a pause (django-axes, counted in the cache alone).

The counting knows the typed address, not whether there is an account: an unknown one is paused alike. Only passwords
are paused; the code by e-mail, passkeys and the help for a lost mailbox stay open, and signing in by them ends it.
"""

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from backend.common.throttling import SignInThrottle

if TYPE_CHECKING:
    from rest_framework.request import Request


def address(request: HttpRequest) -> str:
    """Whose tries are counted: by the rule of our own throttles (NUM_PROXIES). AXES_CLIENT_IP_CALLABLE."""
    return SignInThrottle().get_ident(cast("Request", request)) or "nowhere"  # asks for its headers alone


def account(_request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """For which account the tries are: the page says `email`, the API `username`. AXES_USERNAME_CALLABLE."""
    given = credentials or {}
    return str(given.get("username") or given.get("email") or "").lower()


def seconds() -> int:
    """How long the pause is."""
    return int(settings.AXES_COOLOFF_TIME.total_seconds())


def sentence() -> str:
    """What to say, with the time and the way out."""
    minutes = seconds() // 60
    return ngettext(
        "Zu oft ein falsches Passwort. Bitte warten Sie eine Minute. Oder melden Sie sich mit einem Code an.",
        "Zu oft ein falsches Passwort. Bitte warten Sie %(minutes)s Minuten. Oder melden Sie sich mit einem Code an.",
        minutes,
    ) % {"minutes": minutes}


def answer(request: HttpRequest, response: HttpResponse, _credentials: Any = None) -> HttpResponse:
    """429 with the time, for a page; the API has said it already. AXES_LOCKOUT_CALLABLE."""
    if response.status_code != 429:
        shown = {"code": 429, "detail": sentence()}
        response = render(request, "site/error.html", shown, status=429)
    response["Retry-After"] = str(seconds())
    return response
