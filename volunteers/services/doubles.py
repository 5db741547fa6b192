"""Records that may be one person: found by name and address, with the reasons and how sure. Nobody is merged by this.

1. Read names and addresses of everybody concerned, in one query. 2. Fold them, and group by what is the same: names as
written, their words in any order (family name first), the name in Latin letters, the e-mail address; at one
organisation also what is spelt alike: Jürgen and Juergen, or one letter more, less, other or swapped. 3. Of each group
the pairs; leave out those that somebody told apart, and those that cannot be: two accounts, two birth dates. 4. The
surest first. 5. What each record holds is asked for the pairs that are shown alone: two queries for all of them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Count, Max, Min, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common import clock
from backend.common.errors import Conflict, Forbidden
from volunteers.models import DistinctPair, Organisation, Volunteer
from volunteers.querysets import HourEntryQuerySet, VolunteerQuerySet
from volunteers.reach import Reach, reach_of
from volunteers.services.protocol import Act, note
from volunteers.text import fold, plain_letters

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from volunteers.models import User

MOST_OF_ONE_NAME = 20  # among more namesakes a name says nothing
FEWEST_LETTERS = 8  # of shorter names a letter makes another name too often: Eva Ott, Eva Otto
_BETWEEN_WORDS = str.maketrans(",.;", "   ")


class Why(StrEnum):
    """What two records have in common, the strongest first."""

    EMAIL = "email"
    NAME = "name"
    LATIN = "latin"
    ORDER = "order"
    SPELLING = "spelling"

    @property
    def label(self) -> "Promise":
        """For people."""
        return _LABELS[self]


_LABELS = {
    Why.EMAIL: gettext_lazy("gleiche E-Mail-Adresse"),
    Why.NAME: gettext_lazy("gleicher Name"),
    Why.LATIN: gettext_lazy("gleicher Name in lateinischer Schrift"),
    Why.ORDER: gettext_lazy("Vor- und Nachname vertauscht"),
    Why.SPELLING: gettext_lazy("ähnlich geschrieben"),
}


class Sureness(StrEnum):
    """How sure it is that two records are one person."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"

    @property
    def label(self) -> "Promise":
        """For people."""
        return _SURE[self]


_SURE = {
    Sureness.HIGH: gettext_lazy("sehr wahrscheinlich"),
    Sureness.MIDDLE: gettext_lazy("wahrscheinlich"),
    Sureness.LOW: gettext_lazy("möglich"),
}
_ORDER = (Sureness.HIGH, Sureness.MIDDLE, Sureness.LOW)


class Held(NamedTuple):
    """What a record holds, as far as the reader may see it: entries, confirmed minutes, from when to when."""

    entries: int = 0
    minutes: int = 0
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(slots=True)
class Pair:
    """Two records by key, the lower first, and why. `people` and `held` are filled in for those that are shown."""

    keys: tuple[int, int]
    reasons: set[Why] = field(default_factory=set)
    people: list[Volunteer] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    @property
    def sureness(self) -> Sureness:
        """By the reasons together."""
        by_name = self.reasons - {Why.EMAIL}
        if Why.EMAIL in self.reasons and by_name:
            return Sureness.HIGH
        return Sureness.MIDDLE if self.reasons & {Why.EMAIL, Why.NAME} else Sureness.LOW

    @property
    def shown_reasons(self) -> list[Why]:
        """The strongest first."""
        return [why for why in Why if why in self.reasons]

    @property
    def rows(self) -> list[tuple[Volunteer, Held]]:
        """Both records, with what they hold."""
        return list(zip(self.people, self.held, strict=True))


class _Person(NamedTuple):
    pk: int
    name: str
    latin: str
    given: str
    family: str
    email: str
    account: int | None
    account_email: str | None
    born: dt.date | None


_COLUMNS = (
    *("pk", "name", "name_latin", "given_name", "family_name", "email", "user_id"),
    *("user__email", "details__birth_date"),
)


def at_organisation(organisation: Organisation) -> list[Pair]:
    """Among the people known at one organisation, the surest first.

    Neither address nor birth date of an account is compared: they are not the organisation's to find out. What is spelt
    alike is looked for here alone: among thousands of people it would be mostly chance.
    """
    return _pairs(Volunteer.objects.known_at(organisation), with_accounts=False)


def in_scope(reach: Reach) -> list[Pair]:
    """Among the people whom a coordinator coordinates, the surest first."""
    return _pairs(Volunteer.objects.remembered().in_scope(reach), with_accounts=True)


def fill(pairs: Iterable[Pair], hours: HourEntryQuerySet) -> list[Pair]:
    """The same pairs with people and what they hold among these entries. Two queries."""
    shown = list(pairs)
    keys = {key for pair in shown for key in pair.keys}
    people = Volunteer.objects.select_related("kept_by").in_bulk(keys)
    held = {
        key: Held(*counted)
        for key, *counted in hours.filter(volunteer__in=keys)
        .values("volunteer_id")
        .annotate(
            entries=Count("pk"),
            confirmed_minutes=Sum("counted", filter=Q(status="confirmed"), default=0),
            first=Min("day"),
            last=Max("day"),
        )
        .order_by()
        .values_list("volunteer_id", "entries", "confirmed_minutes", "first", "last")
    }
    for pair in shown:
        pair.people = [people[key] for key in pair.keys]
        pair.held = [held.get(key, Held()) for key in pair.keys]
    return shown


@transaction.atomic
def tell_apart(*, actor: "User", first: Volunteer, second: Volunteer, way: str) -> DistinctPair:
    """Say that two records are two people; said again it is the same. They are not suggested any more.

    A member of an organisation where both are known, or a coordinator of both. Raises Forbidden (`not_for_both`),
    Conflict (`same_record`).
    """
    if first.pk == second.pk:
        raise Conflict(_("Das ist zweimal derselbe Datensatz."), code="same_record", field="second")
    if not _sees_both(actor, first, second):
        raise Forbidden(_("Das sagt, wer beide kennt: ihre Organisation oder die Koordination."), code="not_for_both")
    low, high = sorted((first, second), key=lambda one: one.pk)
    pair, new = DistinctPair.objects.get_or_create(
        first=low, second=high, defaults={"said_at": clock.now(), "said_by": actor}
    )
    if new:
        note(
            act=Act.PEOPLE_TOLD_APART,
            actor=actor,
            way=way,
            volunteer=low,
            subject=low.uuid,
            detail={"other": str(high.uuid)},
        )
    return pair


def _sees_both(actor: "User", first: Volunteer, second: Volunteer) -> bool:
    """Whether both are known at one organisation of the actor, or lie in their scope."""
    reach, both = reach_of(actor), [first.pk, second.pk]
    if reach.coordinates and Volunteer.objects.remembered().in_scope(reach).filter(pk__in=both).count() == len(both):
        return True
    return any(
        Volunteer.objects.known_at(place).filter(pk__in=both).count() == len(both)
        for place in Organisation.objects.filter(pk__in=reach.organisations)
    )


def _pairs(people: VolunteerQuerySet, *, with_accounts: bool) -> list[Pair]:
    rows = [_Person(*row) for row in people.order_by("pk").values_list(*_COLUMNS)]
    groups: dict[str, list[_Person]] = defaultdict(list)
    for row in rows:
        for name in {*_words(row), _sorted_words(row.latin)} - {""}:
            groups[name].append(row)
        if address := _address(row, with_accounts=with_accounts):
            groups[f"@ {address}"].append(row)
        if not with_accounts:
            for spelling in _spellings(row):
                groups[f"~ {spelling}"].append(row)
    both = {
        pair
        for together in groups.values()
        if 1 < len(together) <= MOST_OF_ONE_NAME
        for pair in combinations(together, 2)
        if _may_be_one(*pair, with_accounts=with_accounts)
    }
    apart = DistinctPair.objects.among(sorted({one.pk for pair in both for one in pair}))
    pairs = [
        Pair((first.pk, second.pk), _reasons(first, second, with_accounts=with_accounts))
        for first, second in both
        if (first.pk, second.pk) not in apart
    ]
    return sorted(pairs, key=lambda pair: (_ORDER.index(pair.sureness), pair.keys))


def _reasons(first: _Person, second: _Person, *, with_accounts: bool) -> set[Why]:
    """The strongest by name, and the address."""
    by_name: tuple[tuple[Why, set[str], set[str]], ...] = (
        (Why.NAME, _written(first), _written(second)),
        (Why.ORDER, _words(first), _words(second)),
        (Why.LATIN, _words(first) | {_sorted_words(first.latin)}, _words(second) | {_sorted_words(second.latin)}),
    )
    found = next(({why} for why, mine, theirs in by_name if (mine & theirs) - {""}), set[Why]())
    if not found and not with_accounts and _spellings(first) & _spellings(second):
        found = {Why.SPELLING}
    address = _address(first, with_accounts=with_accounts)
    same = address and address == _address(second, with_accounts=with_accounts)
    return found | {Why.EMAIL} if same else found


def _written(row: _Person) -> set[str]:
    return {fold(row.name), fold(f"{row.given} {row.family}")}


def _words(row: _Person) -> set[str]:
    """The words of the name and of its parts, each sorted: the same for any order of them."""
    parts = f"{row.given} {row.family}"
    return {_sorted_words(row.name)} if parts == row.name else {_sorted_words(row.name), _sorted_words(parts)}


def _sorted_words(name: str) -> str:
    return " ".join(sorted(fold(name.translate(_BETWEEN_WORDS)).split()))


def _spellings(row: _Person) -> set[str]:
    """The names in plain letters, and with each one letter left out: alike are those that have one of these in common.

    Two words that differ by one letter, put in, left out, replaced or swapped with the next, become the same when each
    loses at most one (the deletion neighbourhood; Mor and Fraenkel, 1982).
    """
    whole = {_sorted_words(plain_letters(name)) for name in (row.name, row.latin) if name}
    long = {name for name in whole if len(name) >= FEWEST_LETTERS}
    alike = {name[:place] + name[place + 1 :] for name in long for place in range(len(name))}
    return long | alike | {f"= {name}" for name in whole - long}


def _address(row: _Person, *, with_accounts: bool) -> str:
    if row.account is not None and not with_accounts:
        return ""
    return (row.email or row.account_email or "").lower()


def _may_be_one(first: _Person, second: _Person, *, with_accounts: bool) -> bool:
    accounts = {first.account, second.account} - {None}
    if len(accounts) == len((first, second)):
        return False  # who of two accounts is whom, only they know; neither can be merged away
    if accounts and not with_accounts:
        return True  # the birth date of an account is not to be found out either
    return first.born is None or second.born is None or first.born == second.born
