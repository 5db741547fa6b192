"""Every read of thanks that were given, and of where people help."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, OuterRef

from volunteers.models import Activity
from volunteers.reach import Reach

if TYPE_CHECKING:
    from recognition.models import Helped, ThanksDue, ThanksGiven


class ThanksGivenQuerySet(models.QuerySet["ThanksGiven"]):
    """Thanks that people were given."""

    def first_since(self, *, day: F | OuterRef, volunteer: OuterRef) -> Self:
        """The first one of that person on that local date or later, for a subquery."""
        return self.filter(volunteer=volunteer, day__gte=day).order_by("at", "pk")[:1]


class ThanksDueQuerySet(models.QuerySet["ThanksDue"]):
    """Who is due thanks."""

    def longest_first(self) -> Self:
        """In a stable order."""
        return self.order_by("since", "volunteer")


class HelpedQuerySet(models.QuerySet["Helped"]):
    """Where people help."""

    def in_scope(self, reach: Reach) -> Self:
        """What a coordinator coordinates."""
        return self if reach.everything else self.filter(activity__in=Activity.objects.in_scope(reach))

    def at(self, **place: Any) -> Self:
        """Within that `district`, `field` and `organisation`, all of them at one activity; None is any."""
        return self.filter(**{f"activity__{name}": value for name, value in place.items() if value is not None})
