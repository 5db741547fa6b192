"""Signing in and out: address, code, second factor; and the first question to who is new."""

import json
from typing import Any, cast

from allauth.account.mixins import NextRedirectMixin
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import get_login_redirect_url
from allauth.account.views import ConfirmLoginCodeView, LoginView
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic.edit import FormView

from backend.accounts import forms
from backend.accounts.codes import SignInCode
from backend.accounts.mailbox import is_open
from backend.common.errors import DomainError
from backend.common.pages import complain, signed_in
from backend.common.throttling import may_try_to_sign_in
from volunteers.models import User
from volunteers.reach import reach_of
from volunteers.services import accounts, people


def not_sent() -> str:
    """What to say when the mail server does not take the mail."""
    return _("Der Code konnte gerade nicht verschickt werden. Bitte in ein paar Minuten noch einmal versuchen.")


def as_json(options: Any) -> str:
    """What the browser is to do with a passkey, for an attribute of the form: no script stands in a page."""
    return json.dumps(options, default=dict)


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """The eleventh try in a minute."""
    detail = _("Zu viele Versuche. Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal.")
    response = render(request, "site/error.html", {"code": 429, "detail": detail}, status=429)
    response["Retry-After"] = "60"
    return response


@method_decorator(never_cache, name="dispatch")
class SignIn(NextRedirectMixin, FormView):  # type: ignore[misc, type-arg]  # allauth publishes no types
    """The one door: the address, and a code goes there. Known and unknown addresses take the same way."""

    template_name = "accounts/sign_in.html"
    form_class = forms.EmailForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who is signed in goes on; who tries too often waits."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(get_login_redirect_url(request))
        if request.method == "POST" and not may_try_to_sign_in(request):
            return too_many_tries(request)
        return cast("HttpResponse", super().dispatch(request, *args, **kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        """Sends the code and asks for it."""
        if not SignInCode.begin(self.request, form.cleaned_data["email"]).sent:
            form.add_error("email", not_sent())
            return self.form_invalid(form)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("sign-in-code")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether a mailbox of the demo stands beside."""
        return super().get_context_data(**kwargs) | {"mailbox": is_open()}


@method_decorator(never_cache, name="dispatch")
class Code(ConfirmLoginCodeView):  # type: ignore[misc]  # as above
    """The code from the mail. Three tries, fifteen minutes; then a new one."""

    template_name = "accounts/code.html"
    form_class = forms.CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to the start where no code is under way, or none any more."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(get_login_redirect_url(request))
        self.stage = LoginStageController.enter(request, LoginByCodeStage.key)
        self._process: Any = SignInCode.resume(self.stage) if self.stage else None
        if self._process is None:
            return HttpResponseRedirect(self.passthrough_next_url(reverse("sign-in")))
        # not ConfirmLoginCodeView.dispatch: it would take up the code by allauth's own class
        return cast("HttpResponse", super(ConfirmLoginCodeView, self).dispatch(request, *args, **kwargs))

    def get_form_class(self) -> type[Form]:
        """Of one button there is no other form."""
        return self.form_class

    def form_invalid(self, form: Any) -> HttpResponse:
        """Says so; after the third time the code is used up, and the way starts anew with what was typed kept."""
        if self._process.record_invalid_attempt():
            return cast("HttpResponse", self.render_to_response(self.get_context_data(form=form)))
        return render(self.request, "accounts/code_used_up.html", self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether a mailbox of the demo stands beside."""
        return cast("dict[str, Any]", super().get_context_data(**kwargs)) | {"mailbox": is_open()}


class PasswordSignIn(LoginView):  # type: ignore[misc]  # as above
    """For who has a password; nobody needs one."""

    template_name = "accounts/sign_in_password.html"
    form_class = forms.PasswordSignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who is signed in goes on; who tries too often waits, before a password is hashed."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(get_login_redirect_url(request))
        if request.method == "POST" and not may_try_to_sign_in(request):
            return too_many_tries(request)
        return cast("HttpResponse", super().dispatch(request, *args, **kwargs))

    def _redirect_to_pending_stage(self, *_args: Any) -> None:
        """A code that was asked for before does not stand in the way of the password."""


class SecondFactor(AuthenticateView):  # type: ignore[misc]  # as above
    """The app's code or the passkey, after the first step."""

    template_name = "accounts/second_factor.html"
    form_class = forms.SecondFactorForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether there is a passkey to ask for, and whether a mailbox of the demo shows the code."""
        shown = cast("dict[str, Any]", super().get_context_data(**kwargs))
        options = shown["js_data"]["request_options"]
        has_passkey = bool(options["publicKey"].get("allowCredentials"))
        return shown | {"passkey_options": as_json(options) if has_passkey else "", "mailbox": is_open()}


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """The end of this session; by POST alone, so that no picture in a mail can do it."""
    logout(request)
    return redirect("home")


@require_safe
@never_cache
def locked(request: HttpRequest) -> HttpResponse:
    """For an account that the operator closed: said only to who proved that it is theirs."""
    detail = _("Dieses Konto ist gesperrt. Bitte wenden Sie sich an die Koordination.")
    return render(request, "site/error.html", {"code": 403, "detail": detail}, status=403)


@signed_in
def welcome(request: HttpRequest) -> HttpResponse:
    """The first question to who is new: the name. Who comes here later goes on."""
    user = cast("User", request.user)
    onward = NextRedirectMixin()
    onward.request = request
    address = onward.get_next_url() or reverse("my-page")
    if reach_of(user).volunteer_id is not None or user.name:
        return HttpResponseRedirect(address)
    form = forms.WelcomeForm(request.POST or None, initial={"language": get_language()})
    if form.is_valid():
        facts = form.cleaned_data
        try:
            accounts.introduce(user=user, name=facts["name"], language=facts["language"])
            if facts["role"] == "volunteer":
                people.register_volunteer(user=user, name=facts["name"], language=facts["language"])
        except DomainError as error:
            complain(form, error)
        else:
            return HttpResponseRedirect(address)
    shown = {"form": form, "next": address, "languages_known": settings.LANGUAGES}
    return render(request, "accounts/welcome.html", shown)
