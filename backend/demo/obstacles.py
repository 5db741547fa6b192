"""What stands in the way of some, named as people would name it, and one answer."""

from typing import Any

from django.db import transaction

from backend.demo.alliance import ALLIANCE, CAFE, MANAGER, VOLUNTEER, VOLUNTEER_UK
from recognition.models import Obstacle
from recognition.services import obstacles
from recognition.services.obstacles import Place
from volunteers.models import FieldOfAction, HourEntry, Organisation, User

# By whom, what, who may read it, in which words.
_NAMED = (
    (VOLUNTEER, "language", "organisation", "Für die Termine beim Amt fehlt jemand, der Tigrinya spricht."),
    (VOLUNTEER, "travel", "coordination", "Abends fährt kein Bus mehr nach Moorhausen."),
    (
        VOLUNTEER_UK,
        "safety",
        "alliance",
        "Auf dem Heimweg wurden wir angeschrien. Allein geht niemand mehr.",
    ),
)
_ANSWER = "Danke, dass du es sagst. Wir sprechen mit dem Landkreis über einen Anrufbus."


@transaction.atomic
def name() -> dict[str, int]:
    """All or nothing. Returns named and answered."""
    if not Obstacle.objects.exists():
        for who, category, audience, text in _NAMED:
            actor = User.objects.get(email=who.email)
            wish: dict[str, Any] = {"actor": actor, "category": category, "audience": audience, "text": text}
            made = obstacles.name_obstacle(**wish, place=_beside_hours(actor))
            if category == "travel":
                carla = User.objects.get(email=ALLIANCE.email)
                obstacles.answer(actor=carla, obstacle=made, text=_ANSWER, status="in_hand")
        cafe = Organisation.objects.select_related("district").get(slug=CAFE)
        obstacles.name_obstacle(
            actor=User.objects.get(email=MANAGER.email),
            organisation=cafe,
            place=Place(cafe.district, FieldOfAction.objects.get(code="language")),
            category="rooms",
            audience="coordination",
            text="Ab Herbst ist der Gemeindesaal dienstags belegt.",
        )
    return {
        "named": Obstacle.objects.count(),
        "answered": Obstacle.objects.exclude(answers=None).count(),
    }


def _beside_hours(actor: User) -> Place:
    """The newest hours."""
    hours = HourEntry.objects.filter(volunteer__user=actor).select_related("activity__district", "activity__field")
    return Place.given(entry=hours.latest("day", "pk"))
