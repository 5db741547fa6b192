"""Coordinators need a second factor: held for every page of coordination in one place, so that none can forget it."""

import re
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from backend.accounts.adapter import Accounts
from backend.common.pages import signed_in
from volunteers.reach import reach_of

_COORDINATION = re.compile(r"(/[a-z]{2}(-[a-z]+)?)?/koordination(/|$)")


def second_factor_needed(request: HttpRequest) -> bool:
    """Whether a coordinator signed in who has set up neither app nor passkey.

    To have one is enough: whoever has one was asked for it when they signed in, by every way into a session, and
    setting one up ended the sessions that had begun without it.
    """
    if not request.user.is_authenticated or not reach_of(request.user).coordinates:
        return False
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return not Authenticator.objects.filter(user=request.user, type__in=kinds).exists()


class SecondFactor:
    """Leads a coordinator without second factor to the page where one is set up, before any page of coordination."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """`get_response` is the next middleware or the view."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Asks only below /koordination, in any language."""
        if _COORDINATION.match(request.path_info) is None or not second_factor_needed(request):
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
    if reach_of(request.user).coordinates and not second_factor_needed(request):
        return HttpResponseRedirect(onward)
    return render(request, "accounts/second_factor_why.html", {"must": reach_of(request.user).coordinates})
