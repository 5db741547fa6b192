"""Every read of obstacles: who may read one, and what of it tells who named it."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.db.models.functions import TruncMonth

from volunteers.models import Membership
from volunteers.reach import Reach, reach_of

if TYPE_CHECKING:
    from recognition.models import Obstacle, ObstacleAnswer
    from volunteers.models import Organisation, User

    Viewer: TypeAlias = User | AnonymousUser

# By what obstacles pile up: the axis and the column that it groups by.
AXES: Final[dict[str, str]] = {
    "field": "field__code",
    "district": "district__ags",
    "month": "month",
    "category": "category",
}


class ObstacleQuerySet(models.QuerySet["Obstacle"]):
    """What stands in the way."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own; what one's organisations named, or were shown; what one coordinates, as far as its audience goes.

        Nobody else: no operator, no other organisation, never the public.
        """
        reach = reach_of(user)
        seen = Q()
        if reach.volunteer_id is not None:
            seen |= Q(volunteer_id=reach.volunteer_id)
        if reach.organisations:
            seen |= Q(organisation_id__in=reach.organisations) & (Q(side="organisation") | Q(audience="organisation"))
        if reach.coordinates:
            seen |= _coordinated(reach)
        return self.filter(seen) if seen else self.none()

    def coordinated_by(self, user: "Viewer") -> Self:
        """What the coordination may read of it, in that user's scope; their own is not among it."""
        reach = reach_of(user)
        if not reach.coordinates:
            return self.none()
        rows = self.filter(_coordinated(reach))
        if reach.volunteer_id is None:
            return rows
        return rows.filter(Q(volunteer=None) | ~Q(volunteer_id=reach.volunteer_id))

    def at_desk(self, organisation: "Organisation") -> Self:
        """What that organisation named, and what people with hours there showed to it."""
        return self.filter(Q(side="organisation") | Q(audience="organisation"), organisation=organisation)

    def shown_to(self, user: "Viewer") -> Self:
        """Annotates what that user may know of where it comes from; None for what the person did not agree to.

        `shown_volunteer` and `shown_entry` (UUIDs), `shown_name`: of one's own, of an organisation's, and of those who
        gave their name. `shown_organisation` (UUID) and `shown_place` (its name) also where the organisation reads it.
        """
        told = Q(side="organisation") | Q(named=True)
        if user.pk is not None:
            told |= Q(volunteer__user=user.pk)
        place = told | Q(audience="organisation")
        return self.annotate(
            shown_volunteer=Case(When(told, then=F("volunteer__uuid"))),
            shown_name=Case(When(told, then=F("volunteer__name"))),
            shown_entry=Case(When(told, then=F("entry__uuid"))),
            shown_organisation=Case(When(place, then=F("organisation__uuid"))),
            shown_place=Case(When(place, then=F("organisation__name"))),
        )

    def open_first(self) -> Self:
        """What nobody dealt with first, of that threats before all else, the oldest first; then the newest."""
        rank = Case(
            When(emptied_on__isnull=False, then=3),
            When(status="open", category="safety", then=0),
            When(status="open", then=1),
            When(status="in_hand", then=2),
            default=3,
            output_field=models.PositiveSmallIntegerField(),
        )
        return self.order_by(rank, Case(When(status="open", then=F("pk"))), "-pk")

    def about(self, *, district: str, field: str, category: str, status: str, since: dt.date | None) -> Self:
        """Those of that district (AGS), field, category and status, named since that local date; "" is any."""
        wanted: dict[str, Any] = {
            "district__ags": district,
            "field__code": field,
            "category": category,
            "status": status,
            "made_on__gte": since,
        }
        return self.filter(**{name: value for name, value in wanted.items() if value})

    def piles(self, by: str) -> "models.QuerySet[Any, dict[str, Any]]":
        """How many there are, by an axis of AXES: `key`, `total`, and each status. One query."""
        rows: Any = self.annotate(month=TruncMonth("made_on")) if by == "month" else self
        return (  # type: ignore[no-any-return]  # annotated rows
            rows.order_by()
            .values(key=F(AXES[by]))
            .annotate(
                total=Count("pk"),
                **{status: Count("pk", filter=Q(status=status)) for status in ("open", "in_hand", "solved", "remains")},
            )
        )


class ObstacleAnswerQuerySet(models.QuerySet["ObstacleAnswer"]):
    """What was said to them."""

    def visible_to(self, user: "Viewer") -> Self:
        """To obstacles that one may read."""
        obstacles: Any = self.model._meta.get_field("obstacle").related_model
        return self.filter(obstacle__in=obstacles.objects.visible_to(user).values("pk"))


def _coordinated(reach: Reach) -> Q:
    """In the user's scope, for an audience that they belong to.

    Not what somebody named beside hours at an organisation that the user acts for, unless it was shown to it: the
    person may be speaking of that very organisation. Asked of the memberships themselves: where somebody acts in one
    role alone (`reach.in_role`), the reach does not hold them.
    """
    scope = Q()
    if not reach.everything:
        place = Q(district_id__in=reach.districts) | Q(field_id__in=reach.fields)
        scope = place & ~Q(audience="alliance")
    who: Any = reach.user_id  # there is one: nobody else coordinates anything
    acts = Membership.objects.current().filter(user_id=who, organisation_id=OuterRef("organisation_id"))
    return scope & Q(~Q(side="volunteer") | Q(audience="organisation") | Q(~Exists(acts)))
