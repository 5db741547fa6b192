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


def may_try_to_sign_in(request: HttpRequest) -> bool:
    """Counts a try made on a page; False when it is one too many."""
    return SignInThrottle().allow_request(Request(request), None)  # type: ignore[arg-type]  # it looks at no view
