"""Giving and withdrawing consent. Withdrawing is as easy as giving."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from volunteers.models import Consent, DisplayForm, Place, Volunteer
from volunteers.reach import reach_of
from volunteers.services.people import check_line
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

TEXT_VERSION = "2026-11"
VALID_FOR_DAYS = 2 * 365
OF_AGE = 18


@transaction.atomic
def give_consent(
    *,
    actor: "User",
    volunteer: Volunteer,
    place: str,
    display_form: str,
    alias: str = "",
    expires_on: dt.date | None = None,
) -> Consent:
    """Consent to be thanked in public at one place, in one form, for at most two years.

    An earlier consent for the same place is withdrawn with it: the newest word counts. Raises Forbidden (`not_yours`),
    Invalid (`guardian_needed` under 18, `alias_missing`, `parts_missing`, `expiry_out_of_range`).
    """
    _check_speaks_for(actor, volunteer)
    today = clock.today()
    latest = today + dt.timedelta(days=VALID_FOR_DAYS)
    expires_on = expires_on or latest
    if not today <= expires_on <= latest:
        raise Invalid(
            _("Eine Einwilligung gilt ab heute und höchstens zwei Jahre."),
            code="expiry_out_of_range",
            field="expires_on",
        )
    _check_of_age(volunteer, today)
    alias = _alias(volunteer, DisplayForm(display_form), alias)
    now = clock.now()
    # One person's consents change one after another: of two at once for the same place one must win.
    Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    Consent.objects.filter(volunteer=volunteer, place=Place(place), withdrawn_at=None).update(withdrawn_at=now)
    return Consent.objects.create(
        volunteer=volunteer,
        place=Place(place),
        display_form=display_form,
        alias=alias,
        text_version=TEXT_VERSION,
        recorded_by=actor,
        given_at=now,
        expires_on=expires_on,
    )


@transaction.atomic
def withdraw_consent(*, actor: "User", consent: Consent) -> Consent:
    """Withdraw: from this moment no public page, file or answer shows the person. Raises Conflict when already done."""
    _check_speaks_for(actor, consent.volunteer)
    if not Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=clock.now()):
        raise Conflict(_("Diese Einwilligung ist schon widerrufen."), code="already_withdrawn")
    consent.refresh_from_db()
    return consent


def _check_speaks_for(actor: "User", volunteer: Volunteer) -> None:
    """The person; for somebody without account the managers of the organisation that holds the signed paper."""
    reach = reach_of(actor)
    if volunteer.pk == reach.volunteer_id or (volunteer.user_id is None and volunteer.kept_by_id in reach.managed):
        return
    raise Forbidden(_("Über den eigenen Namen entscheidet nur die Person selbst."), code="not_yours", field="volunteer")


def _check_of_age(volunteer: Volunteer, today: dt.date) -> None:
    """Under 18 a guardian has a say, which needs a paper: until then nothing is published."""
    details = getattr(volunteer, "details", None)
    age = details.age_on(today) if details else None
    if age is not None and age < OF_AGE:
        raise Invalid(
            _("Unter 18 Jahren müssen die Sorgeberechtigten zustimmen. Bis dahin wird nichts veröffentlicht."),
            code="guardian_needed",
            field="volunteer",
        )


def _alias(volunteer: Volunteer, form: DisplayForm, alias: str) -> str:
    if form == DisplayForm.FIRST_NAME and not (volunteer.given_name and volunteer.family_name):
        raise Invalid(
            _("Dafür brauchen wir Vor- und Nachnamen einzeln. Bitte ergänze sie oder wähle eine andere Darstellung."),
            code="parts_missing",
            field="display_form",
        )
    if form != DisplayForm.ALIAS:
        return ""
    if blank(alias):
        raise Invalid(_("Bitte gib den Namen an, der erscheinen soll."), code="alias_missing", field="alias")
    alias = tidy(alias)
    check_line(alias, field="alias", most=80)
    return alias
