"""Every read of messages of thanks."""

from typing import TYPE_CHECKING, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from volunteers.reach import Reach, reach_of

if TYPE_CHECKING:
    from recognition.models import ThanksMessage
    from volunteers.models import Organisation, User, Volunteer

    Viewer: TypeAlias = User | AnonymousUser


class ThanksMessageQuerySet(models.QuerySet["ThanksMessage"]):
    """Messages of thanks."""

    def visible_to(self, user: "Viewer") -> Self:
        """What one wrote and what one got, for oneself and for one's organisations; what one may have to judge.

        Who gets a message sees it once it was passed. What the coordination writes to people an organisation does not
        see: it could tell of hours elsewhere.
        """
        reach = reach_of(user)
        if reach.everything:
            return self
        seen = Q()
        if reach.volunteer_id is not None:
            seen |= Q(volunteer_id=reach.volunteer_id) | _got(reach.volunteer_id)
        if reach.organisations:
            seen |= Q(organisation_id__in=reach.organisations) & _told_to_organisation()
        if reach.districts:
            seen |= Q(organisation__district_id__in=reach.districts)
        return self.filter(seen) if seen else self.none()

    def in_scope(self, reach: Reach) -> Self:
        """What a coordinator answers for: messages about organisations in their districts."""
        return self if reach.everything else self.filter(organisation__district_id__in=reach.districts)

    def waiting(self) -> Self:
        """Those that nobody read yet."""
        return self.filter(status="waiting")

    def reported(self) -> Self:
        """Those that somebody who got them wants to be looked at again."""
        return self.filter(status="passed", reported_at__isnull=False)

    def received_by(self, volunteer: "Volunteer") -> Self:
        """What that person got."""
        return self.filter(_got(volunteer.pk))

    def received_at(self, organisation: "Organisation") -> Self:
        """What that organisation got."""
        return self.filter(organisation=organisation, side="volunteer", status="passed")


def _got(volunteer_id: int) -> Q:
    from recognition.models import ThanksRecipient  # noqa: PLC0415 - models import their querysets

    return Q(Exists(ThanksRecipient.objects.filter(volunteer_id=volunteer_id, message_id=OuterRef("pk")))) & Q(
        status="passed"
    )


def _told_to_organisation() -> Q:
    return Q(side="organisation") | Q(side="volunteer", status="passed")
