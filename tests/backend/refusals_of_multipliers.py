"""Every refusal about messages of thanks and shared links that the API can give; see `refusals.py`."""

from typing import Any

from recognition.models import ThanksMessage
from tests import factories
from tests.backend.refusals import INVISIBLE, Case, under_age, without_parts
from tests.backend.stage import Stage
from volunteers.models import Membership, Volunteer

MESSAGES, SHARES = "thanks-messages", "shares"
REASON = {"reason": "Passt nicht"}


def to_ada(stage: Stage, **changes: Any) -> dict[str, Any]:
    world = stage.world
    people = [str(world.ada_volunteer.uuid)]
    return {
        "side": "organisation",
        "organisation": str(world.cafe.uuid),
        "volunteers": people,
        "text": "Danke",
    } | changes


def to_the_cafe(stage: Stage, **changes: Any) -> dict[str, Any]:
    return {"side": "volunteer", "organisation": str(stage.world.cafe.uuid), "text": "Danke"} | changes


def to_olga(stage: Stage) -> dict[str, Any]:
    return to_ada(stage, volunteers=[str(stage.olga.uuid)])


def to_nobody(stage: Stage) -> dict[str, Any]:
    return to_the_cafe(stage, side="organisation")


def waiting(stage: Stage) -> object:
    passed = ThanksMessage.objects.filter(pk=stage.passed_message.pk)
    return passed.update(status="waiting", decided_at=None, decided_by=None)


def carla_at_the_cafe(stage: Stage) -> object:
    return Membership.objects.create(user=stage.world.carla, organisation=stage.world.cafe, role="confirmer")


def carla_is_ada(stage: Stage) -> None:
    Volunteer.objects.filter(pk=stage.world.ada_volunteer.pk).update(user=stage.world.carla)


def mina_is_ada(stage: Stage) -> object:
    return Volunteer.objects.filter(pk=stage.world.ada_volunteer.pk).update(user=stage.world.mina)


def mina_coordinates(stage: Stage) -> object:
    return factories.coordinate(stage.world.mina)


def paper(stage: Stage, **changes: Any) -> dict[str, Any]:
    shown = {"kind": "certificate", "subject": str(stage.certificate.uuid), "display_form": "first_name"}
    return shown | {"days": 30, "of_age": True} | changes


def milestone(stage: Stage) -> dict[str, Any]:
    return paper(stage, kind="milestone", subject=str(stage.reached.uuid), with_proof=True)


def ended(stage: Stage) -> object:
    return type(stage.share).objects.filter(pk=stage.share.pk).update(ended_at=stage.share.created_at)


CASES = [
    Case("mallory", f"POST {MESSAGES}", 403, "not_helped_there", "", to_the_cafe),
    Case("ada", f"POST {MESSAGES}", 409, "one_waits", "organisation", to_the_cafe, waiting),
    Case("ada", f"POST {MESSAGES}", 400, "text_missing", "text", lambda s: to_the_cafe(s, text="\u200d")),
    Case("ada", f"POST {MESSAGES}", 400, "too_long", "text", lambda s: to_the_cafe(s, text="\n".join("x" * 21))),
    Case("ada", f"POST {MESSAGES}", 400, "not_printable", "text", lambda s: to_the_cafe(s, text=INVISIBLE)),
    Case("ada", f"POST {MESSAGES}", 400, "to_the_organisation", "volunteers", lambda s: to_ada(s, side="volunteer")),
    Case("carla", f"POST {MESSAGES}", 403, "not_member", "", to_ada),
    Case("mina", f"POST {MESSAGES}", 403, "beyond_scope", "", lambda s: to_ada(s, side="coordination")),
    Case("mallory", f"POST {MESSAGES}", 400, "does_not_exist", "volunteers", to_ada),
    Case("mina", f"POST {MESSAGES}", 400, "nobody", "volunteers", to_nobody),
    Case("mina", f"POST {MESSAGES}", 400, "not_reachable", "volunteers", to_olga),
    Case("mina", f"POST {MESSAGES}", 400, "own_record", "volunteers", to_ada, mina_is_ada),
    Case("carla", f"POST {MESSAGES}/{{message}}/pass", 403, "own_side", "", before=carla_at_the_cafe),
    Case("carla", f"POST {MESSAGES}/{{message}}/pass", 403, "own_message", "", before=carla_is_ada),
    Case("mina", f"POST {MESSAGES}/{{message}}/pass", 403, "own_message", "", before=mina_coordinates),
    Case("omar", f"POST {MESSAGES}/{{message}}/pass", 403, "not_coordinator", ""),
    Case("carla", f"POST {MESSAGES}/{{passed_message}}/pass", 409, "illegal_transition", "status"),
    Case("carla", f"POST {MESSAGES}/{{passed_message}}/refuse", 409, "illegal_transition", "status", lambda _: REASON),
    Case(
        "carla", f"POST {MESSAGES}/{{message}}/refuse", 400, "reason_missing", "reason", lambda _: {"reason": "\u200d"}
    ),
    Case("carla", f"POST {MESSAGES}/{{message}}/withdraw", 403, "not_yours", ""),
    Case("ada", f"POST {MESSAGES}/{{passed_message}}/withdraw", 409, "illegal_transition", "status"),
    Case("carla", f"POST {MESSAGES}/{{passed_message}}/report", 403, "not_yours", ""),
    Case("carla", f"POST {MESSAGES}/{{passed_message}}/keep", 409, "illegal_transition", "status"),
    Case("mallory", f"POST {SHARES}", 400, "does_not_exist", "subject", paper),
    Case("ada", f"POST {SHARES}", 400, "days_unknown", "days", lambda s: paper(s, days=31)),
    Case("ada", f"POST {SHARES}", 400, "form_unknown", "display_form", lambda s: paper(s, display_form="alias")),
    Case("ada", f"POST {SHARES}", 400, "parts_missing", "display_form", paper, without_parts),
    Case("ada", f"POST {SHARES}", 400, "age_unknown", "of_age", lambda s: paper(s, of_age=False)),
    Case("ada", f"POST {SHARES}", 403, "under_age", "display_form", paper, under_age),
    Case("ada", f"POST {SHARES}", 400, "no_proof", "with_proof", milestone),
    Case("ada", f"POST {SHARES}/{{share}}/end", 409, "already_ended", "", before=ended),
]
