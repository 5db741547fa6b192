"""Every read of programmes, their rules and what was reached."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from volunteers.models import Volunteer
from volunteers.querysets import valid_on
from volunteers.reach import reach_of

if TYPE_CHECKING:
    from recognition.models import Programme, ProgrammeRule, Reached
    from volunteers.models import User

    Viewer: TypeAlias = User | AnonymousUser


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes are public."""

    def visible_to(self, user: "Viewer") -> Self:
        """What one can reach is no secret."""
        return self

    def with_numbers(self) -> Self:
        """Annotates `people`: how many stand there."""
        standing = Q(reached__lapsed_at=None, reached__volunteer__erased_at=None, reached__volunteer__merged_into=None)
        return self.annotate(people=Count("reached", filter=standing & Q(reached__isnull=False)))


class ProgrammeRuleQuerySet(models.QuerySet["ProgrammeRule"]):
    """Rules are public, those of former days too."""

    def visible_to(self, user: "Viewer") -> Self:
        """Whoever was measured by a rule may read it."""
        return self

    def valid_on(self, day: dt.date) -> Self:
        """Those of that local date: at most one a programme."""
        return self.filter(valid_on(day))


class ReachedQuerySet(models.QuerySet["Reached"]):
    """Who reached what."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own; of the people whom one coordinates. An organisation would learn of hours elsewhere: nothing."""
        reach = reach_of(user)
        if reach.everything:
            return self.filter(Exists(_people().filter(pk=OuterRef("volunteer_id"))))
        seen = Q()
        if reach.volunteer_id is not None:
            seen |= Q(volunteer_id=reach.volunteer_id)
        if reach.coordinates:
            seen |= Q(Exists(_people().in_scope(reach).filter(pk=OuterRef("volunteer_id"))))
        return self.filter(seen) if seen else self.none()

    def standing(self) -> Self:
        """What was not taken away, of people who are to be found."""
        return self.filter(lapsed_at=None, volunteer__erased_at=None, volunteer__merged_into=None)

    def unthanked(self) -> Self:
        """What nobody gave thanks for yet."""
        return self.filter(thanked_at=None)

    def numbers(self) -> dict[int, int]:
        """How many there are of each programme, by its key. One query."""
        return dict(self.order_by().values_list("programme").annotate(number=Count("pk")))


def _people() -> Any:
    return Volunteer.objects.remembered()
