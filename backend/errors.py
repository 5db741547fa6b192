"""Domain error -> HTTP answer, in one table. Every refusal is `application/problem+json` (RFC 9457)."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.views import exception_handler

from backend.common import errors
from backend.common.parsers import TooLarge

STATUS: dict[type[errors.DomainError], int] = {
    errors.Invalid: status.HTTP_400_BAD_REQUEST,
    errors.Forbidden: status.HTTP_403_FORBIDDEN,
    errors.NotFound: status.HTTP_404_NOT_FOUND,
    errors.Conflict: status.HTTP_409_CONFLICT,
    errors.IllegalTransition: status.HTTP_409_CONFLICT,
    errors.KeyReused: status.HTTP_422_UNPROCESSABLE_ENTITY,
}
MEDIA_TYPE = "application/problem+json"
# Where not even a template can be read: German, without style.
_LAST_WORDS = """<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Ein Fehler von uns – Dankwerk</title></head>
<body><h1>Bei uns ist etwas schiefgegangen.</h1><p>Es wurde nichts halb gespeichert. Bitte versuchen Sie es in ein paar
Minuten noch einmal.</p><p><a href="/">Zur Startseite</a></p></body></html>
"""
# Where the framework's sentence says what is wrong and not what to do.
OWN_WORDS: dict[type[Exception], Any] = {
    exceptions.NotAuthenticated: _("Bitte melden Sie sich an: mit einem Token oder auf unserer Seite."),
    exceptions.MethodNotAllowed: _("Das geht unter dieser Adresse nicht. Was geht, steht im Kopf „Allow“."),
    exceptions.NotAcceptable: _("In dieser Form gibt es die Antwort nicht. Bitte fragen Sie nach application/json."),
    exceptions.UnsupportedMediaType: _("Bitte senden Sie JSON, mit dem Content-Type application/json."),
    exceptions.Throttled: _("Zu viele Versuche. Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal."),
}

TITLES = {
    400: _("Die Eingabe stimmt nicht"),
    401: _("Bitte anmelden"),
    403: _("Nicht erlaubt"),
    404: _("Nicht gefunden"),
    405: _("Das geht hier nicht"),
    406: _("Diese Form der Antwort gibt es nicht"),
    409: _("Im jetzigen Zustand nicht möglich"),
    413: _("Zu groß"),
    415: _("Bitte JSON senden"),
    422: _("Der Schlüssel gehört zu einer anderen Anfrage"),
    429: _("Zu viele Anfragen"),
    500: _("Ein Fehler von uns"),
}


def problem(code: int, *, name: str, detail: str, **more: Any) -> HttpResponse:
    """A refusal. `name` is its stable code; `more` holds further members of the body."""
    body = {
        "type": f"urn:dankwerk:problem:{name}",
        "title": _title(code),
        "status": code,
        "code": name,
        "detail": detail,
    }
    # No renderer in between: a refusal is JSON, also where the answer would have been a PDF.
    return HttpResponse(orjson.dumps(body | more), status=code, content_type=MEDIA_TYPE)


def problem_response(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's exception handler. An error that is not in the table stays what it is: a fault of ours, status 500."""
    if isinstance(error, errors.DomainError):
        more: dict[str, Any] = {"facts": error.extra} if error.extra else {}
        if error.field:
            more["field"] = error.field
            more["errors"] = [{"field": error.field, "code": error.code, "detail": str(error.detail)}]
        return problem(STATUS[type(error)], name=error.code, detail=str(error.detail), **more)
    if isinstance(error, RequestDataTooBig):
        error = TooLarge(gettext("Das ist zu groß. Bitte senden Sie es in Teilen."))
    elif isinstance(error, SuspiciousOperation):
        error = exceptions.ParseError()
    response = exception_handler(error, context)
    if response is None:
        return None
    refusal = _from_framework(error, response.status_code)
    for header in ("WWW-Authenticate", "Retry-After"):
        if header in response:
            refusal[header] = response[header]
    return refusal


def _from_framework(error: Exception, code: int) -> HttpResponse:
    if isinstance(error, Http404):
        error = exceptions.NotFound(gettext("Das gibt es nicht, oder nicht für Sie."))
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        items = list(_flatten(error.detail))
        return problem(code, name="invalid", detail=items[0]["detail"], field=items[0]["field"], errors=items)
    if isinstance(error, exceptions.APIException):
        name = getattr(error.detail, "code", None) or error.default_code
        return problem(code, name=str(name), detail=str(OWN_WORDS.get(type(error), error.detail)))
    return problem(code, name="refused", detail=_title(code))


def _flatten(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Each leaf of DRF's nested error detail as field (``entries.0.day``), code and sentence."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _flatten(value, path if key == "non_field_errors" else f"{path}.{key}".strip("."))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            if not nested or value:
                yield from _flatten(value, f"{path}.{index}".strip(".") if nested else path)
    else:
        yield {"field": path, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}


def _title(code: int) -> str:
    return str(TITLES.get(code) or _("Nicht möglich"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is none: a foreign host name, a body beyond all bounds."""
    return _answer(request, 400, "bad_request", gettext("Mit dieser Anfrage können wir nichts anfangen."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from our own page, or too late (settings.CSRF_FAILURE_VIEW)."""
    detail = gettext("Das Formular ist abgelaufen. Bitte laden Sie die Seite neu.")
    if request.path.startswith("/api/"):
        return problem(403, name="csrf_failed", detail=detail)
    if not request.COOKIES:
        detail = gettext(
            "Ihr Browser hat unser Cookie nicht behalten. Bitte erlauben Sie Cookies für diese Seite, laden Sie sie "
            "neu und schicken Sie das Formular noch einmal ab."
        )
    return render(request, "site/error.html", _words(400, detail), status=403)  # nothing about an account


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Signed in, but not for this."""
    return _answer(request, 403, "forbidden", gettext("Das dürfen Sie mit diesem Konto nicht."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An unknown address."""
    return _answer(request, 404, "not_found", gettext("Diese Adresse gibt es nicht."))


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Says so, and that nothing was saved halfway."""
    if request.path.startswith("/api/"):
        detail = gettext(
            "Bei uns ist etwas schiefgegangen. Es wurde nichts halb gespeichert. Bitte versuchen Sie es noch einmal."
        )
        return problem(500, name="server_error", detail=detail)
    page = _LAST_WORDS
    with suppress(Exception):  # a page about a fault has to come, whatever is wrong with ours
        # Without the request: what fills every page (session, navigation) may be what is broken.
        detail = gettext("Es wurde nichts halb gespeichert. Bitte versuchen Sie es noch einmal.")
        page = render_to_string("site/error.html", _words(500, detail))
    return HttpResponse(page, status=500)


def refused(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
    """What a service refused, where no form was there to say it."""
    return _answer(request, STATUS[type(error)], error.code, str(error.detail))


def _answer(request: HttpRequest, code: int, name: str, detail: str) -> HttpResponse:
    """A problem below /api/, a page elsewhere."""
    if request.path.startswith("/api/"):
        return problem(code, name=name, detail=detail)
    return render(request, "site/error.html", _words(code, detail), status=code)


def _words(code: int, detail: str) -> dict[str, Any]:
    return {"code": code, "detail": detail, "title": _title(code)}
