"""Showing a certificate or a milestone of one's own by a link: only its holder, for a time, taken back at any moment.

Off by default: without a row nothing is shown. What can be shown is registered by the app that keeps it, and read anew
each time, so that what was revoked or lapsed is shown no more. A page shows what the holder chose, and nobody else.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid
from volunteers.display import shown_name
from volunteers.models import Consent, DisplayForm, Share, ShareKind, Volunteer
from volunteers.reach import reach_of
from volunteers.services import consent, safety

if TYPE_CHECKING:
    from volunteers.models import User

DAYS = (30, 90, 365)  # how long a link may lead somewhere
FORMS = (DisplayForm.ANONYMOUS, DisplayForm.FIRST_NAME, DisplayForm.FULL_NAME)
BYTES = 15  # 120 bits: 24 characters of base32


@dataclass(frozen=True, slots=True)
class Facts:
    """What can be said of a thing, in the language of the page; of nobody but its holder.

    `on` is a local date. `by` is who issued it, "" where nobody did; `minutes` are confirmed ones, None where it tells
    none. `proof` is the address of the page that checks it, "" without one.
    """

    subject: UUID
    title: str
    on: dt.date
    by: str = ""
    minutes: int | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where things of one kind are. `find` says what one thing of a person is, `mine` all, the newest first."""

    find: Callable[[Volunteer, UUID], Facts | None]
    mine: Callable[[Volunteer], list[Facts]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a link shows. `name` is "" for who stays unnamed; `minutes` and `proof` are empty unless chosen."""

    kind: ShareKind
    name: str
    title: str
    on: dt.date
    by: str
    minutes: int | None
    proof: str
    expires_at: dt.datetime


_SOURCES: dict[str, Source] = {}


def register(kind: ShareKind, source: Source) -> None:
    """Say at the start where things of that kind are."""
    _SOURCES[kind] = source


def mine(volunteer: Volunteer) -> list[tuple[ShareKind, Facts]]:
    """All that a person could show, kind by kind."""
    return [(kind, facts) for kind in ShareKind if kind in _SOURCES for facts in _SOURCES[kind].mine(volunteer)]


def find(volunteer: Volunteer, kind: str, subject: UUID) -> Facts | None:
    """One thing of that person; None where it is not theirs, or not any more."""
    source = _SOURCES.get(kind)
    return source.find(volunteer, subject) if source is not None else None


@transaction.atomic
def share(
    *,
    actor: "User",
    kind: str,
    subject: UUID,
    display_form: str,
    days: int,
    with_hours: bool = False,
    with_proof: bool = False,
    of_age: bool = False,
) -> Share:
    """A link to a thing of the actor's own, for so many days. A link to it that stands ends: there is one at a time.

    Under 18 it shows no name; whose birth date is not known says that they are `of_age`. Raises Forbidden
    (`under_age`), Invalid (`does_not_exist`, `days_unknown`, `form_unknown`, `parts_missing`, `age_unknown`,
    `no_proof`).
    """
    key = reach_of(actor).volunteer_id
    volunteer = Volunteer.objects.filter(pk=key).first() if key is not None else None
    facts = find(volunteer, kind, subject) if volunteer is not None else None
    if volunteer is None or facts is None:
        raise Invalid(_("Das gibt es nicht, oder nicht für dich."), code="does_not_exist", field="subject")
    if days not in DAYS:
        raise Invalid(_("Bitte wähle, wie lange der Link gelten soll."), code="days_unknown", field="days")
    _check_form(volunteer, display_form, of_age=of_age)
    if with_proof and not facts.proof:
        raise Invalid(_("Dazu gibt es keine Prüfseite."), code="no_proof", field="with_proof")
    consent.lock(volunteer)
    now = clock.now()
    standing = Share.objects.filter(volunteer=volunteer, kind=kind, subject=subject, ended_at=None)
    standing.update(ended_at=now)
    uuid = uuid4()
    return Share.objects.create(
        uuid=uuid,
        volunteer=volunteer,
        kind=kind,
        subject=subject,
        display_form=display_form,
        with_hours=with_hours and facts.minutes is not None,
        with_proof=with_proof,
        token_hash=_hash(_token(uuid)),
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )


@transaction.atomic
def end(*, actor: "User", share: Share) -> Share:
    """Take a link back: from now on it leads nowhere. Raises Forbidden (`not_holder`), Conflict (`already_ended`)."""
    if share.volunteer_id != reach_of(actor).volunteer_id:
        raise Forbidden(_("Das entscheidet, wer den Link gemacht hat."), code="not_holder")
    if not Share.objects.filter(pk=share.pk, ended_at=None).update(ended_at=clock.now()):
        raise Conflict(_("Dieser Link führt schon nirgends mehr hin."), code="already_ended")
    share.refresh_from_db()
    return share


def end_all(volunteer: Volunteer) -> int:
    """Take back all links of a person, as somebody does who takes their name out of public sight."""
    return Share.objects.filter(volunteer=volunteer, ended_at=None).update(ended_at=clock.now())


def url_of(key: UUID) -> str:
    """The whole address of the link with that public key, for its holder."""
    return f"{settings.PUBLIC_URL}/geteilt/{_token(key)}"


def shown(token: str) -> Shown | None:
    """What a link shows at this moment; None where it leads nowhere.

    Nothing of people whom something ties to a hidden district, and no name of anybody under 18.
    """
    standing = Share.objects.standing(clock.now()).filter(token_hash=_hash(token.strip().lower()))
    found = standing.select_related("volunteer__details").first()
    if found is None:
        return None
    hidden = safety.hidden_districts()
    if hidden and Volunteer.objects.at_home_in(hidden).filter(pk=found.volunteer_id).exists():
        return None
    facts = find(found.volunteer, found.kind, found.subject)
    return None if facts is None else _chosen(found, facts)


def _chosen(found: Share, facts: Facts) -> Shown:
    return Shown(
        kind=ShareKind(found.kind),
        name="" if is_minor(found.volunteer) else name_in(found.volunteer, found.display_form),
        title=facts.title,
        on=facts.on,
        by=facts.by,
        minutes=facts.minutes if found.with_hours else None,
        proof=facts.proof if found.with_proof else "",
        expires_at=found.expires_at,
    )


def name_in(volunteer: Volunteer, display_form: str) -> str:
    """The name in that form, as lists of thanks show it; "" for none."""
    return shown_name(Consent(volunteer=volunteer, display_form=display_form))


def is_minor(volunteer: Volunteer) -> bool:
    """Whether the person is known to be under 18."""
    age = consent.age_of(volunteer)
    return age is not None and age < consent.OF_AGE


def _check_form(volunteer: Volunteer, display_form: str, *, of_age: bool) -> None:
    if display_form not in FORMS:
        raise Invalid(_("Bitte wähle, wie dein Name dort stehen soll."), code="form_unknown", field="display_form")
    if display_form == DisplayForm.ANONYMOUS:
        return
    age = consent.age_of(volunteer)
    if age is not None and age < consent.OF_AGE:
        raise Forbidden(_("Bis du 18 bist, geht das nur ohne Namen."), code="under_age", field="display_form")
    if age is None and not of_age:
        raise Invalid(
            _("Mit Namen geht das ab 18. Bitte bestätige, dass du es bist."), code="age_unknown", field="of_age"
        )
    if not name_in(volunteer, display_form):
        raise Invalid(
            _("Dafür brauchen wir Vor- und Nachnamen getrennt. Du kannst sie in deinen Daten eintragen."),
            code="parts_missing",
            field="display_form",
        )


def _token(uuid: UUID) -> str:
    digest = salted_hmac("volunteers.sharing", uuid.hex, algorithm="sha256").digest()
    return base64.b32encode(digest[:BYTES]).decode("ascii").lower()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
