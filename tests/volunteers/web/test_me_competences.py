"""One's competences: proposed with an example, read, taken back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.cast import World
from volunteers.models import ClaimStatus, CompetenceClaim

Queries = Callable[[int], Any]
ADDRESS = "/ich/kompetenzen"


@pytest.fixture
def ada(world: World) -> Client:
    client = Client()
    client.force_login(world.ada)
    return client


def page_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def claims() -> list[tuple[str, str, str]]:
    return list(CompetenceClaim.objects.order_by("pk").values_list("competence", "example", "status"))


def test_without_hours_there_is_nobody_to_ask(world: World, ada: Client) -> None:
    page = page_of(ada.get(ADDRESS))
    assert "Das geht, sobald du Stunden eingetragen hast" in page
    assert 'name="example"' not in page


def test_proposal_waits_for_the_organisation_and_may_be_taken_back(world: World, ada: Client) -> None:
    world.hours()
    sent = {"competence": "teamwork", "organisation": str(world.cafe.uuid), "example": "Hat das Fest mit vorbereitet."}
    page = page_of(ada.post(ADDRESS, sent, follow=True))
    assert "Vorgeschlagen. Jetzt wartet der Vorschlag auf die Organisation." in page
    assert "Hat das Fest mit vorbereitet." in page
    assert claims() == [("teamwork", "Hat das Fest mit vorbereitet.", "proposed")]
    claim = CompetenceClaim.objects.get()
    for _ in range(2):
        page = page_of(ada.post(f"{ADDRESS}/{claim.uuid}/zurueckziehen", follow=True))
        assert "Zurückgezogen. Auf künftigen Nachweisen steht das nicht mehr." in page
    assert claims() == [("teamwork", "Hat das Fest mit vorbereitet.", "withdrawn")]


def test_proposal_twice_says_so_and_keeps_what_was_typed(world: World, ada: Client) -> None:
    world.hours()
    factories.claim(world.ada_volunteer, world.cafe)
    sent = {"competence": "teamwork", "organisation": str(world.cafe.uuid), "example": "Noch ein Satz."}
    page = page_of(ada.post(ADDRESS, sent))
    assert re.findall(r'<p class="kern-error"[^>]*><span>(.*?)</span>', page) == [
        "Diese Kompetenz ist bei dieser Organisation schon vorgeschlagen."
    ]
    assert "Noch ein Satz." in page
    assert len(claims()) == 1


def test_proposal_where_one_never_helped_is_refused(world: World, ada: Client) -> None:
    world.hours()
    sent = {"competence": "teamwork", "organisation": str(world.club.uuid), "example": "Ein Satz."}
    assert "Dort hast du noch keine Stunden eingetragen. Bitte wähle eine andere." in page_of(ada.post(ADDRESS, sent))
    assert claims() == []


def test_declined_claim_shows_its_reason(world: World, ada: Client) -> None:
    factories.claim(world.ada_volunteer, world.cafe, status=ClaimStatus.DECLINED)
    page = page_of(ada.get(ADDRESS))
    assert "Grund: <bdi>Kennen wir nicht</bdi>" in page
    assert "zurueckziehen" not in page


def test_somebody_elses_claim_does_not_exist(world: World, ada: Client) -> None:
    theirs = factories.claim(world.mallory_volunteer, world.club)
    assert ada.post(f"{ADDRESS}/{theirs.uuid}/zurueckziehen").status_code == 404
    assert claims() == [("teamwork", theirs.example, "proposed")]


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_whatever_there_is(
    world: World, ada: Client, django_assert_num_queries: Queries, number: int
) -> None:
    for competence in ("teamwork", "communication", "leadership")[:number]:
        factories.claim(world.ada_volunteer, world.cafe, competence=competence)
        factories.hours(world.ada_volunteer, world.talking)
    with django_assert_num_queries(6):
        ada.get(ADDRESS)
