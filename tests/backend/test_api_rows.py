"""Lists show the rows that they declare, at a fixed cost."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from backend.api import router
from backend.common.filters import UuidFilter
from backend.common.viewsets import RowViewSet
from tests.backend.attack import three_roles
from tests.backend.listing import LISTS
from tests.backend.stage import Stage, set_stage
from tests.cast import World

AsUser = Callable[..., APIClient]
Queries = Callable[[int], Any]
VIEWSETS: dict[str, type[RowViewSet]] = {
    prefix: viewset for prefix, viewset, _name in router.registry if issubclass(viewset, RowViewSet)
}
# Reads for one page, whatever is on it: one for the reach, one for the rows. What is for everybody asks for no reach.
QUERIES = dict.fromkeys(LISTS, 2) | {
    "consent-texts": 1,
    "programmes": 1,
    "programme-rules": 1,
    "prizes": 1,
    "prize-calls": 1,
}


def test_every_list_is_tried() -> None:
    assert set(LISTS) == set(VIEWSETS)


@pytest.mark.parametrize("path", VIEWSETS)
def test_rows_are_the_fields_of_the_serializer(path: str) -> None:
    viewset = VIEWSETS[path]
    serializer: Any = viewset.serializer_class
    assert list(viewset.rows) == list(serializer().fields)


@pytest.mark.parametrize("path", LISTS)
def test_list_costs_the_same_with_one_row_and_with_three(
    path: str, world: World, as_user: AsUser, django_assert_num_queries: Queries
) -> None:
    carla = as_user(world.carla)
    LISTS[path](world)
    with django_assert_num_queries(QUERIES[path]):
        before = len(carla.get(f"/api/v1/{path}").json()["results"])
    for _ in range(2):
        LISTS[path](world)
    with django_assert_num_queries(QUERIES[path]):
        assert len(carla.get(f"/api/v1/{path}").json()["results"]) == before + 2


def uuid_filters(viewset: type[RowViewSet]) -> list[str]:
    filters: Any = getattr(viewset, "filterset_class", None)
    return [name for name, one in filters.base_filters.items() if isinstance(one, UuidFilter)] if filters else []


def test_filter_by_uuid_keeps_the_rows_that_show_it_and_no_others(stage: Stage, as_user: AsUser) -> None:
    api = as_user(three_roles(stage)[0])
    untried, unseen, wrong = set(), set(), []
    for path, names in {path: uuid_filters(viewset) for path, viewset in VIEWSETS.items()}.items():
        every = api.get(f"/api/v1/{path}", {"page_size": 200}).json()["results"] if names else []
        unseen |= {f"{path} {name}" for name in names if every and name not in every[0]}
        for name in names:
            if f"{path} {name}" in unseen:
                continue
            shown = [row[name] for row in every if row[name]][-1:]
            if not shown:
                untried.add(f"{path} {name}")
            for value in [*shown, str(uuid.uuid4())]:
                answer = api.get(f"/api/v1/{path}", {"page_size": 200, name: value})
                if answer.json().get("results") != [row for row in every if row[name] == value]:
                    wrong.append(f"{path} {name}: {answer.status_code}")
    assert wrong == []
    assert untried == {"confirmation-links organisation"}  # the volunteer who asked sees them, nobody else
    assert unseen == {"reached organisation"}  # where somebody helps: tests/recognition/test_thanks_due.py


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["districts", "fields"])
def test_list_of_reference_data_costs_one_query_and_may_be_kept(
    path: str, as_user: AsUser, django_assert_num_queries: Queries
) -> None:
    with django_assert_num_queries(1):
        response = as_user(None).get(f"/api/v1/{path}")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in response
    assert len(response.json()) == {"districts": 45, "fields": 5}[path]


def test_totals_cost_the_same_for_one_month_and_for_many(
    world: World, as_user: AsUser, django_assert_num_queries: Queries
) -> None:
    set_stage(world)
    address = reverse("organisation-totals", args=[world.cafe.uuid])
    with django_assert_num_queries(4):
        body = as_user(world.omar).get(address).json()
    assert body == [{"month": "2026-03-01", "field": "language", "minutes": 210, "entries": 3}]
