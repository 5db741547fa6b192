"""`/ich/hindernis`: what keeps one from helping; who reads it, what was answered, taking it back."""

import uuid as uuids

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from recognition.models import Obstacle
from recognition.web.naming_obstacles import Speaker, naming, taking_back
from volunteers.models import HourEntry, Volunteer
from volunteers.web.me.own import actor_of, helping

TEMPLATES = ("recognition/me/obstacles.html", "recognition/me/obstacle_new.html")


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def obstacles(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """One's own, and a form for another one; `?eintrag=` beside those hours."""
    return naming(request, _speaker(request, volunteer), back=reverse("me-obstacle"), templates=TEMPLATES)


@require_http_methods(["GET", "HEAD", "POST"])
@helping
def withdraw(request: HttpRequest, volunteer: Volunteer, uuid: uuids.UUID) -> HttpResponse:
    """Take one back."""
    speaker = _speaker(request, volunteer)
    return taking_back(
        request,
        speaker,
        speaker.own.filter(uuid=uuid).first(),
        back=reverse("me-obstacle"),
        template="recognition/me/obstacle_withdraw.html",
    )


def _speaker(request: HttpRequest, volunteer: Volunteer) -> Speaker:
    entries = HourEntry.objects.filter(volunteer=volunteer)
    return Speaker(actor_of(request), entries, Obstacle.objects.filter(volunteer=volunteer))
