"""Corrections: one side asks, the other agrees; what counts changes everywhere at once, the entry never."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import transaction

from backend.common.errors import Conflict, Forbidden, IllegalTransition, Invalid
from certificates.models import Certificate
from certificates.services import building, queue
from tests import factories
from tests.cast import World, make_user
from tests.certificates.orders import order
from volunteers.models import (
    Correction,
    CorrectionEvent,
    DistrictMonth,
    HourEntry,
    Membership,
    OrganisationMonth,
    Role,
    User,
    Volunteer,
)
from volunteers.services import confirming, correcting, figures, logging, objecting, totals
from volunteers.signals import hours_corrected

DAY = dt.date(2025, 3, 3)


def confirmed(world: World, minutes: int = 90) -> HourEntry:
    return confirming.confirm(actor=world.omar, entry=world.hours(minutes=minutes, day=DAY), way="page")


def ask(actor: User, entry: HourEntry, minutes: int = -30) -> Correction:
    return correcting.propose(actor=actor, entry=entry, minutes=minutes, reason=" Früher  gegangen ", way="page")


def agree(actor: User, correction: Correction) -> Correction:
    return correcting.agree(actor=actor, correction=correction, way="page")


def rollups() -> set[tuple[int, int]]:
    """Minutes and entries as both rollups have them."""
    rows = [*OrganisationMonth.objects.values_list("minutes", "entries")]
    return {*rows, *DistrictMonth.objects.values_list("minutes", "entries")}


def steps(correction: Correction) -> list[tuple[str, str, str, int, str]]:
    return [
        (event.from_status, event.to_status, event.actor_as, event.minutes, event.reason.text if event.reason else "")
        for event in CorrectionEvent.objects.filter(correction=correction).order_by("pk")
    ]


def counts(entry: HourEntry) -> tuple[int, int, int]:
    entry.refresh_from_db()
    return entry.minutes, entry.correction, entry.counted


@pytest.mark.parametrize(("minutes", "counted"), [(-30, 60), (-90, 0), (45, 135), (1350, 1440)])
def test_agreed_correction_counts_in_every_sum(minutes: int, counted: int, world: World) -> None:
    entry = confirmed(world)
    correction = ask(world.ada, entry, minutes)
    assert (counts(entry), rollups()) == ((90, 0, 90), {(90, 1)})  # asking changes nothing
    agree(world.omar, correction)
    assert (counts(entry), rollups(), totals.reconcile()) == ((90, minutes, counted), {(counted, 1)}, [])
    assert (correction.status, correction.decided_by, correction.decided_as) == ("agreed", world.omar, "organisation")
    assert steps(correction) == [
        ("", "proposed", "volunteer", minutes, "Früher gegangen"),
        ("proposed", "agreed", "organisation", minutes, ""),
    ]
    own = HourEntry.objects.filter(volunteer=world.ada_volunteer)
    assert (own.total_minutes(), own.standing(2025).this_year, own.months()[0]["confirmed"]) == (counted,) * 3
    assert Volunteer.objects.with_totals().get(pk=world.ada_volunteer.pk).confirmed_minutes == counted  # type: ignore[attr-defined]  # annotated
    assert logging.minutes_taken(world.ada_volunteer, DAY) == counted
    deeds = building.deeds_of([world.ada_volunteer], own)
    assert {key: value.minutes for key, value in deeds.items()} == (
        {world.ada_volunteer.pk: counted} if counted else {}
    )
    total = figures.figures(by="district", start=DAY, end=DAY, reach=figures.EVERYTHING).total
    assert (total.minutes, total.entries, total.people) == (counted, 1, 1 if counted else 0)


def test_second_correction_starts_from_what_counts(world: World) -> None:
    entry = confirmed(world)
    agree(world.omar, ask(world.ada, entry, -90))
    with pytest.raises(Invalid) as refusal:
        ask(world.omar, entry, -1)
    assert refusal.value.code == "minutes_out_of_range"
    agree(world.ada, ask(world.omar, entry, 60))
    assert (counts(entry), rollups(), totals.reconcile()) == ((90, -30, 60), {(60, 1)}, [])


def test_organisation_asks_and_only_the_volunteer_agrees(world: World) -> None:
    correction = ask(world.omar, confirmed(world))
    assert correction.asked_by == "organisation"
    for stranger in (world.omar, world.mina, world.carla, world.mallory):
        with pytest.raises(Forbidden) as refusal:
            agree(stranger, correction)
        assert refusal.value.code == "not_asked"
    assert agree(world.ada, correction).decided_as == "volunteer"


def test_member_who_helps_asks_for_their_own_hours_as_the_volunteer(world: World) -> None:
    Membership.objects.create(user=world.ada, organisation=world.cafe, role=Role.MANAGER)
    correction = ask(world.ada, confirmed(world))
    assert correction.asked_by == "volunteer"
    with pytest.raises(Forbidden):
        agree(world.ada, correction)
    assert agree(world.mina, correction).status == "agreed"


def test_nobody_is_the_volunteer_by_an_address_alone(world: World) -> None:
    olga = factories.kept(world.cafe, email="mina@example.org")
    entry = factories.hours(olga, world.talking, status="confirmed", day=DAY)
    correction = ask(world.omar, entry)
    with pytest.raises(Forbidden) as refusal:
        agree(world.mina, correction)
    assert refusal.value.code == "not_asked"


def test_refusal_needs_a_reason_and_changes_nothing(world: World) -> None:
    entry = confirmed(world)
    correction = ask(world.ada, entry)
    with pytest.raises(Invalid) as refusal:
        correcting.refuse(actor=world.omar, correction=correction, reason="\u2003", way="page")
    assert refusal.value.code == "reason_missing"
    correcting.refuse(actor=world.omar, correction=correction, reason="Du warst bis acht da", way="page")
    assert (correction.status, correction.answer and correction.answer.text) == ("refused", "Du warst bis acht da")
    assert (counts(entry), rollups()) == ((90, 0, 90), {(90, 1)})
    with pytest.raises(IllegalTransition):
        agree(world.omar, correction)
    assert ask(world.ada, entry).status == "proposed"  # one may ask again


def test_withdrawn_correction_makes_room_for_another(world: World) -> None:
    entry = confirmed(world)
    first = ask(world.omar, entry)
    with pytest.raises(Conflict) as refusal:
        ask(world.ada, entry)
    assert refusal.value.code == "correction_open"
    correcting.withdraw(actor=world.mina, correction=first, way="page")  # of the same side
    assert [step[:3] for step in steps(first)][1:] == [("proposed", "withdrawn", "organisation")]
    agree(world.omar, ask(world.ada, entry, -10))
    assert counts(entry) == (90, -10, 80)


@pytest.mark.parametrize("status", ["submitted", "declined", "withdrawn"])
def test_only_confirmed_hours_are_corrected(status: str, world: World) -> None:
    entry = factories.hours(world.ada_volunteer, world.talking, status=status)
    with pytest.raises(IllegalTransition) as refusal:
        ask(world.ada, entry)
    assert refusal.value.extra == {"status": status}


def test_day_that_filled_up_meanwhile_refuses_the_agreement(world: World) -> None:
    correction = ask(world.ada, confirmed(world), 100)
    world.hours(day=DAY, minutes=1300)
    with pytest.raises(Invalid) as refusal:
        agree(world.omar, correction)
    correction.refresh_from_db()
    assert (refusal.value.code, correction.status, rollups()) == ("day_full", "proposed", {(90, 1)})


def test_coordinator_decides_after_fourteen_days_and_not_before(world: World) -> None:
    entry = confirmed(world)
    word: dict[str, Any] = {"actor": world.carla, "agreed": True, "reason": "Beide gefragt", "way": "page"}
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False):
        correction = ask(world.ada, entry)
    with time_machine.travel(dt.datetime(2026, 5, 15, 11, 59, tzinfo=dt.UTC), tick=False):
        assert not Correction.objects.for_coordination(correcting.overdue_since()).exists()
        with pytest.raises(Conflict) as refusal:
            correcting.decide(correction=correction, **word)
        assert refusal.value.code == "answer_awaited"
    with time_machine.travel(dt.datetime(2026, 5, 15, 12, tzinfo=dt.UTC), tick=False):
        assert Correction.objects.for_coordination(correcting.overdue_since()).get() == correction
        correcting.decide(correction=correction, **word)
    assert (correction.decided_as, counts(entry), totals.reconcile()) == ("coordination", (90, -30, 60), [])
    assert steps(correction)[1] == ("proposed", "agreed", "coordination", -30, "Beide gefragt")


def test_correction_for_somebody_without_account_is_decided_at_once(world: World) -> None:
    olga = factories.kept(world.cafe)
    entry, _new = logging.log_hours(
        actor=world.mina, volunteer=olga, activity=world.talking, day=DAY, minutes=60, way="page"
    )
    confirming.confirm(actor=world.omar, entry=entry, way="page")
    correction = ask(world.mina, entry, 15)
    dora = factories.coordinate(make_user("d@example.org", "Dora"), district=factories.district("03402"))
    with pytest.raises(Forbidden) as refusal:
        correcting.decide(actor=dora, correction=correction, agreed=True, reason="Ja", way="page")
    assert refusal.value.code == "not_coordinator"
    correcting.decide(actor=world.carla, correction=correction, agreed=False, reason="Liste sagt nein", way="page")
    assert (correction.status, counts(entry)) == ("refused", (60, 0, 60))


# --- what stands on the hours ---


def test_agreed_correction_marks_the_papers_that_counted_the_hour(world: World) -> None:
    entry = confirmed(world)
    order(world, kind="record")
    queue.drain()
    order(world, kind="record")  # waits for the press, with the old figures frozen in it
    correction = ask(world.ada, entry)
    assert set(Certificate.objects.values_list("needs_replacing_at", flat=True)) == {None}
    agree(world.omar, correction)
    marked = Certificate.objects.filter(needs_replacing_at__isnull=False).order_by("pk")
    assert [paper.status for paper in marked] == ["issued", "queued"]
    assert {event.actor for paper in marked for event in paper.events.filter(act="needs_replacing")} == {world.omar}


def test_listener_that_fails_undoes_the_correction(world: World) -> None:
    entry = confirmed(world)
    correction = ask(world.ada, entry)

    def fail(**_facts: Any) -> None:
        raise RuntimeError("no paper today")

    hours_corrected.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="no paper today"), transaction.atomic():
            agree(world.omar, correction)
    finally:
        hours_corrected.disconnect(fail)
    correction.refresh_from_db()
    assert (correction.status, counts(entry), rollups(), len(steps(correction))) == (
        "proposed",
        (90, 0, 90),
        {(90, 1)},
        1,
    )


# --- objections ---


def declined(world: World) -> HourEntry:
    entry = world.hours(day=DAY, minutes=60)
    return confirming.decline(actor=world.omar, entry=entry, reason="War geschlossen", way="page")


def test_upheld_objection_confirms_the_declined_entry(world: World) -> None:
    entry = declined(world)
    objection = objecting.object_to(actor=world.ada, entry=entry, reason="War offen", way="page")
    objecting.decide(actor=world.carla, objection=objection, upheld=True, reason="Kalender", way="page")
    entry.refresh_from_db()
    assert (entry.status, entry.confirmed_by, entry.decline_reason) == ("confirmed", world.carla, "")
    assert (objection.status, rollups(), totals.reconcile()) == ("upheld", {(60, 1)}, [])
    told = entry.events.order_by("pk").values_list("from_status", "to_status", "actor__name", "reason__text")
    assert list(told)[2:] == [
        ("declined", "submitted", world.carla.name, "Kalender"),
        ("submitted", "confirmed", world.carla.name, None),
    ]


def test_rejected_objection_is_final_until_the_entry_is_sent_again(world: World) -> None:
    entry = declined(world)
    word = {"actor": world.ada, "reason": "War offen", "way": "page"}
    objection = objecting.object_to(entry=entry, **word)  # type: ignore[arg-type]  # as its signature says
    objecting.decide(actor=world.carla, objection=objection, upheld=False, reason="Feiertag", way="page")
    with pytest.raises(Conflict) as refusal:
        objecting.object_to(entry=entry, **word)  # type: ignore[arg-type]  # as above
    assert (refusal.value.code, rollups()) == ("objection_decided", set())
    logging.resubmit(actor=world.ada, entry=entry, way="page", minutes=30)
    confirming.decline(actor=world.omar, entry=entry, reason="Immer noch", way="page")
    assert objecting.object_to(entry=entry, **word).status == "open"  # type: ignore[arg-type]  # as above


def test_objection_is_settled_by_sending_the_entry_again(world: World) -> None:
    entry = declined(world)
    objection = objecting.object_to(actor=world.ada, entry=entry, reason="War offen", way="page")
    logging.resubmit(actor=world.ada, entry=entry, way="page")
    with pytest.raises(IllegalTransition) as refusal:
        objecting.decide(actor=world.carla, objection=objection, upheld=True, reason="Kalender", way="page")
    assert refusal.value.extra == {"status": "withdrawn"}


@pytest.mark.parametrize(("upheld", "status", "counted"), [(True, "refused", 90), (False, "agreed", 60)])
def test_decided_objection_decides_the_correction(*, upheld: bool, status: str, counted: int, world: World) -> None:
    entry = confirmed(world)
    correction = ask(world.omar, entry)
    objection = objecting.object_to(
        actor=world.ada, entry=entry, correction=correction, reason="Ich blieb bis acht", way="page"
    )
    objecting.decide(actor=world.carla, objection=objection, upheld=upheld, reason="Zeugen gefragt", way="page")
    correction.refresh_from_db()
    assert (correction.status, correction.decided_as, counts(entry)[2]) == (status, "coordination", counted)
    assert (rollups(), totals.reconcile()) == ({(counted, 1)}, [])


@pytest.mark.parametrize("way_out", ["agree", "refuse", "withdraw"])
def test_answered_correction_leaves_nothing_to_object_to(way_out: str, world: World) -> None:
    entry = confirmed(world)
    correction = ask(world.omar, entry)
    objection = objecting.object_to(actor=world.ada, entry=entry, correction=correction, reason="Nein", way="page")
    {
        "agree": lambda: agree(world.ada, correction),
        "refuse": lambda: correcting.refuse(actor=world.ada, correction=correction, reason="Nein", way="page"),
        "withdraw": lambda: correcting.withdraw(actor=world.mina, correction=correction, way="page"),
    }[way_out]()
    objection.refresh_from_db()
    assert objection.status == "withdrawn"


def test_own_wish_is_nothing_to_object_to(world: World) -> None:
    entry = confirmed(world)
    with pytest.raises(Forbidden) as refusal:
        objecting.object_to(actor=world.ada, entry=entry, correction=ask(world.ada, entry), reason="Doch", way="page")
    assert refusal.value.code == "not_yours"
