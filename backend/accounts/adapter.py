"""Where django-allauth asks us: words, mails, addresses, secrets (settings: ACCOUNT_ADAPTER, MFA_ADAPTER)."""

import base64
import re
from hashlib import sha256
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from backend.accounts import mails, sessions
from backend.common.throttling import SignInThrottle
from volunteers.models import User
from volunteers.reach import reach_of

_ROUND = re.compile(r"(/[a-z]{2}(-[a-z]+)?)?/(anmelden|abmelden|willkommen)(/|$)")


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Signing in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-Mail-Adresse oder Passwort stimmt nicht. Bitte noch einmal versuchen."),
        "incorrect_code": _("Dieser Code stimmt nicht. Bitte noch einmal nachsehen."),
        "incorrect_password": _("Dieses Passwort stimmt nicht."),
        "too_many_login_attempts": _("Zu viele Versuche. Bitte ein paar Minuten warten und neu beginnen."),
        "rate_limited": _("Zu viele Versuche. Bitte ein paar Minuten warten und neu beginnen."),
    }

    def is_safe_url(self, url: str) -> bool:
        """Pages of ours alone, and none of signing in or out: they would send people round in a circle."""
        return bool(super().is_safe_url(url)) and _ROUND.match(urlsplit(url).path) is None

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose address counts tries: by the rule of our own throttles (NUM_PROXIES)."""
        return SignInThrottle().get_ident(Request(request)) or "nowhere"

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        """Where they wanted to go; somebody who is new is asked for their name first."""
        response = cast("HttpResponseRedirect", super().post_login(request, user, **facts))
        if is_new(user):
            response["Location"] = f"{reverse('welcome')}?{urlencode({'next': response.url})}"
        sessions.greet(request, response)
        return response

    def add_message(self, *_args: Any, **_facts: Any) -> None:
        """Our pages say what happened themselves."""

    def send_notification_mail(self, template_prefix: str, user: User, *_args: Any, **_facts: Any) -> None:
        """Tells the person that how they sign in has changed. Sign-ins themselves tell nobody: the code was a mail."""
        name = template_prefix.rpartition("/")[2]
        mails.send("changed", to=user.email, language=user.language, change=name, url=settings.PUBLIC_URL)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # as above
    """TOTP, passkeys, recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Das hat nicht gestimmt. Bitte noch einmal versuchen."),
    }

    def get_totp_issuer(self) -> str:
        """How the app on the phone calls us."""
        return "Dankwerk"

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - inherited
        """How a passkey is called until its owner says otherwise."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For which host a passkey is made."""
        return {"id": context.request.get_host().partition(":")[0], "name": "Dankwerk"}

    def encrypt(self, text: str) -> str:
        """Secrets lie encrypted in the database: a stolen backup alone opens no account."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. Keys that were retired to SECRET_KEY_FALLBACKS still open what they closed."""
        return _vault().decrypt(encrypted_text.encode()).decode()


def is_new(user: User) -> bool:
    """Whether the account has neither a name nor any role yet."""
    reach = reach_of(user)
    return not (user.name or reach.volunteer_id or reach.organisations or reach.coordinates or user.is_staff)


def _vault() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(sha256(b"second factor " + str(key).encode()).digest())) for key in keys]
    )
