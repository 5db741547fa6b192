"""A campaign through the API, as its coordinator takes it: count, check, look, order, pause, resume."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from certificates.models import Campaign, Certificate
from certificates.services import queue
from tests.backend.stage import Stage
from volunteers.models import Volunteer

pytestmark = pytest.mark.usefixtures("staged")

AsUser = Callable[..., APIClient]
BAD_NAME = "Kim \U00012000"


@pytest.fixture
def address(stage: Stage) -> str:
    """Of the draft, whose rule finds Ada, Olga and Petro."""
    return f"/api/v1/campaigns/{stage.draft_campaign.uuid}"


def test_count_says_how_many_and_how_many_have_no_address(stage: Stage, as_user: AsUser, address: str) -> None:
    assert as_user(stage.world.carla).get(f"{address}/count").json() == {"people": 3, "no_address": 2}


def test_check_answers_for_each_with_a_picture_where_it_can_be_printed(
    stage: Stage, as_user: AsUser, address: str
) -> None:
    Volunteer.objects.filter(pk=stage.olga.pk).update(name=BAD_NAME)
    carla = as_user(stage.world.carla)
    said = {one["name"]: one for one in carla.get(f"{address}/check").json()}
    assert set(said) == {"Ada Beispiel", BAD_NAME, "Petro Ohnekonto"}
    bad = said[BAD_NAME]
    assert (bad["printable"], bad["field"], bad["preview"]) == (False, "name", None)
    good = said["Ada Beispiel"]
    assert (good["printable"], good["field"], good["reason"]) == (True, "", "")
    picture = carla.get(good["preview"])
    assert (picture.status_code, picture["Content-Type"], picture["Cache-Control"]) == (
        200, "image/png", "private, no-store",
    )  # fmt: skip
    assert picture.content[:4] == b"\x89PNG"


def test_check_changes_nothing(stage: Stage, as_user: AsUser, address: str) -> None:
    before = (list(Campaign.objects.order_by("pk").values()), list(Certificate.objects.order_by("pk").values()))
    carla = as_user(stage.world.carla)
    for one in carla.get(f"{address}/check").json():
        carla.get(one["preview"])
    assert (list(Campaign.objects.order_by("pk").values()), list(Certificate.objects.order_by("pk").values())) == before


def test_campaign_is_ordered_paused_and_resumed(stage: Stage, as_user: AsUser, address: str) -> None:
    carla: Any = as_user(stage.world.carla)
    assert carla.post(f"{address}/order").json()["status"] == "ordered"
    assert carla.post(f"{address}/pause").json()["status"] == "paused"
    queue.drain()
    assert carla.get(f"{address}/progress").json()["queued"] == 3
    assert carla.post(f"{address}/resume").json()["status"] == "ordered"
    queue.drain()
    assert carla.get(f"{address}/progress").json() == {
        "total": 3, "queued": 0, "rendering": 0, "issued": 3, "failed": 0, "revoked": 0, "replaced": 0,
    }  # fmt: skip
