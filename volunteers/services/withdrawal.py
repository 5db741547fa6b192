"""Withdrawing all consents by a link, without signing in: from any mail and from the paper.

The link holds no name and no key of a row: 100 bits, derived from person and turn with the installation's key, so
that it can be printed again; the table keeps a hash. Whoever has it can do one thing: take a name out of public sight.
It never expires, for it stands on paper. A scanner that opens it changes nothing; a POST withdraws.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import NotFound
from volunteers.models import Consent, GuardianConsent, GuardianStatus, Share, Volunteer, WithdrawalLink
from volunteers.services import consent, protocol, sharing
from volunteers.services.protocol import Act

if TYPE_CHECKING:
    from volunteers.models import User

BYTES = 13  # of the signature; its first 20 characters in base32 are 100 bits
LENGTH = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What a withdrawal would end: purpose, place and since when. Neither a name nor how it is shown.

    The link stands on papers that others hold; who is listed under another name must not be given away by it.
    """

    consents: list[Consent]
    asked: int  # guardians who have not answered yet
    shares: int = 0  # links to certificates and milestones
    shown: int = 0  # places of the apps above where the person agreed to be named or shown
    questions: int = 0  # such places of which the person was asked and has not answered yet

    def __bool__(self) -> bool:
        return bool(self.consents or self.asked or self.shares or self.shown or self.questions)


class End(Protocol):
    """Ends what somebody agreed to in an app above, in the caller's transaction."""

    def __call__(self, *, volunteer: Volunteer, actor: "User | None") -> int:
        """Returns how many yeses that were."""


class _Part(NamedTuple):
    standing: Callable[[Volunteer], int]
    end: End
    asked: Callable[[Volunteer], int]


_PARTS: dict[str, _Part] = {}


def register(name: str, standing: Callable[[Volunteer], int], end: End, asked: Callable[[Volunteer], int]) -> None:
    """Say at the start that an app has consents of its own: how many stand, how they end, how many it asks for."""
    _PARTS[name] = _Part(standing, end, asked)


def url_of(volunteer: Volunteer) -> str:
    """The address of the person's link, made where there is none yet."""
    return urls_of([volunteer])[volunteer.pk]


def own_url(*, actor: "User", volunteer: Volunteer) -> str:
    """The same, for who speaks for the person. Raises NotFound for anybody else."""
    if not consent.speaks_for(actor=actor, volunteer=volunteer):
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    return url_of(volunteer)


def urls_of(volunteers: Iterable[Volunteer]) -> dict[int, str]:
    """The addresses of many, by key: one query for each thousand, and one more where a link is made."""
    people = list(volunteers)
    found = {}
    for start in range(0, len(people), 1000):
        found.update(_urls(people[start : start + 1000]))
    return found


def _urls(people: list[Volunteer]) -> dict[int, str]:
    rows = WithdrawalLink.objects.filter(volunteer__in=people).values_list("volunteer_id", "turn", "token_hash")
    turns: dict[int, int] = {}
    known = set()
    for key, turn, token_hash in rows:
        turns[key] = max(turn, turns.get(key, 0))
        known.add(token_hash)
    tokens = {person.pk: _token(person, turns.get(person.pk, 0)) for person in people}
    # Also where the installation's key is a new one: the older links work on.
    new = [person for person in people if _hash(tokens[person.pk]) not in known]
    if new:
        WithdrawalLink.objects.bulk_create(
            (
                WithdrawalLink(volunteer=person, turn=turns.get(person.pk, 0), token_hash=_hash(tokens[person.pk]))
                for person in new
            ),
            ignore_conflicts=True,  # somebody else asks at the same moment
        )
    return {key: f"{settings.PUBLIC_URL}/w/{token}" for key, token in tokens.items()}


def sample_url() -> str:
    """An address of the same length that is nobody's: for what is only looked at."""
    return f"{settings.PUBLIC_URL}/w/{'x' * LENGTH}"


def by_token(token: str) -> Volunteer | None:
    """Whose link that is; None for one that is not, or no more. Letters count in either case, as from paper.

    The link of a record that went into another one is that one's, too: it stands on papers.
    """
    link = (
        WithdrawalLink.objects.select_related("volunteer")
        .filter(token_hash=_hash(token.strip().lower()), ended_at=None)
        .first()
    )
    person = link.volunteer if link else None
    while person is not None and person.merged_into is not None:  # an old paper speaks for who they are now
        person = person.merged_into
    return person


def standing(volunteer: Volunteer) -> Standing:
    """What a withdrawal would end now."""
    consents = Consent.objects.valid_on(clock.today()).filter(volunteer=volunteer)
    asked = GuardianConsent.objects.filter(volunteer=volunteer, status=GuardianStatus.ASKED).count()
    shown = sum(part.standing(volunteer) for part in _PARTS.values())
    questions = sum(part.asked(volunteer) for part in _PARTS.values())
    shares = Share.objects.standing(clock.now()).filter(volunteer=volunteer).count()
    given = list(consents.select_related("purpose").order_by("purpose__position", "pk"))
    return Standing(given, asked, shares, shown, questions)


@transaction.atomic
def withdraw_all(*, volunteer: Volunteer, actor: "User | None" = None) -> int:
    """End every consent of that person, what guardians said or were asked, and the links that they shared.

    Returns how many consents stood.

    Whoever calls it holds the person's link, or is the person (`actor`). Again is the same: nothing is left to end.
    """
    consent.lock(volunteer)
    ended = consent.end(
        Consent.objects.filter(volunteer=volunteer), actor=actor, why="person" if actor is not None else "link"
    )
    open_ones = GuardianConsent.objects.filter(
        volunteer=volunteer, status__in=[GuardianStatus.ASKED, GuardianStatus.GIVEN]
    )
    open_ones.update(status=GuardianStatus.WITHDRAWN, ended_at=clock.now())
    sharing.end_all(volunteer)
    return ended + sum(part.end(volunteer=volunteer, actor=actor) for part in _PARTS.values())


@transaction.atomic
def withdraw_own(*, actor: "User", volunteer: Volunteer) -> int:
    """The same as `withdraw_all`, signed in. Raises Forbidden (`not_yours`)."""
    consent.check_speaks_for(actor=actor, volunteer=volunteer)
    return withdraw_all(volunteer=volunteer, actor=actor)


@transaction.atomic
def renew_link(*, actor: "User", volunteer: Volunteer) -> str:
    """Another link; the earlier ones, also on papers and in old mails, lead nowhere from now on.

    Raises Forbidden (`not_yours`).
    """
    consent.check_speaks_for(actor=actor, volunteer=volunteer)
    consent.lock(volunteer)
    links = WithdrawalLink.objects.filter(volunteer=volunteer)
    turn = (links.aggregate(turn=Max("turn"))["turn"] or 0) + 1
    links.filter(ended_at=None).update(ended_at=clock.now())
    WithdrawalLink.objects.create(volunteer=volunteer, turn=turn, token_hash=_hash(_token(volunteer, turn)))
    protocol.note(act=Act.WITHDRAWAL_LINK_RENEWED, actor=actor, volunteer=volunteer)
    return url_of(volunteer)


def urls_for(address: str) -> list[str]:
    """Links of the people at that e-mail address who have a consent to withdraw: what a mail to it ends with."""
    people = Volunteer.objects.with_address(address).filter(
        pk__in=Consent.objects.valid_on(clock.today()).values("volunteer")
    )
    return list(urls_of(people.order_by("pk")[:5]).values())


def _token(volunteer: Volunteer, turn: int) -> str:
    said = f"{volunteer.uuid.hex} {turn}"
    digest = salted_hmac("volunteers.withdrawal", said, algorithm="sha256").digest()
    return base64.b32encode(digest[:BYTES]).decode("ascii")[:LENGTH].lower()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
