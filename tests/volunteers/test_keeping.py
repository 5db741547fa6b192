"""Records that an organisation keeps: found by name, made once, changed by who keeps them."""

import pytest

from backend.common.errors import Conflict, DomainError, Forbidden, Invalid
from tests import factories
from tests.cast import World
from volunteers.models import Volunteer
from volunteers.services import people


def find(world: World, name: str, *, may_be_new: bool = False) -> Volunteer:
    return people.find_or_keep(actor=world.omar, organisation=world.cafe, name=name, may_be_new=may_be_new)


def test_name_finds_whoever_is_known_here_in_any_spelling(world: World) -> None:
    zoe = factories.kept(world.cafe, "Zoë", "Öztürk")
    factories.hours(world.ada_volunteer, world.talking)
    assert find(world, " ZOË  öztürk ") == zoe
    assert find(world, "Ada Beispiel", may_be_new=True) == world.ada_volunteer


def test_unknown_name_is_made_once_and_only_on_the_word(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        find(world, "Kim Neu")
    assert refusal.value.code == "name_unknown"
    first = find(world, "Kim Neu", may_be_new=True)
    assert find(world, "Kim Neu", may_be_new=True) == first
    assert (first.kept_by, first.user) == (world.cafe, None)


def test_name_of_two_people_is_refused(world: World) -> None:
    for _time in range(2):
        factories.kept(world.cafe)
    with pytest.raises(Conflict) as refusal:
        find(world, "Kim Muster", may_be_new=True)
    assert refusal.value.code == "name_ambiguous"


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_empty_name_makes_nobody(name: str, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        find(world, name, may_be_new=True)
    assert refusal.value.code == "name_missing"


def test_stranger_finds_nobody(world: World) -> None:
    factories.kept(world.cafe)
    with pytest.raises(Forbidden) as refusal:
        people.find_or_keep(actor=world.mallory, organisation=world.cafe, name="Kim Muster", may_be_new=True)
    assert refusal.value.code == "not_member"


def test_address_is_changed_by_who_keeps_the_record_alone(world: World) -> None:
    kim = factories.kept(world.cafe)
    people.change_kept(actor=world.omar, volunteer=kim, email=" KIM@example.org", language="uk", name="Kim Neu")
    kim.refresh_from_db()
    assert (kim.name, kim.email, kim.language) == ("Kim Neu", "kim@example.org", "uk")
    for actor, person in ((world.mallory, kim), (world.omar, world.ada_volunteer), (world.ada, world.ada_volunteer)):
        before = person.email
        with pytest.raises(DomainError) as refusal:
            people.change_kept(actor=actor, volunteer=person, email="neu@example.org", language="de")
        person.refresh_from_db()
        assert (refusal.value.code, person.email) == ("not_yours", before)


def test_wrong_address_changes_not_even_the_name(world: World) -> None:
    kim = factories.kept(world.cafe)
    with pytest.raises(Invalid):
        people.change_kept(actor=world.omar, volunteer=kim, email="keine", language="de", name="Kim Neu")
    kim.refresh_from_db()
    assert kim.name == "Kim Muster"
