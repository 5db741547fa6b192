"""People's records: their names, and who may keep and change them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from backend.common.errors import Conflict, DomainError, Forbidden, Invalid
from tests import factories
from tests.cast import World
from volunteers.models import Membership, User, Volunteer
from volunteers.services import people


def record(volunteer: Volunteer) -> dict[str, Any]:
    """The record as the database holds it."""
    columns = ("user", "kept_by", "name", "name_latin", "given_name", "family_name", "email", "language")
    return {**Volunteer.objects.values(*columns).get(pk=volunteer.pk)}


def test_register_volunteer_makes_ones_own_record(world: World) -> None:
    user = factories.user()
    volunteer = people.register_volunteer(
        user=user, name=" نازنین  زهرا ", name_latin="Nazanin Zahra", given_name="Nazanin", family_name="Zahra",
        language="fa",
    )  # fmt: skip
    assert record(volunteer) == {
        "user": user.pk,
        "kept_by": None,
        "name": "نازنین زهرا",
        "name_latin": "Nazanin Zahra",
        "given_name": "Nazanin",
        "family_name": "Zahra",
        "email": user.email,
        "language": "fa",
    }


def test_register_volunteer_twice_is_refused(world: World) -> None:
    with pytest.raises(Conflict) as refusal:
        people.register_volunteer(user=world.ada, name="Ada Zwei")
    assert refusal.value.code == "already_volunteer"
    assert Volunteer.objects.filter(user=world.ada).count() == 1
    assert record(world.ada_volunteer)["name"] == "Ada Beispiel"


def test_keep_volunteer_makes_a_record_without_account(world: World) -> None:
    volunteer = people.keep_volunteer(
        actor=world.omar, organisation=world.cafe, name="Zoe\N{COMBINING DIAERESIS} Muster", email=" Zoe@Example.ORG "
    )
    assert record(volunteer) == {
        "user": None,
        "kept_by": world.cafe.pk,
        "name": "Zoë Muster",
        "name_latin": "",
        "given_name": "",
        "family_name": "",
        "email": "zoe@example.org",
        "language": "de",
    }


def test_keep_volunteer_is_for_members_alone(world: World) -> None:
    former = factories.member(world.cafe)
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    for actor in (world.ada, world.mallory, world.carla, former):
        with pytest.raises(Forbidden) as refusal:
            people.keep_volunteer(actor=actor, organisation=world.cafe, name="Zoë Muster")
        assert (refusal.value.code, refusal.value.field) == ("not_member", "organisation")
    assert Volunteer.objects.filter(kept_by=world.cafe).count() == 0


@pytest.mark.parametrize("email", ["zoe", "zoe@", "@example.org", "a b@example.org", "zoe@example.org\x00"])
def test_keep_volunteer_with_what_is_no_address_is_refused(world: World, email: str) -> None:
    with pytest.raises(Invalid) as refusal:
        people.keep_volunteer(actor=world.omar, organisation=world.cafe, name="Zoë", email=email)
    assert (refusal.value.code, refusal.value.field) == ("email_invalid", "email")


@pytest.mark.parametrize(
    ("names", "code", "field"),
    [
        ({"name": ""}, "name_missing", "name"),
        ({"name": " \t"}, "name_missing", "name"),
        ({"name": "\u200b\u200d"}, "name_missing", "name"),
        ({"name": "Ada\u202eBeispiel"}, "not_printable", "name"),
        ({"name": "\u2067Ada"}, "not_printable", "name"),
        ({"name": "Ada\x00"}, "not_printable", "name"),
        ({"name": "Ada", "name_latin": "A\u200eda"}, "not_printable", "name_latin"),
        ({"name": "Ada", "given_name": "A\ue000da"}, "not_printable", "given_name"),
        ({"name": "Ada", "family_name": "\ud800"}, "not_printable", "family_name"),
        ({"name": "a" * 201}, "too_long", "name"),
        ({"name": "\N{DEVANAGARI LETTER QA}" * 101}, "too_long", "name"),  # two code points each after NFC
        ({"name": "Ada", "name_latin": "a" * 201}, "too_long", "name_latin"),
        ({"name": "Ada", "given_name": "a" * 101}, "too_long", "given_name"),
        ({"name": "Ada", "family_name": "a" * 101}, "too_long", "family_name"),
    ],
    ids=range(14),
)
def test_names_that_could_not_be_read_or_printed_are_refused(
    world: World, names: dict[str, str], code: str, field: str
) -> None:
    user = factories.user()
    attempts: list[Callable[[], object]] = [
        lambda: people.register_volunteer(user=user, **names),
        lambda: people.keep_volunteer(actor=world.omar, organisation=world.cafe, **names),
        lambda: people.rename_volunteer(actor=world.ada, volunteer=world.ada_volunteer, **names),
    ]
    refusals = []
    for attempt in attempts:
        with pytest.raises(Invalid) as refusal:
            attempt()
        refusals.append((refusal.value.code, refusal.value.field))
    assert refusals == [(code, field)] * 3
    assert record(world.ada_volunteer)["name"] == "Ada Beispiel"
    assert Volunteer.objects.count() == 2


def test_names_fill_their_columns_to_the_last_character(world: World) -> None:
    volunteer = people.keep_volunteer(
        actor=world.omar, organisation=world.cafe, name="n" * 200, name_latin="l" * 200, given_name="g" * 100,
        family_name="f" * 100,
    )  # fmt: skip
    lengths = [len(record(volunteer)[key]) for key in ("name", "name_latin", "given_name", "family_name")]
    assert lengths == [200, 200, 100, 100]


def test_refusal_of_a_name_shows_its_code_point_and_not_the_name(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        people.register_volunteer(user=factories.user(), name="Zoë\u202eMuster")
    assert "U+202E" in str(refusal.value)
    assert "Zoë" not in str(refusal.value)


def test_rename_volunteer_changes_what_is_given_and_keeps_the_rest(world: World) -> None:
    before = record(world.ada_volunteer)
    people.rename_volunteer(actor=world.ada, volunteer=world.ada_volunteer, name=" Ada  Neu ", family_name="Neu")
    assert record(world.ada_volunteer) == before | {"name": "Ada Neu", "family_name": "Neu"}
    people.rename_volunteer(actor=world.ada, volunteer=world.ada_volunteer, language="uk", given_name="")
    assert record(world.ada_volunteer) == before | {
        "name": "Ada Neu",
        "family_name": "Neu",
        "given_name": "",
        "language": "uk",
    }


def test_rename_volunteer_is_for_the_person_or_who_keeps_the_record(world: World) -> None:
    kept = factories.kept(world.cafe)
    factories.hours(world.ada_volunteer, world.talking)  # known at the café, yet her name is hers
    actors = {
        "ada": world.ada,
        "omar": world.omar,
        "mina": world.mina,
        "carla": world.carla,
        "mallory": world.mallory,
        "root": User.objects.create_superuser(email="root@example.org"),
    }

    def answer(actor: User, volunteer: Volunteer) -> str:
        try:
            return people.rename_volunteer(actor=actor, volunteer=volunteer, name="Neu").name
        except DomainError as error:
            return error.code

    assert {name: (answer(actor, world.ada_volunteer), answer(actor, kept)) for name, actor in actors.items()} == {
        "ada": ("Neu", "not_yours"),
        "omar": ("not_yours", "Neu"),
        "mina": ("not_yours", "Neu"),
        "carla": ("not_yours", "not_yours"),
        "mallory": ("not_yours", "not_yours"),
        "root": ("not_yours", "not_yours"),
    }


def test_rename_volunteer_ends_for_the_organisation_when_the_person_gets_an_account(world: World) -> None:
    kept = factories.kept(world.cafe)
    kept.user = factories.user()
    kept.save()
    with pytest.raises(Forbidden) as refusal:
        people.rename_volunteer(actor=world.mina, volunteer=kept, name="Neu")
    assert refusal.value.code == "not_yours"


def test_account_for_an_unknown_address_cannot_sign_in(world: World) -> None:
    account = people.account_for(" Neu@Example.ORG ")
    assert (account.email, account.name, account.is_active, account.is_staff, account.is_superuser) == (
        "neu@example.org", "", True, False, False,
    )  # fmt: skip
    assert not account.has_usable_password()
    assert not account.check_password("")
    assert people.account_for("neu@example.org").pk == account.pk


def test_account_for_a_known_address_is_that_account_in_any_case(world: World) -> None:
    assert people.account_for("ADA@example.org") == world.ada
    assert User.objects.count() == 5


@pytest.mark.parametrize("email", ["", "  ", "ada", "ada@@example.org"])
def test_account_for_what_is_no_address_is_refused(world: World, email: str) -> None:
    with pytest.raises(Invalid) as refusal:
        people.account_for(email)
    assert (refusal.value.code, refusal.value.field) == ("email_invalid", "email")
