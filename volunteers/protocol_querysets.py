"""Reads of the protocol."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from volunteers.reach import reach_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from volunteers.models import ProtocolBlock, ProtocolEvent, User


class ProtocolEventQuerySet(models.QuerySet["ProtocolEvent"]):
    """Decisions."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """What one did oneself; about oneself as a volunteer; at organisations that one manages or coordinates."""
        reach = reach_of(user)
        if reach.everything:
            return self
        if reach.user_id is None:
            return self.none()
        seen = Q(actor_id=reach.user_id)
        if reach.volunteer_id is not None:
            seen |= Q(volunteer_id=reach.volunteer_id)
        if reach.managed:
            seen |= Q(organisation_id__in=reach.managed)
        if reach.districts:
            seen |= Q(organisation__district_id__in=reach.districts)
        return self.filter(seen)


class ProtocolBlockQuerySet(models.QuerySet["ProtocolBlock"]):
    """Sealed stretches."""

    def latest_digest(self) -> "tuple[int, str, Any] | None":
        """Number, digest and instant of the newest block."""
        return self.order_by("-number").values_list("number", "digest", "at").first()
