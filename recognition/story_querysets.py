"""Every read of good examples and of prizes. Public rows come through `publicly_listed` and nowhere else."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from backend.common import clock
from volunteers.models import DistrictHiding, Volunteer
from volunteers.reach import Reach, reach_of

if TYPE_CHECKING:
    from recognition.models import Prize, PrizeCall, Story, StoryAdoption, StoryPerson
    from volunteers.models import User

    Viewer: TypeAlias = User | AnonymousUser


def _hidden() -> Any:
    """Districts out of public sight, as a part of the query."""
    return DistrictHiding.objects.standing().values("district_id")


OF_AGE = 18


class StoryQuerySet(models.QuerySet["Story"]):
    """Good examples."""

    def publicly_listed(self, day: dt.date) -> Self:
        """What the public sees on that local date: published, of an active organisation, nowhere hidden.

        And everybody in it agreed to what it says now: one consent that is missing, taken back or expired takes the
        whole example out of sight, for nobody can tell which of its words speak of that person.
        """
        from recognition.models import StoryPerson  # noqa: PLC0415 - models import their querysets

        people = StoryPerson.objects.filter(story=OuterRef("pk"))
        hidden = _hidden()
        return (
            self.filter(status="published", organisation__is_active=True)
            .exclude(Q(district_id__in=hidden) | Q(organisation__district_id__in=hidden))
            .exclude(Exists(people.exclude(pk__in=StoryPerson.objects.agreeing(day).values("pk"))))
            .exclude(Exists(people.filter(volunteer__in=Volunteer.objects.at_home_in(hidden))))
        )

    def about(self, *, district: str = "", field: str = "") -> Self:
        """Of that district (AGS) and field (code); "" is any."""
        found = self.filter(district__ags=district) if district else self
        return found.filter(field__code=field) if field else found

    def with_adoptions(self) -> Self:
        """Each with `adopted`: how many organisations that the public may see do likewise."""
        from recognition.models import StoryAdoption  # noqa: PLC0415 - models import their querysets

        seen = StoryAdoption.objects.publicly_listed().filter(story=OuterRef("pk")).order_by().values("story")
        number = Subquery(seen.annotate(number=Count("pk")).values("number"), output_field=models.IntegerField())
        return self.annotate(adopted=Coalesce(number, 0))

    def in_scope(self, reach: Reach) -> Self:
        """What a coordinator answers for: all but what an organisation still writes at."""
        found = self.exclude(status="draft")
        if reach.everything:
            return found
        return found.filter(
            Q(district_id__in=reach.districts)
            | Q(organisation__district_id__in=reach.districts)
            | Q(field_id__in=reach.fields)
        )

    def visible_to(self, user: "Viewer") -> Self:
        """Those of one's organisations, those one is in, those one coordinates, and what the public sees."""
        from recognition.models import StoryPerson  # noqa: PLC0415 - models import their querysets

        reach = reach_of(user)
        every = type(self)(self.model, using=self.db)
        if reach.everything:
            seen = ~Q(status="draft")  # what the public sees is among them
        else:
            seen = Q(pk__in=every.publicly_listed(clock.today()).values("pk"))
            if reach.coordinates:
                seen |= Q(pk__in=every.in_scope(reach).values("pk"))
        if reach.organisations:
            seen |= Q(organisation_id__in=reach.organisations)
        if reach.volunteer_id is not None:
            seen |= Q(pk__in=StoryPerson.objects.filter(volunteer_id=reach.volunteer_id).values("story_id"))
        return self.filter(seen)


class StoryPersonQuerySet(models.QuerySet["StoryPerson"]):
    """Who is in a good example."""

    def agreeing(self, day: dt.date) -> Self:
        """Those whose consent holds on that local date, for what the example says now.

        Who turns out to be under 18 cannot have agreed by themselves; a guardian signed the paper with them.
        """
        leap = (day.month, day.day) == (2, 29)
        born_before = day.replace(year=day.year - OF_AGE, day=28 if leap else day.day)
        grown = Q(volunteer__details__birth_date=None) | Q(volunteer__details__birth_date__lte=born_before)
        holding = self.filter(ended_at=None, expires_on__gte=day, revision=F("story__revision"))
        return holding.filter(Q(basis="paper") | grown)

    def asking(self, day: dt.date) -> Self:
        """Those who were asked and did not say no, whose yes to what the example says now is missing on that date."""
        missing = Q(agreed_at=None) | Q(expires_on__lt=day) | Q(revision__lt=F("story__revision"))
        return self.filter(missing, ended_at=None).exclude(story__status="withdrawn")

    def visible_to(self, user: "Viewer") -> Self:
        """Oneself; those in the examples of one's organisations, and of what one coordinates."""
        from recognition.models import Story  # noqa: PLC0415 - models import their querysets

        reach = reach_of(user)
        seen = Q(pk__in=())
        if reach.volunteer_id is not None:
            seen |= Q(volunteer_id=reach.volunteer_id)
        if reach.organisations:
            seen |= Q(story__organisation_id__in=reach.organisations)
        if reach.coordinates:
            seen |= Q(story__in=Story.objects.in_scope(reach))
        return self.filter(seen)


class StoryAdoptionQuerySet(models.QuerySet["StoryAdoption"]):
    """Who does likewise."""

    def standing(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at=None)

    def publicly_listed(self) -> Self:
        """Those whose organisation the public directory shows."""
        return self.standing().filter(organisation__is_active=True).exclude(organisation__district_id__in=_hidden())

    def visible_to(self, user: "Viewer") -> Self:
        """Of one's organisations: what they adopted, and who adopted from them; and what one coordinates."""
        reach = reach_of(user)
        if reach.everything:
            return self
        seen = Q(pk__in=())
        if reach.organisations:
            seen |= Q(organisation_id__in=reach.organisations) | Q(story__organisation_id__in=reach.organisations)
        if reach.districts:
            seen |= Q(organisation__district_id__in=reach.districts)
        return self.filter(seen)


class PrizeQuerySet(models.QuerySet["Prize"]):
    """Prizes that one can apply for. What is asked for is public knowledge."""

    def visible_to(self, _user: "Viewer") -> Self:
        """All of them."""
        return self.all()


class PrizeCallQuerySet(models.QuerySet["PrizeCall"]):
    """Rounds of the prizes."""

    def visible_to(self, _user: "Viewer") -> Self:
        """All of them."""
        return self.all()
