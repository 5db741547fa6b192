"""What the database itself refuses, whatever the code above it does."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction
from django.utils import timezone

from tests import factories
from tests.cast import World, make_user
from volunteers.models import (
    Activity,
    Consent,
    CoordinatorScope,
    District,
    DistrictMonth,
    FieldOfAction,
    HourEntry,
    HourStatus,
    LedgerEvent,
    Membership,
    Organisation,
    OrganisationMonth,
    Role,
    User,
    Volunteer,
    VolunteerDetails,
    Way,
)
from volunteers.models.hours import OCCUPYING, TRANSITIONS

NOW = timezone.now()


def refused(rows: models.QuerySet[Any], constraint: str, **changes: Any) -> None:
    """Asserts that the database refuses the change by that constraint, and keeps the rows."""
    before = list(rows.values())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**changes)
    assert list(rows.values()) == before


@pytest.mark.parametrize(
    ("status", "changes", "constraint"),
    [
        ("submitted", {"minutes": 0}, "hours_minutes_within_a_day"),
        ("confirmed", {"minutes": 1441, "correction": -1}, "hours_minutes_within_a_day"),
        ("submitted", {"status": "done"}, "hours_known_status"),
        ("submitted", {"status": "confirmed"}, "hours_confirmed_with_who_and_when"),
        ("submitted", {"confirmed_at": NOW}, "hours_confirmed_with_who_and_when"),
        ("submitted", {"evidence": "registered"}, "hours_confirmed_with_who_and_when"),
        ("confirmed", {"confirmed_at": None}, "hours_confirmed_with_who_and_when"),
        ("confirmed", {"confirmed_by": None}, "hours_confirmed_with_who_and_when"),
        ("confirmed", {"evidence": ""}, "hours_confirmed_with_who_and_when"),
        ("confirmed", {"status": "withdrawn"}, "hours_confirmed_with_who_and_when"),
        ("submitted", {"status": "declined"}, "hours_declined_with_reason"),
        ("submitted", {"decline_reason": "Doppelt"}, "hours_declined_with_reason"),
        ("declined", {"decline_reason": ""}, "hours_declined_with_reason"),
        ("declined", {"status": "submitted"}, "hours_declined_with_reason"),
    ],
)
def test_hours_have_what_their_status_says(world: World, status: str, changes: dict[str, Any], constraint: str) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=status)
    refused(HourEntry.objects.filter(pk=entry.pk), constraint, **changes)


def test_hours_are_imported_once_at_one_organisation(world: World) -> None:
    here = factories.hours(world.ada_volunteer, world.talking)
    again = factories.hours(world.ada_volunteer, world.talking)
    there = factories.hours(world.ada_volunteer, world.football)
    HourEntry.objects.filter(pk__in=[here.pk, there.pk]).update(import_key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        HourEntry.objects.filter(pk=again.pk).update(import_key="k")
    assert HourEntry.objects.filter(import_key="k").count() == 2


def test_hours_transitions_name_every_status_and_lock_the_confirmed() -> None:
    assert {str(status): {str(to) for to in targets} for status, targets in TRANSITIONS.items()} == {
        "submitted": {"confirmed", "declined", "withdrawn"},
        "declined": {"submitted"},
        "confirmed": set(),
        "withdrawn": set(),
    }
    assert set(TRANSITIONS) == set(HourStatus)
    assert set(OCCUPYING) == {HourStatus.SUBMITTED, HourStatus.CONFIRMED}


def test_ledger_events_can_be_neither_changed_nor_deleted(world: World) -> None:
    world.hours()
    before = list(LedgerEvent.objects.values())
    events = LedgerEvent.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        events.update(minutes=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        events.delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        events.get().delete()
    assert list(LedgerEvent.objects.values()) == before
    assert len(before) == 1


def test_ledger_events_know_their_status(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking)
    with pytest.raises(IntegrityError, match="event_known_status"), transaction.atomic():
        LedgerEvent.objects.create(
            entry=entry,
            organisation=world.cafe,
            activity=world.talking,
            at=NOW,
            way=Way.API,
            to_status="vanished",
            minutes=1,
        )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [({"name": ""}, "volunteer_has_name"), ({"user": None}, "volunteer_has_a_home")],
)
def test_volunteer_has_a_name_and_a_home(world: World, changes: dict[str, Any], constraint: str) -> None:
    refused(Volunteer.objects.filter(pk=world.ada_volunteer.pk), constraint, **changes)


def test_volunteer_details_know_their_genders(world: World) -> None:
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, gender="diverse")
    refused(VolunteerDetails.objects.all(), "details_known_gender", gender="x")


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@example.org"])
def test_user_has_an_address_of_their_own_in_any_case(world: World, email: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=email)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(email, "Ada Zwei")


def test_user_is_found_by_an_address_in_any_case(world: World) -> None:
    assert User.objects.get_by_natural_key(" ADA@Example.org") == world.ada
    assert make_user(" Neu@Example.ORG ", "Neu").email == "neu@example.org"


def test_user_without_a_password_cannot_sign_in_and_is_called_by_name(world: World) -> None:
    user = make_user("neu@example.org", "")
    assert not user.has_usable_password()
    assert str(user) == f"Konto {user.pk}"
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_superuser_may_enter_the_administration_and_nothing_more(world: World) -> None:
    root = User.objects.create_superuser(email="Root@example.org")
    assert (root.email, root.is_staff, root.is_superuser) == ("root@example.org", True, True)
    assert not root.has_usable_password()


def test_organisation_is_of_a_known_kind(world: World) -> None:
    refused(Organisation.objects.filter(pk=world.cafe.pk), "organisation_known_kind", kind="club")
    for kind in Organisation.Kind.values:
        Organisation.objects.filter(pk=world.cafe.pk).update(kind=kind)


def test_membership_is_of_a_known_role_and_current_once(world: World) -> None:
    current = Membership.objects.filter(user=world.omar)
    refused(current, "membership_known_role", role="owner")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=world.omar, organisation=world.cafe, role=Role.MANAGER)
    current.update(ended_at=NOW)
    Membership.objects.create(user=world.omar, organisation=world.cafe, role=Role.MANAGER)
    assert current.count() == 2


@pytest.mark.parametrize(
    ("kind", "district", "field"),
    [
        ("all", True, False),
        ("all", False, True),
        ("district", False, False),
        ("district", True, True),
        ("field", False, False),
        ("field", True, True),
        ("region", True, False),
    ],
)
def test_scope_is_what_its_kind_says(world: World, kind: str, *, district: bool, field: bool) -> None:
    with pytest.raises(IntegrityError, match="scope_matches_its_kind"), transaction.atomic():
        CoordinatorScope.objects.create(
            user=world.ada,
            kind=kind,
            district=world.cafe.district if district else None,
            field=world.talking.field if field else None,
        )


def test_activity_has_a_title_a_period_in_order_and_no_twin(world: World) -> None:
    talking = Activity.objects.filter(pk=world.talking.pk)
    refused(talking, "activity_has_title", title="")
    refused(talking, "activity_period_in_order", starts_on=dt.date(2025, 3, 2), ends_on=dt.date(2025, 3, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.create(
            organisation=world.cafe, title="SPRECHRUNDE", field=world.talking.field, district=world.talking.district
        )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"place": "newspaper"}, "consent_known_place"),
        ({"display_form": "alias"}, "consent_alias_with_its_form"),
        ({"alias": "Fee"}, "consent_alias_with_its_form"),
        ({"display_form": "initials"}, "consent_alias_with_its_form"),
    ],
)
def test_consent_says_where_and_how(world: World, changes: dict[str, Any], constraint: str) -> None:
    consent = factories.consent(world.ada_volunteer)
    refused(Consent.objects.filter(pk=consent.pk), constraint, **changes)


def test_consent_holds_once_for_a_place(world: World) -> None:
    factories.consent(world.ada_volunteer, withdrawn=True)
    factories.consent(world.ada_volunteer)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.consent(world.ada_volunteer)


def test_rollups_hold_each_key_once_and_sixteen_slots(world: World) -> None:
    month = {"field": world.talking.field, "month": dt.date(2025, 3, 1)}
    OrganisationMonth.objects.create(organisation=world.cafe, **month)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationMonth.objects.create(organisation=world.cafe, **month)
    DistrictMonth.objects.create(district=world.cafe.district, slot=15, **month)
    for slot in (15, 16):
        with pytest.raises(IntegrityError), transaction.atomic():
            DistrictMonth.objects.create(district=world.cafe.district, slot=slot, **month)


# --- reference data and reads ---


def test_reference_data_is_that_of_lower_saxony(db: None) -> None:
    reform = dt.date(2016, 11, 1)  # Göttingen and Osterode became one
    days = [reform - dt.timedelta(days=1), reform, dt.date(2026, 1, 1)]
    assert [District.objects.valid_on(day).count() for day in days] == [46, 45, 45]
    assert list(FieldOfAction.objects.values_list("code", flat=True)) == [
        "language", "labour", "support", "living", "participation",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ags", "sentence"),
    [
        ("03457", "aus dem Landkreis Leer"),
        ("03402", "aus Emden"),
        ("03241", "aus der Region Hannover"),
    ],
)
def test_district_is_said_as_people_say_it(db: None, ags: str, sentence: str) -> None:
    assert factories.district(ags).from_here == sentence


def test_valid_on_has_both_its_ends_and_both_are_optional(db: None) -> None:
    FieldOfAction.objects.all().delete()
    first, last = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    for code, valid_from, valid_to in [
        ("always", None, None), ("from", first, None), ("until", None, last), ("year", first, last),
    ]:  # fmt: skip
        FieldOfAction.objects.create(code=code, name=code, valid_from=valid_from, valid_to=valid_to)
    day = dt.timedelta(days=1)
    answers = {
        when: set(FieldOfAction.objects.valid_on(when).values_list("code", flat=True))
        for when in (first - day, first, last, last + day)
    }
    assert answers == {
        first - day: {"always", "until"},
        first: {"always", "from", "until", "year"},
        last: {"always", "from", "until", "year"},
        last + day: {"always", "from"},
    }


def test_in_period_has_both_its_ends(world: World) -> None:
    days = [dt.date(2025, 2, 28), dt.date(2025, 3, 1), dt.date(2025, 3, 31), dt.date(2025, 4, 1)]
    for day in days:
        factories.hours(world.ada_volunteer, world.talking, day=day, minutes=day.day)
    found = HourEntry.objects.in_period(days[1], days[2])
    assert set(found.values_list("day", flat=True)) == {days[1], days[2]}
    assert found.total_minutes() == 32
    assert HourEntry.objects.none().total_minutes() == 0


def test_confirmed_and_occupying_hours_are_exactly_these(world: World) -> None:
    for status in HourStatus:
        factories.hours(world.ada_volunteer, world.talking, status=status)
    assert set(HourEntry.objects.confirmed().values_list("status", flat=True)) == {"confirmed"}
    assert set(HourEntry.objects.occupying().values_list("status", flat=True)) == {"submitted", "confirmed"}
