"""What stands for hours on the way to the card: somebody else saw the paper, and says so. Four eyes.

The state asks for a Juleica, or for the proof that somebody serves with their basic training done
(freiwilligenserver.de, Anforderungen für die Ehrenamtskarte). The municipality looks at the paper again; here it only
spares the counting.
"""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid, NotFound
from backend.common.transitions import illegal
from recognition.models import Waiver, WaiverKind
from recognition.services import evaluating
from volunteers.models import Organisation, Volunteer
from volunteers.reach import reach_of
from volunteers.services.confirming import is_same_person
from volunteers.services.protocol import Act, note

if TYPE_CHECKING:
    from volunteers.models import User


@transaction.atomic
def record(
    *,
    actor: "User",
    volunteer: Volunteer,
    kind: str,
    held_since: dt.date,
    held_until: dt.date | None = None,
    organisation: Organisation | None = None,
) -> Waiver:
    """Record that the person holds this, by a paper that the actor saw; both days are local dates and included.

    For `organisation` a member of it, where the person helps or is kept; without one a coordinator of the person. What
    the person reaches by it stands at once. Raises Forbidden (`own_waiver`, `not_yours`), Invalid (`unknown_waiver`,
    `in_the_future`, `turned`, `end_missing`), Conflict (`already_recorded`), NotFound for who is not to be found.
    """
    _hold(volunteer)
    _check_may_record(actor, volunteer, organisation)
    _check_days(kind, held_since, held_until)
    try:
        with transaction.atomic():
            made = Waiver.objects.create(
                volunteer=volunteer,
                kind=kind,
                held_since=held_since,
                held_until=held_until,
                organisation=organisation,
                recorded_at=clock.now(),
                recorded_by=actor,
            )
    except IntegrityError as error:
        raise Conflict(_("Das steht schon da."), code="already_recorded", field="kind") from error
    evaluating.evaluate([volunteer.pk])
    note(
        act=Act.WAIVER_RECORDED,
        actor=actor,
        volunteer=volunteer,
        organisation=organisation,
        subject=made.uuid,
        detail={"kind": kind},
    )
    return made


@transaction.atomic
def withdraw(*, actor: "User", waiver: Waiver) -> Waiver:
    """Take it back: it counts for no day, and what was reached by it alone lapses.

    The person does it, a member of the organisation that saw the paper, or a coordinator of the person. Raises
    Forbidden (`not_yours`), IllegalTransition where it was taken back already.
    """
    volunteer = _hold(waiver.volunteer)
    reach = reach_of(actor)
    may = volunteer.pk == reach.volunteer_id or (
        waiver.organisation_id in reach.organisations or _coordinates(actor, volunteer)
    )
    if not may:
        raise Forbidden(_("Das nimmt nur zurück, um wen es geht, oder wer das Papier gesehen hat."), code="not_yours")
    open_one = Waiver.objects.filter(pk=waiver.pk, withdrawn_at=None)
    if open_one.update(withdrawn_at=clock.now(), withdrawn_by=actor) != 1:
        raise illegal("withdrawn")
    waiver.refresh_from_db()
    evaluating.evaluate([volunteer.pk])
    note(
        act=Act.WAIVER_WITHDRAWN,
        actor=actor,
        volunteer=volunteer,
        organisation=waiver.organisation,
        subject=waiver.uuid,
        detail={"kind": waiver.kind},
    )
    return waiver


def _hold(volunteer: Volunteer) -> Volunteer:
    """Nobody is forgotten or merged meanwhile."""
    held = Volunteer.objects.remembered().select_for_update(of=("self",), no_key=True).filter(pk=volunteer.pk).first()
    if held is None:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    return held


def _coordinates(actor: "User", volunteer: Volunteer) -> bool:
    reach = reach_of(actor)
    return reach.coordinates and Volunteer.objects.in_scope(reach).filter(pk=volunteer.pk).exists()


def _check_may_record(actor: "User", volunteer: Volunteer, organisation: Organisation | None) -> None:
    if is_same_person(actor=actor, user_id=volunteer.user_id, email=volunteer.email):
        raise Forbidden(_("Das eigene Papier sieht immer jemand anderes an."), code="own_waiver", field="volunteer")
    if organisation is None:
        allowed = _coordinates(actor, volunteer)
    else:
        known = Volunteer.objects.known_at(organisation).filter(pk=volunteer.pk)
        allowed = organisation.pk in reach_of(actor).organisations and known.exists()
    if not allowed:
        raise Forbidden(
            _("Das trägt nur eine Organisation ein, bei der die Person hilft, oder die Koordination."),
            code="not_yours",
            field="organisation",
        )


def _check_days(kind: str, since: dt.date, until: dt.date | None) -> None:
    if kind not in WaiverKind.values:
        raise Invalid(_("Diese Befreiung gibt es nicht."), code="unknown_waiver", field="kind")
    if since > clock.today():
        raise Invalid(_("Der Tag liegt in der Zukunft."), code="in_the_future", field="held_since")
    if until is not None and until < since:
        raise Invalid(_("Das Ende liegt vor dem Anfang."), code="turned", field="held_until")
    if until is None and kind == WaiverKind.JULEICA:
        raise Invalid(
            _("Bitte geben Sie an, bis wann die Juleica gilt: Es steht darauf."), code="end_missing", field="held_until"
        )
