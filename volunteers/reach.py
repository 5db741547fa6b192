"""How far a user reaches: their own record, the organisations they act for, what they coordinate.

Roles come from rows, not from flags on the user; every `visible_to` and every permission is built on this.
"""

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import FilteredRelation, Q, QuerySet

from backend.common.prepared import Prepared
from backend.common.remembering import knowing, recall

if TYPE_CHECKING:
    from volunteers.models import User


class Seat(NamedTuple):
    """An organisation that somebody acts for, as a menu names it."""

    organisation_id: int
    uuid: UUID
    name: str
    role: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """Keys (bigint), and what the menu of every page names. `everything` is the alliance-wide coordinator."""

    user_id: int | None = None
    volunteer_id: int | None = None
    organisations: frozenset[int] = field(default_factory=frozenset)
    seats: tuple[Seat, ...] = field(default=(), compare=False)  # the same organisations, by name
    managed: frozenset[int] = field(default_factory=frozenset)
    managing_since: dt.datetime | None = None  # the oldest of these roles
    everything: bool = False
    districts: frozenset[int] = field(default_factory=frozenset)
    fields: frozenset[int] = field(default_factory=frozenset)

    @property
    def coordinates(self) -> bool:
        """Whether the user coordinates anything."""
        return self.everything or bool(self.districts) or bool(self.fields)

    def coordinates_place(self, *, district_id: int | None, field_id: int | None) -> bool:
        """Whether the scope covers something in that district or field."""
        return self.everything or district_id in self.districts or field_id in self.fields

    def person_or_place(self) -> Q:
        """Of rows with a volunteer and an organisation: one's own, one's organisations', one's districts'.

        It contains only the branches that apply, so that one role reads one index.
        """
        if self.everything:
            return Q()
        seen = Q()
        if self.volunteer_id is not None:
            seen |= Q(volunteer_id=self.volunteer_id)
        if self.organisations:
            seen |= Q(organisation_id__in=self.organisations)
        if self.districts:
            seen |= Q(organisation__district_id__in=self.districts)
        return seen or Q(pk__in=())


NOBODY = Reach()


def in_role(user: "User", reach: Reach) -> AbstractContextManager[None]:
    """Within, that is how far the user reaches: with one of their roles alone, whatever others they have."""
    return knowing(("reach", user.pk), reach)


def reach_of(user: "User | AnonymousUser") -> Reach:
    """The user's reach now, from one small query; asked once while `remembering`.

    Anonymous and inactive users reach nothing.
    """
    if isinstance(user, AnonymousUser) or not user.is_active or user.pk is None:
        return NOBODY
    return recall(("reach", user.pk), lambda: _read(user))


def _roles(user_id: int) -> "QuerySet[Any, tuple[Any, ...]]":
    """Everything about somebody in one question. Seats times scopes are its rows: both are few."""
    from volunteers.models import User  # noqa: PLC0415 - models import their querysets

    current = FilteredRelation("memberships", condition=Q(memberships__ended_at=None))
    person = User.objects.filter(pk=user_id).alias(current=current)
    return person.order_by("current__organisation__name", "current__organisation_id").values_list(
        "volunteer",
        "coordinator_scopes__kind",
        "coordinator_scopes__district_id",
        "coordinator_scopes__field_id",
        "current__organisation_id",
        "current__organisation__uuid",
        "current__organisation__name",
        "current__role",
        "current__created_at",
    )


_ROLES = Prepared(_roles)


def _read(user: "User") -> Reach:
    rows = _ROLES.ask(user.pk)
    seats = tuple(dict.fromkeys(Seat(*row[4:]) for row in rows if row[4] is not None))
    managed = [seat for seat in seats if seat.role == "manager"]
    return Reach(
        user_id=user.pk,
        volunteer_id=next((row[0] for row in rows), None),
        organisations=frozenset(seat.organisation_id for seat in seats),
        seats=seats,
        managed=frozenset(seat.organisation_id for seat in managed),
        managing_since=min((seat.since for seat in managed), default=None),
        everything=any(kind == "all" for _, kind, *_ in rows),
        districts=frozenset({row[2] for row in rows} - {None}),
        fields=frozenset({row[3] for row in rows} - {None}),
    )
