"""What people tell of themselves only if they want to: birth date, whether certificates print it, and gender."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Forbidden, Invalid, NotFound
from volunteers.models import Gender, Volunteer, VolunteerDetails
from volunteers.reach import reach_of
from volunteers.services import consent

if TYPE_CHECKING:
    from volunteers.models import User

EARLIEST = dt.date(1900, 1, 1)


def details_of(*, actor: "User", volunteer: Volunteer) -> VolunteerDetails:
    """What the person told; an unsaved row where that is nothing. Raises NotFound for anybody else."""
    if not _speaks_for(actor, volunteer):
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    found = VolunteerDetails.objects.filter(volunteer=volunteer).first()
    return found or VolunteerDetails(volunteer=volunteer)


@transaction.atomic
def tell_birth_date(
    *, actor: "User", volunteer: Volunteer, birth_date: dt.date | None, print_birth_date: bool = False
) -> VolunteerDetails:
    """Tell a birth date, or take it back with None. It serves the age rules; certificates print it on the wish alone.

    The person does it; for somebody without account a member of the organisation that keeps the hours. Consents that
    the new age does not bear out end with it. Raises
    Forbidden (`not_yours`), Invalid (`birth_date_out_of_range`, `birth_date_missing`).
    """
    if not _speaks_for(actor, volunteer):
        raise Forbidden(_("Diese Angaben macht nur die Person selbst."), code="not_yours")
    if birth_date is not None and not EARLIEST <= birth_date <= clock.today():
        raise Invalid(_("Das kann kein Geburtsdatum sein."), code="birth_date_out_of_range", field="birth_date")
    if print_birth_date and birth_date is None:
        raise Invalid(
            _("Ohne Geburtsdatum kann keines gedruckt werden."), code="birth_date_missing", field="birth_date"
        )
    details, _new = VolunteerDetails.objects.update_or_create(
        volunteer=volunteer, defaults={"birth_date": birth_date, "print_birth_date": print_birth_date}
    )
    consent.follow_birth_date(actor=actor, volunteer=volunteer)
    return details


def gender_of(*, actor: "User", volunteer: Volunteer) -> str:
    """What the person told, for themselves alone; "" for nothing. Raises NotFound for anybody else."""
    if volunteer.pk != reach_of(actor).volunteer_id:
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    return VolunteerDetails.objects.filter(volunteer=volunteer).values_list("gender", flat=True).first() or ""


@transaction.atomic
def tell_gender(*, actor: "User", volunteer: Volunteer, gender: str) -> VolunteerDetails:
    """Tell one's gender, or take it back with "". It serves figures in which no single person can be found.

    The person alone does it, never an organisation for them. Raises Forbidden (`not_yours`), Invalid
    (`gender_unknown`).
    """
    if volunteer.pk != reach_of(actor).volunteer_id:
        raise Forbidden(_("Diese Angaben macht nur die Person selbst."), code="not_yours")
    if gender and gender not in Gender.values:
        raise Invalid(_("Diese Angabe zum Geschlecht ist nicht vorgesehen."), code="gender_unknown", field="gender")
    details, _new = VolunteerDetails.objects.update_or_create(volunteer=volunteer, defaults={"gender": gender})
    return details


def _speaks_for(actor: "User", volunteer: Volunteer) -> bool:
    reach = reach_of(actor)
    keeps = volunteer.user_id is None and volunteer.kept_by_id in reach.organisations
    return volunteer.pk == reach.volunteer_id or keeps
