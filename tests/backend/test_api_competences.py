"""Competences through the API: the pool for everybody, and a claim's way from proposal to certificate."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from certificates.content import LANGUAGES
from tests import factories
from tests.backend.problems import refusal, wrong_field
from tests.cast import World
from volunteers.models import CompetenceClaim

AsUser = Callable[..., APIClient]
Queries = Callable[[int], Any]
CLAIMS = "/api/v1/competence-claims"
SENTENCE = "Hat bei Arztbesuchen übersetzt."


def claim(world: World, **changes: Any) -> dict[str, Any]:
    """Ada's wish."""
    return {
        "volunteer": str(world.ada_volunteer.uuid),
        "organisation": str(world.cafe.uuid),
        "competence": "language_mediation",
        "example": SENTENCE,
    } | changes


@pytest.mark.django_db
def test_pool_is_public_costs_no_query_and_may_be_kept(as_user: AsUser, django_assert_num_queries: Queries) -> None:
    with django_assert_num_queries(0):
        response = as_user(None).get("/api/v1/competences")
    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=3600")
    assert "Set-Cookie" not in response
    body = response.json()
    assert (len(body), body[0]["code"], body[-1]["code"]) == (14, "teamwork", "language_mediation")
    assert {frozenset(text["language"] for text in one["texts"]) for one in body} == {frozenset(LANGUAGES)}
    assert body[0]["texts"][0] == {
        "language": "de",
        "title": "Teamfähigkeit",
        "description": "Mit anderen auf ein gemeinsames Ziel hinarbeiten und den eigenen Teil verlässlich beitragen.",
    }
    assert (body[0]["esco_label"], body[0]["esco_uri"]) == (
        "work in teams",
        "http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0",
    )


def test_claim_goes_from_proposal_to_confirmation(world: World, as_user: AsUser) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    created = as_user(world.ada).post(CLAIMS, claim(world))
    assert created.status_code == 201
    body = created.json()
    assert {key: body[key] for key in ("status", "example", "volunteer_name", "decided_at", "decline_reason")} == {
        "status": "proposed",
        "example": SENTENCE,
        "volunteer_name": "Ada Beispiel",
        "decided_at": None,
        "decline_reason": "",
    }
    one = f"{CLAIMS}/{body['uuid']}"
    refusal(as_user(world.ada).post(f"{one}/confirm"), 403, "own_competence", "")
    confirmed = as_user(world.omar).post(f"{one}/confirm", {"example": "Hat genau übersetzt."})
    assert confirmed.status_code == 200
    changed = {key: value for key, value in confirmed.json().items() if value != body[key]}
    assert changed.pop("decided_at") is not None
    assert changed == {"status": "confirmed", "example": "Hat genau übersetzt."}
    assert as_user(world.ada).get(one).json()["proposed_example"] == SENTENCE
    assert as_user(world.ada).post(f"{one}/withdraw").json()["status"] == "withdrawn"
    refusal(as_user(world.omar).post(f"{one}/confirm"), 409, "illegal_transition", "status")


def test_declined_claim_tells_the_person_why(world: World, as_user: AsUser) -> None:
    row = factories.claim(world.ada_volunteer, world.cafe)
    wrong_field(as_user(world.omar).post(f"{CLAIMS}/{row.uuid}/decline", {"reason": " "}), "reason", "blank")
    as_user(world.omar).post(f"{CLAIMS}/{row.uuid}/decline", {"reason": "Das kennen wir nicht."})
    seen = as_user(world.ada).get(f"{CLAIMS}/{row.uuid}").json()
    assert (seen["status"], seen["decline_reason"]) == ("declined", "Das kennen wir nicht.")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"competence": "grades"}, "competence", "invalid_choice"),
        ({"competence": 5}, "competence", "invalid"),
        ({"example": ""}, "example", "blank"),
        ({"example": "x" * 501}, "example", "max_length"),
        ({"example": ["x"]}, "example", "invalid"),
        ({"organisation": None}, "organisation", "null"),
        ({"grade": 1}, "grade", "unknown"),
    ],
)
def test_malformed_claim_names_the_field(
    changes: dict[str, Any], field: str, code: str, world: World, as_user: AsUser
) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    wrong_field(as_user(world.ada).post(CLAIMS, claim(world, **changes)), field, code)
    assert CompetenceClaim.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "changes", "answer"),
    [
        ("ada", {"organisation": "club"}, (400, "not_known_there", "organisation")),
        ("ada", {"example": "a\u202eb"}, (400, "not_printable", "example")),
        ("ada", {"competence": "teamwork"}, (409, "already_claimed", "competence")),
        ("omar", {}, (403, "not_yours", "volunteer")),
        ("carla", {}, (403, "not_yours", "volunteer")),
    ],
)
def test_refused_claim_names_code_and_field_and_is_not_kept(
    who: str, changes: dict[str, str], answer: tuple[int, str, str], world: World, as_user: AsUser
) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    factories.claim(world.ada_volunteer, world.cafe, competence="teamwork")
    if "organisation" in changes:
        changes = {"organisation": str(world.club.uuid)}
    refusal(as_user(getattr(world, who)).post(CLAIMS, claim(world, **changes)), *answer)
    assert CompetenceClaim.objects.count() == 1


def test_claims_are_filtered_by_status_organisation_and_person(world: World, as_user: AsUser) -> None:
    kept = factories.kept(world.cafe)
    rows = {
        "ada": factories.claim(world.ada_volunteer, world.cafe),
        "ada confirmed": factories.claim(world.ada_volunteer, world.cafe, competence="leadership", status="confirmed"),
        "kept": factories.claim(kept, world.cafe),
        "club": factories.claim(world.mallory_volunteer, world.club),
    }
    names = {str(row.uuid): name for name, row in rows.items()}

    def found(**filters: str) -> set[str]:
        results = as_user(world.carla).get(CLAIMS, filters).json()["results"]
        return {names[row["uuid"]] for row in results}

    assert found() == set(rows)
    assert found(status="confirmed") == {"ada confirmed"}
    assert found(organisation=str(world.cafe.uuid)) == {"ada", "ada confirmed", "kept"}
    assert found(volunteer=str(kept.uuid)) == {"kept"}
    assert found(volunteer=str(world.ada_volunteer.uuid), status="proposed") == {"ada"}


def test_the_same_proposal_sent_twice_with_one_key_is_one_claim(world: World, as_user: AsUser) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    ada = as_user(world.ada)
    answers = [ada.post(CLAIMS, claim(world), headers={"Idempotency-Key": "einmal"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert CompetenceClaim.objects.count() == 1
