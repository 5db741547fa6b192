"""Two who decide about the same competence at the same moment, and one who proposes it twice."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from backend.common import clock
from tests import factories
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import ClaimStatus, CompetenceClaim, User
from volunteers.services import competences

pytestmark = pytest.mark.postgres


def lock(claim: CompetenceClaim) -> list[CompetenceClaim]:
    return list(CompetenceClaim.objects.filter(pk=claim.pk).select_for_update())


def again(claim: CompetenceClaim) -> CompetenceClaim:
    """The row as another request reads it."""
    return CompetenceClaim.objects.get(pk=claim.pk)


@pytest.mark.parametrize("other", ["withdraw", "decline"])
def test_confirm_against_another_decision_exactly_one_holds(world: World, other: str) -> None:
    naive, both_looked, confirmed = factories.claim(world.ada_volunteer, world.cafe), meeting(), meeting()

    def decide_unguarded(turn: Callable[[], Any], **changes: Any) -> None:
        assert again(naive).status == ClaimStatus.PROPOSED
        both_looked.wait()
        turn()
        CompetenceClaim.objects.filter(pk=naive.pk).update(**changes)

    def by(actor: User, status: str, **more: Any) -> dict[str, Any]:
        return {"status": status, "decided_at": clock.now(), "decided_by": actor, **more}

    def confirm_first() -> None:
        decide_unguarded(lambda: None, **by(world.omar, "confirmed"))
        confirmed.wait()

    late = by(world.mina, "declined", decline_reason="Nein")
    assert at_once(confirm_first, partial(decide_unguarded, confirmed.wait, **late)) == [None, None]
    assert again(naive).status == "declined"  # Omar was told that it is confirmed

    claim = factories.claim(world.ada_volunteer, world.cafe, competence="leadership")
    against: dict[str, Callable[[], Any]] = {
        "withdraw": partial(competences.withdraw, actor=world.ada, claim=again(claim)),
        "decline": partial(competences.decline, actor=world.mina, claim=again(claim), reason="Nein"),
    }
    confirm = partial(competences.confirm, actor=world.omar, claim=again(claim))
    results = at_once(confirm, against[other], while_held=partial(lock, claim))
    assert outcomes(results) == ["done", "illegal_transition"]
    lost = {"withdraw": "withdrawn", "decline": "declined"}[other]
    assert again(claim).status == ("confirmed" if isinstance(results[1], Exception) else lost)


def test_two_proposals_of_the_same_competence_are_one(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    wish: dict[str, Any] = {
        "actor": world.ada,
        "volunteer": world.ada_volunteer,
        "organisation": world.cafe,
        "competence": "teamwork",
        "example": "Hat mitgeholfen.",
    }
    both_looked = meeting()

    def look_then_propose() -> CompetenceClaim:
        """Both see that there is none yet: only the database can tell."""
        assert not CompetenceClaim.objects.filter(competence="teamwork").exists()
        both_looked.wait()
        return competences.propose(**wish)

    assert outcomes(at_once(look_then_propose, look_then_propose)) == ["already_claimed", "done"]
    assert CompetenceClaim.objects.count() == 1
