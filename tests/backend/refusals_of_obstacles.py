"""Every refusal about obstacles that the API can give; see `refusals.py`."""

from typing import Any

from recognition.services import obstacles as services
from tests.backend.refusals import INVISIBLE, Case
from tests.backend.stage import Stage
from tests.cast import make_volunteer
from volunteers.models import Membership

OBSTACLES = "obstacles"


def obstacle(**changes: Any) -> dict[str, Any]:
    """One in Leer."""
    return {"district": "03457", "field": "language", "category": "money", "audience": "alliance"} | changes


def nowhere() -> dict[str, Any]:
    """Only the district is said."""
    return {name: value for name, value in obstacle().items() if name != "field"}


def of_the_cafe(stage: Stage, **changes: Any) -> dict[str, Any]:
    """The same of the café."""
    return obstacle(organisation=str(stage.world.cafe.uuid), **changes)


def omar_helps(stage: Stage) -> object:
    return make_volunteer(stage.world.omar, given="Omar", family="Beispiel")


def carla_acts_for_the_cafe(stage: Stage) -> object:
    return Membership.objects.create(user=stage.world.carla, organisation=stage.world.cafe, role="confirmer")


def empty(stage: Stage) -> None:
    services.empty(type(stage.obstacle).objects.filter(pk=stage.obstacle.pk))


CASES = [
    Case("carla", f"POST {OBSTACLES}", 400, "no_record", "organisation", lambda _: obstacle()),
    Case("mallory", f"POST {OBSTACLES}", 403, "not_member", "organisation", of_the_cafe),
    Case(
        "omar",
        f"POST {OBSTACLES}",
        403,
        "not_yours",
        "entry",
        lambda stage: obstacle(entry=str(stage.waiting.uuid)),
        omar_helps,
    ),
    Case("ada", f"POST {OBSTACLES}", 400, "place_missing", "field", lambda _: nowhere()),
    Case("ada", f"POST {OBSTACLES}", 400, "text_missing", "text", lambda _: obstacle(category="other")),
    Case("ada", f"POST {OBSTACLES}", 400, "not_printable", "text", lambda _: obstacle(text=INVISIBLE)),
    Case("ada", f"POST {OBSTACLES}", 400, "no_organisation", "audience", lambda _: obstacle(audience="organisation")),
    Case("carla", f"DELETE {OBSTACLES}/{{obstacle}}", 403, "not_yours", ""),
    Case("ada", f"POST {OBSTACLES}/{{obstacle}}/mark", 403, "not_coordinator", ""),
    Case(
        "carla",
        f"POST {OBSTACLES}/{{desk_obstacle}}/mark",
        403,
        "own_obstacle",
        "",
        before=carla_acts_for_the_cafe,
    ),
    Case(
        "carla",
        f"POST {OBSTACLES}/{{obstacle}}/mark",
        409,
        "illegal_transition",
        "status",
        before=lambda stage: services.mark(actor=stage.world.carla, obstacle=stage.obstacle),
    ),
    Case(
        "carla",
        f"POST {OBSTACLES}/{{obstacle}}/answer",
        409,
        "words_gone",
        "",
        lambda _: {"text": "Wir rufen an.", "status": "solved"},
        empty,
    ),
]
