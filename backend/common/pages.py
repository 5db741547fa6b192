"""Doors that are pages: who may come in, what was typed, and what a service refused."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias
from urllib.parse import urlencode, urlsplit

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers

from backend.common.errors import DomainError

View: TypeAlias = Callable[..., HttpResponse]

_KEPT = "kept_forms"
_KEPT_SECONDS = 3600  # nobody looks for their mail longer than that; after it the words are nobody's
_KEPT_CHARACTERS = 20_000
_KEPT_MOST = 3
# Beginnings of names: secrets, and what a page promised to keep nowhere (a sheet, the dates of a calendar).
_NEVER_KEPT = ("csrfmiddlewaretoken", "password", "inhalt", "termin-")


def signed_in(view: View) -> View:
    """Only for somebody who is signed in; others are asked to sign in and come back. Nothing of it is cached.

    What was typed into a form while the session ended is kept in the new session for an hour, and `typed` gives it
    back on the way home: nothing is done in the person's name before they send it themselves.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
        else:
            if request.method == "POST":
                _keep(request)
            response = HttpResponseRedirect(f"{resolve_url('sign-in')}?{urlencode({'next': request.get_full_path()})}")
        add_never_cache_headers(response)
        return response

    return guarded


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form is to be bound to: what was sent just now, or what was kept when the session ended; else None.

    Sent means: act. Kept means: show it again, `request.method` is GET then.
    """
    return request.POST if request.method == "POST" else kept_for(request, request.path)


def kept_for(request: HttpRequest, path: str) -> QueryDict | None:
    """What was sent to that path while the session ended. It is given back once."""
    kept = request.session.get(_KEPT, {})
    found = kept.pop(path, None)
    if found is None:
        return None
    request.session[_KEPT] = kept
    return QueryDict(found["fields"]) if found["until"] > time.time() else None


def stood_at(request: HttpRequest) -> str:
    """Where the form stood that was sent here while the session ended: this address has nothing to show by itself."""
    found = request.session.get(_KEPT, {}).get(request.path, {})
    return str(found.get("from", ""))


def complain(form: BaseForm, error: DomainError) -> None:
    """Put what a service refused where the person looks: on the field it is about, else above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error.detail))


def _keep(request: HttpRequest) -> None:
    fields = request.POST.copy()
    for name in [name for name in fields if name.startswith(_NEVER_KEPT)]:
        del fields[name]
    encoded = fields.urlencode()
    if len(encoded) > _KEPT_CHARACTERS:
        return
    kept = request.session.get(_KEPT, {})
    came = urlsplit(request.headers.get("Referer", ""))
    stood = f"/{came.path.lstrip('/')}" + (f"?{came.query}" if came.query else "")
    kept[request.path] = {
        "fields": encoded,
        "until": time.time() + _KEPT_SECONDS,
        "from": stood if came.netloc == request.get_host() else "",
    }
    request.session[_KEPT] = dict(list(kept.items())[-_KEPT_MOST:])
