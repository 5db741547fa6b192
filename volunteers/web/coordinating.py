"""The door of the coordinators' pages: for others they do not exist."""

from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse

from backend.common.pages import View, signed_in
from volunteers.models import User
from volunteers.reach import reach_of


def coordinators_only(view: View) -> View:
    """Only for who coordinates anything; anybody else who is signed in gets 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not reach_of(request.user).coordinates:
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def actor_of(request: HttpRequest) -> User:
    """The coordinator at work, behind `coordinators_only`."""
    return cast("User", request.user)
