"""Competences: the pool, and the way of a claim from proposal to confirmation."""

import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import time_machine

from backend.common.errors import Conflict, DomainError, Forbidden, IllegalTransition, Invalid
from certificates.content import LANGUAGES
from tests import factories
from tests.cast import World
from volunteers.competences import pool
from volunteers.models import ClaimStatus, CompetenceClaim, Volunteer
from volunteers.models.competences import CODES
from volunteers.services import competences

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
SENTENCE = "Hat bei Arztbesuchen ruhig und genau übersetzt."


# --- the pool ---


def test_pool_has_the_codes_that_a_claim_may_name() -> None:
    assert tuple(pool()) == CODES


def test_pool_says_everything_once_in_every_language_of_certificates() -> None:
    for competence in pool().values():
        for texts in (competence.label, competence.description):
            assert set(texts) == set(LANGUAGES)
            assert [text for text in texts.values() if text != " ".join(text.split()) or not text] == []
        assert [text for text in competence.description.values() if not text.endswith(".")] == []
    for language in LANGUAGES:
        assert len({competence.label[language] for competence in pool().values()}) == len(CODES)


def test_pool_never_grades() -> None:
    """Described, never graded (domain.md)."""
    grades = ("sehr gut", "hervorragend", "ausgezeichnet", "überdurchschnittlich", "excellent", "outstanding", "Note ")
    german = " ".join(text for one in pool().values() for text in (*one.label.values(), *one.description.values()))
    assert [grade for grade in grades if grade in german] == []


def test_pool_maps_each_competence_to_another_concept_of_esco() -> None:
    assert len({competence.esco_label for competence in pool().values()}) == len(CODES)
    concept = re.compile(r"http://data\.europa\.eu/esco/skill/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|S1\.15\.2)")
    uris = {code: competence.esco_uri for code, competence in pool().items()}
    assert [code for code, uri in uris.items() if not concept.fullmatch(uri)] == ["reflection"]
    assert (uris["reflection"], len(set(uris.values()))) == ("", len(CODES))


@pytest.mark.parametrize(
    ("language", "title"),
    [("de", "Sprachmittlung"), ("en-GB", "Language mediation"), ("de-simple", "Übersetzen"), ("ckb", "Sprachmittlung")],
)
def test_title_of_a_language_without_texts_is_german(language: str, title: str) -> None:
    assert pool()["language_mediation"].title(language) == title


# --- proposing ---


@pytest.fixture
def helped(world: World) -> World:
    """Ada has helped at the café."""
    factories.confirmed(world.ada_volunteer, world.talking)
    return world


def propose(world: World, **changes: Any) -> CompetenceClaim:
    """Ada proposes a competence at the café."""
    wish: dict[str, Any] = {
        "actor": world.ada,
        "volunteer": world.ada_volunteer,
        "organisation": world.cafe,
        "competence": "language_mediation",
        "example": SENTENCE,
    }
    return competences.propose(**wish | changes)


def refused(kind: type[DomainError], ask: Callable[..., object]) -> tuple[str, str]:
    """Code and field of the refusal."""
    with pytest.raises(kind) as refusal:
        ask()
    return refusal.value.code, refusal.value.field


@time_machine.travel(NOON, tick=False)
def test_proposal_waits_with_the_sentence_and_who_made_it(helped: World) -> None:
    claim = propose(helped, example="  Hat bei Arztbesuchen\nruhig und genau übersetzt. ")
    assert (claim.status, claim.competence, claim.example, claim.proposed_example) == (
        "proposed",
        "language_mediation",
        SENTENCE,
        SENTENCE,
    )
    assert (claim.proposed_at, claim.proposed_by, claim.decided_at, claim.decided_by) == (NOON, helped.ada, None, None)


def test_proposal_for_somebody_else_is_refused(helped: World) -> None:
    for other in (helped.omar, helped.mina, helped.carla, helped.mallory):
        assert refused(Forbidden, partial(propose, helped, actor=other)) == ("not_yours", "volunteer")
    assert CompetenceClaim.objects.count() == 0


def test_proposal_for_somebody_without_account_comes_from_who_keeps_the_hours(world: World) -> None:
    olga = factories.kept(world.cafe)
    assert propose(world, actor=world.omar, volunteer=olga).proposed_by == world.omar
    refusal = refused(Forbidden, lambda: propose(world, actor=world.mallory, volunteer=olga))
    assert refusal == ("not_yours", "volunteer")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"competence": "grades"}, ("unknown_competence", "competence")),
        ({"example": " \u200d "}, ("example_missing", "example")),
        ({"example": "x" * 501}, ("too_long", "example")),
        ({"example": "a\u202eb"}, ("not_printable", "example")),
    ],
)
def test_proposal_that_says_nothing_printable_is_refused(
    changes: dict[str, str], refusal: tuple[str, str], helped: World
) -> None:
    assert refused(Invalid, lambda: propose(helped, **changes)) == refusal


def test_proposal_where_one_never_helped_is_refused(helped: World) -> None:
    refusal = refused(Invalid, lambda: propose(helped, organisation=helped.club))
    assert refusal == ("not_known_there", "organisation")


@pytest.mark.parametrize("status", ["proposed", "confirmed"])
def test_second_proposal_of_a_standing_competence_is_refused(status: str, helped: World) -> None:
    factories.claim(helped.ada_volunteer, helped.cafe, competence="language_mediation", status=status)
    assert refused(Conflict, lambda: propose(helped)) == ("already_claimed", "competence")


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_competence_that_fell_may_be_proposed_anew(status: str, helped: World) -> None:
    factories.claim(helped.ada_volunteer, helped.cafe, competence="language_mediation", status=status)
    assert propose(helped).status == "proposed"


def test_same_competence_at_another_organisation_is_another_one(helped: World) -> None:
    factories.confirmed(helped.ada_volunteer, helped.football)
    assert {propose(helped).organisation, propose(helped, organisation=helped.club).organisation} == {
        helped.cafe,
        helped.club,
    }


# --- deciding ---


@time_machine.travel(NOON, tick=False)
def test_confirmation_names_who_and_when_and_keeps_the_sentence(helped: World) -> None:
    claim = competences.confirm(actor=helped.omar, claim=propose(helped))
    assert (claim.status, claim.decided_by, claim.decided_at, claim.example) == (
        "confirmed",
        helped.omar,
        NOON,
        SENTENCE,
    )
    assert list(CompetenceClaim.objects.confirmed()) == [claim]


def test_confirmation_in_other_words_keeps_those_of_the_proposal_beside(helped: World) -> None:
    claim = competences.confirm(actor=helped.mina, claim=propose(helped), example=" Hat  genau übersetzt. ")
    assert (claim.example, claim.proposed_example) == ("Hat genau übersetzt.", SENTENCE)


@pytest.mark.parametrize(("example", "code"), [("x" * 501, "too_long"), ("a\u202eb", "not_printable")])
def test_confirmation_in_words_that_cannot_be_printed_is_refused(example: str, code: str, helped: World) -> None:
    claim = propose(helped)
    refusal = refused(Invalid, lambda: competences.confirm(actor=helped.omar, claim=claim, example=example))
    assert refusal == (code, "example")
    claim.refresh_from_db()
    assert claim.status == "proposed"


def test_decline_carries_a_reason(helped: World) -> None:
    claim = propose(helped)
    refusal = refused(Invalid, lambda: competences.decline(actor=helped.omar, claim=claim, reason=" "))
    assert refusal == ("reason_missing", "reason")
    declined = competences.decline(actor=helped.omar, claim=claim, reason=" Das war  jemand anderes. ")
    assert (declined.status, declined.decline_reason, declined.decided_by) == (
        "declined",
        "Das war jemand anderes.",
        helped.omar,
    )


def decide(world: World, claim: CompetenceClaim, actor: Any) -> str:
    """What a confirmation is answered: `confirmed`, or the code of the refusal, which is that of a decline too."""
    try:
        return competences.confirm(actor=actor, claim=claim).status
    except Forbidden:
        ways: tuple[Callable[..., CompetenceClaim], ...] = (
            competences.confirm,
            partial(competences.decline, reason="Nein"),
        )
        codes = {refused(Forbidden, partial(way, actor=actor, claim=claim))[0] for way in ways}
        return " ".join(codes)


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("ada", "own_competence"),
        ("omar", "confirmed"),
        ("mina", "confirmed"),
        ("carla", "confirmed"),
        ("mallory", "not_confirmer"),
    ],
)
def test_who_may_decide(who: str, answer: str, helped: World) -> None:
    assert decide(helped, propose(helped), getattr(helped, who)) == answer


def test_coordinators_decide_in_their_districts_alone(helped: World) -> None:
    claim = propose(helped)
    elsewhere = factories.coordinate(factories.user(), district=factories.district("03402"))
    of_a_field = factories.coordinate(factories.user(), field=factories.field("language"))
    here = factories.coordinate(factories.user(), district=factories.district("03457"))
    answers = [decide(helped, claim, actor) for actor in (elsewhere, of_a_field, here)]
    assert answers == ["not_confirmer", "not_confirmer", "confirmed"]


def test_four_eyes_hold_for_who_proposed_and_for_the_person_without_account(world: World) -> None:
    """Omar proposes for somebody whom the café keeps under his own address: neither lets him confirm."""
    olga = factories.kept(world.cafe)
    assert decide(world, propose(world, actor=world.omar, volunteer=olga), world.omar) == "own_competence"
    self_kept = factories.kept(world.cafe, email=world.omar.email.upper())
    assert decide(world, propose(world, actor=world.mina, volunteer=self_kept), world.omar) == "own_competence"


def test_confirmer_who_is_the_volunteer_does_not_confirm(helped: World) -> None:
    Volunteer.objects.filter(pk=helped.mallory_volunteer.pk).update(user=None, kept_by=helped.cafe)
    Volunteer.objects.filter(pk=helped.ada_volunteer.pk).update(user=helped.mina)
    claim = factories.claim(Volunteer.objects.get(pk=helped.ada_volunteer.pk), helped.cafe)
    assert decide(helped, claim, helped.mina) == "own_competence"


# --- taking back ---


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("status", ["proposed", "confirmed"])
def test_person_takes_a_competence_back(status: str, helped: World) -> None:
    claim = competences.withdraw(
        actor=helped.ada, claim=factories.claim(helped.ada_volunteer, helped.cafe, status=status)
    )
    assert (claim.status, claim.withdrawn_at, claim.decided_at is None) == ("withdrawn", NOON, status == "proposed")
    assert CompetenceClaim.objects.confirmed().count() == 0


def test_nobody_else_takes_it_back(helped: World) -> None:
    claim = factories.claim(helped.ada_volunteer, helped.cafe, status=ClaimStatus.CONFIRMED)
    for other in (helped.omar, helped.carla, helped.mallory):
        refusal = refused(Forbidden, partial(competences.withdraw, actor=other, claim=claim))
        assert refusal == ("not_yours", "volunteer")


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_what_fell_moves_no_more(status: str, helped: World) -> None:
    claim = factories.claim(helped.ada_volunteer, helped.cafe, status=status)
    moves: tuple[Callable[[], CompetenceClaim], ...] = (
        partial(competences.confirm, actor=helped.omar, claim=claim),
        partial(competences.decline, actor=helped.omar, claim=claim, reason="Nein"),
        partial(competences.withdraw, actor=helped.ada, claim=claim),
    )
    for move in moves:
        with pytest.raises(IllegalTransition) as refusal:
            move()
        assert refusal.value.extra == {"status": status}


# --- who sees ---


def test_claims_are_seen_by_the_person_the_organisation_and_its_coordination(world: World) -> None:
    claims = {
        "ada at café": factories.claim(world.ada_volunteer, world.cafe),
        "ada at club": factories.claim(world.ada_volunteer, world.club),
        "mallory at club": factories.claim(world.mallory_volunteer, world.club),
    }
    viewers = {
        "ada": world.ada,
        "omar": world.omar,
        "carla": world.carla,
        "mallory": world.mallory,
        "leer": factories.coordinate(factories.user(), district=factories.district("03457")),
        "language": factories.coordinate(factories.user(), field=factories.field("language")),
        "nobody": factories.user(),
    }
    labels = {claim.pk: label for label, claim in claims.items()}
    seen = {
        name: {labels[pk] for pk in CompetenceClaim.objects.visible_to(user).values_list("pk", flat=True)}
        for name, user in viewers.items()
    }
    assert seen == {
        "ada": {"ada at café", "ada at club"},
        "omar": {"ada at café"},
        "carla": set(claims),
        "mallory": {"ada at club", "mallory at club"},
        "leer": {"ada at café"},
        "language": set(),
        "nobody": set(),
    }
