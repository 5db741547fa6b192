"""The OpenAPI document and the API agree: what the one says the other does, also when schemathesis attacks."""

import copy
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.backend.attack import InOneTransaction, attack, known_rows, labels, phases, three_roles
from tests.backend.edges import exemplified, part, thinned
from tests.backend.routes import ROUTES
from tests.backend.stage import Stage
from volunteers.services import logging

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
PUBLIC = {
    "POST /api/v1/auth/sign-in",
    "GET /api/v1/thanks/{slug}",
    "GET /api/v1/districts",
    "GET /api/v1/districts/{ags}",
    "GET /api/v1/fields",
    "GET /api/v1/fields/{code}",
    "GET /api/v1/competences",
    "GET /api/v1/figures",
    "GET /api/v1/figures/{year}/{by}",
}
IDEMPOTENT = {
    f"POST /api/v1/{name}"
    for name in (
        "activities",
        "campaigns",
        "card-annexes",
        "certificates",
        "certificates/{uuid}/renew",
        "certificates/{uuid}/replace",
        "competence-claims",
        "confirmation-links",
        "consent-texts",
        "consents",
        "contact-addresses",
        "district-hidings",
        "guardian-consents",
        "shares",
        "sign-in-sheets",
        "thanks-messages",
        "weekly-plans",
        "coordinator-scopes",
        "corrections",
        "hours",
        "hours/bulk",
        "memberships",
        "merges",
        "objections",
        "obstacles",
        "organisations",
        "prize-calls",
        "programme-rules",
        "recognition-lists",
        "recognition-lists/{uuid}/renew",
        "stories",
        "story-adoptions",
        "story-people",
        "takeovers",
        "template-versions",
        "templates",
        "volunteers",
        "waivers",
    )
}
# More examples and another seed by hand: `DANKWERK_ATTACK_EXAMPLES=200 DANKWERK_ATTACK_SEED=7 pytest …`
EXAMPLES = int(os.environ.get("DANKWERK_ATTACK_EXAMPLES", "3"))
SEED = int(os.environ.get("DANKWERK_ATTACK_SEED", "1"))
GENERATION = {"max-examples": EXAMPLES, "database": "none", "deterministic": "DANKWERK_ATTACK_SEED" not in os.environ}
FEW = {"max-examples": max(1, EXAMPLES * 2 // 3)}  # for what only reads and knows but filters
# Into so many tests, so that every worker of pytest-xdist gets some.
PARTS, CHANCES = 2, 2
SHARED = {"Idempotency-Key", "cursor", "organisation", "page_size", "volunteer"}


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


# --- what the document says ---


@pytest.mark.django_db
def test_document_is_the_one_that_is_served(
    document: dict[str, Any], client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/api/v1/openapi")
    assert response.json() == document
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/json", "public, max-age=3600")
    assert "Set-Cookie" not in response


def test_document_names_every_route_of_the_api_and_no_other(document: dict[str, Any]) -> None:
    def plain(address: str) -> str:
        return re.sub(r"<\w+:(\w+)>", r"{\1}", address)

    served = {f"{route.method} /{plain(route.pattern)}" for route in ROUTES if route.pattern.startswith("api/v1/")}
    assert {name for name, _ in operations(document)} == served - {"GET /api/v1/openapi", "GET /api/v1/docs"}


def test_document_says_where_one_must_be_signed_in(document: dict[str, Any]) -> None:
    by_token_or_session: list[Any] = [{"token": []}, {"session": []}]
    for name, operation in operations(document):
        security = operation.get("security", [{}])
        assert security == ([{}] if name in PUBLIC else by_token_or_session), name
        assert ("401" in operation["responses"]) == (name not in PUBLIC), name
        changes = name.partition(" ")[0] != "GET"
        # Signing in is refused to who must set up a second factor first.
        refuses = changes and (name not in PUBLIC or name.endswith("/auth/sign-in"))
        assert ("403" in operation["responses"]) == refuses, name


def test_document_names_the_idempotency_key_where_it_works(document: dict[str, Any]) -> None:
    with_key = {
        name
        for name, operation in operations(document)
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))
    }
    assert with_key == IDEMPOTENT
    assert {name for name, operation in operations(document) if "422" in operation["responses"]} == IDEMPOTENT


def test_document_describes_every_refusal_as_a_problem(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        refusals = {code: answer["content"] for code, answer in operation["responses"].items() if code >= "400"}
        assert refusals == dict.fromkeys(refusals, PROBLEM), name
        assert "406" in refusals
        assert ("404" in refusals) == ("{" in name or name.endswith("erasure/cancel"))  # nothing may be there to cancel


def test_document_allows_no_unknown_name_in_a_body(document: dict[str, Any]) -> None:
    bodies = {
        name: operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for name, operation in operations(document)
        if "requestBody" in operation
    }
    schemas = document["components"]["schemas"]
    assert {name: schemas[body].get("additionalProperties") for name, body in bodies.items()} == dict.fromkeys(
        bodies, False
    )
    assert len(bodies) == 82


def test_document_bounds_pages_lists_and_texts(document: dict[str, Any]) -> None:
    parameters = {parameter["name"]: parameter for parameter in document["paths"]["/api/v1/hours"]["get"]["parameters"]}
    assert parameters["page_size"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
    assert parameters["minutes_over"]["schema"] == {"type": "integer", "minimum": 0, "maximum": 1440}
    assert parameters["day_from"]["schema"] == {"type": "string", "format": "date"}
    schemas = document["components"]["schemas"]
    entries = schemas["UuidsInRequest"]["properties"]["entries"]
    assert (entries["minItems"], entries["maxItems"]) == (1, 1000)
    assert schemas["HourEntryInRequest"]["properties"]["minutes"] == {"type": "integer", "minimum": 1, "maximum": 1440}


# --- what the API does ---


def signed_in(stage: Stage) -> dict[str, Any]:
    """Configuration: Carla with three roles, and the rows that are there."""
    carla, token = three_roles(stage)
    return known_rows(stage, carla) | {"headers": {"Authorization": f"Token {token}"}}


@pytest.mark.postgres  # what SQLite swallows, like a number too large for its column, PostgreSQL refuses
@pytest.mark.usefixtures("staged")
@pytest.mark.parametrize("number", range(PARTS))
def test_attack_by_every_edge_of_the_document_finds_nothing(
    number: int, document: dict[str, Any], stage: Stage
) -> None:
    few, rows = part(thinned(document, SHARED), number, PARTS), signed_in(stage)
    report = attack(
        exemplified(few, rows),
        phases=phases("coverage"),
        seed=SEED,
        generation=GENERATION,
        headers=rows["headers"],  # the keys are among the examples
    )
    assert report.findings == []
    assert report.asked == labels(few)
    assert report.chosen.sent == set(report.chosen.wrong)


@pytest.mark.postgres
@pytest.mark.usefixtures("staged")
@pytest.mark.parametrize("number", range(CHANCES))
def test_attack_by_chance_finds_nothing_and_opens_most_doors_and_to_strangers_the_public_ones(
    number: int, document: dict[str, Any], stage: Stage
) -> None:
    few = part(document, number, CHANCES)
    rows = signed_in(stage)
    rows["operations"].append({"include-method": "GET", "generation": GENERATION | FEW})
    report = attack(few, strangers=True, phases=phases("fuzzing"), seed=SEED, generation=GENERATION, **rows)
    assert report.findings == []
    assert report.asked == report.knocked == labels(few)
    assert len(report.succeeded) > len(report.asked) / 3
    unmet = {"POST /api/v1/auth/sign-in", "GET /api/v1/figures/{year}/{by}"}
    assert report.opened == (PUBLIC - unmet) & labels(few)


@pytest.mark.postgres
@pytest.mark.usefixtures("staged")
def test_attack_step_by_step_finds_nothing(document: dict[str, Any], stage: Stage) -> None:
    """Each request builds on what the earlier ones did. Without signing out, which would end the attack."""
    config = signed_in(stage)
    config["operations"].append({"include-path-regex": "^/api/v1/auth/", "enabled": False})
    report = attack(
        document,
        application=InOneTransaction(keep=True),
        phases=phases("stateful"),
        seed=SEED,
        generation=GENERATION | {"max-examples": EXAMPLES * 6},
        **config,
    )
    assert report.findings == []
    assert len(report.succeeded) > 10


@pytest.mark.postgres
@pytest.mark.usefixtures("staged")
@pytest.mark.parametrize(
    ("check", "path", "lie"),
    [
        ("response_schema_conformance", ["components", "schemas", "HourEntryOut", "required"], ["shoe_size"]),
        ("status_code_conformance", ["paths", "/api/v1/hours/{uuid}", "get", "responses"], {}),
        (
            "content_type_conformance",
            ["paths", "/api/v1/hours/{uuid}", "get", "responses", "200", "content"],
            {"text/csv": {}},
        ),
        ("strangers_stay_outside", ["paths", "/api/v1/districts/{ags}", "get", "security"], [{"token": []}]),
    ],
)
def test_attack_finds_a_document_that_lies(
    check: str, path: list[str], lie: Any, document: dict[str, Any], stage: Stage
) -> None:
    """The tests above could fail."""
    lying = copy.deepcopy(document)
    place = lying
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = lie
    only = path[1] if path[0] == "paths" else "/api/v1/hours/{uuid}"
    lying["paths"] = {only: {"get": lying["paths"][only]["get"]}}
    strangers = check == "strangers_stay_outside"
    report = attack(
        lying,
        strangers=strangers,
        phases=phases("fuzzing"),
        seed=SEED,
        generation=GENERATION,
        **signed_in(stage),
    )
    assert {finding.partition(":")[0] for finding in report.findings} == {check}


@pytest.mark.postgres
@pytest.mark.usefixtures("staged")
def test_attack_finds_a_fault_at_an_edge(
    document: dict[str, Any], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As above: a service that breaks at the longest day and at no other."""
    as_it_is = logging.log_hours

    def breaks(*, minutes: int, **others: Any) -> Any:
        assert minutes != 1440
        return as_it_is(minutes=minutes, **others)

    monkeypatch.setattr(logging, "log_hours", breaks)
    only = document | {"paths": {"/api/v1/hours": {"post": document["paths"]["/api/v1/hours"]["post"]}}}
    rows = signed_in(stage)
    only = exemplified(only, rows)
    report = attack(only, phases=phases("coverage"), seed=SEED, generation=GENERATION, **rows)
    assert {finding.partition(":")[0] for finding in report.findings} == {
        "not_a_server_error",
        "status_code_conformance",
    }
    assert {'"minutes": 1440' in finding for finding in report.findings} == {True}
