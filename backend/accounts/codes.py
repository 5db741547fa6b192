"""Codes by e-mail: to sign in, and to prove an address. Each is good for fifteen minutes and three tries."""

import time
import unicodedata
from typing import Any, Self

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from backend.accounts import mails
from volunteers.models import User
from volunteers.services import people


class SignInCode(LoginCodeVerificationProcess):  # type: ignore[misc]  # allauth publishes no types
    """The code that signs in. Every address gets one, known or not: the same page, the same mail, the same time.

    Whoever proves an address without account gets an account: there is no separate way to sign up.
    """

    sent = False

    @classmethod
    def begin(cls, request: HttpRequest, email: str) -> Self:
        """Sends a code; an earlier one no longer counts. `sent` tells whether the mail left us."""
        user = User.objects.filter(email=email, is_active=True).first()
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> Self | None:
        """The code that was sent, None once it is too old."""
        process: Self | None = cls(stage=stage).abort_if_invalid()
        return process

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:  # noqa: FBT001, FBT002 - inherited
        """In the language of the page that they look at: who asks is who reads."""
        self.sent = mails.send("code", to=email, language=get_language() or "", code=self.generate_code())

    def finish(self, redirect_url: str | None) -> HttpResponse:
        """Signs in, or goes on to the second factor. An address that is new becomes an account now."""
        email = self.state["email"]
        self._user = self.user or people.account_for(email, language=get_language() or "de")
        response: HttpResponse = super().finish(redirect_url)
        return response


class AddressProof(AbstractCodeVerificationProcess):  # type: ignore[misc]  # allauth publishes no types
    """A code that proves to who is signed in that an address is theirs. `purpose` keeps codes apart."""

    sent = False

    def __init__(self, request: HttpRequest, purpose: str, state: dict[str, Any]) -> None:
        """`state` lies in the session."""
        self._request = request
        self._key = f"proof_{purpose}"
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
        )

    @classmethod
    def begin(cls, request: HttpRequest, purpose: str, email: str) -> Self:
        """Sends a code to the address."""
        process = cls(request, purpose, cls.initial_state(user=None, email=email))
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, request: HttpRequest, purpose: str) -> Self | None:
        """The code under way, if there is one."""
        state = request.session.get(f"proof_{purpose}")
        process: Self | None = cls(request, purpose, state).abort_if_invalid() if state else None
        return process

    @property
    def email(self) -> str:
        """Which address is being proved."""
        return str(self.state["email"])

    def send(self) -> None:
        """Makes and sends the code."""
        code = self.state["code"] = get_adapter().generate_login_code()
        self.sent = mails.send("proof", to=self.email, language=get_language() or "", code=code)

    def persist(self) -> None:
        """Keeps the state in the session."""
        self._request.session[self._key] = self.state

    def abort(self) -> None:
        """Forgets it: too old, too often wrong, or done."""
        self._request.session.pop(self._key, None)


def same_code(typed: str, expected: str) -> bool:
    """Whether it is that code, with or without the line, in the digits of any script."""
    digits = "".join(str(unicodedata.digit(letter, "")) or letter for letter in typed)
    return bool(compare_user_code(actual=digits, expected=expected))


def proved_within(records: list[dict[str, Any]], seconds: int) -> bool:
    """Whether the person showed who they are in this session, and how long ago."""
    return any(time.time() - record["at"] < seconds for record in records)
