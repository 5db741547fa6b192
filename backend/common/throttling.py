"""How often somebody may try."""

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class SignInThrottle(SimpleRateThrottle):
    """Ten tries to sign in a minute from one address, over all doors together: API, page and the operator's pages.

    Asked before a password is hashed: hashing is what an attacker would make us pay for.
    """

    scope = "sign-in"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Where the tries of this address are remembered."""
        return f"throttle:{self.scope}:{self.get_ident(request)}"


class PreviewThrottle(SimpleRateThrottle):
    """Sixty pictures a minute for one user: each is pressed and drawn while they wait."""

    scope = "preview"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Where the pictures of this user are counted; of nobody's, by address."""
        return f"throttle:{self.scope}:{request.user.pk or self.get_ident(request)}"


class VerifyThrottle(SignInThrottle):
    """Looking at the public page of a certificate: far more than a person needs, far too few to guess a code."""

    scope = "verify"


class CodeThrottle(SimpleRateThrottle):
    """Ten codes for kept hours a minute for one user: nobody types faster, and guessing 60 bits takes for ever."""

    scope = "code"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Where the tries of this user are counted; of nobody's, by address."""
        return f"throttle:{self.scope}:{request.user.pk or self.get_ident(request)}"


class UploadThrottle(SignInThrottle):
    """Showing us a file: reading it costs a second of our time."""

    scope = "upload"


class ReportThrottle(SignInThrottle):
    """Writing to the operator: each report is a mail that somebody reads."""

    scope = "report"


class JoinThrottle(SignInThrottle):
    """Asking to join: each request is a mail to an address that may be somebody else's. A class of people fits in."""

    scope = "join"


def may_verify(request: HttpRequest) -> bool:
    """Counts a look at a certificate's public page; False when it is one too many."""
    return VerifyThrottle().allow_request(Request(request), None)  # type: ignore[arg-type]  # it looks at no view


def may_upload(request: HttpRequest) -> bool:
    """Counts a file shown to us; False when it is one too many."""
    return UploadThrottle().allow_request(Request(request), None)  # type: ignore[arg-type]  # it looks at no view


def may_report(request: HttpRequest) -> bool:
    """Counts a report to the operator; False when it is one too many."""
    return ReportThrottle().allow_request(Request(request), None)  # type: ignore[arg-type]  # it looks at no view


def may_join(request: HttpRequest) -> bool:
    """Counts a request to join; False when it is one too many."""
    return JoinThrottle().allow_request(Request(request), None)  # type: ignore[arg-type]  # it looks at no view


def may_preview(request: HttpRequest) -> bool:
    """Counts a picture that this user has pressed for them; False when it is one too many."""
    asked = Request(request)
    asked.user = request.user
    return PreviewThrottle().allow_request(asked, None)  # type: ignore[arg-type]  # it looks at no view


def may_try_code(request: HttpRequest) -> bool:
    """Counts a code that this user typed; False when it is one too many."""
    asked = Request(request)
    asked.user = request.user
    return CodeThrottle().allow_request(asked, None)  # type: ignore[arg-type]  # it looks at no view


def may_try_to_sign_in(request: HttpRequest) -> bool:
    """Counts a try made on a page; False when it is one too many."""
    return SignInThrottle().allow_request(Request(request), None)  # type: ignore[arg-type]  # it looks at no view
