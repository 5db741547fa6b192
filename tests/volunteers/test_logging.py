"""Logging hours: once, by whom, and where."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from backend.common.errors import Conflict, DomainError, Forbidden, Invalid
from tests import factories
from tests.cast import World
from tests.factories import DAY
from volunteers.models import HourEntry, LedgerEvent, Membership, Role, User, Volunteer, Way
from volunteers.services import logging

KEY = uuid.UUID("00000000-0000-4000-8000-000000000001")


def log(world: World, **changes: Any) -> tuple[HourEntry, bool]:
    """Ada's ninety minutes at the café, with these changes."""
    entry: dict[str, Any] = {
        "actor": world.ada,
        "volunteer": world.ada_volunteer,
        "activity": world.talking,
        "day": DAY,
        "minutes": 90,
        "note": "Sprechrunde",
        "way": Way.API,
        "uuid": KEY,
    }
    return logging.log_hours(**entry | changes)


def ledger() -> list[dict[str, Any]]:
    """Every entry, whole."""
    return [{**row} for row in HourEntry.objects.order_by("pk").values()]


def test_log_hours_writes_the_entry_and_one_event(world: World) -> None:
    entry, new = log(world)
    assert new is True
    stored = HourEntry.objects.values(
        "uuid", "volunteer", "activity", "organisation", "day", "minutes", "note", "status", "way", "logged_by",
        "confirmed_at", "confirmed_by", "evidence", "decline_reason", "import_key",
    ).get()  # fmt: skip
    assert stored == {
        "uuid": KEY,
        "volunteer": world.ada_volunteer.pk,
        "activity": world.talking.pk,
        "organisation": world.cafe.pk,
        "day": DAY,
        "minutes": 90,
        "note": "Sprechrunde",
        "status": "submitted",
        "way": "api",
        "logged_by": world.ada.pk,
        "confirmed_at": None,
        "confirmed_by": None,
        "evidence": "",
        "decline_reason": "",
        "import_key": None,
    }
    event = LedgerEvent.objects.values().get()
    assert event == {
        "id": event["id"],
        "entry_id": entry.pk,
        "organisation_id": world.cafe.pk,
        "activity_id": world.talking.pk,
        "at": entry.submitted_at,
        "actor_id": world.ada.pk,
        "way": "api",
        "from_status": "",
        "to_status": "submitted",
        "minutes": 90,
        "evidence": "",
        "reason_id": None,
    }


def test_log_hours_sent_twice_is_one_entry_with_one_event(world: World) -> None:
    first, _new = log(world)
    again, new = log(world)
    assert (again.pk, new) == (first.pk, False)
    assert (HourEntry.objects.count(), LedgerEvent.objects.count()) == (1, 1)


def test_log_hours_sent_twice_fills_the_day_once(world: World) -> None:
    log(world, minutes=1440)
    _entry, new = log(world, minutes=1440)
    assert new is False


def test_log_hours_without_uuid_are_two_entries(world: World) -> None:
    first, _new = log(world, uuid=None)
    second, new = log(world, uuid=None)
    assert new is True
    assert first.uuid != second.uuid
    assert HourEntry.objects.count() == 2


@pytest.mark.parametrize(
    "change", [{"minutes": 91}, {"day": DAY.replace(day=13)}, {"note": "Anderes"}, {"note": ""}], ids=str
)
def test_log_hours_with_a_known_uuid_and_other_content_is_refused(world: World, change: dict[str, Any]) -> None:
    log(world)
    before = ledger()
    with pytest.raises(Conflict) as refusal:
        log(world, **change)
    assert (refusal.value.code, refusal.value.field) == ("uuid_taken", "uuid")
    assert ledger() == before


def test_log_hours_with_a_known_uuid_on_another_activity_is_refused(world: World) -> None:
    log(world)
    before = ledger()
    with pytest.raises(Conflict) as refusal:
        log(world, activity=world.football)
    assert refusal.value.code == "uuid_taken"
    assert ledger() == before


def test_log_hours_with_the_uuid_of_another_person_is_refused(world: World) -> None:
    log(world)
    before = ledger()
    with pytest.raises(Conflict) as refusal:
        log(world, actor=world.mallory, volunteer=world.mallory_volunteer)
    assert refusal.value.code == "uuid_taken"
    assert ledger() == before


def test_log_hours_sent_again_after_withdrawing_stays_withdrawn(world: World) -> None:
    entry, _new = log(world)
    logging.withdraw(actor=world.ada, entry=entry, way=Way.API)
    again, new = log(world)
    assert (again.pk, again.status, new) == (entry.pk, "withdrawn", False)


def test_log_hours_by_a_member_is_the_same_entry_as_by_the_person(world: World) -> None:
    first, _new = log(world)
    again, new = log(world, actor=world.omar)
    assert (again.pk, new, again.logged_by_id) == (first.pk, False, world.ada.pk)


# --- who may log for whom ---


def _ada_herself(world: World) -> tuple[User, Volunteer]:
    return world.ada, world.ada_volunteer


def _member_for_somebody_with_hours_there(world: World) -> tuple[User, Volunteer]:
    factories.hours(world.ada_volunteer, world.talking, minutes=10)
    return world.omar, world.ada_volunteer


def _member_for_somebody_kept_there(world: World) -> tuple[User, Volunteer]:
    return world.omar, factories.kept(world.cafe)


def _manager_for_somebody_kept_there(world: World) -> tuple[User, Volunteer]:
    return world.mina, factories.kept(world.cafe)


def _volunteer_elsewhere(world: World) -> tuple[User, Volunteer]:
    return world.mallory, world.mallory_volunteer


@pytest.mark.parametrize(
    "who",
    [
        _ada_herself,
        _member_for_somebody_with_hours_there,
        _member_for_somebody_kept_there,
        _manager_for_somebody_kept_there,
        _volunteer_elsewhere,
    ],
)
def test_log_hours_is_open_to(world: World, who: Callable[[World], tuple[User, Volunteer]]) -> None:
    actor, volunteer = who(world)
    entry, new = log(world, actor=actor, volunteer=volunteer)
    assert (entry.volunteer_id, entry.logged_by_id, new) == (volunteer.pk, actor.pk, True)


def _member_for_a_stranger(world: World) -> tuple[User, Volunteer]:
    return world.omar, world.ada_volunteer


def _member_for_somebody_kept_elsewhere(world: World) -> tuple[User, Volunteer]:
    return world.omar, factories.kept(world.club)


def _manager_of_another_organisation(world: World) -> tuple[User, Volunteer]:
    return world.mallory, factories.kept(world.cafe)


def _coordinator(world: World) -> tuple[User, Volunteer]:
    factories.hours(world.ada_volunteer, world.talking, minutes=10)
    return world.carla, world.ada_volunteer


def _superuser(world: World) -> tuple[User, Volunteer]:
    return User.objects.create_superuser(email="root@example.org"), factories.kept(world.cafe)


def _former_member(world: World) -> tuple[User, Volunteer]:
    Membership.objects.filter(user=world.omar).update(ended_at=timezone.now())
    return world.omar, factories.kept(world.cafe)


def _member_with_a_closed_account(world: World) -> tuple[User, Volunteer]:
    world.omar.is_active = False
    world.omar.save()
    return world.omar, factories.kept(world.cafe)


def _volunteer_for_another_at_the_same_place(world: World) -> tuple[User, Volunteer]:
    other = factories.helper()
    factories.hours(other, world.talking)
    return world.ada, other


def _member_of_two_for_somebody_known_to_the_other(world: World) -> tuple[User, Volunteer]:
    Membership.objects.create(user=world.omar, organisation=world.club, role=Role.CONFIRMER)
    return world.omar, factories.kept(world.club)


def _member_who_coordinates_for_a_stranger(world: World) -> tuple[User, Volunteer]:
    return factories.coordinate(world.omar), world.ada_volunteer


@pytest.mark.parametrize(
    "who",
    [
        _member_for_a_stranger,
        _member_for_somebody_kept_elsewhere,
        _manager_of_another_organisation,
        _coordinator,
        _superuser,
        _former_member,
        _member_with_a_closed_account,
        _volunteer_for_another_at_the_same_place,
        _member_of_two_for_somebody_known_to_the_other,
        _member_who_coordinates_for_a_stranger,
    ],
)
def test_log_hours_is_closed_to(world: World, who: Callable[[World], tuple[User, Volunteer]]) -> None:
    actor, volunteer = who(world)
    before = ledger()
    with pytest.raises(Forbidden) as refusal:
        log(world, actor=actor, volunteer=volunteer)
    assert (refusal.value.code, refusal.value.field) == ("not_yours", "volunteer")
    assert ledger() == before


def test_log_hours_by_a_member_on_an_activity_of_another_organisation_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        log(world, actor=world.omar, volunteer=factories.kept(world.cafe), activity=world.football)
    assert (refusal.value.code, refusal.value.field) == ("activity_of_another_organisation", "activity")
    assert ledger() == []


@pytest.mark.parametrize("who", [_ada_herself, _member_for_somebody_kept_there])
def test_log_hours_at_an_inactive_organisation_is_refused(
    world: World, who: Callable[[World], tuple[User, Volunteer]]
) -> None:
    world.cafe.is_active = False
    world.cafe.save()
    actor, volunteer = who(world)
    with pytest.raises(Invalid) as refusal:
        log(world, actor=actor, volunteer=volunteer)
    assert (refusal.value.code, refusal.value.field) == ("organisation_inactive", "activity")
    assert ledger() == []


def test_log_hours_refusals_name_nobody(world: World) -> None:
    refused: list[Any] = [
        {"actor": world.mallory},
        {"minutes": 0},
        {"day": DAY.replace(year=2199)},
        {"day": DAY.replace(year=202)},
    ]
    for change in refused:
        with pytest.raises(DomainError) as refusal:
            log(world, **change)
        assert "Ada" not in str(refusal.value)
