"""Every read of waivers, and of the annex that goes to the municipality with its confirmations."""

import datetime as dt
from typing import TYPE_CHECKING, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from volunteers.models import Volunteer
from volunteers.reach import reach_of

if TYPE_CHECKING:
    from recognition.models import AnnexPart, CardAnnex, Waiver
    from volunteers.models import User

    Viewer: TypeAlias = User | AnonymousUser


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Who holds what stands for hours."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own; what one's organisations saw; of the people whom one coordinates."""
        reach = reach_of(user)
        people = Volunteer.objects.remembered().filter(pk=OuterRef("volunteer_id"))
        if reach.everything:
            return self.filter(Exists(people))
        seen = Q()
        if reach.volunteer_id is not None:
            seen |= Q(volunteer_id=reach.volunteer_id)
        if reach.organisations:
            seen |= Q(organisation_id__in=reach.organisations) & Q(Exists(people))
        if reach.coordinates:
            seen |= Q(Exists(people.in_scope(reach)))
        return self.filter(seen) if seen else self.none()

    def counting(self) -> Self:
        """Those that nobody took back, also where they are over by now: they held on their days."""
        return self.filter(withdrawn_at=None)

    def held_on(self, day: dt.date) -> Self:
        """Those that hold on that local date."""
        return self.counting().filter(Q(held_until=None) | Q(held_until__gte=day), held_since__lte=day)


class CardAnnexQuerySet(models.QuerySet["CardAnnex"]):
    """Annexes."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own alone: an annex tells of all organisations."""
        reach = reach_of(user)
        return self.none() if reach.volunteer_id is None else self.filter(volunteer_id=reach.volunteer_id)

    def standing(self) -> Self:
        """Those that no newer one replaced, of people who are to be found."""
        return self.filter(replaced_at=None, volunteer__erased_at=None, volunteer__merged_into=None)


class AnnexPartQuerySet(models.QuerySet["AnnexPart"]):
    """What each organisation is asked to confirm."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own; where the annex stands, also one's organisations' and one's districts'."""
        reach = reach_of(user)
        seen = Q(annex__volunteer_id=reach.volunteer_id) if reach.volunteer_id is not None else Q()
        there = Q(annex__replaced_at=None, annex__volunteer__erased_at=None, annex__volunteer__merged_into=None)
        if reach.everything:
            seen |= there
        if reach.organisations:
            seen |= there & Q(organisation_id__in=reach.organisations)
        if reach.districts:
            seen |= there & Q(organisation__district_id__in=reach.districts)
        return self.filter(seen) if seen else self.none()

    def standing(self) -> Self:
        """Those of annexes that stand."""
        return self.filter(
            annex__replaced_at=None, annex__volunteer__erased_at=None, annex__volunteer__merged_into=None
        )
