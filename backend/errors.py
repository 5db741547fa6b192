"""Domain error -> HTTP answer, in one table. Every refusal is `application/problem+json` (RFC 9457)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from backend.common import errors

STATUS: dict[type[errors.DomainError], int] = {
    errors.Invalid: status.HTTP_400_BAD_REQUEST,
    errors.Forbidden: status.HTTP_403_FORBIDDEN,
    errors.NotFound: status.HTTP_404_NOT_FOUND,
    errors.Conflict: status.HTTP_409_CONFLICT,
    errors.IllegalTransition: status.HTTP_409_CONFLICT,
    errors.KeyReused: status.HTTP_422_UNPROCESSABLE_ENTITY,
}
MEDIA_TYPE = "application/problem+json"


def problem(code: int, *, name: str, detail: str, **more: Any) -> dict[str, Any]:
    """The body of a refusal. `name` is its stable code."""
    return {
        "type": f"urn:dankwerk:problem:{name}",
        "title": _title(code),
        "status": code,
        "code": name,
        "detail": detail,
        **more,
    }


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. An error that is not in the table stays what it is: a fault of ours, status 500."""
    if isinstance(error, errors.DomainError):
        code = STATUS[type(error)]
        more: dict[str, Any] = dict(error.extra)
        if error.field:
            more["field"] = error.field
            more["errors"] = [{"field": error.field, "code": error.code, "detail": str(error.detail)}]
        return Response(
            problem(code, name=error.code, detail=str(error.detail), **more), status=code, content_type=MEDIA_TYPE
        )
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = _from_framework(error, response.status_code)
    response.content_type = MEDIA_TYPE
    return response


def _from_framework(error: Exception, code: int) -> dict[str, Any]:
    if isinstance(error, Http404):
        error = exceptions.NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        items = list(_flatten(error.detail))
        first = items[0] if items else {"field": "", "code": "invalid", "detail": _("Die Eingabe stimmt nicht.")}
        return problem(code, name="invalid", detail=first["detail"], field=first["field"], errors=items)
    if isinstance(error, exceptions.APIException):
        detail = error.detail
        name = getattr(detail, "code", None) or error.default_code
        return problem(code, name=str(name), detail=str(detail))
    return problem(code, name="refused", detail=_title(code))


def _flatten(detail: Any, path: str = "") -> Any:
    """Each leaf of DRF's nested error detail as field (``entries.0.day``), code and sentence."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _flatten(value, "" if key == "non_field_errors" and not path else f"{path}.{key}".strip("."))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            if not nested or value:
                yield from _flatten(value, f"{path}.{index}".strip(".") if nested else path)
    else:
        yield {"field": path, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}


def _title(code: int) -> str:
    return {
        400: _("Die Eingabe stimmt nicht"),
        401: _("Bitte anmelden"),
        403: _("Nicht erlaubt"),
        404: _("Nicht gefunden"),
        405: _("Das geht hier nicht"),
        406: _("Diese Form der Antwort gibt es nicht"),
        409: _("Im jetzigen Zustand nicht möglich"),
        415: _("Bitte JSON senden"),
        422: _("Der Schlüssel gehört zu einer anderen Anfrage"),
        429: _("Zu viele Anfragen"),
        500: _("Ein Fehler von uns"),
    }.get(code, _("Nicht möglich"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Unknown address: a problem below /api/, a page elsewhere."""
    if request.path.startswith("/api/"):
        body = problem(404, name="not_found", detail=_("Diese Adresse gibt es nicht."))
        return JsonResponse(body, status=404, content_type=MEDIA_TYPE)
    return render(request, "site/error.html", {"code": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Says so, and that nothing was saved halfway."""
    detail = _(
        "Bei uns ist etwas schiefgegangen. Es wurde nichts halb gespeichert. Bitte versuchen Sie es noch einmal."
    )
    if request.path.startswith("/api/"):
        return JsonResponse(problem(500, name="server_error", detail=detail), status=500, content_type=MEDIA_TYPE)
    return render(request, "site/error.html", {"code": 500, "detail": detail}, status=500)
