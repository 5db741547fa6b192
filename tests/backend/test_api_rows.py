"""Lists show the rows that they declare, at a fixed cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from backend.api import router
from backend.common.viewsets import RowViewSet
from tests.backend.listing import LISTS
from tests.backend.stage import set_stage
from tests.cast import World

AsUser = Callable[..., APIClient]
Queries = Callable[[int], Any]
VIEWSETS: dict[str, type[RowViewSet]] = {
    prefix: viewset for prefix, viewset, _name in router.registry if issubclass(viewset, RowViewSet)
}
# Reads for one page, whatever is on it: three for the reach, one for the rows.
QUERIES = dict.fromkeys(LISTS, 4)


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
    with django_assert_num_queries(8):
        body = as_user(world.omar).get(address).json()
    assert body == [{"month": "2026-03-01", "field": "language", "minutes": 210, "entries": 3}]
