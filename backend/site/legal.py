"""What the law and decency ask of every site: who runs it, what is stored, what is not yet accessible, plain words."""

import datetime as dt
import logging
from smtplib import SMTPException
from typing import Any

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.public import public_page
from backend.common.throttling import may_report
from volunteers.services import asking, retention

# When somebody last held the statement on accessibility against the pages. Look again, then change it.
STATED_ON = dt.date(2026, 11, 23)

logger = logging.getLogger(__name__)


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement on accessibility (NBGG § 9b)."""
    return _page(request, "accessibility", stated_on=STATED_ON, address=settings.PUBLIC_URL)


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, why, for how long, and what people may ask for."""
    kept = retention.rules_on(clock.today())
    return _page(request, "privacy", kept=kept, wait=asking.WAIT.days)


@public_page
def imprint(request: HttpRequest) -> HttpResponse:
    """Who runs this (DDG § 5), and whose work it stands on."""
    return _page(request, "imprint")


@public_page
def easy_language(request: HttpRequest) -> HttpResponse:
    """What this is and how to use it, in Leichte Sprache: German by its nature, in whatever language one came."""
    return _page(request, "easy_language")


class BarrierForm(forms.Form):
    """What does not work, where, and how to answer. Only the first is needed."""

    what = forms.CharField(
        label=gettext_lazy("Was geht nicht?"),
        help_text=gettext_lazy(
            "Zum Beispiel: Das Vorleseprogramm liest den Knopf nicht vor. Schreiben Sie in Ihrer Sprache."
        ),
        max_length=4000,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Bitte beschreiben Sie kurz, was nicht geht.")},
    )
    where = forms.CharField(
        label=gettext_lazy("Auf welcher Seite?"),
        help_text=gettext_lazy("Die Adresse der Seite oder ihr Name."),
        max_length=500,
        required=False,
    )
    mail = forms.EmailField(
        label=gettext_lazy("Ihre E-Mail-Adresse"),
        help_text=gettext_lazy("Nur wenn Sie eine Antwort möchten."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@csrf_exempt  # whoever writes is nobody to us: there is nothing to forge, and it works with cookies off
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_barrier(request: HttpRequest) -> HttpResponse:
    """Tell the operator by mail what does not work: without signing in, without a cookie, nothing stored here."""
    if request.method != "POST":
        form = BarrierForm(initial={"where": _came_from(request)})
        return _page(request, "report_barrier", form=form, sent="gesendet" in request.GET)
    form = BarrierForm(request.POST)
    if not form.is_valid():
        return _page(request, "report_barrier", 400, form=form)
    if not may_report(request):
        form.add_error(
            None, _("Gerade kamen viele Meldungen. Bitte warten Sie eine Minute und senden Sie dann noch einmal.")
        )
        response = _page(request, "report_barrier", 429, form=form)
        response["Retry-After"] = "60"
        return response
    if not _send(form.cleaned_data):
        form.add_error(
            None,
            _(
                "Die Meldung ließ sich nicht verschicken. Bitte versuchen Sie es später noch einmal, "
                "oder schreiben Sie uns, oder rufen Sie an."
            ),
        )
        return _page(request, "report_barrier", 503, form=form)
    return redirect(f"{request.path}?gesendet")


def _came_from(request: HttpRequest) -> str:
    """The page of ours that the person comes from, or nothing."""
    address = request.headers.get("Referer", "")
    ours = f"{request.scheme}://{request.get_host()}/"
    return address if address.startswith(ours) and len(address) <= 500 else ""


def _send(report: dict[str, str]) -> bool:
    """Mail it, in German, for those who read it. Whether the mail server took it."""
    if not settings.MAIL_GOES_OUT:
        return False
    with override(settings.LANGUAGE_CODE):
        lines = [report["what"], "", _("Seite: %(page)s") % {"page": report["where"] or _("nicht genannt")}]
        if not report["mail"]:
            lines.append(_("Eine Antwort ist nicht gewünscht."))
        mail = EmailMessage(
            _("Barriere gemeldet"),
            "\n".join(lines),
            to=[settings.OPERATOR["mail"] or settings.DEFAULT_FROM_EMAIL],
            reply_to=[report["mail"]] if report["mail"] else None,
        )
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        logger.error("a report of a barrier could not be sent: %s", type(error).__name__)  # noqa: TRY400 - no addresses
        return False
    return True


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"site/legal/{name}.html", {"operator": settings.OPERATOR, **context}, status=status)
