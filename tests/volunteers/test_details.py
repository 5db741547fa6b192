"""Birth date and gender: told only by the person, each for what it serves alone."""

import datetime as dt

import pytest
import time_machine

from backend.common.errors import Forbidden, Invalid, NotFound
from tests import factories
from tests.cast import World
from volunteers.models import VolunteerDetails
from volunteers.services import details

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
BORN = dt.date(1990, 5, 1)


def test_nobody_has_told_anything_at_first(world: World) -> None:
    told = details.details_of(actor=world.ada, volunteer=world.ada_volunteer)
    assert (told.birth_date, told.print_birth_date, VolunteerDetails.objects.count()) == (None, False, 0)


def test_person_tells_and_takes_it_back(world: World) -> None:
    for birth_date, wish in ((BORN, True), (BORN, False), (None, False)):
        details.tell_birth_date(
            actor=world.ada, volunteer=world.ada_volunteer, birth_date=birth_date, print_birth_date=wish
        )
        told = VolunteerDetails.objects.get(volunteer=world.ada_volunteer)
        assert (told.birth_date, told.print_birth_date) == (birth_date, wish)


def test_telling_keeps_the_other_details(world: World) -> None:
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, gender="female")
    details.tell_birth_date(actor=world.ada, volunteer=world.ada_volunteer, birth_date=BORN)
    assert VolunteerDetails.objects.get().gender == "female"


def test_nobody_else_reads_or_writes_it(world: World) -> None:
    for other in (world.omar, world.mina, world.carla, world.mallory):
        with pytest.raises(NotFound):
            details.details_of(actor=other, volunteer=world.ada_volunteer)
        with pytest.raises(Forbidden, match="nur die Person selbst"):
            details.tell_birth_date(actor=other, volunteer=world.ada_volunteer, birth_date=BORN)
    assert VolunteerDetails.objects.count() == 0


def test_who_keeps_the_hours_tells_it_for_somebody_without_account(world: World) -> None:
    olga = factories.kept(world.cafe)
    details.tell_birth_date(actor=world.omar, volunteer=olga, birth_date=BORN)
    assert details.details_of(actor=world.mina, volunteer=olga).birth_date == BORN
    with pytest.raises(NotFound):
        details.details_of(actor=world.mallory, volunteer=olga)


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("birth_date", "wish", "code"),
    [
        (dt.date(2026, 5, 2), False, "birth_date_out_of_range"),
        (dt.date(1899, 12, 31), False, "birth_date_out_of_range"),
        (None, True, "birth_date_missing"),
    ],
)
def test_birth_date_that_cannot_be_is_refused(birth_date: dt.date | None, wish: bool, code: str, world: World) -> None:  # noqa: FBT001 - a table's column
    with pytest.raises(Invalid) as refusal:
        details.tell_birth_date(
            actor=world.ada, volunteer=world.ada_volunteer, birth_date=birth_date, print_birth_date=wish
        )
    assert (refusal.value.code, refusal.value.field) == (code, "birth_date")
    assert VolunteerDetails.objects.count() == 0


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("birth_date", [dt.date(2026, 5, 1), dt.date(1900, 1, 1)])
def test_birth_date_at_the_bounds_is_kept(birth_date: dt.date, world: World) -> None:
    told = details.tell_birth_date(actor=world.ada, volunteer=world.ada_volunteer, birth_date=birth_date)
    assert told.birth_date == birth_date


def test_gender_is_told_and_taken_back_and_keeps_the_birth_date(world: World) -> None:
    details.tell_birth_date(actor=world.ada, volunteer=world.ada_volunteer, birth_date=BORN)
    for gender in ("diverse", "female", ""):
        details.tell_gender(actor=world.ada, volunteer=world.ada_volunteer, gender=gender)
        assert details.gender_of(actor=world.ada, volunteer=world.ada_volunteer) == gender
        assert VolunteerDetails.objects.values_list("gender", "birth_date").get() == (gender, BORN)


def test_gender_is_nobodys_to_tell_or_read_for_another(world: World) -> None:
    """Not even of somebody without account: an organisation would say what it believes."""
    olga = factories.kept(world.cafe)
    for other, person in ((world.carla, world.ada_volunteer), (world.mina, olga)):
        with pytest.raises(Forbidden, match="nur die Person selbst"):
            details.tell_gender(actor=other, volunteer=person, gender="female")
        with pytest.raises(NotFound):
            details.gender_of(actor=other, volunteer=person)
    with pytest.raises(Invalid) as refusal:
        details.tell_gender(actor=world.ada, volunteer=world.ada_volunteer, gender="x")
    assert (refusal.value.code, refusal.value.field) == ("gender_unknown", "gender")
    assert VolunteerDetails.objects.count() == 0
