"""The shell's own pages: home, signing in and out, one's own page."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from certificates.models import Certificate
from recognition.models import RecognitionList
from volunteers.models import HourEntry, HourStatus, Membership
from volunteers.reach import reach_of

TRIES_A_MINUTE = 10


@cache_control(public=True, max_age=30, stale_while_revalidate=30)
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and the lists of thanks. The same for everybody: no session, no cookie."""
    return render(request, "site/home.html", {"lists": RecognitionList.objects.published()[:20]})


class SignInPage(LoginView):
    """Signing in by e-mail and password, slowed down after ten tries a minute from one address."""

    template_name = "site/sign_in.html"
    redirect_authenticated_user = True
    next_page = "my-page"

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Check before the password is hashed: hashing is what an attacker would make us pay for."""
        key = f"sign-in:{BaseThrottle().get_ident(Request(request))}"
        cache.add(key, 0, timeout=60)
        if cache.incr(key) > TRIES_A_MINUTE:
            detail = _("Zu viele Versuche. Bitte warten Sie eine Minute.")
            return render(request, "site/error.html", {"code": 429, "detail": detail}, status=429)
        return super().post(request, *args, **kwargs)


class SignOutPage(LogoutView):
    """Signing out; only by POST."""

    http_method_names = ["post", "options"]


@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """One's own hours and certificates, and what one's roles are."""
    reach = reach_of(request.user)
    own = HourEntry.objects.filter(volunteer_id=reach.volunteer_id) if reach.volunteer_id else HourEntry.objects.none()
    waiting = HourEntry.objects.filter(organisation_id__in=reach.organisations, status=HourStatus.SUBMITTED)
    return render(
        request,
        "site/me.html",
        {
            "reach": reach,
            "memberships": Membership.objects.current().filter(user__in=[reach.user_id]).select_related("organisation"),
            "confirmed_minutes": own.confirmed().total_minutes(),
            "waiting_minutes": own.filter(status=HourStatus.SUBMITTED).total_minutes(),
            "entries": own.select_related("activity", "organisation").order_by("-day", "-pk")[:20],
            "desk": waiting.select_related("activity", "volunteer").order_by("-pk")[:20],
            "certificates": Certificate.objects.visible_to(request.user).order_by("-pk")[:20],
        },
    )
