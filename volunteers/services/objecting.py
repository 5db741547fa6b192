"""Objections: a volunteer's word against a declined entry or a correction; a coordinator decides, with a reason."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import illegal, move
from volunteers import bounds
from volunteers.models import (
    Correction,
    CorrectionStatus,
    HourEntry,
    HourStatus,
    LedgerEvent,
    Objection,
    ObjectionStatus,
    Party,
)
from volunteers.models.corrections import OBJECTION_TRANSITIONS
from volunteers.models.hours import TRANSITIONS
from volunteers.services import confirming, correcting, events, logging, protocol
from volunteers.services.protocol import Act

if TYPE_CHECKING:
    from volunteers.models import User


@transaction.atomic
def object_to(
    *, actor: "User", entry: HourEntry, correction: Correction | None = None, reason: str, way: str
) -> Objection:
    """The volunteer says that the organisation declined the entry wrongly; or, with `correction`, no to one that it
    asks for: a coordinator decides, not in 14 days but now.

    Raises Forbidden (`not_yours`), Invalid (`reason_missing`, `too_long`, `not_printable`, `another_entry`),
    IllegalTransition unless the entry is declined (the correction waits), Conflict (`objection_open`;
    `objection_decided` where a coordinator decided about this very decision already).
    """
    _check_own(actor, entry)
    text = correcting.checked_reason(reason)
    correcting.lock(entry)
    if correction is None:
        _check_declined(entry)
    else:
        _check_asked(entry, correction)
    objection = Objection(
        entry=entry,
        organisation_id=entry.organisation_id,
        activity_id=entry.activity_id,
        correction=correction,
        reason=correcting.kept(text),
        made_at=clock.now(),
        made_by=actor,
    )
    try:
        with transaction.atomic():
            objection.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("Dazu läuft schon ein Einspruch. Die Koordination entscheidet darüber."),
            code="objection_open",
            field="status",
        ) from error
    _note(Act.OBJECTION_MADE, objection, actor=actor, way=way, reason=text)
    return objection


@transaction.atomic
def withdraw(*, actor: "User", objection: Objection, way: str) -> Objection:
    """The volunteer takes it back. Raises Forbidden (`not_yours`), IllegalTransition."""
    _check_own(actor, objection.entry)
    correcting.lock(objection.entry)
    move(objection, to=ObjectionStatus.WITHDRAWN, transitions=OBJECTION_TRANSITIONS)
    _note(Act.OBJECTION_WITHDRAWN, objection, actor=actor, way=way)
    return objection


@transaction.atomic
def decide(*, actor: "User", objection: Objection, upheld: bool, reason: str, way: str) -> Objection:
    """A coordinator's decision, with a reason that both sides read.

    Upheld: the declined entry is confirmed, the correction refused. Rejected: the entry stays declined, the
    correction is agreed. Raises Forbidden (`not_coordinator`, `own_hours`, `own_side`, `own_decision`), Invalid
    (`reason_missing`, `too_long`, `not_printable`, `day_full`, `minutes_out_of_range`), IllegalTransition.
    """
    entry, correction = objection.entry, objection.correction
    correcting.check_neutral(actor=actor, entry=entry)
    text = correcting.checked_reason(reason)
    correcting.lock(entry)
    objection.refresh_from_db(fields=["status"])
    if objection.status != ObjectionStatus.OPEN:
        raise illegal(objection.status)
    if correction is None:
        _check_did_not_decline(actor, entry)
        if upheld:
            _confirm(actor, entry, text, way)
    else:
        correcting.settle(
            actor=actor, correction=correction, agreed=not upheld, party=Party.COORDINATION, reason=text, way=way
        )
    move(
        objection,
        to=ObjectionStatus.UPHELD if upheld else ObjectionStatus.REJECTED,
        transitions=OBJECTION_TRANSITIONS,
        decided_at=clock.now(),
        decided_by=actor,
        decision=correcting.kept(text),
    )
    act = Act.OBJECTION_UPHELD if upheld else Act.OBJECTION_REJECTED
    _note(act, objection, actor=actor, way=way, reason=text)
    return objection


def _check_declined(entry: HourEntry) -> None:
    if entry.status != HourStatus.DECLINED:
        raise illegal(entry.status)
    # Since it was sent the last time: about a new decision a new objection is possible.
    if entry.objections.filter(
        correction=None, status=ObjectionStatus.REJECTED, made_at__gte=entry.submitted_at
    ).exists():
        raise Conflict(
            _("Darüber hat die Koordination schon entschieden. Der Eintrag lässt sich ändern und neu einreichen."),
            code="objection_decided",
            field="status",
        )


def _check_asked(entry: HourEntry, correction: Correction) -> None:
    if correction.entry_id != entry.pk:
        raise Invalid(_("Diese Korrektur gehört zu einem anderen Eintrag."), code="another_entry", field="correction")
    correction.refresh_from_db(fields=["status"])
    if correction.status != CorrectionStatus.PROPOSED:
        raise illegal(correction.status)
    if correction.asked_by != Party.ORGANISATION:
        raise _not_yours()


def _confirm(actor: "User", entry: HourEntry, reason: str, way: str) -> None:
    """What was declined waits again, and is confirmed at once: two steps, as anybody else would have to take them."""
    if entry.status != HourStatus.DECLINED:
        raise illegal(entry.status)
    bounds.check_room(entry.minutes, taken=logging.minutes_taken(entry.volunteer, entry.day))
    now = clock.now()
    before = move(entry, to=HourStatus.SUBMITTED, transitions=TRANSITIONS, submitted_at=now, decline_reason="")
    events.record(
        [entry], actor=actor, way=way, at=now, from_status=before, to_status=HourStatus.SUBMITTED, reason=reason
    )
    confirming.confirm(actor=actor, entry=entry, way=way)


def _note(act: Act, objection: Objection, *, actor: "User", way: str, reason: str = "") -> None:
    entry = objection.entry
    protocol.note(
        act=act,
        actor=actor,
        way=way,
        volunteer=entry.volunteer,
        organisation=entry.organisation,
        subject=objection.uuid,
        detail={"entry": str(entry.uuid)},
        reason=reason,
    )


def _check_own(actor: "User", entry: HourEntry) -> None:
    if entry.volunteer.user_id != actor.pk:
        raise _not_yours()


def _check_did_not_decline(actor: "User", entry: HourEntry) -> None:
    """Four eyes: not about one's own decision. Raises Forbidden (`own_decision`)."""
    last = LedgerEvent.objects.filter(entry=entry, to_status=HourStatus.DECLINED).order_by("-pk").first()
    if last is not None and last.actor_id == actor.pk:
        raise Forbidden(
            _("Sie haben diesen Eintrag selbst abgelehnt. Über den Einspruch entscheidet jemand anderes."),
            code="own_decision",
        )


def _not_yours() -> Forbidden:
    return Forbidden(_("Einspruch legt ein, wer die Stunden geleistet hat."), code="not_yours")
