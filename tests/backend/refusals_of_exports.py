"""Every refusal around files of what a role sees that the API can give (see `refusals.py`)."""

from typing import Any

from tests.backend.refusals import Case
from tests.backend.stage import Stage
from volunteers.models import ExportForm
from volunteers.services import exporting, exports
from volunteers.services.export_archive import Wish


def of_cafe(stage: Stage) -> dict[str, Any]:
    return {"organisation": str(stage.world.cafe.uuid), "form": "csv"}


def asked(stage: Stage) -> object:
    role = exports.role_of(stage.world.mina, stage.world.cafe)
    return exporting.request_of_role(wish=Wish(role, tuple(exports.kinds_of(role)), ExportForm.ZIP))


CASES = [
    Case("mallory", "POST exports", 403, "not_member", "organisation", of_cafe),
    Case("ada", "POST exports", 403, "not_coordinator", "", lambda _s: {"form": "csv"}),
    Case("omar", "POST exports", 403, "kind_not_yours", "kinds", lambda s: of_cafe(s) | {"kinds": ["memberships"]}),
    Case(
        "carla",
        "POST exports",
        400,
        "period_order",
        "end",
        lambda _s: {"form": "csv", "start": "2026-12-31", "end": "2026-01-01"},
    ),
    Case("mina", "POST exports", 409, "export_under_way", "status", of_cafe, asked),
    Case("mina", "GET exports/{data_file}/file", 409, "export_not_ready", "status"),
    Case("omar", "GET exports/{data_file}/file", 404, "not_found", ""),
]
