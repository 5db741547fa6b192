"""Weekly plans: one side proposes, the other agrees; then hours within the bounds are confirmed as they are logged."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.prepared import Prepared
from backend.common.transitions import move
from volunteers.models import (
    Activity,
    HourEntry,
    HourStatus,
    PlanConfirmation,
    PlanSide,
    PlanStatus,
    Volunteer,
    Way,
    WeeklyPlan,
)
from volunteers.models.hours import OCCUPYING
from volunteers.models.plans import TRANSITIONS
from volunteers.planning import LONGEST, MOST_MINUTES, bits
from volunteers.reach import Reach, reach_of
from volunteers.services import confirming, protocol
from volunteers.services.marks import LONG_DAY
from volunteers.services.protocol import Act

if TYPE_CHECKING:
    from volunteers.models import User


def _agreed(volunteer_id: int, activity_id: int, status: str) -> "QuerySet[Any, tuple[Any, ...]]":
    """The plans of that person and activity that both sides agreed on, over or not."""
    of_person = WeeklyPlan.objects.filter(volunteer_id=volunteer_id)
    return of_person.filter(activity_id=activity_id).filter(status=status).values_list("pk")


_AGREED = Prepared(_agreed)


@transaction.atomic
def propose(
    *,
    actor: "User",
    volunteer: Volunteer,
    activity: Activity,
    weekdays: Collection[int],
    minutes: int,
    tolerance: int = 0,
    starts_on: dt.date,
    ends_on: dt.date,
    way: str,
) -> WeeklyPlan:
    """Propose a plan: the volunteer themselves, or a member of the organisation for somebody who helps there.

    Weekdays from 0 (Monday), whole minutes, local dates (both included). Raises Invalid (`plan_needs_account`,
    `no_weekday`, `plan_minutes`, `plan_period`, `organisation_inactive`), Forbidden (`not_yours`, `own_plan`),
    Conflict (`plan_already_proposed`).
    """
    side = _side(actor, volunteer, activity)
    if volunteer.user_id is None:
        raise Invalid(
            _("Einem Wochenplan muss die Person selbst zustimmen können. Dafür braucht sie ein Konto."),
            code="plan_needs_account",
            field="volunteer",
        )
    if not activity.organisation.is_active:
        raise Invalid(
            _("Diese Organisation nimmt keine Stunden mehr an."), code="organisation_inactive", field="activity"
        )
    _check_terms(weekdays, minutes, tolerance, starts_on, ends_on)
    try:
        with transaction.atomic():
            plan = WeeklyPlan.objects.create(
                volunteer=volunteer,
                activity=activity,
                organisation_id=activity.organisation_id,
                weekdays=bits(weekdays),
                minutes=minutes,
                tolerance=tolerance,
                starts_on=starts_on,
                ends_on=ends_on,
                side=side,
                proposed_at=clock.now(),
                proposed_by=actor,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Für diese Tätigkeit ist schon ein Wochenplan vorgeschlagen, über den noch niemand entschieden hat."),
            code="plan_already_proposed",
            field="activity",
        ) from error
    _note(Act.PLAN_PROPOSED, actor, plan, way)
    return plan


@transaction.atomic
def agree(*, actor: "User", plan: WeeklyPlan, way: str) -> WeeklyPlan:
    """Agree to what the other side proposed. Who speaks for the organisation answers for what the plan confirms.

    Raises Forbidden (`own_plan`, `not_other_side`), Invalid (`plan_period` once it is over), IllegalTransition.
    """
    reach = reach_of(actor)
    by_volunteer = plan.side == PlanSide.VOLUNTEER
    if by_volunteer and is_person(actor, plan.volunteer):
        raise _own_plan()
    may = plan.organisation_id in reach.organisations if by_volunteer else plan.volunteer_id == reach.volunteer_id
    if not may or plan.proposed_by_id == actor.pk:
        raise Forbidden(_("Zustimmen kann nur die andere Seite."), code="not_other_side")
    if plan.ends_on < clock.today():
        raise Invalid(_("Dieser Wochenplan ist schon vorbei. Bitte schlagen Sie einen neuen vor."), code="plan_period")
    move(
        plan,
        to=PlanStatus.AGREED,
        transitions=TRANSITIONS,
        agreed_at=clock.now(),
        agreed_by=actor,
        confirmer_id=actor.pk if by_volunteer else plan.proposed_by_id,
    )
    _note(Act.PLAN_AGREED, actor, plan, way)
    return plan


@transaction.atomic
def end(*, actor: "User", plan: WeeklyPlan, way: str) -> WeeklyPlan:
    """End a plan or its proposal; either side may, at any time. What it confirmed stays confirmed.

    Raises Forbidden (`not_yours`), IllegalTransition.
    """
    reach = reach_of(actor)
    if plan.volunteer_id != reach.volunteer_id and plan.organisation_id not in reach.organisations:
        raise Forbidden(_("Beenden können den Wochenplan nur die beiden Seiten selbst."), code="not_yours")
    move(plan, to=PlanStatus.ENDED, transitions=TRANSITIONS, ended_at=clock.now(), ended_by=actor)
    _note(Act.PLAN_ENDED, actor, plan, way)
    return plan


def confirm_planned(entry: HourEntry) -> bool:
    """Confirm a new entry if a plan in force says so; whether it did. Call it in the transaction that logged it.

    1. Plans in force for this person and activity, held until the commit: whoever ends one waits, or came first.
    2. The entry fits one, and nothing is odd about it: it is the first of its kind on that day (also none that was
       declined), and the day has at most twelve hours over all organisations. Otherwise it waits at the desk as usual.
    3. It is confirmed in the name of who agreed for the organisation, as they would do it themselves: with the same
       refusals, totals and events.
    """
    if not _AGREED.ask(entry.volunteer_id, entry.activity_id, PlanStatus.AGREED.value):
        return False  # nearly always: whether a plan is in force is the dearer question
    plans = (
        WeeklyPlan.objects.in_force(clock.today())
        .filter(volunteer_id=entry.volunteer_id, activity_id=entry.activity_id)
        .select_related("confirmer")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    plan = next((plan for plan in plans if plan.terms.fit(entry.day, entry.minutes)), None)
    if plan is None or plan.confirmer is None or _is_odd(entry):
        return False
    [decided] = confirming.confirm_many(actor=plan.confirmer, uuids=[entry.uuid], way=Way.PLAN)
    if decided.error is not None:
        return False
    PlanConfirmation.objects.create(plan=plan, entry=entry)
    entry.refresh_from_db()
    return True


def is_person(user: "User", volunteer: Volunteer) -> bool:
    """Four eyes: whether it is the user's own record, also one kept under the same address without an account."""
    return volunteer.user_id == user.pk or (volunteer.email != "" and volunteer.email.lower() == user.email.lower())


def _is_odd(entry: HourEntry) -> bool:
    """Whether the desk should look: see `confirm_planned`. One query."""
    others = HourEntry.objects.filter(volunteer_id=entry.volunteer_id, day=entry.day).exclude(pk=entry.pk)
    rows = list(others.exclude(status=HourStatus.WITHDRAWN).values_list("activity_id", "status", "counted"))
    of_the_day = entry.minutes + sum(counted for _activity, status, counted in rows if status in OCCUPYING)
    return of_the_day > LONG_DAY or any(activity == entry.activity_id for activity, _status, _counted in rows)


def _side(actor: "User", volunteer: Volunteer, activity: Activity) -> PlanSide:
    """Which side the actor speaks for. Raises Forbidden."""
    reach = reach_of(actor)
    if volunteer.pk == reach.volunteer_id:
        return PlanSide.VOLUNTEER
    if not _speaks_for(reach, activity) or not _known_there(volunteer, activity):
        raise Forbidden(
            _("Einen Wochenplan vereinbaren die Person selbst und die Organisation, bei der sie hilft."),
            code="not_yours",
            field="volunteer",
        )
    if is_person(actor, volunteer):
        raise _own_plan()
    return PlanSide.ORGANISATION


def _speaks_for(reach: Reach, activity: Activity) -> bool:
    return activity.organisation_id in reach.organisations


def _known_there(volunteer: Volunteer, activity: Activity) -> bool:
    return Volunteer.objects.known_at(activity.organisation).filter(pk=volunteer.pk).exists()


def _own_plan() -> Forbidden:
    return Forbidden(_("Den eigenen Wochenplan vereinbart immer jemand anderes für die Organisation."), code="own_plan")


def _check_terms(weekdays: Collection[int], minutes: int, tolerance: int, starts_on: dt.date, ends_on: dt.date) -> None:
    if not weekdays:
        raise Invalid(_("Bitte wählen Sie mindestens einen Wochentag."), code="no_weekday", field="weekdays")
    if tolerance < 0 or minutes - tolerance < 1 or minutes + tolerance > MOST_MINUTES:
        raise Invalid(
            _("Mit seinem Spielraum reicht ein Wochenplan von 1 Minute bis 8 Stunden."),
            code="plan_minutes",
            field="minutes",
        )
    if ends_on < starts_on:
        raise Invalid(_("Das Ende liegt vor dem Anfang."), code="plan_period", field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise Invalid(
            _("Ein Wochenplan gilt höchstens ein Jahr. Danach vereinbart man ihn neu."),
            code="plan_period",
            field="ends_on",
        )
    if ends_on < clock.today():
        raise Invalid(_("Dieser Zeitraum ist schon vorbei."), code="plan_period", field="ends_on")


def _note(act: Act, actor: "User", plan: WeeklyPlan, way: str) -> None:
    protocol.note(
        act=act,
        actor=actor,
        way=way,
        volunteer=plan.volunteer,
        organisation=plan.organisation,
        subject=plan.uuid,
        detail={
            "weekdays": plan.weekdays,
            "minutes": plan.minutes,
            "tolerance": plan.tolerance,
            "starts_on": plan.starts_on.isoformat(),
            "ends_on": plan.ends_on.isoformat(),
        },
    )
