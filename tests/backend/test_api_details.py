"""The voluntary details through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.backend.problems import refusal, wrong_field
from tests.cast import World
from volunteers.models import VolunteerDetails

AsUser = Callable[..., APIClient]


def address(world: World) -> str:
    return f"/api/v1/volunteers/{world.ada_volunteer.uuid}/details"


def test_person_tells_the_birth_date_reads_it_and_takes_it_back(world: World, as_user: AsUser) -> None:
    ada = as_user(world.ada)
    assert ada.get(address(world)).json() == {"birth_date": None, "print_birth_date": False}
    told = {"birth_date": "1990-05-01", "print_birth_date": True}
    assert ada.post(address(world), told).json() == told
    assert ada.get(address(world)).json() == told
    assert ada.post(address(world), {"birth_date": None}).json() == {"birth_date": None, "print_birth_date": False}


def test_reading_leaves_no_row_behind(world: World, as_user: AsUser) -> None:
    as_user(world.ada).get(address(world))
    assert VolunteerDetails.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"birth_date": "2999-01-01"}, "birth_date_out_of_range"),
        ({"birth_date": "1890-01-01"}, "birth_date_out_of_range"),
        ({"birth_date": None, "print_birth_date": True}, "birth_date_missing"),
    ],
)
def test_impossible_birth_date_is_refused(body: dict[str, Any], code: str, world: World, as_user: AsUser) -> None:
    refusal(as_user(world.ada).post(address(world), body), 400, code, "birth_date")
    assert VolunteerDetails.objects.count() == 0


def test_malformed_details_name_the_field(world: World, as_user: AsUser) -> None:
    ada = as_user(world.ada)
    wrong_field(ada.post(address(world), {"birth_date": "1.5.1990"}), "birth_date", "invalid")
    wrong_field(ada.post(address(world), {}), "birth_date", "required")
    wrong_field(ada.post(address(world), {"birth_date": None, "print_birth_date": 1}), "print_birth_date", "invalid")


def test_nobody_else_reads_it(world: World, as_user: AsUser) -> None:
    world.hours()  # or they would not see her at all
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, birth_date="1990-05-01")
    for user in (world.omar, world.mina, world.carla):
        assert "1990" not in str(refusal(as_user(user).get(address(world)), 404, "not_found"))
        refusal(as_user(user).post(address(world), {"birth_date": None}), 403, "not_yours", "")
    refusal(as_user(world.mallory).get(address(world)), 404, "not_found")


def test_gender_is_told_read_and_taken_back_apart_from_the_birth_date(world: World, as_user: AsUser) -> None:
    ada, own = as_user(world.ada), address(world).replace("details", "gender")
    assert ada.get(own).json() == {"gender": None}
    for gender in ("female", None):
        assert ada.post(own, {"gender": gender}).json() == {"gender": gender} == ada.get(own).json()
    assert ada.get(address(world)).json() == {"birth_date": None, "print_birth_date": False}
    wrong_field(ada.post(own, {"gender": ""}), "gender", "invalid_choice")
    wrong_field(ada.post(own, {"gender": 1}), "gender", "invalid")
