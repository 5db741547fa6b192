"""What the hours of two records have against being one person's. It names days and codes, never a name or a place."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from volunteers import bounds
from volunteers.models import Correction, CorrectionStatus, HourEntry, Party, Volunteer

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from volunteers.models import User

SENTENCES: dict[str, "Promise"] = {
    "day_full": _("Zusammen wären es an diesen Tagen mehr als 24 Stunden:"),
    "own_hours": _("An diesen Tagen hätte die Person ihre eigenen Stunden bestätigt:"),
    "own_corrections": _("An diesen Tagen hätte die Person ihre eigenen Stunden für die andere Seite korrigiert:"),
}


class Obstacle(NamedTuple):
    """A code, and the local dates for which it is so."""

    code: str
    days: tuple[dt.date, ...]

    @property
    def sentence(self) -> "Promise":
        """What it means, for people; the days follow."""
        return SENTENCES[self.code]


class Identity(NamedTuple):
    """Who somebody is to four eyes: accounts, and addresses in small letters."""

    users: frozenset[int]
    addresses: frozenset[str]


def identity_of(people: Sequence[Volunteer], user: "User | None" = None) -> Identity:
    """Of these records together, and of an account that takes one over. Reads `user` of each."""
    users = [one.user for one in people if one.user is not None] + ([user] if user is not None else [])
    addresses = {one.email.lower() for one in people} | {one.email.lower() for one in users}
    return Identity(frozenset(one.pk for one in users), frozenset(addresses - {""}))


def confirmed_by(who: Identity) -> Q:
    """Entries that were confirmed by one of them: in an account, or by a link to an address."""
    return (
        Q(confirmed_by__in=who.users)
        | Q(confirmed_by__email__in=who.addresses)
        | Q(confirmed_link__address__in=who.addresses)
    )


def obstacles(people: Sequence[Volunteer], user: "User | None" = None) -> list[Obstacle]:
    """What stands in the way of these records belonging to one person, and to that account. Three queries.

    Call it with the people locked: nobody can add to their days meanwhile.
    """
    entries, who = HourEntry.objects.filter(volunteer__in=people), identity_of(people, user)
    days = entries.occupying().values("day").annotate(total=Sum("counted"), records=Count("volunteer", distinct=True))
    full = days.filter(total__gt=bounds.MINUTES_A_DAY, records__gt=1).values_list("day", flat=True)
    own = entries.confirmed().filter(confirmed_by(who)).values_list("day", flat=True)
    for_other_side = Q(asked_by=Party.ORGANISATION) & (
        Q(proposed_by__in=who.users) | Q(proposed_by__email__in=who.addresses)
    ) | Q(decided_as__in=[Party.ORGANISATION, Party.COORDINATION]) & (
        Q(decided_by__in=who.users) | Q(decided_by__email__in=who.addresses)
    )
    standing = Correction.objects.filter(
        for_other_side, entry__volunteer__in=people, status__in=[CorrectionStatus.PROPOSED, CorrectionStatus.AGREED]
    )
    corrected = standing.values_list("entry__day", flat=True)
    found = {"day_full": full, "own_hours": own, "own_corrections": corrected}
    return [Obstacle(code, tuple(sorted(set(rows)))) for code, rows in found.items() if rows]
