"""What a role may take with it as files: kinds of rows, each under the names of the API, read in bounded pieces.

A role is one organisation's desk or the coordination; who has several exports each by itself. A kind says which rows a
role sees (through `visible_to`, within the role's own reach) and which columns; each app registers its kinds at the
start. Rows are read by keyset, each piece in a statement of its own: no transaction stays open, whatever the number.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeAlias

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from backend.common.errors import Forbidden
from volunteers.models import District, Organisation, User
from volunteers.models.privacy import ExportOf
from volunteers.reach import Reach, in_role, reach_of

AT_A_TIME: Final = 2000  # rows in memory
_EARLIEST, _LATEST = dt.date(1900, 1, 1), dt.date(2999, 12, 31)  # beyond them a period has no end on that side
MOST_COUNTED: Final = 10_000  # a page that only tells how much there is looks no further

Rows: TypeAlias = "models.QuerySet[Any, Any]"
Type: TypeAlias = Literal["text", "uuid", "number", "day", "instant", "yes", "json"]


@dataclass(frozen=True, slots=True)
class Role:
    """In which role somebody exports. `reach` is that of this role alone; without `organisation` it coordinates."""

    user: User
    reach: Reach
    organisation: Organisation | None = None

    @property
    def of(self) -> ExportOf:
        """Which set of kinds it has."""
        return ExportOf.COORDINATION if self.organisation is None else ExportOf.ORGANISATION

    @property
    def manages(self) -> bool:
        """Whether it manages its organisation, or coordinates."""
        return bool(self.reach.managed) or self.organisation is None

    @property
    def extent(self) -> dict[str, Any]:
        """How far it reaches, in keys: kept with a file, to be compared when somebody fetches it."""
        return {
            "everything": self.reach.everything,
            "managed": sorted(self.reach.managed),
            "districts": sorted(self.reach.districts),
            "fields": sorted(self.reach.fields),
        }

    def covers(self, extent: Mapping[str, Any]) -> bool:
        """Whether it still reaches that far."""
        if self.reach.everything:
            return True
        now = self.extent
        return not extent["everything"] and all(
            set(extent[name]) <= set(now[name]) for name in ("managed", "districts", "fields")
        )


def role_of(user: User, organisation: Organisation | None) -> Role:
    """The role at that organisation, else the coordination. Raises Forbidden (`not_member`, `not_coordinator`)."""
    reach = reach_of(user)
    own = Reach(user_id=reach.user_id)
    if organisation is not None:
        if organisation.pk not in reach.organisations:
            raise Forbidden(_("Sie gehören nicht zu dieser Organisation."), code="not_member", field="organisation")
        here = frozenset({organisation.pk})
        return Role(user, replace(own, organisations=here, managed=here & reach.managed), organisation)
    if not reach.coordinates:
        raise Forbidden(_("Das darf nur die Koordination."), code="not_coordinator")
    return Role(user, replace(own, everything=reach.everything, districts=reach.districts, fields=reach.fields))


# --- columns ---


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the API, the way in the ORM, what it holds, and its heading for people (German).

    `choices` are codes with what they are called. `told` changes a value as the API does. `beyond` marks those that the
    API's list does not have.
    """

    name: str
    path: str
    type: Type
    heading: str
    about: str = ""
    choices: Mapping[str, str | Promise] = field(default_factory=dict)
    told: Callable[[Any], Any] | None = None
    beyond: bool = False


_TYPES: "tuple[tuple[type[models.Field[Any, Any]], Type], ...]" = (
    (models.UUIDField, "uuid"),
    (models.DateTimeField, "instant"),
    (models.DateField, "day"),
    (models.BooleanField, "yes"),
    (models.IntegerField, "number"),
    (models.JSONField, "json"),
)


def type_of(model: type[models.Model], path: str) -> tuple[Type, Mapping[str, str | Promise]]:
    """What stands at the end of an ORM path, and its choices. Annotations and keys inside of JSON are text."""
    here: Any = model
    found: Any = None
    for name in path.split("__"):
        try:
            found = here._meta.get_field(name)
        except FieldDoesNotExist:
            return "text", {}
        if found.related_model is not None:
            here = found.related_model
        elif isinstance(found, models.JSONField) and path.partition("__")[2]:
            return "text", {}
    if isinstance(found, models.GeneratedField):
        found = found.output_field
    if found.related_model is not None:  # by its key, which is a code
        found = found.target_field
    choices = dict(found.flatchoices) if found.choices else {}
    return next((kind for one, kind in _TYPES if isinstance(found, one)), "text"), choices


# --- kinds ---

Find: TypeAlias = Callable[[Role], Rows]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rows in one role: `code` is the name of the API's list and of the file.

    `find` gives the rows that the role sees, within its reach. `since` is the path (a day or an instant) that a period
    narrows; without one the rows are what they are, whatever the period. `personal` where rows speak of people.
    """

    of: ExportOf
    code: str
    title: str | Promise
    about: str | Promise
    model: type[models.Model]
    columns: tuple[Column, ...]
    find: Find
    since: str = ""
    managers: bool = False
    personal: bool = True

    def rows(self, role: Role, start: dt.date | None = None, end: dt.date | None = None) -> Rows:
        """What the role sees of it, from the local day `start` to `end` (both included)."""
        with in_role(role.user, role.reach):
            found = self.find(role)
        if not self.since:
            return found
        instant = type_of(self.model, self.since)[0] == "instant"
        if start and start > _EARLIEST:
            found = found.filter(**{f"{self.since}__gte": _midnight(start) if instant else start})
        if end and end < _LATEST:
            after = end + dt.timedelta(days=1)
            found = found.filter(**{f"{self.since}__lt": _midnight(after) if instant else after})
        return found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


_KINDS: dict[tuple[ExportOf, str], Kind] = {}


def register(*kinds: Kind) -> None:
    """Say at the start what an app has to give away. They are offered in the order in which they were registered."""
    for kind in kinds:
        _KINDS[kind.of, kind.code] = kind


def codes() -> list[str]:
    """The codes of all kinds, of whatever role."""
    return sorted({code for _of, code in _KINDS})


def kinds_of(role: Role) -> list[Kind]:
    """What that role can export."""
    return [kind for (of, _code), kind in _KINDS.items() if of == role.of and (not kind.managers or role.manages)]


def counts(role: Role, kinds: Iterable[Kind], start: dt.date | None, end: dt.date | None) -> dict[str, int]:
    """How many rows of each kind there are, at most one more than MOST_COUNTED. One query."""
    asked = list(kinds)
    numbers = [_Number(kind.rows(role, start, end).order_by().values("pk")[: MOST_COUNTED + 1]) for kind in asked]
    # The table only carries the numbers: districts are there in every installation.
    found = District.objects.order_by().values_list(*numbers)[0]
    return dict(zip((kind.code for kind in asked), found, strict=True))


class _Number(Subquery):
    """How many rows a query has, as a column of another one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


def pieces(kind: Kind, rows: Rows) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as plain tuples of the kind's columns, in the order of their keys, AT_A_TIME of them in memory.

    Each piece is what stands there when it is read: an export of a busy table is no snapshot of one moment.
    """
    paths = [column.path for column in kind.columns]
    ordered = rows.order_by("pk").values_list("pk", *paths)
    last: Any = None
    while True:
        found = list((ordered if last is None else ordered.filter(pk__gt=last))[:AT_A_TIME])
        if found:
            last = found[-1][0]
            yield [row[1:] for row in found]
        if len(found) < AT_A_TIME:
            return
