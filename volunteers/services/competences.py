"""Competences: somebody proposes one with an example, the organisation where they helped confirms it. Four eyes."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import move
from volunteers.models import ClaimStatus, CompetenceClaim, Organisation, Volunteer
from volunteers.models.competences import CODES, TRANSITIONS
from volunteers.reach import reach_of
from volunteers.services.confirming import is_own
from volunteers.services.people import check_line
from volunteers.services.protocol import Act, note
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

MOST_CHARACTERS = 500


@transaction.atomic
def propose(
    *, actor: "User", volunteer: Volunteer, organisation: Organisation, competence: str, example: str
) -> CompetenceClaim:
    """Propose a competence of the pool with one sentence that shows it, for an organisation where the person helps.

    The person does it; for somebody without account a member of the organisation that keeps their hours. Raises
    Forbidden (`not_yours`), Invalid (`unknown_competence`, `not_known_there`, `example_missing`, `too_long`,
    `not_printable`), Conflict (`already_claimed`).
    """
    _check_speaks_for(actor, volunteer)
    if competence not in CODES:
        raise Invalid(
            _("Diese Kompetenz gibt es in unserer Sammlung nicht."), code="unknown_competence", field="competence"
        )
    if not Volunteer.objects.known_at(organisation).filter(pk=volunteer.pk).exists():
        raise Invalid(
            _("Bei dieser Organisation sind noch keine Stunden eingetragen."),
            code="not_known_there",
            field="organisation",
        )
    sentence = _sentence(example)
    try:
        with transaction.atomic():
            return CompetenceClaim.objects.create(
                volunteer=volunteer,
                organisation=organisation,
                competence=competence,
                example=sentence,
                proposed_example=sentence,
                proposed_at=clock.now(),
                proposed_by=actor,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Diese Kompetenz ist bei dieser Organisation schon vorgeschlagen."),
            code="already_claimed",
            field="competence",
        ) from error


@transaction.atomic
def confirm(*, actor: "User", claim: CompetenceClaim, example: str = "") -> CompetenceClaim:
    """Confirm, in other words where `example` is given. Raises Forbidden (`own_competence`, `not_confirmer`),
    Invalid (`too_long`, `not_printable`), IllegalTransition.
    """
    _check_may_decide(actor, claim)
    changes = {} if blank(example) else {"example": _sentence(example)}
    move(
        claim,
        to=ClaimStatus.CONFIRMED,
        transitions=TRANSITIONS,
        decided_at=clock.now(),
        decided_by=actor,
        **changes,
    )
    _note(Act.CLAIM_CONFIRMED, actor, claim)
    return claim


@transaction.atomic
def decline(*, actor: "User", claim: CompetenceClaim, reason: str) -> CompetenceClaim:
    """Decline, with a reason that the person reads. Raises as `confirm`; Invalid (`reason_missing`)."""
    _check_may_decide(actor, claim)
    if blank(reason):
        raise Invalid(
            _("Bitte nennen Sie einen Grund. Die oder der Engagierte liest ihn und kann es neu vorschlagen."),
            code="reason_missing",
            field="reason",
        )
    reason = tidy(reason)
    check_line(reason, field="reason", most=MOST_CHARACTERS)
    move(
        claim,
        to=ClaimStatus.DECLINED,
        transitions=TRANSITIONS,
        decided_at=clock.now(),
        decided_by=actor,
        decline_reason=reason,
    )
    _note(Act.CLAIM_DECLINED, actor, claim, reason)
    return claim


@transaction.atomic
def withdraw(*, actor: "User", claim: CompetenceClaim) -> CompetenceClaim:
    """Take back what was proposed or confirmed: certificates ordered from now on do not print it.

    Raises Forbidden (`not_yours`), IllegalTransition.
    """
    _check_speaks_for(actor, claim.volunteer)
    move(claim, to=ClaimStatus.WITHDRAWN, transitions=TRANSITIONS, withdrawn_at=clock.now())
    return claim


def _note(act: Act, actor: "User", claim: CompetenceClaim, reason: str = "") -> None:
    note(
        act=act,
        actor=actor,
        volunteer=claim.volunteer,
        organisation=claim.organisation,
        subject=claim.uuid,
        detail={"competence": claim.competence},
        reason=reason,
    )


def _check_speaks_for(actor: "User", volunteer: Volunteer) -> None:
    """The person; for somebody without account the members of the organisation that keeps their hours."""
    reach = reach_of(actor)
    keeps = volunteer.user_id is None and volunteer.kept_by_id in reach.organisations
    if volunteer.pk != reach.volunteer_id and not keeps:
        raise Forbidden(
            _("Über die eigenen Kompetenzen entscheidet nur die Person selbst."), code="not_yours", field="volunteer"
        )


def _check_may_decide(actor: "User", claim: CompetenceClaim) -> None:
    """Members of the organisation, coordinators of its district; never the person nor who proposed it."""
    if is_own(actor, claim) or claim.proposed_by_id == actor.pk:
        raise Forbidden(
            _("Was man selbst vorschlägt, bestätigt immer jemand anderes: ein zweites Mitglied oder die Koordination."),
            code="own_competence",
        )
    reach = reach_of(actor)
    organisation = claim.organisation
    if (
        organisation.pk not in reach.organisations
        and not reach.everything
        and organisation.district_id not in reach.districts
    ):
        raise Forbidden(
            _("Bestätigen kann nur die Organisation, bei der die Kompetenz gezeigt wurde."), code="not_confirmer"
        )


def _sentence(example: str) -> str:
    """One tidy sentence that a certificate can print. Raises Invalid."""
    if blank(example):
        raise Invalid(_("Bitte beschreibe in einem Satz, was du getan hast."), code="example_missing", field="example")
    sentence = tidy(example)
    check_line(sentence, field="example", most=MOST_CHARACTERS)
    return sentence
