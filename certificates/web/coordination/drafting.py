"""A campaign before it starts: four steps, each saved as it is left, so that a draft can be gone on with any day."""

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import DomainError, IllegalTransition, Invalid
from backend.common.idempotency import once_from_form
from backend.common.pages import complain, typed
from backend.common.throttling import may_preview
from certificates.models import Campaign, CampaignStatus, CertificateKind, Issuer
from certificates.services import campaigns, checking, previews
from certificates.web.coordination.campaign_forms import ChosenForm, DesignForm, WhomForm, design_of, rule_of, whom_of
from tasks.certificates import wake
from volunteers.models import User
from volunteers.web.coordinating import actor_of, coordinators_only

STEPS = {
    "coordination-campaign-whom": gettext_lazy("Wen"),
    "coordination-campaign-design": gettext_lazy("Gestaltung"),
    "coordination-campaign-check": pgettext_lazy("Schritt einer Aktion", "Prüfen"),
    "coordination-campaign-start": gettext_lazy("Starten"),
}
RISKS = {
    "longest_name": gettext_lazy("langer Name"),
    "rare_script": gettext_lazy("seltene Schrift"),
    "right_to_left": gettext_lazy("von rechts nach links"),
    "no_latin_name": gettext_lazy("ohne lateinische Schreibweise"),
    "most_activities": gettext_lazy("viele Tätigkeiten"),
    "longest_title": gettext_lazy("langer Titel"),
}


def campaign_of(request: HttpRequest, key: uuid.UUID) -> Campaign:
    """The campaign in the address. Raises Http404."""
    rows = Campaign.objects.visible_to(actor_of(request)).select_related(
        "issuer", "district", "field", "organisation__district", "template_version__template"
    )
    return get_object_or_404(rows, uuid=key)


def _draft(request: HttpRequest, key: uuid.UUID) -> Campaign | None:
    """The draft; None once it is none: then its own page tells how it stands."""
    campaign = campaign_of(request, key)
    return campaign if campaign.status == CampaignStatus.DRAFT else None


def _page(
    request: HttpRequest, name: str, campaign: Campaign | None, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A step, with the way there and on."""
    steps = [
        {"label": label, "address": reverse(step, args=[campaign.uuid]) if campaign else "", "here": step == name}
        for step, label in STEPS.items()
    ]
    template = f"certificates/coordination/{name.removeprefix('coordination-').replace('-', '_')}.html"
    more = {"campaign": campaign, "steps": steps, "rule": rule_of(campaign) if campaign else ""}
    return render(request, template, context | more, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def new(request: HttpRequest) -> HttpResponse:
    """The first step of a new one."""
    today = clock.today()
    initial = {"period_start": today.replace(month=1, day=1), "period_end": today.replace(month=12, day=31)}
    form = WhomForm(actor_of(request), typed(request), initial=initial)
    return _whom(request, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def whom(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """The rule, and how many it finds."""
    campaign = _draft(request, uuid)
    if campaign is None:
        return redirect("coordination-campaign", uuid=uuid)
    kind = ChosenForm if campaign.chosen else WhomForm
    form = kind(actor_of(request), typed(request), initial=whom_of(campaign))
    return _whom(request, campaign, form)


def _whom(request: HttpRequest, campaign: Campaign | None, form: WhomForm) -> HttpResponse:
    actor = actor_of(request)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and request.POST.get("action") == "count" and not (campaign and campaign.chosen):
        form.fields["title"].required = False
        context["count"] = _count(actor, form)
        if request.headers.get("HX-Request"):
            return render(request, "certificates/coordination/count.html", context)
    elif request.method == "POST" and form.is_valid():
        try:
            return redirect(once_from_form(request, lambda: _save(actor, campaign, form)))
        except DomainError as error:
            complain(form, error)
    elif campaign is not None and not form.is_bound:
        context["count"] = campaigns.count(actor=actor, campaign=campaign)
    status = 400 if form.is_bound and form.errors else 200
    return _page(request, "coordination-campaign-whom", campaign, context, status)


def _count(actor: User, form: WhomForm) -> dict[str, int] | None:
    return campaigns.count(actor=actor, campaign=form.unsaved(actor)) if form.is_valid() else None


def _save(actor: User, campaign: Campaign | None, form: WhomForm) -> str:
    if campaign is not None:
        campaigns.edit_draft(actor=actor, campaign=campaign, **form.wish())
    else:
        issuer = Issuer.objects.visible_to(actor).order_by("pk").first()
        if issuer is None:
            raise Invalid(_("Es gibt noch keinen Aussteller. Bitte lassen Sie ihn von der Betreuung anlegen."))
        campaign = campaigns.create_campaign(actor=actor, kind=CertificateKind.THANKS, issuer=issuer, **form.wish())
    return reverse("coordination-campaign-design", args=[campaign.uuid])


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def design(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """How the certificates look, with three of those that would come out. `action=look` saves and stays."""
    campaign = _draft(request, uuid)
    if campaign is None:
        return redirect("coordination-campaign", uuid=uuid)
    actor = actor_of(request)
    form = DesignForm(actor, typed(request), initial=design_of(campaign))
    if request.method == "POST" and form.is_valid():
        try:
            campaigns.edit_draft(actor=actor, campaign=campaign, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
            campaign = campaign_of(request, uuid)
        else:
            if request.POST.get("action") != "look":
                return redirect("coordination-campaign-check", uuid=uuid)
    context = {
        "form": form,
        "examples": checking.examples(actor=actor, campaign=campaign),
        "look": _look(campaign),
    }
    status = 400 if form.is_bound and form.errors else 200
    if request.headers.get("HX-Request"):
        return render(request, "certificates/coordination/examples.html", context | {"campaign": campaign})
    return _page(request, "coordination-campaign-design", campaign, context, status)


def _look(campaign: Campaign) -> str:
    """Part of the address of a picture: another look is another picture, also to the memory of a browser."""
    said = f"{campaign.kind} {campaign.issuer_id} {campaign.template_version_id} {campaign.language} {campaign.beside}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


@require_safe
@coordinators_only
def picture(request: HttpRequest, uuid: uuid.UUID, volunteer: uuid.UUID) -> HttpResponse:
    """The first page for one of those whom the rule finds, as PNG; with a number and a code that are nobody's.

    Small, for three of them beside each other; `?gross` to be read.
    """
    campaign = campaign_of(request, uuid)
    if not may_preview(request):
        return HttpResponse(status=429)
    width = previews.WIDTHS["medium" if "gross" in request.GET else "small"]
    data = checking.preview(actor=actor_of(request), campaign=campaign, volunteer=volunteer, width=width)
    return HttpResponse(data, content_type="image/png")


@require_safe
@coordinators_only
def check(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Who would get one, what is missing, and how the riskiest come out."""
    campaign = _draft(request, uuid)
    if campaign is None:
        return redirect("coordination-campaign", uuid=uuid)
    actor = actor_of(request)
    context: dict[str, Any] = {"look": _look(campaign)}
    try:
        found = checking.check(actor=actor, campaign=campaign)
    except DomainError as error:
        context["refusal"] = str(error.detail)
    else:
        context["count"] = {"people": found.people, "no_address": found.no_address}
        context["checked"] = [(one, [RISKS[risk] for risk in one.risks]) for one in found.checked]
        context["failing"] = sum(not one.printable for one in found.checked)
    return _page(request, "coordination-campaign-check", campaign, context)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def start(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """The last look, and the order itself: once, however often it is sent."""
    campaign = campaign_of(request, uuid)
    if campaign.status != CampaignStatus.DRAFT:
        return redirect("coordination-campaign", uuid=uuid)
    actor = actor_of(request)
    refusal = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                number = campaigns.order_campaign(actor=actor, campaign=campaign)
                transaction.on_commit(wake, robust=True)
        except Invalid as error:
            refusal = str(error.detail)
        except IllegalTransition:  # a double click, or a colleague at the same moment: it is under way
            return redirect("coordination-campaign", uuid=uuid)
        else:
            messages.success(request, _("Gestartet: %(number)s Urkunden sind bestellt.") % {"number": number})
            return redirect("coordination-campaign", uuid=uuid)
    context = {"count": campaigns.count(actor=actor, campaign=campaign), "refusal": refusal}
    status = 400 if refusal else 200
    return _page(request, "coordination-campaign-start", campaign, context, status)


@require_http_methods(["POST"])
@coordinators_only
def discard(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Away with a draft."""
    campaign = campaign_of(request, uuid)
    if campaign.status == CampaignStatus.CANCELLED:
        raise Http404
    campaigns.cancel_campaign(actor=actor_of(request), campaign=campaign)
    messages.success(request, _("Der Entwurf ist verworfen."))
    return redirect("coordination-campaigns")
