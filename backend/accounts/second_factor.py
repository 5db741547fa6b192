"""Coordinators and managers need a second factor: held for all their pages in one place, so that none can forget it."""

import re
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from backend.accounts.adapter import Accounts
from backend.common.pages import signed_in
from volunteers.models import User
from volunteers.reach import reach_of
from volunteers.services.second_factor import has_one, is_missing, is_owed

_GUARDED = re.compile(r"(/[a-z]{2}(-[a-z]+)?)?/(koordination|stelle)(/|$)")


class SecondFactor:
    """Leads who owes a second factor to the page where one is set up, before any page of coordination or of a desk.

    To have one is enough: whoever has one was asked for it when they signed in, by every way into a session, and
    setting one up ended the sessions that had begun without it. Their own pages stay open: nobody is locked in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """`get_response` is the next middleware or the view."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Asks only below /koordination and /stelle, in any language."""
        if (
            _GUARDED.match(request.path_info) is None
            or not request.user.is_authenticated
            or not is_missing(request.user)
        ):
            return self._get_response(request)
        response = HttpResponseRedirect(f"{reverse('second-factor')}?{urlencode({'next': request.path})}")
        add_never_cache_headers(response)
        return response


@require_safe
@signed_in
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why, and how. Who has one goes on."""
    wish = request.GET.get("next", "")
    onward = wish if wish and Accounts(request).is_safe_url(wish) else reverse("my-page")
    reach = reach_of(request.user)
    if (reach.coordinates or reach.managed) and has_one(cast("User", request.user)):
        return HttpResponseRedirect(onward)
    shown = {"must": is_owed(reach), "coordinates": reach.coordinates}
    return render(request, "accounts/second_factor_why.html", shown)
