"""What the endpoints answer is what the OpenAPI document declares, field by field."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it publishes no types
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from recognition.models import PublishedCell, PublishedYear
from tests.backend.routes import ROUTES
from tests.backend.stage import Stage
from tests.backend.test_routes import things_of
from volunteers.models import DataExport, ExportStatus
from volunteers.services import claiming, exporting

pytestmark = pytest.mark.usefixtures("staged")

AsUser = Callable[..., APIClient]


def conform(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    """Raises ValidationError where the value is not what the schema says."""
    validator = jsonschema.Draft202012Validator(
        schema | {"components": document["components"]},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    validator.validate(value)


def build_files(stage: Stage) -> None:
    """The worker's next try, which succeeds."""
    DataExport.objects.filter(pk__in=[stage.copy.pk, stage.data_file.pk]).update(status=ExportStatus.REQUESTED)
    assert exporting.drain() == 2


def name_the_record(stage: Stage) -> None:
    """The organisation says which record Ada may take over."""
    claiming.agree(actor=stage.world.mina, takeover=stage.takeover, volunteer=stage.olga, way="api")


def publish_a_year(_stage: Stage) -> None:
    """As if it were over, and with more people."""
    counted = {"minutes": 9000, "people": 30, "organisations": 2}
    year = PublishedYear.objects.create(year=2026, published_at=timezone.now(), **counted)
    PublishedCell.objects.create(year=year, by="district", key="03457", minutes=6000, people=20, organisations=1)


# What nobody gets on the stage as it stands (400, 404 or 409 for its owner), and what changes that.
READY: dict[str, Callable[[Stage], object]] = {
    "api/v1/me/exports/<uuid:uuid>/file": build_files,
    "api/v1/exports/<uuid:uuid>/file": build_files,
    "api/v1/takeovers/<uuid:uuid>/preview": name_the_record,
    "api/v1/figures/<int:year>/<slug:by>": publish_a_year,
}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.method == "GET" and route.pattern.startswith("api/v1/")],
    ids=str,
)
def test_answer_is_what_the_document_says(route: Any, stage: Stage, as_user: AsUser, document: dict[str, Any]) -> None:
    """A real answer, to somebody who gets one, against the schema of the operation; and with exactly its names."""
    things = things_of(stage)
    given = {200}
    if route.pattern in READY:
        READY[route.pattern](stage)
        given = {404} if set(route.statuses().values()) == {404} else {400, 409}
    roles = [role for role, status in route.statuses().items() if status in given]
    operation = next((one for path, one in document["paths"].items() if same(path, route.pattern)), None)
    if operation is None:
        assert route.pattern in {"api/v1/openapi", "api/v1/docs"}
        return
    response = as_user(stage.users()[roles[0]]).get(route.address(things))
    contents = operation["get"]["responses"]["200"]["content"]
    media_type = response["Content-Type"].partition(";")[0]
    assert (response.status_code, media_type in contents) == (200, True)
    content = contents[media_type]
    if response.streaming:
        assert response.getvalue()
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
