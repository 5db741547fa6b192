"""`/stelle/<uuid>/hindernisse`: what an organisation names, and what people who help there showed to it."""

import uuid as uuids

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from recognition.models import Obstacle, ObstacleSide
from recognition.web.naming_obstacles import Speaker, naming, taking_back
from volunteers.models import HourEntry
from volunteers.web.desk.place import Desk, at_desk

TEMPLATES = ("recognition/desk/obstacles.html", "recognition/desk/obstacle_new.html")


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def obstacles(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Both, and a form for another one."""
    return naming(request, _speaker(desk), back=_back(desk), templates=TEMPLATES, desk=desk)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def withdraw(request: HttpRequest, desk: Desk, uuid: uuids.UUID) -> HttpResponse:
    """Take back what the organisation named."""
    speaker = _speaker(desk)
    found = speaker.own.filter(side=ObstacleSide.ORGANISATION, uuid=uuid).first()
    template = "recognition/desk/obstacle_withdraw.html"
    return taking_back(request, speaker, found, back=_back(desk), template=template, desk=desk)


def _speaker(desk: Desk) -> Speaker:
    entries = HourEntry.objects.filter(organisation=desk.organisation)
    return Speaker(desk.user, entries, Obstacle.objects.at_desk(desk.organisation), desk.organisation)


def _back(desk: Desk) -> str:
    return reverse("desk-obstacles", args=[desk.organisation.uuid])
