"""What guardians say to publishing the name of somebody under 18 (domain.md, "Publishing names").

Under 16 the guardian decides. From 16 on both agree. Two ways prove the guardian's word: a signed paper that an
organisation holds and a manager records; or a link to the guardian's own mailbox, where a person presses a button:
opening it changes nothing. The same link takes the word back later, and never expires for that.
"""

import datetime as dt
import hmac
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from backend.common.transitions import move
from volunteers.models import (
    PUBLIC_THANKS,
    Basis,
    Consent,
    ConsentText,
    DisplayForm,
    GuardianConsent,
    GuardianProof,
    GuardianStatus,
    Organisation,
    Place,
    Volunteer,
)
from volunteers.models.guardians import TRANSITIONS
from volunteers.reach import reach_of
from volunteers.services import consent, mailing, protocol
from volunteers.services.consent import DECIDES_TOO, OF_AGE, Wish
from volunteers.services.people import check_email, check_line
from volunteers.services.protocol import Act
from volunteers.text import blank, tidy

if TYPE_CHECKING:
    from volunteers.models import User

MAIL = "guardian_asked"
ANSWER_WITHIN = dt.timedelta(days=30)
ASKS_A_DAY = 3  # each is a mail to somebody who did not ask for it
SIGNATURE = 32  # hexadecimal digits: 128 bits


@transaction.atomic
def ask_guardian(
    *,
    actor: "User",
    volunteer: Volunteer,
    place: str,
    display_form: str,
    guardian_name: str,
    guardian_email: str,
    alias: str = "",
    purpose: str = PUBLIC_THANKS,
    text: ConsentText | None = None,
) -> GuardianConsent:
    """Ask a guardian by mail. Who asks for themselves agrees with it, so that the guardian's yes is all that lacks.

    An earlier question about the same place ends. Raises Forbidden (`not_yours`), Invalid (`birth_date_missing`,
    `of_age`, `guardian_missing`, `email_invalid`, `own_address`; those of `consent.wish_of`), Conflict
    (`asked_too_often`, `no_mail_server`).
    """
    consent.check_speaks_for(actor=actor, volunteer=volunteer)
    wish = consent.wish_of(volunteer, place, display_form, alias, purpose=purpose, text=text)
    _check_under_age(volunteer)
    guardian_name = _name(guardian_name)
    guardian_email = _address(guardian_email)
    if Volunteer.objects.with_address(guardian_email).filter(pk=volunteer.pk).exists():
        raise Invalid(
            _("Das ist die Adresse der Person selbst. Gefragt werden die Sorgeberechtigten."),
            code="own_address",
            field="guardian_email",
        )
    if not settings.MAIL_GOES_OUT:
        raise Conflict(
            _("Für diese Anlage ist kein Mailserver eingerichtet (DANKWERK_SMTP_HOST)."), code="no_mail_server"
        )
    consent.lock(volunteer)
    now = clock.now()
    asked = GuardianConsent.objects.filter(volunteer=volunteer, proof=GuardianProof.MAIL)
    if asked.filter(asked_at__gt=now - dt.timedelta(days=1)).count() >= ASKS_A_DAY:
        raise Conflict(_("Heute gingen schon drei Anfragen hinaus. Bitte warte bis morgen."), code="asked_too_often")
    asked.filter(purpose=wish.purpose, place=wish.place, status=GuardianStatus.ASKED).update(
        status=GuardianStatus.WITHDRAWN, ended_at=now
    )
    question = _new(volunteer, wish, actor=actor, proof=GuardianProof.MAIL, name=guardian_name, email=guardian_email)
    protocol.note(act=Act.GUARDIAN_ASKED, actor=actor, volunteer=volunteer, subject=question.uuid)
    mailing.enqueue(
        kind=MAIL,
        key=f"{MAIL}:{question.uuid.hex}",
        to=guardian_email,
        language=volunteer.language,
        context={"question": question.uuid.hex},
    )
    return question


@transaction.atomic
def record_paper(
    *,
    actor: "User",
    organisation: Organisation,
    volunteer: Volunteer,
    place: str,
    display_form: str,
    guardian_name: str,
    alias: str = "",
    person_agrees: bool = False,
    purpose: str = PUBLIC_THANKS,
    text: ConsentText | None = None,
) -> GuardianConsent:
    """Record the signed paper that the organisation holds. Managers alone, of people known there.

    Under 16 the name may stand from now on. From 16 on it may where the person signed, too (`person_agrees`, for
    people without account); who has one says so themselves. Raises Forbidden (`not_manager`), Invalid
    (`not_known_there`, `birth_date_missing`, `of_age`, `guardian_not_needed`, `guardian_missing`; those of
    `consent.wish_of`).
    """
    if organisation.pk not in reach_of(actor).managed:
        raise Forbidden(_("Das darf nur die Leitung der Organisation."), code="not_manager")
    if not Volunteer.objects.known_at(organisation).filter(pk=volunteer.pk).exists():
        raise Invalid(_("Diese Person hat bei Ihnen keine Stunden."), code="not_known_there", field="volunteer")
    wish = consent.wish_of(volunteer, place, display_form, alias, purpose=purpose, text=text)
    age = _check_under_age(volunteer, told=volunteer.user_id is None and volunteer.kept_by_id == organisation.pk)
    consent.lock(volunteer)
    agrees = person_agrees and volunteer.user_id is None
    paper = _new(
        volunteer, wish, actor=actor, proof=GuardianProof.PAPER, name=_name(guardian_name),
        organisation=organisation, agrees=agrees, answered=True,
    )  # fmt: skip
    protocol.note(
        act=Act.GUARDIAN_AGREED, actor=actor, volunteer=volunteer, organisation=organisation, subject=paper.uuid
    )
    if age < DECIDES_TOO or agrees:
        consent.record(volunteer, wish, actor=actor, basis=Basis.GUARDIAN, guardian=paper)
    return paper


@transaction.atomic
def agree(*, question: GuardianConsent) -> GuardianConsent:
    """The guardian's yes, by the link from their mail. The name may stand from now on where the person agreed, too.

    Raises IllegalTransition unless it is open, Conflict (`link_expired`, `of_age`).
    """
    consent.lock(question.volunteer)
    if not is_open(question):
        raise Conflict(_("Die Frist für diese Antwort ist vorbei."), code="link_expired")
    age = consent.age_of(question.volunteer)
    if age is None or age >= OF_AGE:
        raise Conflict(_("Diese Person entscheidet inzwischen selbst."), code="of_age")
    move(question, to=GuardianStatus.GIVEN, transitions=TRANSITIONS, answered_at=clock.now())
    protocol.note(
        act=Act.GUARDIAN_AGREED, actor=None, way="mail_link", volunteer=question.volunteer, subject=question.uuid
    )
    if age < DECIDES_TOO or question.person_agrees:
        wish = Wish(
            question.purpose.pk,
            Place(question.place),
            DisplayForm(question.display_form),
            question.alias,
            question.text,
        )
        consent.record(question.volunteer, wish, actor=question.recorded_by, basis=Basis.GUARDIAN, guardian=question)
    return question


@transaction.atomic
def refuse(*, question: GuardianConsent) -> GuardianConsent:
    """The guardian's no, by the link. Raises IllegalTransition unless it is open."""
    move(question, to=GuardianStatus.REFUSED, transitions=TRANSITIONS, answered_at=clock.now())
    protocol.note(
        act=Act.GUARDIAN_REFUSED, actor=None, way="mail_link", volunteer=question.volunteer, subject=question.uuid
    )
    return question


@transaction.atomic
def take_back(*, agreed: GuardianConsent, actor: "User | None" = None) -> GuardianConsent:
    """The guardian takes the word back: by the link, or on paper to the manager who holds theirs (`actor`).

    What rests on it ends at once. Raises Forbidden (`not_yours`), IllegalTransition.
    """
    if actor is not None and agreed.organisation_id not in reach_of(actor).managed:
        consent.check_speaks_for(actor=actor, volunteer=agreed.volunteer)
    consent.lock(agreed.volunteer)
    move(agreed, to=GuardianStatus.WITHDRAWN, transitions=TRANSITIONS, ended_at=clock.now())
    consent.end(Consent.objects.filter(guardian=agreed), actor=actor, why="guardian")
    protocol.note(
        act=Act.GUARDIAN_WITHDREW,
        actor=actor,
        way="" if actor else "mail_link",
        volunteer=agreed.volunteer,
        subject=agreed.uuid,
    )
    return agreed


# --- the link ---


def link_of(question: GuardianConsent) -> str:
    """What the link in the mail carries: the question and a signature."""
    return f"{question.uuid.hex}-{_signature(question.uuid.hex, settings.SECRET_KEY)}"


def by_link(link: str) -> GuardianConsent | None:
    """The question that the link is about; None for a link that is not ours."""
    key, _dash, signature = link.partition("-")
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(hmac.compare_digest(signature.encode(), _signature(key, secret).encode()) for secret in secrets):
        return None
    rows = GuardianConsent.objects.select_related("volunteer", "text", "purpose", "recorded_by")
    return rows.filter(uuid=uuid.UUID(key)).first()


def is_open(question: GuardianConsent) -> bool:
    """Whether it waits for an answer, and may still get one."""
    return question.status == GuardianStatus.ASKED and clock.now() <= question.asked_at + ANSWER_WITHIN


def _signature(key: str, secret: str | bytes) -> str:
    return salted_hmac("volunteers.guardians", key, secret=secret, algorithm="sha256").hexdigest()[:SIGNATURE]


# --- rows ---


def _new(
    volunteer: Volunteer,
    wish: Wish,
    *,
    actor: "User",
    proof: GuardianProof,
    name: str,
    email: str = "",
    organisation: Organisation | None = None,
    agrees: bool | None = None,
    answered: bool = False,
) -> GuardianConsent:
    now = clock.now()
    return GuardianConsent.objects.create(
        volunteer=volunteer,
        purpose_id=wish.purpose,
        place=wish.place,
        display_form=wish.display_form,
        alias=wish.alias,
        text=wish.text,
        proof=proof,
        guardian_name=name,
        guardian_email=email,
        language=volunteer.language,
        organisation=organisation,
        person_agrees=actor.pk == volunteer.user_id if agrees is None else agrees,
        status=GuardianStatus.GIVEN if answered else GuardianStatus.ASKED,
        recorded_by=actor,
        asked_at=now,
        answered_at=now if answered else None,
    )


def _check_under_age(volunteer: Volunteer, *, told: bool = True) -> int:
    """The age. Raises Invalid; without telling why to whom the person `told` no age."""
    age = consent.age_of(volunteer)
    if not told and (age is None or age >= OF_AGE):
        raise Invalid(
            _("Diese Person braucht keine Zustimmung von Sorgeberechtigten, oder hat uns ihr Alter nicht genannt."),
            code="guardian_not_needed",
            field="volunteer",
        )
    if age is None:
        raise Invalid(
            _("Dafür brauchen wir das Geburtsdatum: Danach richtet sich, wer entscheidet."),
            code="birth_date_missing",
            field="volunteer",
        )
    if age >= OF_AGE:
        raise Invalid(_("Diese Person ist volljährig und entscheidet selbst."), code="of_age", field="volunteer")
    return age


def _name(name: str) -> str:
    if blank(name):
        raise Invalid(_("Bitte geben Sie an, wer zustimmt."), code="guardian_missing", field="guardian_name")
    name = tidy(name)
    check_line(name, field="guardian_name", most=200)
    return name


def _address(address: str) -> str:
    try:
        address = check_email(address)
    except Invalid as error:
        error.field = "guardian_email"
        raise
    if not address:
        raise Invalid(_("Bitte geben Sie die E-Mail-Adresse an."), code="email_invalid", field="guardian_email")
    return address
