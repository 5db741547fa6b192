"""Logging hours: log, resubmit, withdraw."""

import datetime as dt
import uuid as uuids
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import move
from volunteers import bounds
from volunteers.models import Activity, EarlierVersion, HourEntry, HourStatus, Objection, ObjectionStatus, Volunteer
from volunteers.models.hours import TRANSITIONS
from volunteers.reach import reach_of
from volunteers.services import events, plans
from volunteers.services.holding import hold_for_hours, hold_owner

if TYPE_CHECKING:
    from volunteers.models import User


@transaction.atomic
def log_hours(
    *,
    actor: "User",
    volunteer: Volunteer,
    activity: Activity,
    day: dt.date,
    minutes: int,
    note: str = "",
    way: str,
    uuid: uuids.UUID | None = None,
) -> tuple[HourEntry, bool]:
    """Log one entry; returns it and whether it is new.

    An entry within an agreed weekly plan comes back confirmed (services.plans).

    Idempotent on `uuid`, which the client makes: the same content again returns the first entry, another content is a
    Conflict (`uuid_taken`). The volunteer logs their own hours; a member of the activity's organisation logs for people
    known there. Raises Invalid for the bounds of domain.md, Forbidden for hours of somebody else.
    """
    uuid = uuid or uuids.uuid4()
    _check_may_log(actor, volunteer, activity)
    # One person's entries are logged one after another, or two at once could both find room in the same day.
    volunteer = hold_for_hours(volunteer.pk)
    earlier = HourEntry.objects.filter(uuid=uuid).first()
    if earlier is not None:
        return _same_or_conflict(earlier, volunteer, activity, day, minutes, note), False
    _check_bounds(volunteer, activity, day, minutes)
    now = clock.now()
    entry = HourEntry(
        uuid=uuid,
        volunteer=volunteer,
        activity=activity,
        organisation_id=activity.organisation_id,
        day=day,
        minutes=minutes,
        note=note,
        way=way,
        logged_by=actor,
        submitted_at=now,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:  # the same UUID, for another person, in this very moment
        raise _uuid_taken() from error
    events.record([entry], actor=actor, way=way, at=now, from_status="", to_status=HourStatus.SUBMITTED)
    plans.confirm_planned(entry)
    return entry, True


@transaction.atomic
def resubmit(
    *,
    actor: "User",
    entry: HourEntry,
    way: str,
    day: dt.date | None = None,
    minutes: int | None = None,
    note: str | None = None,
) -> HourEntry:
    """Send a declined entry again, corrected where the caller gives something. Raises IllegalTransition, Invalid."""
    check_may_change(actor, entry)
    volunteer = hold_owner(entry)  # somebody may have sent it again while we waited
    changes: dict[str, object] = {
        "day": entry.day if day is None else day,
        "minutes": entry.minutes if minutes is None else minutes,
        "note": entry.note if note is None else note,
    }
    if entry.status == HourStatus.DECLINED:  # otherwise the move below refuses, which is the truer answer
        _check_accepts_hours(entry.activity)
        _check_bounds(volunteer, entry.activity, changes["day"], changes["minutes"])  # type: ignore[arg-type]  # as typed above
    declined = {
        "day": entry.day,
        "minutes": entry.minutes,
        "note": entry.note,
        "reason": entry.decline_reason,
    }
    now = clock.now()
    before = move(
        entry,
        to=HourStatus.SUBMITTED,
        transitions=TRANSITIONS,
        submitted_at=now,
        decline_reason="",
        **changes,
    )
    EarlierVersion.objects.update_or_create(entry=entry, defaults=declined)
    events.record([entry], actor=actor, way=way, at=now, from_status=before, to_status=HourStatus.SUBMITTED)
    # It is going to be decided anew: nothing is left to object to.
    Objection.objects.open().filter(entry=entry).update(status=ObjectionStatus.WITHDRAWN)
    return entry


@transaction.atomic
def withdraw(*, actor: "User", entry: HourEntry, way: str) -> HourEntry:
    """Take a waiting entry back. Raises IllegalTransition once somebody decided."""
    check_may_change(actor, entry)
    now = clock.now()
    before = move(entry, to=HourStatus.WITHDRAWN, transitions=TRANSITIONS)
    events.record([entry], actor=actor, way=way, at=now, from_status=before, to_status=HourStatus.WITHDRAWN)
    return entry


def check_may_change(actor: "User", entry: HourEntry) -> None:
    """The person themselves; or, for a person without account, the organisation. Raises Forbidden (`not_yours`)."""
    reach = reach_of(actor)
    if entry.volunteer_id == reach.volunteer_id:
        return
    if entry.volunteer.user_id is None and entry.organisation_id in reach.organisations:
        return
    raise Forbidden(_("Diesen Eintrag kann nur ändern, wer ihn geleistet hat."), code="not_yours")


def minutes_taken(volunteer: Volunteer, day: dt.date) -> int:
    """Whole minutes of that local date that are waiting or confirmed, over all organisations."""
    return HourEntry.objects.filter(volunteer=volunteer, day=day).occupying().total_minutes()


def _check_accepts_hours(activity: Activity) -> None:
    if not activity.organisation.is_active:
        raise Invalid(
            _("Diese Organisation nimmt keine Stunden mehr an."),
            code="organisation_inactive",
            field="activity",
        )


def _check_may_log(actor: "User", volunteer: Volunteer, activity: Activity) -> None:
    _check_accepts_hours(activity)
    if volunteer.user_id == actor.pk:
        return
    reach = reach_of(actor)
    if activity.organisation_id in reach.organisations:
        # Seen for another reason (a second organisation, a scope) is not known there: hours would introduce the person.
        if Volunteer.objects.known_at(activity.organisation).filter(pk=volunteer.pk).exists():
            return
        raise _stranger()
    if not reach.organisations or not Volunteer.objects.visible_to(actor).filter(pk=volunteer.pk).exists():
        raise _stranger()
    raise Invalid(
        _("Diese Tätigkeit gehört zu einer anderen Organisation. Bitte wählen Sie eine Ihrer eigenen."),
        code="activity_of_another_organisation",
        field="activity",
    )


def _stranger() -> Forbidden:
    return Forbidden(
        _("Stunden trägt jede Person selbst ein, oder eine Organisation, die sie kennt."),
        code="not_yours",
        field="volunteer",
    )


def _check_bounds(volunteer: Volunteer, activity: Activity, day: dt.date, minutes: int) -> None:
    bounds.check_minutes(minutes)
    bounds.check_day(day, today=clock.today())
    bounds.check_activity_period(activity, day)
    bounds.check_room(minutes, taken=minutes_taken(volunteer, day))


def _same_or_conflict(
    earlier: HourEntry, volunteer: Volunteer, activity: Activity, day: dt.date, minutes: int, note: str
) -> HourEntry:
    same = (volunteer.pk, activity.pk, day, minutes, note)
    if same != (earlier.volunteer_id, earlier.activity_id, earlier.day, earlier.minutes, earlier.note):
        raise _uuid_taken()
    return earlier


def no_record() -> Invalid:
    """The refusal for a user who logs hours without being a volunteer."""
    return Invalid(
        _("Für Ihr Konto gibt es noch keine Engagierten. Bitte geben Sie an, wessen Stunden es sind."),
        code="no_record",
        field="volunteer",
    )


def _uuid_taken() -> Conflict:
    return Conflict(
        _("Unter dieser Kennung gibt es schon einen anderen Eintrag. Bitte neu eintragen."),
        code="uuid_taken",
        field="uuid",
    )
