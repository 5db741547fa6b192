"""The shell's own pages: the operator's door, the way to one's first place."""

from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.accounts.adapter import is_new
from backend.common.pages import signed_in
from backend.site.navigation import home_of
from volunteers.models import User


@never_cache
def operator_sign_in(request: HttpRequest) -> HttpResponse:
    """Django's admin has no sign-in of its own: there is one door, with the second factor of who has one."""
    if request.user.is_authenticated:
        raise PermissionDenied
    address = request.GET.get("next", reverse("admin:index"))
    return redirect(f"{reverse('sign-in')}?{urlencode({'next': address})}")


@require_safe
@signed_in
def onward(request: HttpRequest) -> HttpResponse:
    """Sends each person to their first place, in their language."""
    user = cast("User", request.user)
    if is_new(user):
        return redirect("welcome")
    known = user.language in dict(settings.LANGUAGES)
    return redirect(home_of(request, user.language if known else settings.LANGUAGE_CODE))
