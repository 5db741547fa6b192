"""*Angemeldete Geräte*: where one is signed in, and ending it. And how we know a device again."""

import uuid
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import signed_in
from volunteers.models import User
from volunteers.services import sessions

_SEEN = "seen_on"
_DEVICE = "device"  # the cookie, signed: who signed in here before
_SALT = "backend.accounts.device"
_MOST = 5  # people who share a device
_YEAR = 365 * 24 * 3600


def remember(request: HttpRequest, *, known: bool = True) -> None:
    """Write down the present session. A mail tells its owner where the device is not `known`."""
    if request.session.session_key is None:
        request.session.save()
    request.session[_SEEN] = clock.today().isoformat()
    agent = request.headers.get("User-Agent", "")
    key = cast("str", request.session.session_key)
    sessions.begin(user=cast("User", request.user), session_key=key, agent=agent, known=known)


def greet(request: HttpRequest, response: HttpResponse) -> None:
    """Somebody has just signed in: write it down, and know the device the next time."""
    user = cast("User", request.user)
    before = (request.get_signed_cookie(_DEVICE, default="", salt=_SALT) or "").split(".")
    remember(request, known=user.uuid.hex in before)
    people = [user.uuid.hex, *(one for one in before if one not in {user.uuid.hex, ""})][:_MOST]
    response.set_signed_cookie(
        _DEVICE,
        ".".join(people),
        salt=_SALT,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class Seen:
    """Notes once a day that a session is in use; only where the page has looked at the session anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """`get_response` is the next middleware or the view."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """After the view: a public page keeps having no session."""
        response = self._get_response(request)
        session = request.session
        today = clock.today().isoformat()
        if session.accessed and session.session_key and session.get(_SEEN, today) != today:
            session[_SEEN] = today
            sessions.seen(session_key=session.session_key)
        return response


def end_other_sessions(request: HttpRequest) -> None:
    """Ends them, and the tokens of programs; this one goes on, with a new key."""
    user = sessions.end_all(actor=cast("User", request.user))
    update_session_auth_hash(request, user)
    remember(request)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account_sessions(request: HttpRequest) -> HttpResponse:
    """Every device and every program that is signed in; ending one of them, or all but this."""
    user = cast("User", request.user)
    if request.method == "POST":
        try:
            _end(request, user)
        except DomainError as error:
            messages.error(request, str(error.detail))
        return redirect("account-sessions")
    shown = {
        "sessions": [(row, row.session_key == request.session.session_key) for row in sessions.of(user)[:50]],
        "tokens": sessions.tokens_of(user)[:50],
    }
    return render(request, "accounts/sessions.html", shown)


def _end(request: HttpRequest, user: User) -> None:
    if token := request.POST.get("token"):
        sessions.end_token(actor=user, key=token[:20])
        messages.success(request, _("Das Programm ist abgemeldet."))
    elif key := request.POST.get("session"):
        try:
            sessions.end(actor=user, session=uuid.UUID(key))
        except ValueError as error:
            raise Http404 from error
        messages.success(request, _("Dort ist jetzt niemand mehr angemeldet."))
    else:
        end_other_sessions(request)
        messages.success(request, _("Alle anderen Geräte und Programme sind abgemeldet."))
