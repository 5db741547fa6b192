"""Every refusal about requests to join that the API can give; see `refusals.py`."""

from tests import factories
from tests.backend.refusals import INVISIBLE, Case
from tests.backend.stage import Stage
from volunteers.models import JoinRequest


def of_an_organisation(stage: Stage) -> object:
    """It wants to be made, and nobody says its slug."""
    told = {"wish": "organisation", "organisation": None, "organisation_name": "Neu e. V.", "kind": "church"}
    return JoinRequest.objects.filter(pk=stage.join_request.pk).update(**told)


def of_carla(stage: Stage) -> object:
    return JoinRequest.objects.filter(pk=stage.join_request.pk).update(email=stage.world.carla.email)


def declined_before(stage: Stage) -> object:
    decided = {"decided_at": stage.join_request.asked_at, "decided_by": factories.user(), "reason": "Nein"}
    return JoinRequest.objects.filter(pk=stage.join_request.pk).update(status="declined", **decided)


ADMIT, DECLINE = "POST join-requests/{join_request}/admit", "POST join-requests/{join_request}/decline"
CASES = [
    Case("carla", ADMIT, 400, "missing", "slug", lambda _: {}, of_an_organisation),
    Case("carla", ADMIT, 409, "slug_taken", "slug", lambda _: {"slug": "cafe"}, of_an_organisation),
    Case("carla", ADMIT, 403, "own_request", "", lambda _: {}, of_carla),
    Case("carla", ADMIT, 409, "illegal_transition", "status", lambda _: {}, declined_before),
    Case("carla", DECLINE, 400, "not_printable", "reason", lambda _: {"reason": INVISIBLE}),
]
