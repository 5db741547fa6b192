"""Sending a declined entry again, and taking a waiting one back."""

import datetime as dt

import pytest
from django.utils import timezone

from backend.common.errors import DomainError, Forbidden, IllegalTransition, Invalid
from tests import factories
from tests.cast import World
from tests.factories import DAY
from volunteers.models import HourEntry, HourStatus, LedgerEvent, Membership, User, Volunteer, Way
from volunteers.services import confirming, logging

STATUSES = list(HourStatus)


def test_resubmit_with_corrections_waits_again_and_says_so(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, minutes=600, status=HourStatus.DECLINED)
    corrected = logging.resubmit(
        actor=world.ada, entry=entry, way=Way.PAGE, minutes=60, day=DAY - dt.timedelta(days=1), note="Es war gestern"
    )
    stored = HourEntry.objects.values("day", "minutes", "note", "status", "decline_reason", "way").get(pk=entry.pk)
    assert stored == {
        "day": DAY - dt.timedelta(days=1),
        "minutes": 60,
        "note": "Es war gestern",
        "status": "submitted",
        "decline_reason": "",
        "way": "api",
    }
    columns = ("at", "actor", "way", "from_status", "to_status", "minutes", "reason__text")
    event = LedgerEvent.objects.values(*columns).get()
    assert event == {
        "at": corrected.submitted_at,
        "actor": world.ada.pk,
        "way": "page",
        "from_status": "declined",
        "to_status": "submitted",
        "minutes": 60,
        "reason__text": None,
    }


def test_resubmit_keeps_what_the_caller_leaves_out(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, minutes=75, status=HourStatus.DECLINED)
    HourEntry.objects.filter(pk=entry.pk).update(note="wie gehabt")
    entry.refresh_from_db()
    again = logging.resubmit(actor=world.ada, entry=entry, way=Way.API)
    assert (again.day, again.minutes, again.note, again.status) == (DAY, 75, "wie gehabt", "submitted")


def test_resubmit_can_empty_the_note(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=HourStatus.DECLINED)
    HourEntry.objects.filter(pk=entry.pk).update(note="privat")
    entry.refresh_from_db()
    assert logging.resubmit(actor=world.ada, entry=entry, way=Way.API, note="").note == ""


def test_resubmit_does_not_count_itself_twice(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, minutes=1440, status=HourStatus.DECLINED)
    assert logging.resubmit(actor=world.ada, entry=entry, way=Way.API).minutes == 1440


def test_resubmit_checks_the_room_again(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, minutes=1000, status=HourStatus.DECLINED)
    factories.hours(world.ada_volunteer, world.football, minutes=441)
    with pytest.raises(Invalid) as refusal:
        logging.resubmit(actor=world.ada, entry=entry, way=Way.API)
    assert refusal.value.code == "day_full"
    entry.refresh_from_db()
    assert (entry.status, entry.decline_reason) == ("declined", "Doppelt")
    assert logging.resubmit(actor=world.ada, entry=entry, way=Way.API, minutes=999).minutes == 999


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minutes": 0}, "minutes_out_of_range"),
        ({"minutes": 1441}, "minutes_out_of_range"),
        ({"day": dt.date(2199, 1, 1)}, "day_in_future"),
        ({"day": dt.date(202, 1, 1)}, "day_too_early"),
        ({"day": dt.date(2024, 12, 31)}, "outside_activity_period"),
    ],
    ids=str,
)
def test_resubmit_checks_the_bounds_again(world: World, change: dict[str, object], code: str) -> None:
    world.talking.starts_on = dt.date(2025, 1, 1)
    world.talking.save()
    if code == "day_too_early":
        world.talking.starts_on = None
        world.talking.save()
    entry = factories.hours(world.ada_volunteer, world.talking, status=HourStatus.DECLINED)
    with pytest.raises(Invalid) as refusal:
        logging.resubmit(actor=world.ada, entry=entry, way=Way.API, **change)  # type: ignore[arg-type]  # of two types
    assert refusal.value.code == code
    assert LedgerEvent.objects.count() == 0


def test_resubmit_at_an_organisation_that_became_inactive_is_refused(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=HourStatus.DECLINED)
    world.cafe.is_active = False
    world.cafe.save()
    with pytest.raises(Invalid) as refusal:
        logging.resubmit(actor=world.ada, entry=HourEntry.objects.get(pk=entry.pk), way=Way.API)
    assert refusal.value.code == "organisation_inactive"


@pytest.mark.parametrize("status", [status for status in STATUSES if status != HourStatus.DECLINED])
def test_resubmit_is_only_for_declined_entries(world: World, status: str) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=status)
    with pytest.raises(IllegalTransition) as refusal:
        logging.resubmit(actor=world.ada, entry=entry, way=Way.API, minutes=9999)
    assert (refusal.value.code, refusal.value.extra) == ("illegal_transition", {"status": status})
    assert list(HourEntry.objects.values_list("status", "minutes")) == [(status, 60)]


def test_resubmit_with_an_outdated_copy_is_refused(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=HourStatus.DECLINED)
    outdated = HourEntry.objects.get(pk=entry.pk)
    logging.resubmit(actor=world.ada, entry=entry, way=Way.API)
    with pytest.raises(IllegalTransition) as refusal:
        logging.resubmit(actor=world.ada, entry=outdated, way=Way.API, minutes=5)
    assert refusal.value.extra == {"status": "submitted"}
    assert LedgerEvent.objects.count() == 1


def test_resubmit_with_an_outdated_copy_keeps_the_latest_correction(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, minutes=600, status=HourStatus.DECLINED)
    outdated = HourEntry.objects.get(pk=entry.pk)
    logging.resubmit(actor=world.ada, entry=entry, way=Way.API, minutes=60, day=DAY - dt.timedelta(days=1))
    confirming.decline(actor=world.omar, entry=entry, reason="Noch einmal", way=Way.API)
    again = logging.resubmit(actor=world.ada, entry=outdated, way=Way.API, note="So stimmt es")
    assert (again.minutes, again.day, again.note) == (60, DAY - dt.timedelta(days=1), "So stimmt es")


def test_withdraw_takes_a_waiting_entry_back(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking)
    assert logging.withdraw(actor=world.ada, entry=entry, way=Way.KIOSK).status == "withdrawn"
    steps = LedgerEvent.objects.values_list("entry", "actor", "way", "from_status", "to_status", "minutes")
    assert list(steps) == [(entry.pk, world.ada.pk, "kiosk", "submitted", "withdrawn", 60)]


@pytest.mark.parametrize("status", [status for status in STATUSES if status != HourStatus.SUBMITTED])
def test_withdraw_is_only_for_waiting_entries(world: World, status: str) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=status)
    with pytest.raises(IllegalTransition) as refusal:
        logging.withdraw(actor=world.ada, entry=entry, way=Way.API)
    assert refusal.value.extra == {"status": status}
    assert LedgerEvent.objects.count() == 0


def _may_withdraw(actor: User, volunteer: Volunteer, world: World) -> str:
    entry = factories.hours(volunteer, world.talking)
    try:
        return logging.withdraw(actor=actor, entry=entry, way=Way.API).status
    except DomainError as error:
        return error.code


def test_change_is_for_the_person_or_the_organisation_of_a_person_without_account(world: World) -> None:
    without_account = factories.kept(world.cafe)
    former = factories.member(world.cafe)
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    answers = {
        name: (_may_withdraw(actor, world.ada_volunteer, world), _may_withdraw(actor, without_account, world))
        for name, actor in {
            "ada": world.ada,
            "omar": world.omar,
            "mina": world.mina,
            "former": former,
            "carla": world.carla,
            "mallory": world.mallory,
            "root": User.objects.create_superuser(email="root@example.org"),
        }.items()
    }
    assert answers == {
        "ada": ("withdrawn", "not_yours"),
        "omar": ("not_yours", "withdrawn"),
        "mina": ("not_yours", "withdrawn"),
        "former": ("not_yours", "not_yours"),
        "carla": ("not_yours", "not_yours"),
        "mallory": ("not_yours", "not_yours"),
        "root": ("not_yours", "not_yours"),
    }


def test_resubmit_for_somebody_else_is_refused_before_anything_is_said(world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=HourStatus.DECLINED)
    with pytest.raises(Forbidden) as refusal:
        logging.resubmit(actor=world.mallory, entry=entry, way=Way.API, minutes=0)
    assert refusal.value.code == "not_yours"
