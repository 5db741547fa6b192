"""Giving and withdrawing consent. Withdrawing is as easy as giving."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from volunteers.models import (
    PUBLIC_THANKS,
    Basis,
    Consent,
    ConsentText,
    DisplayForm,
    GuardianConsent,
    GuardianStatus,
    Place,
    Volunteer,
    VolunteerDetails,
)
from volunteers.reach import reach_of
from volunteers.services import consent_texts, protocol
from volunteers.services.people import check_line
from volunteers.services.protocol import Act
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.consent_querysets import ConsentQuerySet
    from volunteers.models import User

VALID_FOR_DAYS = 2 * 365
OF_AGE = 18
DECIDES_TOO = 16  # from this age on the person agrees beside the guardian


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody agrees to: for which purpose, where, in which form, by which words."""

    purpose: str
    place: Place
    display_form: DisplayForm
    alias: str
    text: ConsentText


@transaction.atomic
def give_consent(
    *,
    actor: "User",
    volunteer: Volunteer,
    place: str,
    display_form: str,
    alias: str = "",
    expires_on: dt.date | None = None,
    purpose: str = PUBLIC_THANKS,
    text: ConsentText | None = None,
    of_age: bool = False,
) -> Consent:
    """Consent to one purpose at one place, in one form, for at most two years; `text` is what the person read.

    Where no birth date is known the person says that they are of age (`of_age`). Under 18 a guardian must have agreed
    to the very same, and the consent ends before the 18th birthday. An earlier consent for the same place is withdrawn
    with it: the newest word counts. Raises Forbidden (`not_yours`), Invalid (`age_unknown`, `guardian_needed`,
    `alias_missing`, `parts_missing`, `expiry_out_of_range`; those of `consent_texts.asked`).
    """
    check_speaks_for(actor=actor, volunteer=volunteer)
    wish = wish_of(volunteer, place, display_form, alias, purpose=purpose, text=text)
    today = clock.today()
    latest = today + dt.timedelta(days=VALID_FOR_DAYS)
    if expires_on is not None and not today <= expires_on <= latest:
        raise Invalid(
            _("Eine Einwilligung gilt ab heute und höchstens zwei Jahre."),
            code="expiry_out_of_range",
            field="expires_on",
        )
    lock(volunteer)
    basis, guardian = _basis(volunteer, wish, today, of_age=of_age)
    return record(volunteer, wish, actor=actor, basis=basis, guardian=guardian, expires_on=expires_on or latest)


def record(
    volunteer: Volunteer,
    wish: Wish,
    *,
    actor: "User",
    basis: Basis,
    guardian: GuardianConsent | None = None,
    expires_on: dt.date | None = None,
) -> Consent:
    """The row, in the place of the earlier one; the caller holds the lock of `lock` and checked the rules."""
    now, today = clock.now(), clock.today()
    expires_on = expires_on or today + dt.timedelta(days=VALID_FOR_DAYS)
    if basis == Basis.GUARDIAN and (born := birth_date_of(volunteer)):
        expires_on = min(expires_on, eighteenth(born) - dt.timedelta(days=1))
    Consent.objects.standing().filter(volunteer=volunteer, purpose=wish.purpose, place=wish.place).update(
        withdrawn_at=now
    )
    given = Consent.objects.create(
        volunteer=volunteer,
        purpose_id=wish.purpose,
        place=wish.place,
        display_form=wish.display_form,
        alias=wish.alias,
        text=wish.text,
        basis=basis,
        guardian=guardian,
        recorded_by=actor,
        given_at=now,
        expires_on=expires_on,
    )
    protocol.note(
        act=Act.CONSENT_GIVEN,
        actor=actor,
        volunteer=volunteer,
        subject=given.uuid,
        detail={
            "purpose": wish.purpose,
            "place": wish.place.value,
            "form": wish.display_form.value,
            "text": wish.text.version,
            "basis": basis.value,
        },
    )
    return given


@transaction.atomic
def withdraw_consent(*, actor: "User", consent: Consent) -> Consent:
    """Withdraw: from this moment no public page, file or answer shows the person. Raises Conflict when already done."""
    check_speaks_for(actor=actor, volunteer=consent.volunteer)
    if not end(Consent.objects.filter(pk=consent.pk), actor=actor, why="person"):
        raise Conflict(_("Diese Einwilligung ist schon widerrufen."), code="already_withdrawn")
    consent.refresh_from_db()
    return consent


def end(consents: "ConsentQuerySet", *, actor: "User | None", why: str) -> int:
    """Withdraw those among them that stand, with an event each. `why` is a code. Returns how many.

    The caller is in a transaction and allowed to.
    """
    rows = list(consents.standing().select_related("volunteer").select_for_update(of=("self",)).order_by("pk"))
    Consent.objects.filter(pk__in=[row.pk for row in rows]).update(withdrawn_at=clock.now())
    for row in rows:
        protocol.note(
            act=Act.CONSENT_WITHDRAWN,
            actor=actor,
            volunteer=row.volunteer,
            subject=row.uuid,
            detail={"purpose": row.purpose_id, "place": row.place, "why": why},
        )
    return len(rows)


def speaks_for(*, actor: "User", volunteer: Volunteer) -> bool:
    """The person; for somebody without account the managers of the organisation that holds the signed paper."""
    reach = reach_of(actor)
    return volunteer.pk == reach.volunteer_id or (volunteer.user_id is None and volunteer.kept_by_id in reach.managed)


def check_speaks_for(*, actor: "User", volunteer: Volunteer) -> None:
    """Raises Forbidden (`not_yours`) for anybody else than who speaks for the person."""
    if speaks_for(actor=actor, volunteer=volunteer):
        return
    raise Forbidden(_("Über den eigenen Namen entscheidet nur die Person selbst."), code="not_yours", field="volunteer")


def lock(volunteer: Volunteer) -> None:
    """One person's consents change one after another: of two at once for the same place one must win."""
    Volunteer.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)


# --- age ---


def birth_date_of(volunteer: Volunteer) -> dt.date | None:
    """As told, read anew; None where it is not known."""
    return VolunteerDetails.objects.filter(volunteer=volunteer).values_list("birth_date", flat=True).first()


def age_of(volunteer: Volunteer) -> int | None:
    """Whole years today, None where no birth date is known."""
    return VolunteerDetails(birth_date=birth_date_of(volunteer)).age_on(clock.today())


def eighteenth(born: dt.date) -> dt.date:
    """The day on which somebody born on that day is of age; for a 29 February the 1 March (§ 188 BGB)."""
    year = born.year + OF_AGE
    return dt.date(year, 3, 1) if (born.month, born.day) == (2, 29) and year % 4 else born.replace(year=year)


@transaction.atomic
def follow_birth_date(*, actor: "User", volunteer: Volunteer) -> None:
    """After another birth date was told, or taken back: no consent may stand on an age that is not so.

    Somebody under 18 keeps only what a guardian agreed to, until the day before the birthday; and what rests on a
    guardian does not outlive the birth date.
    """
    lock(volunteer)
    born, standing = birth_date_of(volunteer), Consent.objects.standing().filter(volunteer=volunteer)
    with_guardian = standing.filter(basis=Basis.GUARDIAN)
    if born is None:
        end(with_guardian, actor=actor, why="age")
        return
    last = eighteenth(born) - dt.timedelta(days=1)
    if clock.today() <= last:
        end(standing.exclude(basis=Basis.GUARDIAN), actor=actor, why="age")
    with_guardian.filter(expires_on__gt=last).update(expires_on=last)


def _basis(volunteer: Volunteer, wish: Wish, today: dt.date, *, of_age: bool) -> tuple[Basis, GuardianConsent | None]:
    age = VolunteerDetails(birth_date=birth_date_of(volunteer)).age_on(today)
    if age is None:
        if not of_age:
            raise Invalid(
                _("Bitte bestätige, dass du mindestens 18 Jahre alt bist."), code="age_unknown", field="of_age"
            )
        return Basis.AFFIRMED, None
    if age >= OF_AGE:
        return Basis.ADULT, None
    agreed = GuardianConsent.objects.filter(
        volunteer=volunteer,
        purpose=wish.purpose,
        place=wish.place,
        display_form=wish.display_form,
        alias=wish.alias,
        text__version=wish.text.version,
        status=GuardianStatus.GIVEN,
    ).last()
    if agreed is None:
        raise Invalid(
            _("Unter 18 Jahren müssen die Sorgeberechtigten zustimmen. Bis dahin wird nichts veröffentlicht."),
            code="guardian_needed",
            field="volunteer",
        )
    return Basis.GUARDIAN, agreed


# --- what is agreed to ---


def wish_of(
    volunteer: Volunteer,
    place: str,
    display_form: str,
    alias: str,
    *,
    purpose: str = PUBLIC_THANKS,
    text: ConsentText | None = None,
) -> Wish:
    """What is asked for, checked. Raises Invalid (`alias_missing`, `parts_missing`; those of `consent_texts.asked`)."""
    form, where = DisplayForm(display_form), Place(place)
    words = consent_texts.asked(purpose=purpose, place=where, text=text, language=volunteer.language)
    return Wish(purpose, where, form, _alias(volunteer, form, alias), words)


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
