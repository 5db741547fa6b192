"""Correcting confirmed hours: one side asks, the other agrees; what nobody answers, a coordinator decides.

Everything about one person's hours happens one after another: their row is locked first, as where hours are logged,
then the entry, then the correction.
"""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.models import Reason
from backend.common.transitions import illegal, move
from volunteers import bounds
from volunteers.models import (
    Correction,
    CorrectionEvent,
    CorrectionStatus,
    HourEntry,
    HourStatus,
    Objection,
    ObjectionStatus,
    Party,
)
from volunteers.models.corrections import DAYS_TO_ANSWER, TRANSITIONS
from volunteers.reach import reach_of
from volunteers.services import logging, totals
from volunteers.services.confirming import is_own
from volunteers.services.holding import hold_for_hours, merged_meanwhile
from volunteers.services.people import check_line
from volunteers.signals import hours_corrected
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

LONGEST_REASON = 500  # characters


@transaction.atomic
def propose(*, actor: "User", entry: HourEntry, minutes: int, reason: str, way: str) -> Correction:
    """Ask for a correction of a confirmed entry: signed whole minutes, and why.

    The volunteer asks, or a member of the organisation. Raises Forbidden (`not_involved`), Invalid (`reason_missing`,
    `too_long`, `not_printable`, `nothing_changes`, `minutes_out_of_range`, `day_full`), IllegalTransition unless
    confirmed, Conflict (`correction_open`).
    """
    side = side_of(actor=actor, entry=entry)
    text = checked_reason(reason)
    lock(entry)
    if entry.status != HourStatus.CONFIRMED:
        raise illegal(entry.status)
    _check_fits(entry, minutes)
    now = clock.now()
    correction = Correction(
        entry=entry,
        organisation_id=entry.organisation_id,
        activity_id=entry.activity_id,
        minutes=minutes,
        asked_by=side,
        reason=kept(text),
        proposed_at=now,
        proposed_by=actor,
    )
    try:
        with transaction.atomic():
            correction.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("Für diesen Eintrag läuft schon eine Korrektur. Bitte warten Sie die Antwort ab."),
            code="correction_open",
            field="entry",
        ) from error
    _record(correction, actor=actor, actor_as=side, way=way, at=now, before="", reason=correction.reason)
    return correction


@transaction.atomic
def agree(*, actor: "User", correction: Correction, way: str) -> Correction:
    """The other side's yes: from now on it counts. Raises Forbidden (`not_asked`), Invalid (`minutes_out_of_range`,
    `day_full`, where hours came in between), IllegalTransition.
    """
    party = _answering(actor, correction)
    settle(actor=actor, correction=correction, agreed=True, party=party, reason="", way=way)
    return correction


@transaction.atomic
def refuse(*, actor: "User", correction: Correction, reason: str, way: str) -> Correction:
    """The other side's no, with a reason. Raises Forbidden (`not_asked`), Invalid (`reason_missing`, `too_long`,
    `not_printable`), IllegalTransition.
    """
    party = _answering(actor, correction)
    settle(actor=actor, correction=correction, agreed=False, party=party, reason=checked_reason(reason), way=way)
    return correction


@transaction.atomic
def withdraw(*, actor: "User", correction: Correction, way: str) -> Correction:
    """The asking side takes it back. Raises Forbidden (`not_yours`), IllegalTransition."""
    entry = correction.entry
    if not is_involved(actor=actor, entry=entry) or side_of(actor=actor, entry=entry) != correction.asked_by:
        raise Forbidden(_("Zurückziehen kann eine Korrektur nur, wer sie gewünscht hat."), code="not_yours")
    lock(entry)
    before = move(correction, to=CorrectionStatus.WITHDRAWN, transitions=TRANSITIONS)
    _record(correction, actor=actor, actor_as=correction.asked_by, way=way, at=clock.now(), before=before)
    _drop_objection(correction)
    return correction


@transaction.atomic
def decide(*, actor: "User", correction: Correction, agreed: bool, reason: str, way: str) -> Correction:
    """A coordinator's word where the other side gave none, with a reason that both sides read.

    Raises Forbidden (`not_coordinator`, `own_hours`, `own_side`), Conflict (`answer_awaited`) while only the other
    side may answer, Conflict (`objection_open`), Invalid (`reason_missing`, `too_long`, `not_printable`,
    `minutes_out_of_range`, `day_full`), IllegalTransition.
    """
    check_neutral(actor=actor, entry=correction.entry)
    if actor.pk == correction.proposed_by_id:
        raise _own_side()
    text = checked_reason(reason)
    if Objection.objects.open().filter(correction=correction).exists():
        raise Conflict(
            _("Dagegen gibt es einen Einspruch. Bitte entscheiden Sie über ihn: damit ist auch dies entschieden."),
            code="objection_open",
            field="status",
        )
    waits = Correction.objects.filter(pk=correction.pk)
    if correction.status == CorrectionStatus.PROPOSED and not waits.for_coordination(overdue_since()).exists():
        raise Conflict(
            _("Noch kann die andere Seite selbst antworten: %(days)s Tage lang.") % {"days": DAYS_TO_ANSWER},
            code="answer_awaited",
            field="status",
        )
    settle(actor=actor, correction=correction, agreed=agreed, party=Party.COORDINATION, reason=text, way=way)
    return correction


def settle(*, actor: "User", correction: Correction, agreed: bool, party: str, reason: str, way: str) -> None:
    """Agree or refuse for a party that was found entitled. For this module and `services.objecting`.

    1. Lock person, entry, correction. 2. Where it is agreed, look again whether it fits: other hours may have come in
    between. 3. Move. 4. Change what the entry counts, both rollups, and what stands on it. All in one transaction.
    """
    entry = correction.entry
    lock(entry)
    correction.refresh_from_db(fields=["status"])
    if correction.status != CorrectionStatus.PROPOSED:
        raise illegal(correction.status)
    if agreed:
        _check_fits(entry, correction.minutes)
    now = clock.now()
    answer = kept(reason) if reason else None
    before = move(
        correction,
        to=CorrectionStatus.AGREED if agreed else CorrectionStatus.REFUSED,
        transitions=TRANSITIONS,
        decided_at=now,
        decided_by=actor,
        decided_as=party,
        answer=answer,
    )
    _record(correction, actor=actor, actor_as=party, way=way, at=now, before=before, reason=answer)
    if agreed:
        _count(entry, correction.minutes, actor)
    if party != Party.COORDINATION:
        _drop_objection(correction)


def overdue_since() -> dt.datetime:
    """What was asked for before this instant and is not answered, a coordinator decides."""
    return clock.now() - dt.timedelta(days=DAYS_TO_ANSWER)


def is_involved(*, actor: "User", entry: HourEntry) -> bool:
    """Whether the actor is one of the two sides."""
    return is_own(actor, entry) or entry.organisation_id in reach_of(actor).organisations


def side_of(*, actor: "User", entry: HourEntry) -> str:
    """The side for which the actor speaks; for one's own hours always one's own. Raises Forbidden (`not_involved`)."""
    if is_own(actor, entry):
        return Party.VOLUNTEER
    if entry.organisation_id in reach_of(actor).organisations:
        return Party.ORGANISATION
    raise Forbidden(
        _("Eine Korrektur wünschen die Person selbst oder die Organisation, bei der die Stunden waren."),
        code="not_involved",
    )


def check_neutral(*, actor: "User", entry: HourEntry) -> None:
    """Only a coordinator of the place who is neither side. Raises Forbidden."""
    reach = reach_of(actor)
    activity = entry.activity
    if not reach.coordinates_place(district_id=activity.district_id, field_id=activity.field_id):
        raise Forbidden(_("Darüber entscheidet die Koordination."), code="not_coordinator")
    if is_own(actor, entry):
        raise Forbidden(_("Über eigene Stunden entscheidet immer jemand anderes."), code="own_hours")
    if entry.organisation_id in reach.organisations:
        raise _own_side()


def checked_reason(reason: str) -> str:
    """A tidy reason. Raises Invalid (`reason_missing`, `too_long`, `not_printable`)."""
    if blank(reason):
        raise Invalid(
            _("Bitte nennen Sie einen Grund. Die andere Seite liest ihn."), code="reason_missing", field="reason"
        )
    text = tidy(reason)
    check_line(text, field="reason", most=LONGEST_REASON)
    return text


def lock(entry: HourEntry) -> None:
    """Hold the person and the entry, and read the entry as it stands now."""
    person = hold_for_hours(entry.volunteer_id)
    entry.refresh_from_db(from_queryset=HourEntry.objects.select_for_update(of=("self",), no_key=True))
    if entry.volunteer_id != person.pk:  # it went to another record while we waited
        raise merged_meanwhile()


def _answering(actor: "User", correction: Correction) -> str:
    """The side that the actor answers for. By an address alone nobody is the volunteer: that takes their account."""
    entry = correction.entry
    asked = Party.ORGANISATION if correction.asked_by == Party.VOLUNTEER else Party.VOLUNTEER
    own = entry.volunteer.user_id == actor.pk
    member = not is_own(actor, entry) and entry.organisation_id in reach_of(actor).organisations
    speaks = own if asked == Party.VOLUNTEER else member
    if not speaks or actor.pk == correction.proposed_by_id:
        raise Forbidden(_("Darauf antwortet die andere Seite."), code="not_asked")
    return asked


def _check_fits(entry: HourEntry, minutes: int) -> None:
    """Whether entry and day stay within 1440 minutes. Raises Invalid."""
    if minutes == 0:
        raise Invalid(
            _("So ändert sich nichts. Bitte geben Sie die richtige Dauer an."), code="nothing_changes", field="minutes"
        )
    if not 0 <= entry.counted + minutes <= bounds.MINUTES_A_DAY:
        raise Invalid(
            _("Mit der Korrektur wären es weniger als 0 oder mehr als 24 Stunden."),
            code="minutes_out_of_range",
            field="minutes",
        )
    if minutes > 0:  # fewer always fit, and must be possible on a day that is too full
        bounds.check_room(minutes, taken=logging.minutes_taken(entry.volunteer, entry.day))


def _count(entry: HourEntry, minutes: int, actor: "User") -> None:
    """Let the entry count that many more minutes, everywhere."""
    changed = HourEntry.objects.filter(pk=entry.pk, status=HourStatus.CONFIRMED).update(
        correction=F("correction") + minutes
    )
    if changed != 1:  # the lock makes this impossible; a silent difference would falsify the totals
        raise RuntimeError("a locked entry is not confirmed any more")
    entry.refresh_from_db(fields=["correction", "counted"])
    totals.add(
        [
            totals.Counted(
                organisation_id=entry.organisation_id,
                district_id=entry.activity.district_id,
                field_id=entry.activity.field_id,
                day=entry.day,
                minutes=minutes,
                entries=0,
            )
        ]
    )
    hours_corrected.send(sender=HourEntry, entry=entry, actor=actor)


def _drop_objection(correction: Correction) -> None:
    """Nothing is left to decide about."""
    Objection.objects.open().filter(correction=correction).update(status=ObjectionStatus.WITHDRAWN)


def kept(text: str) -> Reason:
    """The row of a reason that `checked_reason` let pass."""
    reason = Reason.keep(text)
    if reason is None:
        raise RuntimeError("a reason without a word")
    return reason


def _record(
    correction: Correction,
    *,
    actor: "User",
    actor_as: str,
    way: str,
    at: dt.datetime,
    before: str,
    reason: Reason | None = None,
) -> None:
    CorrectionEvent.objects.create(
        correction=correction,
        entry_id=correction.entry_id,
        organisation_id=correction.organisation_id,
        activity_id=correction.activity_id,
        at=at,
        actor=actor,
        actor_as=actor_as,
        way=way,
        from_status=before,
        to_status=correction.status,
        minutes=correction.minutes,
        reason=reason,
    )


def _own_side() -> Forbidden:
    return Forbidden(
        _("Sie gehören selbst zu einer der beiden Seiten. Darüber entscheidet jemand anderes aus der Koordination."),
        code="own_side",
    )
