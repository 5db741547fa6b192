"""Pages that only make sense for somebody who helps."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from backend.common.pages import View, signed_in
from volunteers.models import User, Volunteer
from volunteers.reach import reach_of

OwnView: TypeAlias = Callable[..., HttpResponse]


def helping(view: OwnView) -> View:
    """For who helps; the view gets their record. Others are led to the start, where they can say that they do."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = reach_of(actor_of(request)).volunteer_id
        if key is None:
            return redirect("me")
        volunteer = Volunteer.objects.select_related("details").get(pk=key)
        return view(request, volunteer, *args, **kwargs)

    return signed_in(guarded)


def actor_of(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast("User", request.user)
