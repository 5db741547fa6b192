"""Who is due thanks: who reached something, and was not thanked on that day or later.

By place: a person belongs where they gave hours that count, be it in three districts. One definition for the page, the
API and the order of certificates (`backend.site.coordination.thanks`).
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from recognition.models import Helped, Programme, Reached, ThanksDue
from recognition.programme_querysets import ReachedQuerySet
from recognition.thanks_querysets import ThanksDueQuerySet
from volunteers.models import Activity, District, FieldOfAction, Organisation, Volunteer
from volunteers.reach import Reach

BREAKDOWNS = ("district", "field", "organisation", "programme")


@dataclass(frozen=True, slots=True)
class Where:
    """Whom to look at: who helps in that district and field, at that organisation; and for what. None is any."""

    district: District | None = None
    field: FieldOfAction | None = None
    organisation: Organisation | None = None
    programme: Programme | None = None

    @property
    def narrowed(self) -> bool:
        """Whether a place is named."""
        return any(self.place.values())

    @property
    def place(self) -> dict[str, Any]:
        """Without what they reached."""
        return {"district": self.district, "field": self.field, "organisation": self.organisation}


EVERYWHERE = Where()


def find_where(
    *, district: str = "", field: str = "", organisation: UUID | None = None, programme: str = ""
) -> Where | None:
    """By AGS, code, UUID and code, as far as given. None for an unknown programme, and where nothing is done.

    Two queries at most. What organisations do where is public, so this tells nothing of anybody.
    """
    asked = {"district__ags": district, "field__code": field, "organisation__uuid": organisation}
    wanted = {column: value for column, value in asked.items() if value}
    where = EVERYWHERE
    if wanted:
        # One activity there says all of it in one query; who helps there helps at one.
        there = Activity.objects.filter(**wanted).select_related("district", "field", "organisation__district").first()
        if there is None:
            return None
        where = Where(**{(name := column.partition("__")[0]): getattr(there, name) for column in wanted})
    if not programme:
        return where
    found = Programme.objects.filter(code=programme).first()
    return replace(where, programme=found) if found else None


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people are due thanks, for how much that they reached, the oldest of it on which local date.

    `under_way`: for how many of them thanks is on its way already.
    """

    people: int
    reached: int
    oldest: dt.date | None
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A district (by AGS), field (code), organisation (UUID) or programme (code); how many people are due thanks."""

    key: str
    label: str
    people: int


def helping(reach: Reach, where: Where = EVERYWHERE) -> "QuerySet[Helped, Any]":
    """Keys of who helps within that reach and place, for a subquery."""
    return Helped.objects.in_scope(reach).at(**where.place).order_by().values("volunteer")


def due(reach: Reach, where: Where = EVERYWHERE) -> ThanksDueQuerySet:
    """Who is due thanks and helps within that reach and place; `since` and `number` speak of all that they reached."""
    people = ThanksDue.objects.all()
    if where.narrowed or not reach.everything:
        people = people.filter(volunteer__in=helping(reach, where))
    if where.programme is not None:
        people = people.filter(_waits_for(where.programme))
    return people


def numbers(reach: Reach, where: Where = EVERYWHERE, *, under_way: "QuerySet[Any, Any] | None" = None) -> Numbers:
    """In all. `under_way` are keys of people for whom thanks is on its way, as a subquery. One query."""
    sums: dict[str, Any] = {"people": Count("pk"), "reached": Coalesce(Sum("number"), 0), "oldest": Min("since")}
    if under_way is not None:
        sums["under_way"] = Count("pk", filter=Q(pk__in=under_way))
    return Numbers(**due(reach, where).aggregate(**sums))


def places(by: str, reach: Reach, where: Where = EVERYWHERE) -> list[Place]:
    """How many in each district, field or organisation, or for each programme (`by`), most first.

    Who helps at several is counted at each. Two queries.
    """
    counted = _of_programmes(reach, where) if by == "programme" else _of_places(by, reach, where)
    # Named by themselves: a name beside each of a hundred thousand rows takes longer than all of the counting.
    named = _MODELS[by].objects.filter(pk__in=list(counted)).only(*_TOLD[by])
    found = [replace(choice(by, one), people=counted[one.pk]) for one in named]
    return sorted(found, key=lambda place: (-place.people, place.label))


def choice(by: str, one: Any) -> Place:
    """That district, field, organisation or programme itself, as `places` names it; of nobody."""
    key, *name = (str(getattr(one, column)) for column in _TOLD[by])
    return Place(key, _label(by, *name), people=0)


def _of_places(by: str, reach: Reach, where: Where) -> dict[int, int]:
    """People by the number of the place."""
    rows = Helped.objects.in_scope(reach).at(**where.place)
    if where.programme is None:
        rows = rows.filter(Exists(ThanksDue.objects.filter(pk=OuterRef("volunteer_id"))))
    else:
        rows = rows.filter(_waits_for(where.programme))
    people = Count("volunteer", distinct=True)  # some help at several activities of one organisation
    return dict(rows.order_by().values_list(f"activity__{by}").annotate(people=people))


def _of_programmes(reach: Reach, where: Where) -> dict[int, int]:
    """Not of those in `ThanksDue` by name: a quarter of a million rows are counted in their index alone."""
    gone = Volunteer.objects.exclude(merged_into=None).order_by()
    rows = _unthanked().exclude(volunteer__in=gone.values("pk"))
    if where.narrowed or not reach.everything:
        rows = rows.filter(volunteer__in=helping(reach, where))
    if where.programme is not None:
        rows = rows.filter(programme=where.programme)
    return rows.numbers()


def _waits_for(programme: Programme) -> Exists:
    """Asked for each person, in an index: no list of fifty thousand keys is made, and a page is full after fifty."""
    return Exists(_unthanked().filter(programme=programme, volunteer=OuterRef("volunteer_id")))


def _unthanked() -> ReachedQuerySet:
    return Reached.objects.filter(lapsed_at=None).unthanked()


def _label(by: str, name: str, kind: str = "") -> str:
    """A name in the language of the page; a city and a Landkreis of one name are told apart."""
    if by == "district":
        return f"{name} ({kind})" if kind == "kreisfreie Stadt" else name
    return name if by == "organisation" else _(name)


_MODELS: dict[str, Any] = {
    "district": District,
    "field": FieldOfAction,
    "organisation": Organisation,
    "programme": Programme,
}
# The key by which one is known outside, and what makes its label.
_TOLD = {
    "district": ("ags", "name", "kind"),
    "field": ("code", "name"),
    "organisation": ("uuid", "name"),
    "programme": ("code", "name"),
}
