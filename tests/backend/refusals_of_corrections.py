"""Every refusal of corrections and objections that the API can give (see `refusals.py`)."""

import datetime as dt
from typing import Any

from tests import factories
from tests.backend.refusals import Case
from tests.backend.stage import Stage
from volunteers.models import Correction, LedgerEvent, Membership, Objection, Role
from volunteers.services import objecting


def correction(stage: Stage, **changes: Any) -> dict[str, Any]:
    """Another correction of Ada's confirmed entry."""
    return {"entry": str(stage.confirmed.uuid), "minutes": -10, "reason": "Vertippt"} | changes


def none_open(stage: Stage) -> None:
    Correction.objects.filter(pk=stage.correction.pk).update(status="withdrawn")


def asked_back(stage: Stage) -> None:
    """The café asks, and Ada objects."""
    Correction.objects.filter(pk=stage.correction.pk).update(asked_by="organisation", proposed_by=stage.world.omar)
    stage.correction.refresh_from_db()
    objecting.object_to(
        actor=stage.world.ada, entry=stage.confirmed, correction=stage.correction, reason="War da", way="api"
    )


def full_day(stage: Stage) -> object:
    return factories.hours(stage.world.ada_volunteer, stage.world.football, day=stage.confirmed.day, minutes=1350)


def long_day(stage: Stage) -> None:
    none_open(stage)
    full_day(stage)


def carla_at_the_cafe(stage: Stage) -> object:
    return Membership.objects.create(user=stage.world.carla, organisation=stage.world.cafe, role=Role.CONFIRMER)


def carla_declined(stage: Stage) -> object:
    event = LedgerEvent.objects.filter(entry=stage.declined, to_status="declined").get()
    event.pk, event.actor = None, stage.world.carla
    return LedgerEvent.objects.bulk_create([event])


def carla_is_olga(stage: Stage) -> object:
    return type(stage.olga).objects.filter(pk=stage.olga.pk).update(email=stage.world.carla.email)


def carla_asked(stage: Stage) -> object:
    return Correction.objects.filter(pk=stage.kept_correction.pk).update(proposed_by=stage.world.carla)


def decided_before(stage: Stage) -> object:
    rows = Objection.objects.filter(pk=stage.objection.pk)
    return rows.update(
        status="rejected",
        decided_at=stage.objection.made_at + dt.timedelta(1),
        decided_by=stage.world.carla,
        decision=stage.objection.reason,
    )


def objection(stage: Stage, **changes: Any) -> dict[str, Any]:
    return {"entry": str(stage.declined.uuid), "reason": "Doch"} | changes


def other_entry(stage: Stage) -> dict[str, Any]:
    return objection(stage, correction=str(stage.correction.uuid))


DECISION = {"agreed": True, "reason": "Nachgefragt"}
UPHELD = {"upheld": True, "reason": "Nachgefragt"}
CASES = [
    Case("carla", "POST corrections", 403, "not_involved", "", correction, none_open),
    Case("ada", "POST corrections", 409, "correction_open", "entry", correction),
    Case("ada", "POST corrections", 400, "nothing_changes", "minutes", lambda s: correction(s, minutes=0), none_open),
    Case(
        "ada",
        "POST corrections",
        400,
        "minutes_out_of_range",
        "minutes",
        lambda s: correction(s, minutes=-91),
        none_open,
    ),
    Case("omar", "POST corrections", 400, "day_full", "minutes", lambda s: correction(s, minutes=1), long_day),
    Case("ada", "POST corrections/{correction}/agree", 403, "not_asked", ""),
    Case("carla", "POST corrections/{correction}/agree", 403, "not_asked", ""),
    Case("omar", "POST corrections/{correction}/agree", 409, "illegal_transition", "status", before=none_open),
    Case("omar", "POST corrections/{correction}/withdraw", 403, "not_yours", ""),
    Case("omar", "POST corrections/{correction}/decide", 403, "not_coordinator", "", lambda _: DECISION),
    Case("carla", "POST corrections/{correction}/decide", 409, "answer_awaited", "status", lambda _: DECISION),
    Case(
        "carla", "POST corrections/{correction}/decide", 409, "objection_open", "status", lambda _: DECISION, asked_back
    ),
    Case("carla", "POST corrections/{kept_correction}/decide", 403, "own_hours", "", lambda _: DECISION, carla_is_olga),
    Case(
        "carla", "POST corrections/{kept_correction}/decide", 403, "own_side", "", lambda _: DECISION, carla_at_the_cafe
    ),
    Case("carla", "POST corrections/{kept_correction}/decide", 403, "own_side", "", lambda _: DECISION, carla_asked),
    Case("omar", "POST objections", 403, "not_yours", "", objection),
    Case("ada", "POST objections", 409, "objection_open", "status", objection),
    Case("ada", "POST objections", 409, "objection_decided", "status", objection, decided_before),
    Case("ada", "POST objections", 400, "another_entry", "correction", other_entry, decided_before),
    Case("carla", "POST objections/{objection}/decide", 403, "own_decision", "", lambda _: UPHELD, carla_declined),
    Case("carla", "POST objections/{objection}/decide", 403, "own_side", "", lambda _: UPHELD, carla_at_the_cafe),
]
