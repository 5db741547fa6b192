"""Roles and consents that two people change at the same moment."""

from functools import partial

import pytest
from django.db import IntegrityError

from backend.common import clock
from tests.cast import World, make_user
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import (
    Consent,
    ConsentText,
    CoordinatorScope,
    Membership,
    Organisation,
    Role,
    ScopeKind,
    User,
    Volunteer,
)
from volunteers.services import consent, people

pytestmark = pytest.mark.postgres


def managers(organisation: Organisation) -> list[Membership]:
    return list(Membership.objects.current().filter(organisation=organisation, role=Role.MANAGER).order_by("pk"))


def test_last_two_managers_ended_at_once_leave_one(world: World) -> None:
    both_looked = meeting()
    other = Membership.objects.create(user=world.carla, organisation=world.cafe, role=Role.MANAGER)

    def end_unguarded(membership: Membership) -> None:
        assert len(managers(world.cafe)) == 2
        both_looked.wait()
        Membership.objects.filter(pk=membership.pk).update(ended_at=clock.now())

    assert at_once(*[partial(end_unguarded, membership) for membership in managers(world.cafe)]) == [None, None]
    assert managers(world.cafe) == []

    Membership.objects.update(ended_at=None)
    assert other in managers(world.cafe)
    ends = [
        partial(people.end_membership, actor=membership.user, membership=membership)
        for membership in managers(world.cafe)
    ]
    lock = Organisation.objects.filter(pk=world.cafe.pk).select_for_update(no_key=True)
    assert outcomes(at_once(*ends, while_held=lambda: list(lock))) == ["done", "last_manager"]
    assert len(managers(world.cafe)) == 1


def test_two_coordinators_who_dismiss_each_other_leave_one(world: World) -> None:
    omid = make_user("omid@example.org", "Omid Beispiel")
    scopes = CoordinatorScope.objects.filter(kind=ScopeKind.ALL)
    CoordinatorScope.objects.create(user=omid, kind=ScopeKind.ALL)
    both_looked = meeting()

    def dismiss_unguarded(actor: User, scope: CoordinatorScope) -> None:
        assert scopes.filter(user=actor).exists()
        both_looked.wait()
        scope.delete()

    carlas, omids = scopes.get(user=world.carla), scopes.get(user=omid)
    each_other = [partial(dismiss_unguarded, world.carla, omids), partial(dismiss_unguarded, omid, carlas)]
    assert at_once(*each_other) == [None, None]
    assert scopes.count() == 0

    carlas, omids = (CoordinatorScope.objects.create(user=user, kind=ScopeKind.ALL) for user in (world.carla, omid))
    results = at_once(
        partial(people.dismiss_coordinator, actor=world.carla, scope=omids),
        partial(people.dismiss_coordinator, actor=omid, scope=carlas),
        while_held=lambda: list(scopes.select_for_update()),
    )
    assert outcomes(results) == ["done", "not_coordinator"]
    assert scopes.count() == 1


def test_consent_given_twice_at_once_leaves_one_that_holds(world: World) -> None:
    both_looked = meeting()
    held = Consent.objects.filter(volunteer=world.ada_volunteer, withdrawn_at=None)
    words = ConsentText.objects.get(place="region_list", language="de")

    def give_unguarded() -> None:
        held.update(withdrawn_at=clock.now())
        both_looked.wait()
        Consent.objects.create(
            volunteer=world.ada_volunteer,
            place="region_list",
            display_form="full_name",
            text=words,
            basis="affirmed",
            recorded_by=world.ada,
            given_at=clock.now(),
            expires_on=clock.today(),
        )

    # Neither saw the other's: the second one meets the unique constraint, a fault for whoever gave it.
    assert [type(error) for error in at_once(give_unguarded, give_unguarded) if error] == [IntegrityError]

    give = partial(
        consent.give_consent, actor=world.ada, volunteer=world.ada_volunteer, place="region_list", of_age=True
    )
    forms = [partial(give, display_form=form) for form in ("full_name", "first_name")]
    lock = Volunteer.objects.filter(pk=world.ada_volunteer.pk).select_for_update()
    results = at_once(*forms, while_held=lambda: list(lock))
    assert outcomes(results) == ["done", "done"]
    assert Consent.objects.filter(volunteer=world.ada_volunteer).count() == 3
    assert [one.pk for one in held] == [max(result.pk for result in results)]


def test_consent_withdrawn_twice_at_once_is_withdrawn_once(world: World) -> None:
    both_looked, seen = meeting(), []
    given = consent.give_consent(
        actor=world.ada,
        volunteer=world.ada_volunteer,
        place="region_list",
        display_form="full_name",
        of_age=True,
    )

    def withdraw_unguarded() -> None:
        assert Consent.objects.get(pk=given.pk).withdrawn_at is None
        both_looked.wait()
        seen.append(Consent.objects.filter(pk=given.pk).update(withdrawn_at=clock.now()))

    assert at_once(withdraw_unguarded, withdraw_unguarded) == [None, None]
    assert seen == [1, 1]  # the second one moved the date on which it was withdrawn

    Consent.objects.update(withdrawn_at=None)
    withdraw = [
        partial(consent.withdraw_consent, actor=world.ada, consent=Consent.objects.get(pk=given.pk))
        for _twice in range(2)
    ]
    lock = Consent.objects.filter(pk=given.pk).select_for_update()
    assert outcomes(at_once(*withdraw, while_held=lambda: list(lock))) == ["already_withdrawn", "done"]


def test_becoming_a_volunteer_twice_at_once_makes_one_record(world: World) -> None:
    both_looked = meeting()

    def register_unguarded() -> None:
        assert not Volunteer.objects.filter(user=world.omar).exists()
        both_looked.wait()
        Volunteer.objects.create(user=world.omar, name="Omar")

    assert [type(error) for error in at_once(register_unguarded, register_unguarded) if error] == [IntegrityError]

    register = partial(people.register_volunteer, user=world.carla, name="Carla")
    in_the_making = partial(Volunteer.objects.create, user=world.carla, name="Carla")
    assert outcomes(at_once(register, register, while_held=in_the_making)) == ["already_volunteer", "done"]
    assert Volunteer.objects.filter(user=world.carla).count() == 1


def test_one_address_invited_twice_at_once_gets_one_account(world: World) -> None:
    both_looked = meeting()

    def invite_unguarded() -> None:
        assert not User.objects.filter(email="neu@example.org").exists()
        both_looked.wait()
        User.objects.create_user(email="neu@example.org")

    assert [type(error) for error in at_once(invite_unguarded, invite_unguarded) if error] == [IntegrityError]

    invite = [
        partial(people.add_member, actor=actor, organisation=place, email="noch@example.org", role=Role.CONFIRMER)
        for actor, place in ((world.mina, world.cafe), (world.mallory, world.club))
    ]
    in_the_making = partial(User.objects.create_user, email="noch@example.org")
    assert outcomes(at_once(*invite, while_held=in_the_making)) == ["done", "done"]
    assert User.objects.get(email="noch@example.org").memberships.count() == 2
