"""`/koordination/loeschungen`: wishes of people without account, and who waits to be forgotten."""

import uuid
from typing import TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common.errors import Conflict, NotFound
from volunteers.models import Erasure, Volunteer
from volunteers.services import asking
from volunteers.web.coordinating import actor_of, coordinators_only

T = TypeVar("T")
FOUND = 20
ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def erasures(request: HttpRequest) -> HttpResponse:
    """Who waits, and a search for somebody who asked. A POST writes a wish down (`person`), or takes it back."""
    actor = actor_of(request)
    if request.method == "POST":
        return _decided(request)
    sought = request.GET.get("name", "").strip()[:100]
    found = Volunteer.objects.none()
    if sought:
        people = Volunteer.objects.visible_to(actor).filter(user=None, name__icontains=sought)
        found = people.select_related("kept_by").order_by("name", "pk")[:FOUND]
    rows = Erasure.objects.visible_to(actor).open().filter(user=None).select_related("volunteer__kept_by")
    context = {
        "page": Paginator(rows.order_by("due_at", "pk"), ON_A_PAGE).get_page(request.GET.get("seite")),
        "sought": sought,
        "found": found,
    }
    return render(request, "coordination/erasures.html", context)


def _decided(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if "cancel" in request.POST:
        wishes = Erasure.objects.visible_to(actor).open().filter(user=None)
        wish = _found(wishes.filter(uuid=_key(request.POST["cancel"])).first())
        asking.cancel(actor=actor, erasure=wish)
        messages.success(request, _("Zurückgenommen. Es bleibt alles, wie es ist."))
        return redirect("coordination-erasures")
    person = _found(asking.find_kept(actor=actor, key=_key(request.POST.get("person", ""))))
    try:
        asking.ask_for_kept(actor=actor, volunteer=person)
    except Conflict as error:
        messages.error(request, str(error.detail))
    else:
        messages.success(request, _("Festgehalten. In sieben Tagen wird gelöscht; bis dahin geht es zurück."))
    return redirect("coordination-erasures")


def _found(row: T | None) -> T:
    if row is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    return row


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie.")) from error
