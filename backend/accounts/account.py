"""One's own account: address, language, password, and how one proves who one is."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView, GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from backend.accounts import forms
from backend.accounts.codes import AddressProof, proved_within
from backend.accounts.mailbox import is_open
from backend.accounts.sessions import end_other_sessions, remember
from backend.accounts.views import as_json, not_sent, too_many_tries
from backend.common.errors import DomainError
from backend.common.pages import View, complain, signed_in
from backend.common.throttling import may_try_to_sign_in
from volunteers.models import User
from volunteers.reach import reach_of
from volunteers.services import accounts
from volunteers.services.second_factor import is_owed, note_change

PROVED_SECONDS = 15 * 60  # so long one sign-in, or one more proof, opens what could lock the person out


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def second_factors(user: User) -> dict[str, list[Authenticator]]:
    """What the person has set up, by type."""
    found: dict[str, list[Authenticator]] = {kind: [] for kind in Authenticator.Type.values}
    for authenticator in Authenticator.objects.filter(user=user).order_by("pk"):
        found[authenticator.type].append(authenticator)
    return found


def proved(view: View) -> View:
    """For pages that could lock somebody out: a session that was left open is not enough for them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if proved_within(get_authentication_records(request, _user(request)), PROVED_SECONDS):
            return view(request, *args, **kwargs)
        return HttpResponseRedirect(f"{reverse('account-prove')}?{urlencode({'next': request.path})}")

    return signed_in(guarded)


@require_safe
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """All of it at a glance."""
    user = _user(request)
    factors = second_factors(user)
    codes = [RecoveryCodes(row) for row in factors["recovery_codes"]]
    shown = {
        "app": factors["totp"],
        "passkeys": factors["webauthn"],
        "codes_left": len(codes[0].get_unused_codes()) if codes else 0,
        "secured": bool(factors["totp"] or factors["webauthn"]),
        "must": is_owed(reach_of(user)),
        "form": forms.LanguageForm(initial={"language": user.language}),
    }
    return render(request, "accounts/overview.html", shown)


@require_POST
@signed_in
def language(request: HttpRequest) -> HttpResponse:
    """The language of pages and mails; goes on in it."""
    form = forms.LanguageForm(request.POST)
    user = _user(request)
    if form.is_valid():
        accounts.speak(user=user, language=form.cleaned_data["language"])
    with override(user.language):
        messages.success(request, _("Gespeichert."))
        return redirect("account")


@require_POST
@signed_in
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """The end of every other session and of all tokens of programs."""
    end_other_sessions(request)
    messages.success(request, _("Alle anderen Geräte und Programme sind abgemeldet."))
    return redirect("account")


def prove(request: HttpRequest) -> HttpResponse:
    """Once more who one is: by app or passkey where there is one, else by a code to one's address."""
    user = _user(request)
    factors = second_factors(user)
    onward = get_next_redirect_url(request) or reverse("account")
    if request.method == "POST" and not may_try_to_sign_in(request):
        return too_many_tries(request)
    if factors["totp"] or factors["webauthn"]:
        return _prove_by_factor(request, user, onward, passkeys=bool(factors["webauthn"]))
    process = AddressProof.resume(request, "self")
    form: Any = forms.CodeForm(request.POST if "code" in request.POST else None, code=process.code if process else "")
    if request.method == "POST" and "code" not in request.POST:
        process = AddressProof.begin(request, "self", user.email)
        if not process.sent:
            process.abort()
            messages.error(request, not_sent())
        return HttpResponseRedirect(f"{request.path}?{urlencode({'next': onward})}")
    if process is not None and form.is_bound:
        if form.is_valid():
            process.abort()
            record_authentication(request, user, method="code", reauthenticated=True)
            return HttpResponseRedirect(onward)
        if not process.record_invalid_attempt():
            process = None
    shown = {"form": form, "process": process, "next": onward, "mailbox": is_open()}
    return render(request, "accounts/prove.html", shown)


def _prove_by_factor(request: HttpRequest, user: User, onward: str, *, passkeys: bool) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form: Any = forms.ProveForm(typed if typed and "code" in typed else None, user=user)
    passkey = ReauthenticateWebAuthnForm(typed if typed and "credential" in typed else None, user=user)
    if form.is_valid():
        form.save()
        return HttpResponseRedirect(onward)
    if passkey.is_valid():
        post_authentication(request, passkey.cleaned_data["credential"], reauthenticated=True)
        return HttpResponseRedirect(onward)
    shown = {
        "form": form,
        "passkey_options": as_json(begin_authentication(user)) if passkeys else "",
        "next": onward,
        "mailbox": is_open(),
    }
    return render(request, "accounts/prove_by_factor.html", shown)


def address(request: HttpRequest) -> HttpResponse:
    """Another address to sign in with: a code goes there first."""
    form = forms.NewAddressForm(request.POST or None, present=_user(request).email)
    if request.method == "POST" and not may_try_to_sign_in(request):
        return too_many_tries(request)
    if form.is_valid():
        if AddressProof.begin(request, "address", form.cleaned_data["email"]).sent:
            return redirect("account-address-code")
        form.add_error("email", not_sent())
    return render(request, "accounts/address.html", {"form": form})


def address_code(request: HttpRequest) -> HttpResponse:
    """The code from the new mailbox; then the new address counts."""
    user = _user(request)
    process = AddressProof.resume(request, "address")
    if process is None:
        return redirect("account-address")
    form: Any = forms.CodeForm(request.POST or None, code=process.code)
    if form.is_valid():
        process.abort()
        try:
            accounts.change_own_address(user=user, email=process.email)
        except DomainError as error:
            complain(form, error)
        else:
            update_session_auth_hash(request, user)
            remember(request)
            messages.success(request, _("Ab jetzt meldest du dich mit der neuen Adresse an."))
            return redirect("account")
    elif form.is_bound and not process.record_invalid_attempt():
        messages.error(request, _("Dreimal falsch: Dieser Code gilt nicht mehr. Bitte beginne neu."))
        return redirect("account-address")
    shown = {"form": form, "email": process.email, "mailbox": is_open()}
    return render(request, "accounts/address_code.html", shown)


def password(request: HttpRequest) -> HttpResponse:
    """Set, change or remove it. Whoever forgot theirs signs in by code and sets a new one."""
    user = _user(request)
    form = forms.PasswordForm(request.POST if "password" in request.POST else None, user=user)
    removes = request.method == "POST" and "remove" in request.POST
    if not removes and not form.is_valid():
        return render(request, "accounts/password.html", {"form": form, "has_one": user.has_usable_password()})
    accounts.set_password(user=user, password=None if removes else form.cleaned_data["password"])
    end_other_sessions(request)
    messages.success(
        request, _("Du hast jetzt kein Passwort mehr.") if removes else _("Das neue Passwort gilt ab sofort.")
    )
    return redirect("account")


class _Changes:
    """A form that adds or removes a second factor; the protocol says so."""

    request: HttpRequest
    added: bool
    kind: str

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """After what the form does. Other devices signed in with less than is asked for now: they sign in anew."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # a FormView's
        note_change(_user(self.request), added=self.added, kind=self.kind)
        if self.added:
            end_other_sessions(self.request)
        return response


class App(_Changes, ActivateTOTPView):  # type: ignore[misc]  # allauth publishes no types
    """Connecting an app that shows codes."""

    template_name = "accounts/app.html"
    added, kind = True, "app"
    form_class = forms.AppForm


class AppRemoval(_Changes, DeactivateTOTPView):  # type: ignore[misc]  # as above
    """Doing without the app."""

    template_name = "accounts/app_remove.html"
    added, kind = False, "app"


class NewPasskey(_Changes, AddWebAuthnView):  # type: ignore[misc]  # as above
    """Making a passkey on this device."""

    template_name = "accounts/passkey.html"
    added, kind = True, "passkey"
    form_class = forms.PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the browser is to make, for a passkey that signs in by itself: without code, without password."""
        shown = cast("dict[str, Any]", super(AddWebAuthnView, self).get_context_data(**kwargs))
        return shown | {"passkey_options": as_json(begin_registration(_user(self.request), passwordless=True))}


class PasskeyRemoval(_Changes, RemoveWebAuthnView):  # type: ignore[misc]  # as above
    """Doing without a passkey."""

    template_name = "accounts/passkey_remove.html"
    added, kind = False, "passkey"


def guarded(view: Callable[..., Any], **settings: Any) -> View:
    """A view of allauth behind our own question who it is."""
    return proved(cast("Any", view).as_view(**settings))


recovery_codes = require_safe(guarded(ViewRecoveryCodesView, template_name="accounts/recovery_codes.html"))
new_recovery_codes = guarded(GenerateRecoveryCodesView, template_name="accounts/recovery_codes_new.html")
recovery_codes_file = require_safe(guarded(DownloadRecoveryCodesView, template_name="accounts/recovery_codes.txt"))
