"""The protocol as people read it: one's own, a desk's, the coordination's; and over the API."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from tests.cast import World
from volunteers.models import Membership, User
from volunteers.services import chain, confirming, directory, people

AsUser = Callable[..., APIClient]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines(client: Client, address: str) -> list[tuple[str, str, str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    return [(one.what, one.person, one.who, one.reason) for one in response.context["lines"]]


@pytest.fixture
def told(world: World) -> World:
    """An entry that was declined, a website that was changed, a member who came."""
    entry = world.hours(day=dt.date(2026, 3, 14))
    confirming.decline(actor=world.omar, entry=entry, reason="Das war ein Feiertag.", way="page")
    directory.update_organisation(actor=world.mina, organisation=world.cafe, website="https://example.org")
    people.add_member(actor=world.mina, organisation=world.cafe, email="neu@example.org", role="confirmer")
    return world


def test_own_protocol_names_the_side_that_decided_and_not_the_person(told: World) -> None:
    ada = signed_in(told.ada)
    assert lines(ada, "/ich/protokoll") == [
        ("abgelehnt", "Ada Beispiel", "Sprachcafé", "Das war ein Feiertag."),
        ("wartet auf Bestätigung", "Ada Beispiel", "du", ""),
    ]
    page = ada.get("/ich/protokoll").content.decode()
    assert "Omar" not in page
    assert lines(ada, "/ich/protokoll?art=entscheidungen") == []
    assert lines(signed_in(told.mallory), "/ich/protokoll") == []
    assert lines(signed_in(told.mina), "/ich/protokoll?art=entscheidungen") == [
        ("Zugehörigkeit gegeben", "", "du", ""),
        ("Angaben der Organisation geändert", "", "du", ""),
    ]


def test_desk_protocol_is_for_members_and_decisions_for_managers(told: World) -> None:
    here = f"/stelle/{told.cafe.uuid}/protokoll"
    steps = [
        ("abgelehnt", "Ada Beispiel", "Omar Beispiel", "Das war ein Feiertag."),
        ("wartet auf Bestätigung", "Ada Beispiel", "Ada Beispiel", ""),
    ]
    assert lines(signed_in(told.omar), here) == steps
    assert lines(signed_in(told.omar), f"{here}?art=entscheidungen") == steps  # the first tab instead
    assert lines(signed_in(told.mina), f"{here}?art=entscheidungen") == [
        ("Zugehörigkeit gegeben", "", "Mina Beispiel", ""),
        ("Angaben der Organisation geändert", "", "Mina Beispiel", ""),
    ]
    assert signed_in(told.mallory).get(here).status_code == 404


def test_coordination_narrows_by_act_organisation_and_period(told: World) -> None:
    carla = signed_in(told.carla)
    here = "/koordination/protokoll"
    today = dt.datetime.now(dt.UTC).date()
    for query, acts in (
        ("?art=entscheidungen&was=member_added", ["Zugehörigkeit gegeben"]),
        (f"?art=entscheidungen&organisation={told.club.uuid}", []),
        (f"?art=entscheidungen&bis={today - dt.timedelta(days=2)}", []),
        (f"?art=entscheidungen&von={today + dt.timedelta(days=2)}", []),
        (f"?was=declined&von={today - dt.timedelta(days=2)}&bis={today + dt.timedelta(days=2)}", ["abgelehnt"]),
        ("?was=unsinn&von=2026-02-31&bis=0000-01-01&art=nichts", ["abgelehnt", "wartet auf Bestätigung"]),
        ("?art=korrekturen", []),
        ("?art=urkunden&was=revoked", []),
    ):
        assert [what for what, *_ in lines(carla, here + query)] == acts
    assert signed_in(told.mina).get(here).status_code == 404


def test_coordination_shows_the_newest_digest(told: World) -> None:
    chain.seal()
    digest = chain.verify().digest
    assert digest in signed_in(told.carla).get("/koordination/protokoll").content.decode()


def test_protocol_keeps_its_filters_from_page_to_page(told: World) -> None:
    for number in range(51):
        directory.update_organisation(actor=told.mina, organisation=told.cafe, website=f"https://example.org/{number}")
    carla = signed_in(told.carla)
    address = "/koordination/protokoll?art=entscheidungen&was=organisation_changed"
    first = carla.get(address).context["page"]
    second = carla.get(f"/koordination/protokoll{first.older}").context["page"]
    assert (len(first.rows), len(second.rows)) == (50, 2)


@pytest.mark.parametrize("address", ["/ich/protokoll", "/stelle/{cafe}/protokoll", "/koordination/protokoll"])
@pytest.mark.parametrize("tab", ["stunden", "entscheidungen"])
def test_protocol_costs_the_same_with_one_and_with_three(
    world: World, django_assert_num_queries: Any, address: str, tab: str
) -> None:
    user = {"/ich": world.ada, "/ste": world.mina, "/koo": world.carla}[address[:4]]
    client = signed_in(user)
    path = f"{address.format(cafe=world.cafe.uuid)}?art={tab}"
    counts = []
    for more in (1, 2):
        for _time in range(more):
            world.hours()
            people.add_member(
                actor=world.mina,
                organisation=world.cafe,
                email=f"neu{Membership.objects.count()}@example.org",
                role="confirmer",
            )
        with django_assert_num_queries(12, exact=False) as seen:
            client.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_api_shows_decisions_to_who_took_or_answers_for_them(told: World, as_user: AsUser) -> None:
    def acts(user: User, **query: str) -> list[str]:
        return [row["act"] for row in as_user(user).get("/api/v1/protocol-events", query).json()["results"]]

    both = ["member_added", "organisation_changed"]
    assert {name: acts(getattr(told, name)) for name in ("ada", "omar", "mina", "carla", "mallory")} == {
        "ada": [],
        "omar": [],
        "mina": both,
        "carla": both,
        "mallory": [],
    }
    assert acts(told.carla, organisation=str(told.club.uuid)) == []
