"""`/koordination/beispiele`: what organisations hand in, to be read before everybody does."""

import uuid as uuids

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import DomainError
from recognition.models import Story, StoryPerson
from recognition.services import stories
from volunteers.models import ProtocolEvent
from volunteers.reach import reach_of
from volunteers.web.coordinating import actor_of, coordinators_only

PAGE = 30
EVENTS = 30
_WAITING_FIRST = Case(When(status="submitted", then=Value(0)), default=Value(1), output_field=IntegerField())


@require_safe
@coordinators_only
def overview(request: HttpRequest) -> HttpResponse:
    """All of one's scope: what waits first, then the newest."""
    rows = Story.objects.in_scope(reach_of(request.user)).with_adoptions().select_related("organisation", "field")
    found = rows.defer("text", "needs", "audience").order_by(_WAITING_FIRST, "-submitted_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("seite"))
    return render(request, "recognition/stories/review.html", {"page": page, "tab": "stories"})


@require_http_methods(["GET", "HEAD", "POST"])
@coordinators_only
def one(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One of them with its picture, who is in it, and what may come next."""
    found = _mine(request, uuid)
    refusal = ""
    if request.method == "POST":
        try:
            _decide(request, found)
        except DomainError as error:
            refusal = str(error.detail)
            found = _mine(request, uuid)
        else:
            if found.status == "draft":  # the organisation's again
                return redirect("coordination-stories")
            return redirect("coordination-story", uuid=uuid)
    today = clock.today()
    people = found.people.count()
    context = {
        "story": found,
        "people": people,
        "missing": people - StoryPerson.objects.agreeing(today).filter(story=found).count(),
        "own": found.organisation_id in reach_of(request.user).organisations,
        "visible": Story.objects.publicly_listed(today).filter(pk=found.pk).exists(),
        "events": ProtocolEvent.objects.filter(subject=found.uuid)
        .select_related("actor", "reason")
        .order_by("-pk")[:EVENTS],
        "reason": request.POST.get("reason", "") if refusal else "",
        "refusal": refusal,
    }
    return render(request, "recognition/stories/review_story.html", context, status=409 if refusal else 200)


def _mine(request: HttpRequest, uuid: uuids.UUID) -> Story:
    rows = Story.objects.in_scope(reach_of(request.user)).with_adoptions()
    rows = rows.select_related("organisation", "field", "district", "activity", "picture")
    return get_object_or_404(rows.defer("picture__data", "picture__small"), uuid=uuid)


def _decide(request: HttpRequest, found: Story) -> None:
    actor, reason = actor_of(request), request.POST.get("reason", "")
    match request.POST.get("tun"):
        case "veroeffentlichen":
            revision = request.POST.get("fassung", "")
            stories.publish_story(actor=actor, story=found, revision=int(revision) if revision.isdecimal() else 0)
            messages.success(request, _("Das Beispiel ist veröffentlicht."))
        case "zurueckgeben":
            stories.return_story(actor=actor, story=found, reason=reason)
            messages.success(request, _("Die Organisation hat das Beispiel wieder als Entwurf, mit Ihrem Grund."))
        case "zurueckziehen":
            stories.withdraw_story(actor=actor, story=found, reason=reason)
            messages.success(request, _("Das Beispiel ist zurückgezogen und auf keiner öffentlichen Seite mehr."))
