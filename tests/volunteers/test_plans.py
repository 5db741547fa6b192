"""Weekly plans: who proposes, who agrees, and what is confirmed by itself."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, IllegalTransition, Invalid
from tests import factories
from tests.cast import World, make_volunteer
from volunteers.models import (
    HourEntry,
    LedgerEvent,
    Membership,
    Organisation,
    OrganisationMonth,
    PlanConfirmation,
    PlanStatus,
    ProtocolEvent,
    User,
    Volunteer,
    WeeklyPlan,
)
from volunteers.services import confirming, diary, logging, people, plans, totals

YESTERDAY = clock.today() - dt.timedelta(days=1)
Break = Callable[[World, WeeklyPlan], object]


def propose(world: World, actor: User | None = None, volunteer: Volunteer | None = None, **changes: Any) -> WeeklyPlan:
    terms: dict[str, Any] = {
        "weekdays": [0, 3],
        "minutes": 120,
        "tolerance": 30,
        "starts_on": clock.today(),
        "ends_on": clock.today() + dt.timedelta(days=90),
    }
    return plans.propose(
        actor=actor or world.ada,
        volunteer=volunteer or world.ada_volunteer,
        activity=world.talking,
        way="page",
        **terms | changes,
    )


def log(world: World, *, minutes: int = 120, day: dt.date = YESTERDAY, note: str = "") -> HourEntry:
    return world.hours(minutes=minutes, day=day, note=note)


# --- agreeing ---


def test_volunteer_proposes_and_organisation_agrees(world: World) -> None:
    plan = propose(world)
    assert (plan.status, plan.side, plan.days, plan.confirmer) == ("proposed", "volunteer", [0, 3], None)
    with pytest.raises(Forbidden, check=lambda error: error.code == "not_other_side"):
        plans.agree(actor=world.mallory, plan=plan, way="page")
    plans.agree(actor=world.omar, plan=plan, way="page")
    assert (plan.status, plan.agreed_by, plan.confirmer) == ("agreed", world.omar, world.omar)
    acts = ProtocolEvent.objects.filter(subject=plan.uuid).order_by("pk").values_list("act", "actor", "volunteer")
    assert list(acts) == [
        ("plan_proposed", world.ada.pk, world.ada_volunteer.pk),
        ("plan_agreed", world.omar.pk, world.ada_volunteer.pk),
    ]


def test_organisation_proposes_and_volunteer_agrees(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking)
    plan = propose(world, world.omar)
    for somebody in (world.omar, world.mina, world.mallory):
        with pytest.raises(Forbidden, check=lambda error: error.code == "not_other_side"):
            plans.agree(actor=somebody, plan=plan, way="page")
    plans.agree(actor=world.ada, plan=plan, way="page")
    # Who spoke for the organisation answers for it, not who agreed.
    assert (plan.side, plan.agreed_by, plan.confirmer) == ("organisation", world.ada, world.omar)


def test_nobody_agrees_to_their_own_plan(world: World) -> None:
    """Omar helps where he confirms: Mina must agree, and he cannot speak for the café about himself."""
    own = make_volunteer(world.omar, given="Omar", family="Beispiel")
    plan = propose(world, world.omar, own)
    assert plan.side == "volunteer"
    with pytest.raises(Forbidden, check=lambda error: error.code == "own_plan"):
        plans.agree(actor=world.omar, plan=plan, way="page")
    plans.agree(actor=world.mina, plan=plan, way="page")
    twin = factories.helper()
    Volunteer.objects.filter(pk=twin.pk).update(email=world.mina.email)
    factories.confirmed(twin, world.talking)
    twin.refresh_from_db()
    with pytest.raises(Forbidden, check=lambda error: error.code == "own_plan"):
        propose(world, world.mina, twin)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weekdays": []}, "no_weekday"),
        ({"minutes": 30}, "plan_minutes"),  # 30 less 30 is nothing
        ({"minutes": 451}, "plan_minutes"),
        ({"tolerance": -1}, "plan_minutes"),
        ({"ends_on": YESTERDAY}, "plan_period"),
        ({"starts_on": YESTERDAY - dt.timedelta(days=9), "ends_on": YESTERDAY}, "plan_period"),
        ({"ends_on": clock.today() + dt.timedelta(days=367)}, "plan_period"),
    ],
)
def test_terms_out_of_bounds_are_refused(changes: dict[str, Any], code: str, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        propose(world, **changes)
    assert refusal.value.code == code
    assert not WeeklyPlan.objects.exists()


def test_plan_needs_two_sides_that_can_agree(world: World) -> None:
    kim = factories.kept(world.cafe)
    with pytest.raises(Invalid, check=lambda error: error.code == "plan_needs_account"):
        propose(world, world.omar, kim)
    for stranger in (world.mallory, world.omar):  # Ada is not known at the café yet
        with pytest.raises(Forbidden, check=lambda error: error.code == "not_yours"):
            propose(world, stranger)
    propose(world)
    with pytest.raises(Conflict, check=lambda error: error.code == "plan_already_proposed"):
        propose(world, minutes=60)
    Organisation.objects.filter(pk=world.cafe.pk).update(is_active=False)
    world.talking.organisation.refresh_from_db()
    with pytest.raises(Invalid, check=lambda error: error.code == "organisation_inactive"):
        propose(world)


@pytest.mark.parametrize("who", ["ada", "omar"])
def test_either_side_ends_a_plan_once(who: str, world: World) -> None:
    plan = factories.plan(world.ada_volunteer, world.talking, by=world.mina)
    with pytest.raises(Forbidden, check=lambda error: error.code == "not_yours"):
        plans.end(actor=world.mallory, plan=plan, way="page")
    plans.end(actor=getattr(world, who), plan=plan, way="page")
    assert (plan.status, plan.ended_by) == (PlanStatus.ENDED, getattr(world, who))
    for again in (plans.end, plans.agree):
        with pytest.raises(IllegalTransition):
            again(actor=world.omar, plan=plan, way="page")


def test_plan_that_is_over_is_not_agreed(world: World) -> None:
    plan = propose(world)
    WeeklyPlan.objects.filter(pk=plan.pk).update(starts_on=YESTERDAY, ends_on=YESTERDAY)
    plan.refresh_from_db()
    with pytest.raises(Invalid, check=lambda error: error.code == "plan_period"):
        plans.agree(actor=world.omar, plan=plan, way="page")


# --- confirming by itself ---


@pytest.mark.parametrize(
    ("minutes", "status"), [(89, "submitted"), (90, "confirmed"), (150, "confirmed"), (151, "submitted")]
)
def test_hours_within_the_plan_are_confirmed_as_logged(minutes: int, status: str, world: World) -> None:
    plan = factories.plan(world.ada_volunteer, world.talking, by=world.omar)
    entry = log(world, minutes=minutes)
    by_plan = status == "confirmed"
    assert (entry.status, entry.confirmed_by, entry.evidence) == (
        (status, world.omar, "registered") if by_plan else (status, None, "")
    )
    steps = LedgerEvent.objects.filter(entry=entry).order_by("pk").values_list("to_status", "way", "actor", "evidence")
    assert list(steps) == [("submitted", "api", world.ada.pk, "")] + (
        [("confirmed", "plan", world.omar.pk, "registered")] if by_plan else []
    )
    assert list(PlanConfirmation.objects.values_list("plan", "entry")) == ([(plan.pk, entry.pk)] if by_plan else [])
    assert sum(OrganisationMonth.objects.values_list("minutes", flat=True)) == (minutes if by_plan else 0)
    assert totals.reconcile() == []


def _end_membership(world: World, _plan: WeeklyPlan) -> None:
    people.end_membership(actor=world.mina, membership=Membership.objects.get(user=world.omar))


def _set(**columns: Any) -> Break:
    return lambda _world, plan: WeeklyPlan.objects.filter(pk=plan.pk).update(**columns)


BREAKS: dict[str, Break] = {
    "ended": lambda world, plan: plans.end(actor=world.ada, plan=plan, way="page"),
    "over": _set(starts_on=YESTERDAY, ends_on=YESTERDAY),  # also for a day within
    "not begun": _set(starts_on=clock.today()),
    "another weekday": _set(weekdays=1 << clock.today().weekday()),
    "membership ended": _end_membership,
    "account closed": lambda world, _plan: User.objects.filter(pk=world.omar.pk).update(is_active=False),
    "only proposed": _set(status="proposed", agreed_at=None, agreed_by=None, confirmer=None),
    "day declined before": lambda world, _plan: confirming.decline(
        actor=world.omar, entry=log(world, minutes=200), reason="War nicht da.", way="page"
    ),
    "same day waits": lambda world, _plan: log(world, minutes=200),
    "same day confirmed": lambda world, _plan: log(world, minutes=100),
    "more than twelve hours": lambda world, _plan: factories.hours(
        world.ada_volunteer, world.football, minutes=601, day=YESTERDAY
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_hours_wait_at_the_desk_where_the_plan_does_not_hold(name: str, world: World) -> None:
    plan = factories.plan(world.ada_volunteer, world.talking, by=world.omar)
    BREAKS[name](world, plan)
    assert log(world).status == "submitted"


def test_plan_of_one_activity_and_person_holds_for_no_other(world: World) -> None:
    factories.plan(world.ada_volunteer, world.talking, by=world.omar)
    other, _new = logging.log_hours(
        actor=world.ada, volunteer=world.ada_volunteer, activity=world.football, day=YESTERDAY, minutes=120, way="page"
    )
    kim = factories.kept(world.cafe)
    kims, _new = logging.log_hours(
        actor=world.mina, volunteer=kim, activity=world.talking, day=YESTERDAY, minutes=120, way="page"
    )
    assert (other.status, kims.status) == ("submitted", "submitted")


def test_coordinator_without_membership_confirms_nothing_by_plan(world: World) -> None:
    """Carla could confirm at the desk of everybody; a plan speaks for the organisation."""
    factories.plan(world.ada_volunteer, world.talking, by=world.carla)
    assert log(world).status == "submitted"


def test_several_days_are_confirmed_each_and_sent_twice_once(world: World) -> None:
    factories.plan(world.ada_volunteer, world.talking, by=world.omar)
    days = [YESTERDAY, YESTERDAY - dt.timedelta(days=1)]
    key = world.talking.uuid
    for _time in range(2):
        entries = diary.log_days(
            actor=world.ada,
            volunteer=world.ada_volunteer,
            activity=world.talking,
            days=days,
            minutes=120,
            way="page",
            uuid=key,
        )
        assert [entry.status for entry in entries] == ["confirmed", "confirmed"]
    assert PlanConfirmation.objects.count() == 2


def test_withdrawn_and_put_right_is_confirmed_by_plan(world: World) -> None:
    plan = factories.plan(world.ada_volunteer, world.talking, by=world.omar)
    wrong = log(world, minutes=12)
    right = diary.amend(actor=world.ada, entry=wrong, day=YESTERDAY, minutes=120, note="", way="page", uuid=plan.uuid)
    wrong.refresh_from_db()
    assert (wrong.status, right.status) == ("withdrawn", "confirmed")


def test_declined_and_sent_again_waits_for_the_desk(world: World) -> None:
    factories.plan(world.ada_volunteer, world.talking, by=world.omar)
    entry = log(world, minutes=200)
    confirming.decline(actor=world.omar, entry=entry, reason="Zu lang.", way="page")
    logging.resubmit(actor=world.ada, entry=entry, way="page", minutes=120)
    assert HourEntry.objects.get(pk=entry.pk).status == "submitted"
