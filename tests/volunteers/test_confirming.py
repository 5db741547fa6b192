"""The organisation's word: four eyes in every role, within one's scope, and a reason for a no."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from backend.common.errors import DomainError, Forbidden, IllegalTransition, Invalid, NotFound
from tests import factories
from tests.cast import World
from volunteers.models import (
    Activity,
    DistrictMonth,
    HourEntry,
    HourStatus,
    LedgerEvent,
    Membership,
    OrganisationMonth,
    Role,
    User,
    Volunteer,
    Way,
)
from volunteers.services import confirming

MONTH = factories.DAY.replace(day=1)


def standing(entry: HourEntry) -> dict[str, Any]:
    """The whole row as the database holds it."""
    return {**HourEntry.objects.values().get(pk=entry.pk)}


def answer(actor: User, entry: HourEntry) -> str:
    """`confirmed`, or the code of the refusal; a refusal must leave the entry, the record and the totals alone."""
    before = (standing(entry), LedgerEvent.objects.count(), list(OrganisationMonth.objects.values()))
    try:
        return confirming.confirm(actor=actor, entry=entry, way=Way.API).status
    except DomainError as error:
        assert (standing(entry), LedgerEvent.objects.count(), list(OrganisationMonth.objects.values())) == before
        return error.code


def test_confirm_changes_the_entry_its_record_and_both_totals(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, minutes=90)
    before = standing(entry)
    entry = confirming.confirm(actor=world.omar, entry=entry, way=Way.KIOSK)
    assert standing(entry) == before | {
        "status": "confirmed",
        "confirmed_at": entry.confirmed_at,
        "confirmed_by_id": world.omar.pk,
        "evidence": "registered",
    }
    event = LedgerEvent.objects.values().get()
    assert event == {
        "id": event["id"],
        "entry_id": entry.pk,
        "organisation_id": world.cafe.pk,
        "activity_id": world.talking.pk,
        "at": entry.confirmed_at,
        "actor_id": world.omar.pk,
        "way": "kiosk",
        "from_status": "submitted",
        "to_status": "confirmed",
        "minutes": 90,
        "evidence": "registered",
        "reason_id": None,
    }
    organisation = OrganisationMonth.objects.values_list("organisation", "month", "field", "minutes", "entries")
    assert list(organisation) == [(world.cafe.pk, MONTH, world.talking.field_id, 90, 1)]
    district = DistrictMonth.objects.values_list("district", "month", "field", "slot", "minutes", "entries")
    slot = world.cafe.pk % 16
    assert list(district) == [(world.talking.district_id, MONTH, world.talking.field_id, slot, 90, 1)]


def test_decline_tells_the_reason_and_counts_nothing(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking)
    before = standing(entry)
    confirming.decline(actor=world.omar, entry=entry, reason="  Das war der Dienstag.  ", way=Way.PAGE)
    assert standing(entry) == before | {"status": "declined", "decline_reason": "Das war der Dienstag."}
    event = LedgerEvent.objects.values("actor", "way", "from_status", "to_status", "evidence", "reason__text").get()
    assert event == {
        "actor": world.omar.pk,
        "way": "page",
        "from_status": "submitted",
        "to_status": "declined",
        "evidence": "",
        "reason__text": "Das war der Dienstag.",
    }
    assert (OrganisationMonth.objects.count(), DistrictMonth.objects.count()) == (0, 0)


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_decline_without_a_reason_is_refused(world: World, reason: str) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking)
    with pytest.raises(Invalid) as refusal:
        confirming.decline(actor=world.omar, entry=entry, reason=reason, way=Way.API)
    assert (refusal.value.code, refusal.value.field) == ("reason_missing", "reason")
    assert (standing(entry)["status"], LedgerEvent.objects.count()) == ("submitted", 0)


@pytest.mark.parametrize("status", [status for status in HourStatus if status != HourStatus.SUBMITTED])
def test_decide_is_only_for_waiting_entries(world: World, status: str) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=status)
    before = standing(entry)
    with pytest.raises(IllegalTransition) as refusal:
        confirming.confirm(actor=world.omar, entry=entry, way=Way.API)
    assert refusal.value.extra == {"status": status}
    with pytest.raises(IllegalTransition) as refusal:
        confirming.decline(actor=world.omar, entry=entry, reason="Nein", way=Way.API)
    assert refusal.value.extra == {"status": status}
    assert (standing(entry), LedgerEvent.objects.count(), OrganisationMonth.objects.count()) == (before, 0, 0)


def test_confirm_twice_counts_once(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, minutes=90)
    confirming.confirm(actor=world.omar, entry=entry, way=Way.API)
    with pytest.raises(IllegalTransition):
        confirming.confirm(actor=world.mina, entry=entry, way=Way.API)
    assert list(OrganisationMonth.objects.values_list("minutes", "entries")) == [(90, 1)]
    assert standing(entry)["confirmed_by_id"] == world.omar.pk


# --- four eyes ---


def _confirmer(world: World) -> User:
    Membership.objects.create(user=world.ada, organisation=world.cafe, role=Role.CONFIRMER)
    return world.ada


def _manager(world: World) -> User:
    Membership.objects.create(user=world.ada, organisation=world.cafe, role=Role.MANAGER)
    return world.ada


def _coordinator_of_all(world: World) -> User:
    return factories.coordinate(world.ada)


def _coordinator_of_the_district(world: World) -> User:
    return factories.coordinate(world.ada, district=world.talking.district)


def _coordinator_of_the_field(world: World) -> User:
    return factories.coordinate(world.ada, field=world.talking.field)


def _superuser(world: World) -> User:
    world.ada.is_superuser = world.ada.is_staff = True
    world.ada.save()
    return world.ada


def _everything_at_once(world: World) -> User:
    _manager(world)
    _superuser(world)
    return factories.coordinate(world.ada)


ROLES = [
    _confirmer,
    _manager,
    _coordinator_of_all,
    _coordinator_of_the_district,
    _coordinator_of_the_field,
    _superuser,
    _everything_at_once,
]


@pytest.mark.parametrize("role", ROLES)
def test_confirm_of_own_hours_is_refused_in_every_role(world: World, role: Callable[[World], User]) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking)
    assert answer(role(world), entry) == "own_hours"


@pytest.mark.parametrize("role", ROLES)
def test_decline_of_own_hours_is_refused_in_every_role(world: World, role: Callable[[World], User]) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking)
    before = standing(entry)
    with pytest.raises(Forbidden) as refusal:
        confirming.decline(actor=role(world), entry=entry, reason="Irrtum", way=Way.API)
    assert refusal.value.code == "own_hours"
    assert standing(entry) == before


@pytest.mark.parametrize("role", [role for role in ROLES if role is not _superuser])
@pytest.mark.parametrize("email", ["ada@example.org", "Ada@Example.ORG"])
def test_confirm_of_a_record_kept_under_ones_own_address_is_refused(
    world: World, role: Callable[[World], User], email: str
) -> None:
    entry = factories.hours(factories.kept(world.cafe, email=email), world.talking)
    assert answer(role(world), entry) == "own_hours"
    assert answer(world.omar, entry) == "confirmed"


def test_confirm_by_another_pair_of_eyes_is_the_way_out(world: World) -> None:
    actor = _manager(world)
    assert answer(actor, factories.hours(world.ada_volunteer, world.talking)) == "own_hours"
    assert answer(world.mina, factories.hours(world.ada_volunteer, world.talking)) == "confirmed"
    assert answer(world.carla, factories.hours(world.ada_volunteer, world.talking)) == "confirmed"


def test_confirm_for_a_record_without_address_is_not_taken_for_ones_own(world: World) -> None:
    world.omar.email = ""
    world.omar.save()
    assert answer(world.omar, factories.hours(factories.kept(world.cafe, email=""), world.talking)) == "confirmed"


# --- whose word counts where ---


def _answers(actor: User, world: World, *elsewhere: Activity) -> list[str]:
    """For the café's talks in Leer (language), the club's football in Emden (living), and more."""
    return [
        answer(actor, factories.hours(world.ada_volunteer, activity))
        for activity in (world.talking, world.football, *elsewhere)
    ]


def test_confirm_reaches_as_far_as_the_role(world: World) -> None:
    # The café of Leer also offers something in Emden, in another field: place and field are the activity's.
    outing = Activity.objects.create(
        organisation=world.cafe, title="Ausflug", field=world.football.field, district=world.football.district
    )
    former = factories.member(world.cafe, Role.MANAGER)
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    closed = factories.member(world.cafe, Role.MANAGER)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    closed.refresh_from_db()
    both = factories.coordinate(factories.user(), district=world.cafe.district)
    roles = {
        "confirmer": world.omar,
        "manager": world.mina,
        "manager elsewhere": world.mallory,
        "all": world.carla,
        "Leer": factories.coordinate(factories.user(), district=world.cafe.district),
        "Emden": factories.coordinate(factories.user(), district=world.club.district),
        "Hannover": factories.coordinate(factories.user(), district=factories.district("03241")),
        "Leer and Emden": factories.coordinate(both, district=world.club.district),
        "language": factories.coordinate(factories.user(), field=world.talking.field),
        "living": factories.coordinate(factories.user(), field=world.football.field),
        "labour": factories.coordinate(factories.user(), field=factories.field("labour")),
        "former": former,
        "closed": closed,
        "superuser": User.objects.create_superuser(email="root@example.org"),
        "nobody": factories.user(),
        "volunteer there": factories.hours(factories.helper(), world.talking).volunteer.user,
    }
    yes, no = "confirmed", "not_found"
    assert {name: _answers(actor, world, outing) for name, actor in roles.items() if actor} == {
        "confirmer": [yes, no, yes],
        "manager": [yes, no, yes],
        "manager elsewhere": [no, yes, no],
        "all": [yes, yes, yes],
        "Leer": [yes, no, no],
        "Emden": [no, yes, yes],
        "Hannover": [no, no, no],
        "Leer and Emden": [yes, yes, yes],
        "language": [yes, no, no],
        "living": [no, yes, yes],
        "labour": [no, no, no],
        "former": [no, no, no],
        "closed": [no, no, no],
        "superuser": [no, no, no],
        "nobody": [no, no, no],
        "volunteer there": [no, no, no],
    }


def test_confirm_of_hours_elsewhere_says_nothing_about_them(world: World) -> None:
    entry = factories.hours(world.mallory_volunteer, world.football)
    with pytest.raises(NotFound) as there:
        confirming.confirm(actor=world.omar, entry=entry, way=Way.API)
    HourEntry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(NotFound) as nowhere:
        confirming.confirm(actor=world.omar, entry=entry, way=Way.API)
    assert (there.value.code, str(there.value), there.value.extra) == (
        nowhere.value.code,
        str(nowhere.value),
        nowhere.value.extra,
    )


def test_confirm_for_a_person_kept_by_another_organisation_is_the_place_of_the_hours(world: World) -> None:
    elsewhere = factories.kept(world.club)
    entry = factories.hours(elsewhere, world.talking)
    assert answer(world.mallory, entry) == "not_found"
    assert answer(world.omar, entry) == "confirmed"
    assert Volunteer.objects.get(pk=elsewhere.pk).kept_by_id == world.club.pk
