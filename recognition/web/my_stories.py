"""`/ich/beispiele`: stories in which an organisation names or shows me. I decide, and may decide otherwise later."""

import uuid as uuids

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import signed_in
from recognition.models import Story, StoryPerson, StoryPicture
from recognition.services import story_people
from recognition.web.stories import as_jpeg
from volunteers.models import Volunteer
from volunteers.services import consent
from volunteers.web.me.own import actor_of, helping

MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def mine(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Each story with my answer."""
    pictures = StoryPicture.objects.defer("data", "small")
    rows = (
        StoryPerson.objects.filter(volunteer=volunteer)
        .select_related("story__organisation", "volunteer")
        .prefetch_related(Prefetch("story__picture", queryset=pictures))
        .order_by("-pk")
    )
    refusal, status = "", 200
    if request.method == "POST":
        try:
            _answer(request, get_object_or_404(rows, uuid=_key(request)))
        except DomainError as error:
            refusal, status = str(error.detail), 409
        else:
            return redirect("me-stories")
    holding = StoryPerson.objects.agreeing(clock.today()).filter(volunteer=volunteer)
    agreeing = set(holding.values_list("pk", flat=True))
    shown = [(one, one.pk in agreeing) for one in rows[:MOST]]
    context = {"rows": shown, "refusal": refusal, "age_known": consent.birth_date_of(volunteer) is not None}
    return render(request, "recognition/stories/mine.html", context, status=status)


@require_safe
@signed_in
def picture(request: HttpRequest, story: uuids.UUID) -> HttpResponse:
    """The picture of an example that one may see before everybody does: one's own, one's desk's, to be reviewed."""
    seen = Story.objects.visible_to(request.user).filter(uuid=story)
    return as_jpeg(bytes(get_object_or_404(StoryPicture, story__in=seen).data))


def _answer(request: HttpRequest, person: StoryPerson) -> None:
    actor = actor_of(request)
    if request.POST.get("tun") == "ja":
        revision = request.POST.get("fassung", "")
        story_people.agree(
            actor=actor,
            person=person,
            revision=int(revision) if revision.isdecimal() else 0,
            of_age=bool(request.POST.get("volljaehrig")),
        )
        messages.success(request, _("Danke. Du kannst das hier jederzeit zurücknehmen."))
    else:
        story_people.end(actor=actor, person=person)
        messages.success(request, _("Verstanden. Ohne dich erscheint diese Geschichte so nicht."))


def _key(request: HttpRequest) -> uuids.UUID:
    try:
        return uuids.UUID(request.POST.get("wen", ""))
    except ValueError as error:
        raise Http404 from error
