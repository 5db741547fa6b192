"""Who asks: by token for programs, by session for our own pages."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

_TOKEN = re.compile(rb"[0-9a-f]{64}")


class ByToken(TokenAuthentication):  # type: ignore[misc]  # knox publishes no types
    """`Authorization: Token …`, one that we gave out. Expired, unknown and malformed ones get the same answer."""

    def authenticate(self, request: Request) -> Any:
        """User and token; None without the header. Raises AuthenticationFailed."""
        try:
            return super().authenticate(request)
        except AuthenticationFailed as error:
            raise AuthenticationFailed(_("Dieses Token gilt nicht (mehr). Bitte melden Sie sich neu an.")) from error

    def authenticate_credentials(self, token: bytes) -> Any:
        """User and token. Bytes that no database could look up are refused before it is asked."""
        if not _TOKEN.fullmatch(token):
            raise AuthenticationFailed
        return super().authenticate_credentials(token)


class BySession(SessionAuthentication):
    """The session of our own pages; what changes something needs their CSRF token."""

    def enforce_csrf(self, request: Request) -> None:
        """Raises PermissionDenied (`csrf_failed`)."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            detail = _("Die Anfrage kam nicht von unserer Seite. Bitte laden Sie die Seite neu.")
            raise PermissionDenied(detail, code="csrf_failed") from error


class _TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped upstream
    target_class = "backend.common.authentication.ByToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token …`, mit dem Token von `auth/sign-in`.",
        }


class _SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped upstream
    target_class = "backend.common.authentication.BySession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
