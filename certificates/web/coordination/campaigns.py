"""Campaigns that were ordered: how far they are, what to do about them, what to take home."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.errors import Conflict
from certificates.models import Campaign, CampaignStatus, Certificate, CertificateStatus, MailStatus
from certificates.services import campaigns, mailing, packing
from certificates.web.coordination.campaign_forms import rule_of
from certificates.web.coordination.drafting import campaign_of
from tasks.certificates import send_mails, wake
from volunteers.models import User
from volunteers.web.coordinating import actor_of, coordinators_only

PAGE = 20
MOST_UNREACHABLE = 200
DONE = (CertificateStatus.ISSUED, CertificateStatus.REVOKED, CertificateStatus.REPLACED)


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """All of one's scope, the newest first, each with how far it is."""
    rows = Campaign.objects.visible_to(actor_of(request)).select_related("district", "field", "organisation")
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("seite"))
    shown: list[Campaign] = list(page.object_list)
    progress = _progress(shown)
    entries = [{"campaign": one, "progress": progress[one.pk], "rule": rule_of(one)} for one in shown]
    return render(request, "certificates/coordination/campaigns.html", {"page": page, "entries": entries})


def _progress(shown: list[Campaign]) -> dict[int, dict[str, int]]:
    """For each: how many in all, done, failed, still to come. One query."""
    rows = Certificate.objects.filter(campaign__in=shown).order_by().values_list("campaign_id", "status")
    found: dict[int, dict[str, int]] = {one.pk: dict.fromkeys(("total", "done", "failed"), 0) for one in shown}
    for key, status, number in rows.annotate(number=Count("pk")):
        one = found[key]
        one["total"] += number
        one["done"] += number * (status in DONE)
        one["failed"] += number * (status == CertificateStatus.FAILED)
    return {key: one | {"waiting": one["total"] - one["done"] - one["failed"]} for key, one in found.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def one(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """How far it is. May be closed at any time: what was ordered goes on."""
    campaign = campaign_of(request, uuid)
    if campaign.status == CampaignStatus.DRAFT:
        return redirect("coordination-campaign-whom", uuid=uuid)
    refusal = ""
    if request.method == "POST":
        try:
            _act(request, campaign)
        except Conflict as error:  # somebody else was faster: say so, and show how it stands now
            refusal = str(error.detail)
            campaign = campaign_of(request, uuid)
        else:
            return redirect("coordination-campaign", uuid=uuid)
    progress = _progress([campaign])[campaign.pk]
    context = {
        "campaign": campaign,
        "progress": progress,
        "rule": rule_of(campaign),
        "running": campaign.status == CampaignStatus.ORDERED and progress["waiting"] > 0,
        "refusal": refusal,
    }
    part = "campaign"
    if request.method == "GET" and request.headers.get("HX-Request"):
        if not context["running"]:
            return HttpResponse(headers={"HX-Refresh": "true"})  # over: the page has more to offer now
        part = "progress"
    return render(request, f"certificates/coordination/{part}.html", context, status=409 if refusal else 200)


def _act(request: HttpRequest, campaign: Campaign) -> None:
    actor = actor_of(request)
    doings: dict[str, Callable[[User, Campaign], str]] = {"pause": _pause, "resume": _resume, "retry": _retry}
    if doing := doings.get(request.POST.get("action", "")):
        messages.success(request, doing(actor, campaign))


def _pause(actor: User, campaign: Campaign) -> str:
    campaigns.pause(actor=actor, campaign=campaign)
    return _("Angehalten. Was gerade gedruckt wird, kommt noch heraus.")


def _resume(actor: User, campaign: Campaign) -> str:
    campaigns.resume(actor=actor, campaign=campaign)
    transaction.on_commit(wake, robust=True)
    return _("Es geht weiter.")


def _retry(actor: User, campaign: Campaign) -> str:
    number = campaigns.retry_failed(actor=actor, campaign=campaign)
    transaction.on_commit(wake, robust=True)
    return ngettext(
        "Eine Urkunde wird noch einmal gedruckt.", "%(number)s Urkunden werden noch einmal gedruckt.", number
    ) % {"number": number}


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def mails(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """A step of its own: how many mails would go out, and to whom nobody can write."""
    campaign = campaign_of(request, uuid)
    refusal = ""
    if request.method == "POST":
        try:
            number = _order_mails(actor_of(request), campaign)
        except Conflict as error:
            refusal = str(error.detail)
        else:
            said = ngettext("Eine E-Mail ist bestellt.", "%(number)s E-Mails sind bestellt.", number)
            messages.success(request, said % {"number": number})
            return redirect("coordination-campaign-mails", uuid=uuid)
    state = mailing.state(campaign)
    waiting = state["queued"] + state["sending"]
    due = state["issued"] - state["no_address"] - _mailed(campaign)
    unreachable = mailing.without_address(campaign).only("uuid", "content")[: MOST_UNREACHABLE + 1]
    context = {
        "campaign": campaign,
        "state": state,
        "due": due,
        "waiting": waiting,
        "unreachable": list(unreachable),
        "most": MOST_UNREACHABLE,
        "refusal": refusal,
    }
    return render(request, "certificates/coordination/campaign_mails.html", context, status=409 if refusal else 200)


def _mailed(campaign: Campaign) -> int:
    """Issued ones with an address for which a mail is sent or on its way; an order sends the others theirs."""
    papers = Certificate.objects.filter(campaign=campaign, status=CertificateStatus.ISSUED)
    papers = papers.filter(mail__status__in=[MailStatus.QUEUED, MailStatus.SENDING, MailStatus.SENT])
    return papers.exclude(mailing.NO_ADDRESS).count()


@transaction.atomic
def _order_mails(actor: User, campaign: Campaign) -> int:
    number = mailing.order_mails(actor=actor, campaign=campaign)
    transaction.on_commit(lambda: wake(send_mails), robust=True)
    return number


@require_safe
@coordinators_only
def archive(request: HttpRequest, uuid: uuid.UUID) -> Any:
    """All issued certificates, sealed, as a ZIP."""
    campaign = campaign_of(request, uuid)
    parts = packing.as_zip(actor=actor_of(request), campaign=campaign)
    return _download(parts, campaign, "application/zip", "zip")


@require_safe
@coordinators_only
def print_file(request: HttpRequest, uuid: uuid.UUID) -> Any:
    """All issued certificates as one file for the printer; `?doppelt` begins each on a new sheet."""
    campaign = campaign_of(request, uuid)
    parts = packing.as_print(actor=actor_of(request), campaign=campaign, sheets="doppelt" in request.GET)
    return _download(parts, campaign, "application/pdf", "pdf")


def _download(parts: Any, campaign: Campaign, kind: str, suffix: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=kind)
    name = "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in campaign.title)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{suffix}")
    return response
