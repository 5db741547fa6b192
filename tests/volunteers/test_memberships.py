"""Roles: who gives them, who ends them, and that somebody stays."""

from typing import Any

import pytest

from backend.common.errors import Conflict, DomainError, Forbidden, Invalid
from tests import factories
from tests.cast import World
from volunteers.models import CoordinatorScope, Membership, Role, ScopeKind, User
from volunteers.services import people


def role_of(email: str) -> list[tuple[str, bool]]:
    """Role and whether it ended, oldest first."""
    found = Membership.objects.filter(user__email=email).order_by("pk").values_list("role", "ended_at")
    return [(role, ended is not None) for role, ended in found]


def test_add_member_by_an_unknown_address_makes_an_account_that_cannot_sign_in(world: World) -> None:
    membership = people.add_member(
        actor=world.mina, organisation=world.cafe, email=" Neu@Example.org", role="confirmer"
    )
    assert (membership.user.email, membership.role, membership.organisation) == (
        "neu@example.org",
        "confirmer",
        world.cafe,
    )
    assert not membership.user.has_usable_password()
    assert not membership.user.is_staff


def test_add_member_by_a_known_address_is_that_account(world: World) -> None:
    membership = people.add_member(actor=world.mina, organisation=world.cafe, email="ADA@example.org", role="manager")
    assert (membership.user, membership.role) == (world.ada, "manager")


def test_add_member_twice_is_refused_whatever_the_role(world: World) -> None:
    for role in Role.values:
        with pytest.raises(Conflict) as refusal:
            people.add_member(actor=world.mina, organisation=world.cafe, email="omar@example.org", role=role)
        assert (refusal.value.code, refusal.value.field) == ("already_member", "email")
    assert role_of("omar@example.org") == [("confirmer", False)]


def test_add_member_again_after_the_end_is_a_second_membership(world: World) -> None:
    people.end_membership(actor=world.omar, membership=Membership.objects.get(user=world.omar))
    people.add_member(actor=world.mina, organisation=world.cafe, email="omar@example.org", role="manager")
    assert role_of("omar@example.org") == [("confirmer", True), ("manager", False)]


def test_add_member_with_what_is_no_address_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        people.add_member(actor=world.mina, organisation=world.cafe, email="neu", role="confirmer")
    assert (refusal.value.code, refusal.value.field) == ("email_invalid", "email")


def test_add_member_with_a_role_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="owner"):
        people.add_member(actor=world.mina, organisation=world.cafe, email="ada@example.org", role="owner")
    assert role_of("ada@example.org") == []


def _actors(world: World) -> dict[str, User | None]:
    return {
        "operator": None,
        "manager": world.mina,
        "all": world.carla,
        "district": factories.coordinate(factories.user(), district=world.cafe.district),
        "confirmer": world.omar,
        "manager elsewhere": world.mallory,
        "district elsewhere": factories.coordinate(factories.user(), district=world.club.district),
        "field": factories.coordinate(factories.user(), field=world.talking.field),
        "volunteer": world.ada,
        "root": User.objects.create_superuser(email="root@example.org"),
    }


def _answer(call: Any) -> str:
    try:
        call()
    except DomainError as error:
        return error.code
    return "done"


ALLOWED = {
    "operator": "done",
    "manager": "done",
    "all": "done",
    "district": "done",
    "confirmer": "not_manager",
    "manager elsewhere": "not_manager",
    "district elsewhere": "not_manager",
    "field": "not_manager",
    "volunteer": "not_manager",
    "root": "not_manager",
}


def test_add_member_is_for_managers_and_coordinators_of_the_place(world: World) -> None:
    answers = {
        name: _answer(
            lambda actor=actor: people.add_member(
                actor=actor, organisation=world.cafe, email=factories.user().email, role="manager"
            )
        )
        for name, actor in _actors(world).items()
    }
    assert answers == ALLOWED
    assert Membership.objects.filter(organisation=world.cafe).count() == 2 + 4


def test_end_membership_is_for_oneself_managers_and_coordinators_of_the_place(world: World) -> None:
    answers = {}
    for name, actor in _actors(world).items():
        if actor is not None:
            membership = Membership.objects.get(user=factories.member(world.cafe))
            answers[name] = _answer(
                lambda actor=actor, membership=membership: people.end_membership(actor=actor, membership=membership)
            )
    assert answers == {name: code for name, code in ALLOWED.items() if name != "operator"}
    own = Membership.objects.get(user=world.omar)
    assert people.end_membership(actor=world.omar, membership=own).ended_at is not None


def test_end_membership_keeps_the_row(world: World) -> None:
    people.end_membership(actor=world.mina, membership=Membership.objects.get(user=world.omar))
    assert role_of("omar@example.org") == [("confirmer", True)]


def test_end_membership_of_the_last_manager_is_refused_for_everybody(world: World) -> None:
    last = Membership.objects.get(user=world.mina)
    for actor in (world.mina, world.carla):
        with pytest.raises(Conflict) as refusal:
            people.end_membership(actor=actor, membership=last)
        assert refusal.value.code == "last_manager"
    assert role_of("mina@example.org") == [("manager", False)]


def test_end_membership_of_a_manager_needs_another_who_can_act(world: World) -> None:
    second = factories.member(world.cafe, Role.MANAGER)
    User.objects.filter(pk=second.pk).update(is_active=False)
    membership = Membership.objects.get(user=world.mina)
    with pytest.raises(Conflict) as refusal:
        people.end_membership(actor=world.mina, membership=membership)
    assert refusal.value.code == "last_manager"
    User.objects.filter(pk=second.pk).update(is_active=True)
    assert people.end_membership(actor=world.mina, membership=membership).ended_at is not None


def test_end_membership_does_not_count_managers_of_the_past_or_of_elsewhere(world: World) -> None:
    second = Membership.objects.get(user=factories.member(world.cafe, Role.MANAGER))
    people.end_membership(actor=world.mina, membership=second)
    with pytest.raises(Conflict) as refusal:
        people.end_membership(actor=world.mina, membership=Membership.objects.get(user=world.mina))
    assert refusal.value.code == "last_manager"


def test_end_membership_twice_is_refused_and_keeps_the_first_date(world: World) -> None:
    membership = Membership.objects.get(user=world.omar)
    first = people.end_membership(actor=world.mina, membership=membership).ended_at
    with pytest.raises(Conflict) as refusal:
        people.end_membership(actor=world.mina, membership=membership)
    assert refusal.value.code == "already_ended"
    assert Membership.objects.get(pk=membership.pk).ended_at == first


def test_manager_who_ended_can_do_nothing_more(world: World) -> None:
    second = factories.member(world.cafe, Role.MANAGER)
    people.end_membership(actor=world.mina, membership=Membership.objects.get(user=world.mina))
    with pytest.raises(Forbidden):
        people.add_member(actor=world.mina, organisation=world.cafe, email="x@example.org", role="confirmer")
    assert Membership.objects.current().get(organisation=world.cafe, role=Role.MANAGER).user == second


# --- coordinators ---


def test_appoint_coordinator_gives_one_piece_each_time(world: World) -> None:
    leer, emden, language = world.cafe.district, world.club.district, world.talking.field
    email = "neu@example.org"
    for piece in (
        {"kind": ScopeKind.DISTRICT, "district": leer},
        {"kind": ScopeKind.DISTRICT, "district": emden},
        {"kind": ScopeKind.FIELD, "field": language},
        {"kind": ScopeKind.ALL},
    ):
        people.appoint_coordinator(actor=world.carla, email=email, **piece)
        with pytest.raises(Conflict) as refusal:
            people.appoint_coordinator(actor=world.carla, email=email, **piece)
        assert refusal.value.code == "already_appointed"
    scopes = CoordinatorScope.objects.filter(user__email=email).order_by("pk")
    assert list(scopes.values_list("kind", "district", "field")) == [
        ("district", leer.pk, None),
        ("district", emden.pk, None),
        ("field", None, language.pk),
        ("all", None, None),
    ]
    assert not User.objects.get(email=email).has_usable_password()


def test_appoint_coordinator_needs_exactly_what_belongs_to_the_kind(world: World) -> None:
    leer, language = world.cafe.district, world.talking.field
    wrong: list[dict[str, Any]] = [
        {"kind": "all", "district": leer},
        {"kind": "all", "field": language},
        {"kind": "district"},
        {"kind": "district", "field": language},
        {"kind": "district", "district": leer, "field": language},
        {"kind": "field"},
        {"kind": "field", "district": leer},
    ]
    for piece in wrong:
        with pytest.raises(Invalid) as refusal:
            people.appoint_coordinator(actor=world.carla, email="neu@example.org", **piece)
        assert (refusal.value.code, refusal.value.field) == ("scope_mismatch", "kind")
    assert CoordinatorScope.objects.get().user == world.carla


def test_appoint_and_dismiss_are_for_coordinators_of_the_whole_alliance(world: World) -> None:
    scope = CoordinatorScope.objects.create(user=world.ada, kind="district", district=world.cafe.district)
    actors = {name: actor for name, actor in _actors(world).items() if actor and name != "all"}
    for actor in actors.values():
        with pytest.raises(Forbidden) as refusal:
            people.appoint_coordinator(actor=actor, email="neu@example.org", kind="all")
        assert refusal.value.code == "not_coordinator"
        with pytest.raises(Forbidden) as refusal:
            people.dismiss_coordinator(actor=actor, scope=scope)
        assert refusal.value.code == "not_coordinator"
    people.dismiss_coordinator(actor=world.carla, scope=scope)
    assert not CoordinatorScope.objects.filter(pk=scope.pk).exists()


def test_dismiss_coordinator_is_never_for_oneself(world: World) -> None:
    own = CoordinatorScope.objects.get(user=world.carla)
    with pytest.raises(Forbidden) as refusal:
        people.dismiss_coordinator(actor=world.carla, scope=own)
    assert refusal.value.code == "not_coordinator"
    assert CoordinatorScope.objects.get().user == world.carla
