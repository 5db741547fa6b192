"""Certificates that one coordinates: the list, and one of them with its history and all that may become of it."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import once_from_form
from backend.common.keysets import page_of
from backend.common.pages import complain, typed
from certificates.models import (
    Campaign,
    Certificate,
    CertificateEvent,
    CertificateKind,
    CertificateMail,
    CertificateStatus,
    RevocationCode,
)
from certificates.services import files, mailing, ordering, replacing, revoking
from certificates.web.coordination.fields import Day, OnceField
from tasks.certificates import send_mails, wake
from volunteers.models import User, Volunteer
from volunteers.web.coordinating import actor_of, coordinators_only

_NUMBER = re.compile(r"([A-Z0-9]{2,10})-([0-9]{4})-([0-9]{1,9})")
NEEDS_REPLACING = "needs_replacing"
UNDER_WAY = (CertificateStatus.QUEUED, CertificateStatus.RENDERING)


class FilterForm(forms.Form):
    """Which of them to show; everything may be left open."""

    status = forms.ChoiceField(
        label=gettext_lazy("Stand"),
        required=False,
        choices=[
            ("", gettext_lazy("alle")),
            *CertificateStatus.choices,
            (NEEDS_REPLACING, gettext_lazy("zu ersetzen")),
        ],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Art"), required=False, choices=[("", gettext_lazy("alle")), *CertificateKind.choices]
    )
    number = forms.CharField(label=gettext_lazy("Nummer oder Prüfcode"), required=False, max_length=40)

    def chosen(self) -> Q:
        """The filter; what cannot be a number finds nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        found = Q(kind=asked["kind"]) if asked.get("kind") else Q()
        if asked.get("status") == NEEDS_REPLACING:
            found &= Q(status=CertificateStatus.ISSUED, needs_replacing_at__isnull=False)
        elif asked.get("status"):
            found &= Q(status=asked["status"])
        return found & _number(asked["number"]) if asked.get("number") else found


def _number(words: str) -> Q:
    words = words.strip().upper()
    if printed := _NUMBER.fullmatch(words):
        return Q(series__issuer__code=printed[1], series__year=int(printed[2]), number=int(printed[3]))
    return Q(number=int(words)) if re.fullmatch(r"[0-9]{1,9}", words) else Q(code=words)


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """The newest first, filtered."""
    actor = actor_of(request)
    form = FilterForm(request.GET)
    person = _named(request, "person", Volunteer.objects.visible_to(actor))
    campaign = _named(request, "aktion", Campaign.objects.visible_to(actor))
    rows = Certificate.objects.coordinated_by(actor).filter(form.chosen())
    if person:
        rows = rows.filter(volunteer=person)
    if campaign:
        rows = rows.filter(campaign=campaign)
    page = page_of(rows.select_related("volunteer"), request.GET)
    context = {"form": form, "page": page, "person": person, "campaign": campaign, "filtered": bool(request.GET)}
    return render(request, "certificates/coordination/certificates.html", context)


def _named(request: HttpRequest, name: str, rows: Any) -> Any:
    """The row that the address names, None where it names none. Raises Http404 for one that is not theirs."""
    key = request.GET.get(name, "")
    if not key:
        return None
    try:
        return get_object_or_404(rows, uuid=uuid.UUID(key))
    except ValueError:
        raise Http404 from None


class RevocationForm(forms.Form):
    """Why it is taken back."""

    code = forms.ChoiceField(
        label=gettext_lazy("Warum?"), choices=[("", gettext_lazy("Bitte wählen")), *RevocationCode.choices]
    )
    reason = forms.CharField(
        label=gettext_lazy("Grund in einem Satz"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Die Person und alle, die die Urkunde prüfen, können ihn lesen."),
    )


class ReplacementForm(forms.Form):
    """A new one over the same period."""

    once = OnceField()
    reason = forms.CharField(label=gettext_lazy("Bemerkung für das Protokoll"), max_length=500, required=False)


class RenewalForm(ReplacementForm):
    """A new one whose period ends later."""

    end = Day(label=gettext_lazy("Neues Ende des Zeitraums"))

    field_order = ("once", "end", "reason")


@dataclass(slots=True)
class Doings:
    """The forms of one certificate, by the action that they stand for."""

    revoke: RevocationForm
    replace: ReplacementForm
    renew: RenewalForm


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def one(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Everything about it. A form that is refused comes back as it was filled."""
    actor = actor_of(request)
    rows = Certificate.objects.coordinated_by(actor).select_related(
        "volunteer__user",
        "campaign",
        "organisation",
        "template_version__template",
        "replaced_by",
        "replaces",
        "ordered_by",
        "revoked_by",
    )
    certificate = get_object_or_404(rows, uuid=uuid)
    fields = typed(request) or QueryDict()
    action = fields.get("action", "")
    doings = Doings(
        revoke=RevocationForm(fields if action == "revoke" else None, auto_id="revoke_%s"),
        replace=ReplacementForm(fields if action == "replace" else None, auto_id="replace_%s"),
        renew=RenewalForm(fields if action == "renew" else None, auto_id="renew_%s"),
    )
    refusal = ""
    if request.method == "POST":
        address, refusal = _do(request, action, certificate, doings)
        if address:
            return redirect(address)
        certificate = get_object_or_404(rows, uuid=uuid)
    if request.method == "GET" and request.headers.get("HX-Request") and certificate.status not in UNDER_WAY:
        return HttpResponse(headers={"HX-Refresh": "true"})  # printed: the page has more to offer now
    context = {
        "certificate": certificate,
        "doings": doings,
        "action": action,
        "refusal": refusal,
        "history": CertificateEvent.objects.filter(certificate=certificate)
        .select_related("actor", "other", "reason")
        .order_by("-pk"),
        "mail": CertificateMail.objects.filter(certificate=certificate).first(),
        "own": certificate.volunteer is not None and certificate.volunteer.user_id == actor.pk,
        "under_way": certificate.status in UNDER_WAY,
    }
    refused = request.method == "POST"
    return render(request, "certificates/coordination/certificate.html", context, status=400 if refused else 200)


def _do(request: HttpRequest, action: str, certificate: Certificate, doings: Doings) -> tuple[str, str]:
    """The address that follows, or a refusal that belongs to no field of a form."""
    here = reverse("coordination-certificate", args=[certificate.uuid])
    actor = actor_of(request)
    form = getattr(doings, action, None) if action in {"revoke", "replace", "renew"} else None
    if form is not None and not form.is_valid():
        return "", ""
    plain: dict[str, Callable[[], str]] = {
        "retry": lambda: _retry(actor, certificate),
        "mail": lambda: _mail(actor, certificate),
        "revoke": lambda: _revoke(actor, certificate, doings.revoke),
    }
    try:
        if action in plain:
            messages.success(request, plain[action]())
            return here, ""
        if form is not None:
            address = once_from_form(request, lambda: _succeed(actor, certificate, action, form))
            messages.success(request, _("Bestellt. Die alte Urkunde gilt, bis diese hier ausgestellt ist."))
            return address, ""
    except DomainError as error:
        if form is not None:
            complain(form, error)
            return "", ""
        return "", str(error.detail)
    return here, ""


def _retry(actor: User, certificate: Certificate) -> str:
    ordering.retry(actor=actor, certificate=certificate)
    transaction.on_commit(wake, robust=True)
    return _("Der Druck beginnt noch einmal, mit derselben Nummer.")


def _mail(actor: User, certificate: Certificate) -> str:
    mailing.order_mail(actor=actor, certificate=certificate)
    transaction.on_commit(lambda: wake(send_mails), robust=True)
    return _("Die E-Mail ist bestellt. Sie geht einmal hinaus.")


def _revoke(actor: User, certificate: Certificate, form: RevocationForm) -> str:
    revoking.revoke(actor=actor, certificate=certificate, **form.cleaned_data)
    return _("Die Urkunde ist widerrufen. Wer sie prüft, sieht das ab sofort.")


def _succeed(actor: User, certificate: Certificate, action: str, form: ReplacementForm) -> str:
    service: Callable[..., Certificate] = replacing.renew if action == "renew" else replacing.replace
    wish = {name: value for name, value in form.cleaned_data.items() if name != "once"}
    new = service(actor=actor, certificate=certificate, **wish)
    transaction.on_commit(wake, robust=True)
    return reverse("coordination-certificate", args=[new.uuid])


@require_safe
@coordinators_only
def pdf(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """The file as it was issued; `?laden` saves it."""
    certificate = get_object_or_404(Certificate.objects.coordinated_by(actor_of(request)), uuid=uuid)
    response = HttpResponse(files.pdf_of(certificate), content_type="application/pdf")
    way = "attachment" if "laden" in request.GET else "inline"
    response["Content-Disposition"] = f'{way}; filename="{certificate.number_text}.pdf"'
    return response
