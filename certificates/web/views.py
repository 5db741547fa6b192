"""What everybody may know of a certificate: the page behind the QR code, the check of a file, answers for programs.

The page says what the paper says, so that an edited paper is caught. Nothing here is stored, indexed or needs a script.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.throttling import may_upload, may_verify
from backend.common.uploads import UpTo
from certificates.content import CertificateContent
from certificates.models import Certificate
from certificates.press.credential import credential as signed_credential
from certificates.press.credential import credential_body
from certificates.press.wording import wording
from certificates.services import keys, verifying
from certificates.services import status_list as lists
from certificates.services.judging import MOST_BYTES
from certificates.services.verifying import Answer, Outcome

TOKEN = "application/vc+jwt"  # noqa: S105 - a media type (VC-JOSE-COSE, 6.1)


@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The facts of an issued certificate, for whoever holds its code. Unknown codes are 404, never indexed."""
    if not may_verify(request):
        return _too_many(request)
    certificate = _issued(code)
    answer = Answer(verifying.outcome_of(certificate), certificate) if certificate else Answer(Outcome.UNKNOWN)
    context = _facts(answer) | {"answer": answer}
    return _private(render(request, "certificates/verify.html", context, status=200 if certificate else 404))


@require_safe
@never_cache
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """The credential of the paper: JSON, or for ``Accept: application/vc+jwt`` the signed token that lies in the PDF.

    404 for unknown codes, for details that the holder hid, and for a token whose key is gone.
    """
    if not may_verify(request):
        return _too_many(request)
    certificate = _issued(code)
    content = verifying.content_of(certificate) if certificate else None
    if certificate is None or content is None:
        raise Http404
    if request.get_preferred_type(["application/json", TOKEN]) == TOKEN:
        seal = keys.seal_by_id(certificate.seal_key) if certificate.seal_key else None
        if seal is None:
            raise Http404
        response = HttpResponse(signed_credential(content, seal), content_type=TOKEN)
    else:
        body = credential_body(content, content.did or keys.did())
        response = JsonResponse(body, content_type="application/vc", json_dumps_params={"ensure_ascii": False})
    response["Vary"] = "Accept"
    return _private(response)


@csrf_exempt  # nothing is stored or changed, nobody is signed in: a foreign form could only ask what its owner may ask
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """A form for a PDF or for the text of a paper, and what we say to it. Kept nowhere."""
    if request.method != "POST":
        return _private(render(request, "certificates/check.html"))
    if not may_upload(request):
        return _too_many(request)
    handler = UpTo(request, MOST_BYTES)
    request.upload_handlers = [handler]
    file, text = request.FILES.get("file"), request.POST.get("text", "").strip()
    data = file.read() if file else b""
    if handler.too_large:
        refusal = _("Diese Datei ist größer als 10 MB. So groß ist keine Urkunde von hier; sie wurde nicht gelesen.")
        return _refused(request, refusal, text, status=413)
    if file and not data.startswith(b"%PDF-"):
        return _refused(request, _("Das ist kein PDF. Bitte wählen Sie die Datei, die Sie bekommen haben."), text)
    if not file and not text:
        return _refused(request, _("Bitte wählen Sie ein PDF, oder geben Sie den Prüfcode oder den Text ein."), text)
    answer = verifying.check_file(data) if file else verifying.check_text(text)
    return _private(render(request, "certificates/check.html", _facts(answer) | {"answer": answer}))


@require_safe
@cache_control(public=True, max_age=lists.CACHE_SECONDS)
def status_list(_request: HttpRequest, number: int) -> HttpResponse:
    """The Bitstring Status List credential of that number, signed."""
    seal = keys.seal_for_answers()
    if seal is None or not lists.exists(number):
        raise Http404
    response = HttpResponse(lists.signed_list(number, seal), content_type=TOKEN)
    response["Access-Control-Allow-Origin"] = "*"  # verifiers run in browsers too
    return response


@require_safe
@cache_control(public=True, max_age=300)
def did(_request: HttpRequest) -> HttpResponse:
    """The DID document (did:web): whose signature is ours."""
    response = JsonResponse(keys.did_document(), content_type="application/did+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _issued(code: str) -> Certificate | None:
    return Certificate.objects.verifiable().select_related("replaced_by").filter(code=code.upper()).first()


def _facts(answer: Answer) -> dict[str, Any]:
    """What the pages show of the certificate: content as the paper has it, and who vouches for the seal."""
    if answer.certificate is None:
        return {}
    known = _known_key(answer.certificate.seal_key)
    return {
        "certificate": answer.certificate,
        "facts": _paper(content) if (content := verifying.content_of(answer.certificate)) else None,
        "seal": known,
        "checked_at": clock.now(),
        "successor": reverse("verify", args=[successor.code]) if (successor := answer.certificate.replaced_by) else "",
    }


def _paper(content: CertificateContent) -> dict[str, Any]:
    """The paper's facts in the words that a paper in the language of this page would have."""
    words = wording(get_language() or "de")
    return {
        "content": content,
        "title": words.title[content.kind],
        "issued_on": words.date(content.issued_on),
        "period": words.span(content.period) if content.period else "",
        "birth_date": words.date(content.birth_date) if content.birth_date else "",
        "hours": words.duration_words(content.minutes_total) if content.minutes_total else "",
        "years": [(each.year, words.duration_text(each.minutes)) for each in content.years],
        "activities": [
            (each.title, each.organisation, words.duration_text(each.minutes)) for each in content.activities
        ],
        "evidence": words.evidence[content.evidence] if content.evidence else "",
    }


def _known_key(key_id: str) -> keys.KnownKey | None:
    try:
        return keys.known_key(key_id) if key_id else None
    except keys.SealMisconfigured:  # the operator's fault; what the row says stays true
        return None


def _refused(request: HttpRequest, refusal: str, text: str, status: int = 400) -> HttpResponse:
    """The form again, with what was typed; a browser lets nobody fill in a file."""
    return _private(render(request, "certificates/check.html", {"refusal": refusal, "text": text}, status=status))


def _too_many(request: HttpRequest) -> HttpResponse:
    detail = _("Zu viele Anfragen. Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal.")
    response = render(request, "site/error.html", {"code": 429, "detail": detail}, status=429)
    response["Retry-After"] = "60"
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Neither a search engine nor the next site learns of the code."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
