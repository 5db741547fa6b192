"""Every refusal about weekly plans that the API can give; see `refusals.py`."""

from typing import Any

from tests.backend.refusals import Case
from tests.backend.stage import Stage
from tests.cast import make_volunteer
from volunteers.models import WeeklyPlan


def plan(stage: Stage, **changes: Any) -> dict[str, Any]:
    """Ada's wish at the club, where she proposed nothing yet."""
    return {
        "volunteer": str(stage.world.ada_volunteer.uuid),
        "activity": str(stage.world.football.uuid),
        "weekdays": [0],
        "minutes": 60,
        "starts_on": "2099-01-01",
        "ends_on": "2099-06-30",
    } | changes


def of_omar(stage: Stage) -> object:
    """The plan is about who would agree."""
    own = make_volunteer(stage.world.omar, given="Omar", family="Beispiel")
    return WeeklyPlan.objects.filter(pk=stage.plan.pk).update(volunteer=own)


CASES = [
    Case(
        "omar",
        "POST weekly-plans",
        400,
        "plan_needs_account",
        "volunteer",
        lambda stage: plan(stage, volunteer=str(stage.olga.uuid), activity=str(stage.world.talking.uuid)),
    ),
    Case("ada", "POST weekly-plans", 400, "plan_minutes", "minutes", lambda stage: plan(stage, tolerance=60)),
    Case("ada", "POST weekly-plans", 400, "plan_period", "ends_on", lambda stage: plan(stage, ends_on="2098-12-31")),
    Case(
        "ada",
        "POST weekly-plans",
        409,
        "plan_already_proposed",
        "activity",
        lambda stage: plan(stage, activity=str(stage.world.talking.uuid)),
    ),
    Case("carla", "POST weekly-plans/{plan}/agree", 403, "not_other_side", ""),
    Case("omar", "POST weekly-plans/{plan}/agree", 403, "own_plan", "", before=of_omar),
    Case("carla", "POST weekly-plans/{plan}/end", 403, "not_yours", ""),
]
