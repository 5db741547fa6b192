"""Obstacles: what is kept about one person, what is forgotten of them, and what goes after two years."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, F, Q, Value, When

from recognition.models import Obstacle, ObstacleAnswer
from recognition.services import obstacles
from volunteers.services import retention
from volunteers.services.export import Source, Tables

if TYPE_CHECKING:
    from volunteers.models import User
    from volunteers.services.erasing import Subject


def forget(subject: "Subject") -> None:
    """Empties their own and what an organisation said beside their hours; who wrote for an organisation is gone."""
    if subject.volunteer is not None:
        person = subject.volunteer
        obstacles.empty(Obstacle.objects.filter(Q(volunteer=person) | Q(entry__volunteer=person)))
    if subject.user is not None:
        Obstacle.objects.filter(named_by=subject.user).update(named_by=None)


def _tables(user: "User") -> Tables:
    own = Q(volunteer__user=user) | Q(named_by=user)
    rows: Any = Obstacle.objects.filter(own | Q(entry__volunteer__user=user)).order_by("pk")
    columns = ("uuid", "side", "category", "audience", "named", "status", "made_on", "changed_on")
    yield (
        "obstacles",
        rows.values(
            *columns,
            # What an organisation says beside somebody's hours may be about a danger from them (decision 37).
            words=Case(When(own, then=F("text")), default=Value(""), output_field=models.TextField()),
            district_name=F("district__name"),
            field_name=F("field__name"),
            organisation_name=F("organisation__name"),
            entry_uuid=F("entry__uuid"),
        ).iterator(chunk_size=1000),
    )
    said: Any = ObstacleAnswer.objects.filter(Q(obstacle__volunteer__user=user) | Q(obstacle__named_by=user)).order_by(
        "pk"
    )
    yield (
        "obstacle_answers",
        said.values("text", "said_on", obstacle_uuid=F("obstacle__uuid")).iterator(chunk_size=1000),
    )


def _over(before: dt.date) -> "models.QuerySet[Obstacle]":
    """Those with which nothing happened since."""
    return Obstacle.objects.filter(emptied_on=None, changed_on__lt=before)


def _let_go(keys: list[int]) -> None:
    obstacles.empty(Obstacle.objects.filter(pk__in=keys))


OVER = retention.Handler(_over, _let_go)

SOURCE = Source(
    tables=_tables,
    covers={
        "recognition.Obstacle.volunteer": "obstacles",
        "recognition.Obstacle.entry": "obstacles",
        "recognition.Obstacle.named_by": "obstacles",
    },
    excuses={"recognition.ObstacleAnswer.said_by": "what a coordinator does for the alliance is told by `decisions`"},
)
