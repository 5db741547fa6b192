"""The page behind the QR code: says what the paper says, so that an edited paper is caught."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.models import Certificate


@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The facts of an issued certificate, for whoever holds its code. Unknown codes are 404, never indexed."""
    certificate = Certificate.objects.verifiable().filter(code=code.upper()).first()
    response = render(
        request,
        "certificates/verify.html",
        {"certificate": certificate, "content": certificate.content if certificate else None},
        status=200 if certificate else 404,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
