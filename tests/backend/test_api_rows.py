"""What the endpoints answer is what they declare: field by field, against the document, at a fixed cost."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it publishes no types
import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from rest_framework.test import APIClient

from backend.api import router
from backend.common.viewsets import RowViewSet
from tests.backend.listing import LISTS
from tests.backend.routes import ROUTES
from tests.backend.stage import Stage, set_stage
from tests.backend.test_routes import things_of
from tests.cast import World

AsUser = Callable[..., APIClient]
Queries = Callable[[int], Any]
VIEWSETS: dict[str, type[RowViewSet]] = {
    prefix: viewset for prefix, viewset, _name in router.registry if issubclass(viewset, RowViewSet)
}
# Reads for one page, whatever is on it: three for the reach, one for the rows.
QUERIES = dict.fromkeys(LISTS, 4)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(settings.BASE_DIR) / "docs" / "openapi.yaml").read_text())
    return loaded


def conform(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    """Raises ValidationError where the value is not what the schema says."""
    validator = jsonschema.Draft202012Validator(
        schema | {"components": document["components"]},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    validator.validate(value)


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


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.method == "GET" and route.pattern.startswith("api/v1/")],
    ids=str,
)
def test_answer_is_what_the_document_says(route: Any, stage: Stage, as_user: AsUser, document: dict[str, Any]) -> None:
    """A real answer, to somebody who gets one, against the schema of the operation; and with exactly its names."""
    things = things_of(stage)
    roles = [role for role, status in route.statuses().items() if status == 200]
    operation = next((one for path, one in document["paths"].items() if same(path, route.pattern)), None)
    if operation is None:
        assert route.pattern in {"api/v1/openapi", "api/v1/docs"}
        return
    response = as_user(stage.users()[roles[0]]).get(route.address(things))
    ((media_type, content),) = operation["get"]["responses"]["200"]["content"].items()
    assert (response.status_code, response["Content-Type"]) == (200, media_type)
    if media_type == "application/json":
        conform(document, content["schema"], response.json())
        assert_no_more_names(document, content["schema"], response.json())


def same(path: str, pattern: str) -> bool:
    """Whether a path of the document and a pattern of Django are one address."""
    return re.sub(r"{\w+}", "{}", path) == "/" + re.sub(r"<\w+:\w+>", "{}", pattern)


def assert_no_more_names(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    """Objects have no name that the document does not know: nothing leaves the house unseen."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, dict) and schema.get("additionalProperties", False) is False:  # else any name may be there
        assert set(value) <= set(schema["properties"])
        for name, inner in value.items():
            assert_no_more_names(document, schema["properties"][name], inner)
    elif isinstance(value, list):
        for inner in value:
            assert_no_more_names(document, schema["items"], inner)
