"""Every refusal on the way to the Ehrenamtskarte that the API can give; see `refusals.py`."""

from typing import Any

from backend.common import clock
from recognition.models import AnnexPart, CardAnnex, ProgrammeRule, Waiver
from tests.backend.refusals import Case
from tests.backend.stage import Stage
from volunteers.models import Membership, Volunteer


def seen(stage: Stage, **changes: Any) -> dict[str, Any]:
    """Olga serves with the fire brigade."""
    told = {"volunteer": str(stage.olga.uuid), "organisation": str(stage.world.cafe.uuid), "kind": "fire_brigade"}
    return told | {"held_since": "2026-01-01"} | changes


def own(stage: Stage) -> dict[str, Any]:
    return seen(stage, volunteer=str(stage.world.ada_volunteer.uuid))


def more_than_there_is(stage: Stage) -> object:
    return AnnexPart.objects.filter(pk=stage.part.pk).update(minutes=6000)


def yes(_stage: Stage) -> dict[str, Any]:
    return {"confirmed": True}


def no(_stage: Stage) -> dict[str, Any]:
    return {"confirmed": False}


CASES = [
    Case("omar", "POST card-annexes", 403, "not_a_volunteer", ""),
    Case("mallory", "POST card-annexes", 409, "nothing_to_show", ""),
    Case(
        "ada",
        "POST card-annexes",
        409,
        "no_rule",
        "",
        before=lambda _stage: ProgrammeRule.objects.filter(programme__code="ehrenamtskarte", valid_to=None).update(
            valid_to=clock.today().replace(year=2024)
        ),
    ),
    Case(
        "ada",
        "GET card-annexes/{annex}/pdf",
        409,
        "annex_replaced",
        "",
        before=lambda stage: CardAnnex.objects.filter(pk=stage.annex.pk).update(replaced_at=clock.now()),
    ),
    Case("ada", "GET card-annexes/{annex}/pdf", 409, "hours_changed", "", before=more_than_there_is),
    Case("omar", "POST annex-parts/{part}/decide", 409, "hours_changed", "", yes, more_than_there_is),
    Case("ada", "POST annex-parts/{part}/decide", 403, "own_hours", "", yes),
    Case("omar", "POST annex-parts/{part}/decide", 400, "reason_missing", "reason", no),
    Case(
        "omar",
        "POST annex-parts/{part}/decide",
        400,
        "reason_needless",
        "reason",
        lambda _stage: {
            "confirmed": True,
            "reason": "Weil es stimmt",
        },
    ),
    Case("carla", "POST waivers", 403, "not_yours", "organisation", seen),
    Case(
        "ada",
        "POST waivers",
        403,
        "own_waiver",
        "volunteer",
        own,
        lambda stage: Membership.objects.create(user=stage.world.ada, organisation=stage.world.cafe, role="confirmer"),
    ),
    Case(
        "omar", "POST waivers", 400, "in_the_future", "held_since", lambda stage: seen(stage, held_since="2099-01-01")
    ),
    Case("omar", "POST waivers", 400, "turned", "held_until", lambda stage: seen(stage, held_until="2025-12-31")),
    Case("omar", "POST waivers", 400, "end_missing", "held_until", lambda stage: seen(stage, kind="juleica")),
    Case(
        "omar",
        "POST waivers",
        409,
        "already_recorded",
        "kind",
        seen,
        lambda stage: Waiver.objects.create(
            volunteer=Volunteer.objects.get(pk=stage.olga.pk),
            kind="fire_brigade",
            held_since="2026-01-01",
            recorded_at=clock.now(),
            recorded_by=stage.world.omar,
        ),
    ),
    Case(
        "omar",
        "POST waivers/{waiver}/withdraw",
        409,
        "illegal_transition",
        "status",
        before=lambda stage: Waiver.objects.filter(pk=stage.waiver.pk).update(
            withdrawn_at=clock.now(), withdrawn_by=stage.world.ada
        ),
    ),
]
