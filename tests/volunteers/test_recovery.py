"""Another address for who lost their mailbox: four eyes, the old mailbox told, three days."""

import datetime as dt

import pytest
import time_machine

from backend.common.errors import Conflict, Forbidden, IllegalTransition, Invalid
from tests import factories
from tests.cast import World, make_user, make_volunteer
from volunteers.models import AddressChange, CoordinatorScope, Membership, Role, ScopeKind, User, Volunteer
from volunteers.services import recovery

NEW = "neu@example.net"


def ask(world: World, **changes: object) -> AddressChange:
    """Mina asks for Ada, who has hours at the café."""
    factories.hours(world.ada_volunteer, world.talking)
    wish = {"actor": world.mina, "organisation": world.cafe, "volunteer": world.ada_volunteer, "email": NEW}
    return recovery.request_change(**wish | {"evidence": "War heute bei uns."} | changes)  # type: ignore[arg-type]  # wishes of many kinds


def email_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def test_change_counts_three_days_after_a_second_person_agreed_and_ends_sessions(world: World) -> None:
    with time_machine.travel("2026-05-04T10:00:00Z", tick=False) as clock:
        change = ask(world)
        assert recovery.apply_due() == 0
        recovery.approve(actor=world.omar, change=change)
        clock.shift(dt.timedelta(days=3, seconds=-1))
        assert (recovery.apply_due(), email_of(world.ada)) == (0, "ada@example.org")
        clock.shift(1)
        assert (recovery.apply_due(), email_of(world.ada)) == (1, NEW)
        assert Volunteer.objects.get(user=world.ada).email == NEW
        assert User.objects.get(pk=world.ada.pk).session_epoch == 1
        assert recovery.apply_due() == 0
        clock.shift(dt.timedelta(days=90, seconds=1))
        assert recovery.forget_closed() == 1


def test_change_confirmed_from_the_old_mailbox_counts_at_once(world: World) -> None:
    change = ask(world)
    assert recovery.by_link(recovery.link_of(change, recovery.OLD)) == (change, recovery.OLD)
    recovery.answer(change=change, mailbox=recovery.OLD, stop=False)
    assert email_of(world.ada) == NEW


@pytest.mark.parametrize("mailbox", [recovery.OLD, recovery.NEW])
def test_change_is_stopped_by_either_mailbox_and_stays_so(mailbox: str, world: World) -> None:
    change = recovery.approve(actor=world.omar, change=ask(world))
    recovery.answer(change=change, mailbox=mailbox, stop=True)
    with pytest.raises(IllegalTransition):
        recovery.approve(actor=world.omar, change=change)
    with pytest.raises(IllegalTransition):
        recovery.answer(change=change, mailbox=recovery.OLD, stop=True)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=4)):
        assert recovery.apply_due() == 0
    assert email_of(world.ada) == "ada@example.org"


def test_change_is_not_confirmed_by_the_new_mailbox(world: World) -> None:
    change = ask(world)
    with pytest.raises(Forbidden):
        recovery.answer(change=change, mailbox=recovery.NEW, stop=False)


def test_links_of_others_and_made_up_ones_lead_nowhere(world: World) -> None:
    link = recovery.link_of(ask(world), recovery.NEW)
    for wrong in (link.replace("-new-", "-old-"), link[:-1], link + "ä", "", "a-old-b", "-", "x" * 300):
        assert recovery.by_link(wrong) is None


def test_change_needs_four_eyes(world: World) -> None:
    change = ask(world)
    for actor, code in [(world.mina, "own_request"), (world.ada, "own_account"), (world.mallory, "not_member")]:
        with pytest.raises(Forbidden) as refusal:
            recovery.approve(actor=actor, change=change)
        assert refusal.value.code == code
    with pytest.raises(Forbidden):
        recovery.stop(actor=world.mallory, change=change)
    assert recovery.approve(actor=world.carla, change=change).approved_by == world.carla
    assert recovery.stop(actor=world.ada, change=change).status == "stopped"


def test_change_is_asked_by_a_manager_for_somebody_known_there(world: World) -> None:
    for actor in (world.omar, world.ada, world.carla, world.mallory):
        with pytest.raises(Forbidden) as refusal:
            ask(world, actor=actor)
        assert refusal.value.code == "not_manager"
    with pytest.raises(Invalid) as unknown:
        ask(world, volunteer=world.mallory_volunteer)
    assert unknown.value.code == "not_known_there"
    kept = Volunteer.objects.create(name="Ohne Konto", kept_by=world.cafe)
    with pytest.raises(Invalid):
        ask(world, volunteer=kept)
    mina = make_volunteer(world.mina, given="Mina", family="Beispiel")
    factories.hours(mina, world.talking)
    with pytest.raises(Forbidden) as own:
        ask(world, volunteer=mina)
    assert own.value.code == "own_account"


@pytest.mark.parametrize("role", ["coordinator", "elsewhere", "operator"])
def test_change_never_reaches_an_account_that_means_more_than_the_organisation(role: str, world: World) -> None:
    change = ask(world)
    if role == "coordinator":
        CoordinatorScope.objects.create(user=world.ada, kind=ScopeKind.ALL)
    elif role == "elsewhere":
        Membership.objects.create(user=world.ada, organisation=world.club, role=Role.CONFIRMER)
    else:
        User.objects.filter(pk=world.ada.pk).update(is_staff=True)
        change.user.refresh_from_db()
    with pytest.raises(Forbidden) as refusal:
        recovery.approve(actor=world.omar, change=change)
    assert refusal.value.code == "has_roles"
    recovery.answer(change=change, mailbox=recovery.OLD, stop=False)
    assert (change.status, email_of(world.ada)) == ("stopped", "ada@example.org")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "keine Adresse"}, "email_invalid"),
        ({"email": "ADA@example.org"}, "same_address"),
        ({"evidence": " \u200b "}, "evidence_missing"),
        ({"evidence": "x" * 501}, "too_long"),
    ],
    ids=["form", "same", "blank", "long"],
)
def test_change_with_a_wrong_wish_is_refused(changes: dict[str, str], code: str, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(world, **changes)
    assert refusal.value.code == code


def test_change_runs_once_a_person(world: World) -> None:
    ask(world)
    with pytest.raises(Conflict) as refusal:
        ask(world, email="anders@example.net")
    assert refusal.value.code == "change_under_way"


def test_change_to_a_taken_address_is_stopped_when_it_would_count_and_not_told_before(world: World) -> None:
    change = ask(world, email=world.omar.email)
    recovery.answer(change=change, mailbox=recovery.OLD, stop=False)
    assert (change.status, email_of(world.ada)) == ("stopped", "ada@example.org")


def test_change_is_stopped_when_the_person_has_changed_their_address_since(world: World) -> None:
    change = ask(world)
    User.objects.filter(pk=world.ada.pk).update(email="selbst@example.net")
    recovery.answer(change=change, mailbox=recovery.OLD, stop=False)
    assert (change.status, email_of(world.ada)) == ("stopped", "selbst@example.net")


def test_changes_are_seen_by_the_organisation_and_the_coordination_alone(world: World) -> None:
    change = ask(world)
    stranger = make_user("fremd@example.org", "Fremd")
    seen = {
        user.email.split("@")[0]: list(AddressChange.objects.visible_to(user))
        for user in (world.mina, world.omar, world.carla, world.mallory, world.ada, stranger)
    }
    assert seen == {"mina": [change], "omar": [change], "carla": [change], "mallory": [], "ada": [], "fremd": []}
