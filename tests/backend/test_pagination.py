"""Keyset pages: every row once, in order, whatever happens meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests import factories
from tests.backend.listing import LISTS
from tests.cast import World, make_volunteer
from volunteers.models import HourEntry, Membership, Role, User

AsUser = Callable[..., APIClient]


def page(client: APIClient, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def walk(client: APIClient, address: str, between: Callable[[], object] = lambda: None) -> list[list[dict[str, Any]]]:
    """The pages from that address to the last; `between` happens after each."""
    pages = []
    following: str | None = address
    while following:
        body = page(client, following)
        pages.append(body["results"])
        following = body["next"]
        between()
    return pages


@pytest.mark.parametrize("path", LISTS)
def test_walk_there_and_back_meets_every_row_once_while_new_ones_arrive(
    path: str, world: World, as_user: AsUser
) -> None:
    for _ in range(5):
        LISTS[path](world)
    carla = as_user(world.carla)
    everything = page(carla, f"/api/v1/{path}?page_size=200")["results"]
    assert len(everything) >= 5
    pages = walk(carla, f"/api/v1/{path}?page_size=2", between=lambda: LISTS[path](world))
    assert [row for rows in pages for row in rows] == everything
    assert {len(rows) for rows in pages[:-1]} == {2}

    second = page(carla, page(carla, f"/api/v1/{path}?page_size=2")["next"])
    LISTS[path](world)
    first = page(carla, second["previous"])
    everything = page(carla, f"/api/v1/{path}")["results"]
    assert first["results"] + second["results"] == everything[1:5]
    assert page(carla, first["previous"])["results"] == everything[:1]
    assert page(carla, first["next"])["results"] == second["results"]


def three_roles(world: World) -> User:
    """Somebody who volunteers, confirms at the club and coordinates the café's district: three branches of one read."""
    user = factories.coordinate(factories.user("cora"), district=world.cafe.district)
    make_volunteer(user, given="Cora", family="Beispiel")
    Membership.objects.create(user=user, organisation=world.club, role=Role.CONFIRMER)
    return user


def test_walk_of_somebody_with_three_roles_meets_every_row_once(world: World, as_user: AsUser) -> None:
    cora = three_roles(world)
    own = factories.hours(cora.volunteer, world.football)  # at the club: by two roles hers, and once on the list
    for _ in range(3):
        factories.hours(world.ada_volunteer, world.talking)  # in her district
        factories.hours(world.mallory_volunteer, world.football)  # at her club
    elsewhere = factories.helper()
    factories.hours(elsewhere, world.football)
    client = as_user(cora)
    met = [row["uuid"] for rows in walk(client, "/api/v1/hours?page_size=2") for row in rows]
    expected = [str(entry.uuid) for entry in HourEntry.objects.order_by("-pk")]
    assert met == expected
    assert met.count(str(own.uuid)) == 1


@pytest.mark.parametrize("role", ["ada", "omar", "mallory"])
def test_walk_shows_only_what_is_ones_own(role: str, world: World, as_user: AsUser) -> None:
    for _ in range(3):
        factories.hours(world.ada_volunteer, world.talking)
        factories.hours(world.ada_volunteer, world.football)
        factories.hours(world.mallory_volunteer, world.football)
    mine = {
        "ada": HourEntry.objects.filter(volunteer=world.ada_volunteer),
        "omar": HourEntry.objects.filter(organisation=world.cafe),
        "mallory": HourEntry.objects.filter(organisation=world.club),
    }[role]
    met = walk(as_user(getattr(world, role)), "/api/v1/hours?page_size=2")
    assert [row["uuid"] for rows in met for row in rows] == [str(entry.uuid) for entry in mine.order_by("-pk")]


def test_filter_goes_along_from_page_to_page(world: World, as_user: AsUser) -> None:
    for status in ("submitted", "declined") * 3:
        factories.hours(world.ada_volunteer, world.talking, status=status)
    met = walk(as_user(world.omar), "/api/v1/hours?status=declined&page_size=2")
    assert [[row["status"] for row in rows] for rows in met] == [["declined", "declined"], ["declined"]]


def test_page_has_fifty_rows_unless_asked_and_never_more_than_two_hundred(world: World, as_user: AsUser) -> None:
    for _ in range(51):
        factories.kept(world.cafe)
    client = as_user(world.carla)
    assert len(page(client, "/api/v1/volunteers")["results"]) == 50
    assert len(page(client, "/api/v1/volunteers?page_size=51")["results"]) == 51
    assert client.get("/api/v1/volunteers?page_size=201").status_code == 400


def test_empty_list_has_no_neighbours(world: World, as_user: AsUser) -> None:
    assert page(as_user(world.ada), "/api/v1/hours") == {"next": None, "previous": None, "results": []}


def test_cursor_tells_nothing_of_rows_that_are_not_shown(world: World, as_user: AsUser) -> None:
    """A page holds keys only of its own rows; the address of the next one is all that a cursor adds."""
    for _ in range(3):
        factories.hours(world.ada_volunteer, world.talking)
    body = page(as_user(world.ada), "/api/v1/hours?page_size=2")
    assert body["next"].startswith("http://testserver/api/v1/hours?cursor=")
    assert all("id" not in row for row in body["results"])
