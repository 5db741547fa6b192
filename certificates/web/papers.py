"""The address in the mail: whoever has it gets the certificate, without an account."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.common.errors import Conflict
from certificates.models import CertificateMail, CertificateStatus
from certificates.services import files


@require_safe
@never_cache
def paper(request: HttpRequest, secret: str) -> HttpResponse:
    """The PDF as it was issued. One that no longer holds leads to the page that says so; 404 for anything else.

    Opening it changes nothing: mail scanners open links.
    """
    mail = CertificateMail.objects.select_related("certificate").filter(secret=secret).first()
    if mail is None:
        raise Http404
    certificate = mail.certificate
    if certificate.status != CertificateStatus.ISSUED:
        return _private(HttpResponseRedirect(reverse("verify", args=[certificate.code])))
    try:
        data = files.pdf_of(certificate)
    except Conflict:
        raise Http404 from None
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{certificate.number_text}.pdf"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
