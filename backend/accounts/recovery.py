"""Pages of help for who lost their mailbox: the organisation's, and the one behind the link in a mail."""

import uuid
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from backend.accounts import mails
from backend.accounts.forms import AddressChangeForm
from backend.common.errors import DomainError
from backend.common.pages import complain, signed_in, typed
from volunteers.models import AddressChange, Organisation, User
from volunteers.reach import reach_of
from volunteers.services import recovery


@signed_in
def desk(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """Ask for another address, agree to what a colleague asked for, stop it."""
    actor = cast("User", request.user)
    reach = reach_of(actor)
    place = Organisation.objects.filter(uuid=organisation).first()
    if place is None or not (
        place.pk in reach.organisations or reach.everything or place.district_id in reach.districts
    ):
        raise Http404
    if request.method == "POST" and "change" in request.POST:
        return _decide(request, actor, place)
    manages = place.pk in reach.managed
    form = AddressChangeForm(typed(request), people=recovery.people_of(place)) if manages else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            change = recovery.request_change(actor=actor, organisation=place, **form.cleaned_data)
        except DomainError as error:
            complain(form, error)
        else:
            tell_requested(change)
            messages.success(request, _("Beantragt. Jetzt muss eine zweite Person zustimmen."))
            return redirect(request.path)
    rows = AddressChange.objects.visible_to(actor).open().filter(organisation=place).order_by("-pk")
    shown = {
        "organisation": place,
        "form": form,
        "changes": rows.select_related("user", "requested_by", "approved_by")[:50],
    }
    return render(request, "accounts/address_changes.html", shown)


def _decide(request: HttpRequest, actor: User, place: Organisation) -> HttpResponse:
    try:
        key = uuid.UUID(request.POST["change"])
    except ValueError as error:
        raise Http404 from error
    change = AddressChange.objects.visible_to(actor).filter(organisation=place, uuid=key).first()
    if change is None:
        raise Http404
    try:
        if request.POST.get("decision") == "approve":
            tell_approved(recovery.approve(actor=actor, change=change))
            messages.success(request, _("Zugestimmt. In drei Tagen gilt die neue Adresse."))
        else:
            recovery.stop(actor=actor, change=change)
            messages.success(request, _("Gestoppt. Es bleibt bei der bisherigen Adresse."))
    except DomainError as error:
        messages.error(request, str(error.detail))
    return redirect(request.path)


@never_cache
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link in the mail leads to. Looking changes nothing; a button does."""
    found = recovery.by_link(secret)
    if found is None:
        raise Http404
    change, mailbox = found
    if request.method == "POST":
        change = recovery.answer(change=change, mailbox=mailbox, stop=request.POST.get("decision") != "confirm")
        return redirect(request.path)
    response = render(request, "accounts/address_answer.html", {"change": change, "mailbox": mailbox})
    response["Referrer-Policy"] = "no-referrer"  # the address is a secret
    return response


def tell_requested(change: AddressChange) -> None:
    """The old mailbox, at once: perhaps it is not lost at all."""
    _tell("address_requested", change, recovery.OLD, change.old_email)


def tell_approved(change: AddressChange) -> None:
    """Both mailboxes, with the day from which it counts."""
    _tell("address_approved", change, recovery.OLD, change.old_email)
    _tell("address_approved_new", change, recovery.NEW, change.new_email)


def _tell(name: str, change: AddressChange, mailbox: str, to: str) -> None:
    language = change.user.language
    with override(language):
        path = reverse("address-change-answer", args=[recovery.link_of(change, mailbox)])
    facts = {"organisation": change.organisation.name, "due": change.due_at, "url": f"{settings.PUBLIC_URL}{path}"}
    mails.send(name, to=to, language=language, **facts)
