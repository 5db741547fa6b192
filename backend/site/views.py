"""The shell's own pages: home, signing in and out, one's own page."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from backend.common.pages import signed_in
from backend.common.throttling import may_try_to_sign_in
from backend.site.navigation import home_of
from certificates.models import Certificate
from recognition.models import RecognitionList
from volunteers.models import HourEntry, HourStatus, Membership
from volunteers.reach import reach_of


@require_safe
@cache_control(public=True, max_age=30, stale_while_revalidate=30)
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and the lists of thanks. The same for everybody: no session, no cookie."""
    return render(request, "site/home.html", {"lists": RecognitionList.objects.published()[:20]})


class SignInPage(LoginView):
    """Signing in by e-mail and password."""

    template_name = "site/sign_in.html"
    redirect_authenticated_user = True
    next_page = "my-page"

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Sign in; 429 after too many tries."""
        return super().post(request, *args, **kwargs) if may_try_to_sign_in(request) else _too_many_tries(request)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Where the person wanted to go; never back to this page, which would send them round in a circle."""
        url = super().get_redirect_url()
        return "" if url == self.request.path else url


@never_cache
def operator_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in of Django's own admin pages, slowed down like ours."""
    if request.method == "POST" and not may_try_to_sign_in(request):
        return _too_many_tries(request)
    return admin.site.login(request)


def _too_many_tries(request: HttpRequest) -> HttpResponse:
    detail = _("Zu viele Versuche. Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal.")
    return render(request, "site/error.html", {"code": 429, "detail": detail}, status=429)


class SignOutPage(LogoutView):
    """Signing out; only by POST."""

    http_method_names = ["post"]


@require_safe
@signed_in
def onward(request: HttpRequest) -> HttpResponse:
    """Sends each person to their first place, in their language."""
    user = reach_of(request.user)
    language = str(getattr(request.user, "language", settings.LANGUAGE_CODE)) if user.user_id else ""
    return redirect(home_of(request, language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE))


@require_safe
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
