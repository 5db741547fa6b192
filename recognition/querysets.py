"""Every read of this app. Public rows come through `publicly_listed` and nowhere else."""

import datetime as dt
from typing import TYPE_CHECKING, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, Max, Min, OuterRef, Q

from volunteers.models import DistrictHiding, Volunteer
from volunteers.models.consent import Consent
from volunteers.reach import Reach, reach_of

if TYPE_CHECKING:
    from recognition.models import ListEntry, RecognitionList
    from volunteers.models import User

    Viewer: TypeAlias = User | AnonymousUser


class RecognitionListQuerySet(models.QuerySet["RecognitionList"]):
    """Lists of thanks."""

    def published(self) -> Self:
        """What the public sees: published, and neither of a hidden district nor of an organisation there."""
        return self.filter(status="published").exclude(self._hidden())

    def history(self, slug: str) -> Self:
        """The versions of one list that were public, the newest first; of none that is withdrawn."""
        return self.filter(slug=slug, status__in=["published", "renewed"]).order_by("-version")

    @staticmethod
    def _hidden() -> Q:
        hidden = DistrictHiding.objects.standing().values("district_id")
        return Q(district_id__in=hidden) | Q(organisation__district_id__in=hidden)

    def about(self, *, district: str = "", field: str = "", kind: str = "", year: str = "") -> Self:
        """Of that district (AGS; also of its organisations), field, kind of organisation, calendar year; "" is any."""
        found = self
        if district:
            found = found.filter(Q(district__ags=district) | Q(organisation__district__ags=district))
        if field:
            found = found.filter(field__code=field)
        if kind:
            found = found.filter(organisation__kind=kind)
        if year:
            first, last = dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)
            found = found.filter(period_start__lte=last, period_end__gte=first)
        return found

    def years(self) -> list[int]:
        """Calendar years that any of them thanks for, the newest first. One query."""
        span = self.aggregate(first=Min("period_start"), last=Max("period_end"))
        if span["first"] is None:
            return []
        return list(range(span["last"].year, span["first"].year - 1, -1))

    def in_scope(self, reach: Reach) -> Self:
        """Lists that a coordinator answers for."""
        if reach.everything:
            return self
        return self.filter(
            Q(district_id__in=reach.districts)
            | Q(field_id__in=reach.fields)
            | Q(organisation__district_id__in=reach.districts)
        )

    def visible_to(self, user: "Viewer") -> Self:
        """Coordinators see all lists of their scope; everybody else the published ones."""
        reach = reach_of(user)
        if reach.everything:
            return self
        if not reach.coordinates:
            return self.published()
        mine = type(self)(self.model, using=self.db).in_scope(reach).values("pk")
        return self.filter(Q(status="published") & ~self._hidden() | Q(pk__in=mine))


class ListEntryQuerySet(models.QuerySet["ListEntry"]):
    """Who stands on a list."""

    def publicly_listed(self, *, place: str, day: dt.date, hidden: frozenset[int] = frozenset()) -> Self:
        """Those whose consent for that place is valid on that day: not withdrawn, not expired. The only public rows.

        `hidden` are keys of districts out of public sight: people of there are left out of every list.
        """
        valid = Consent.objects.valid_on(day).filter(
            volunteer_id=OuterRef("volunteer_id"), purpose="public_thanks", place=place
        )
        found = self.filter(Exists(valid))
        if not hidden:
            return found
        return found.exclude(Exists(Volunteer.objects.at_home_in(hidden).filter(pk=OuterRef("volunteer_id"))))
