"""Reads of requests to join."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from volunteers.reach import Reach, reach_of

if TYPE_CHECKING:
    from volunteers.models import JoinRequest
    from volunteers.querysets import Viewer


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Who asks to join. Whoever asked has a link, and needs no account."""

    def visible_to(self, user: "Viewer") -> Self:
        """Those that a coordinator of the alliance or of their district decides on, once the address is confirmed."""
        return self.in_scope(reach_of(user))

    def in_scope(self, reach: Reach) -> Self:
        """The same by a reach: a field of action has no requests of its own."""
        confirmed = self.filter(confirmed_at__isnull=False)
        if reach.everything:
            return confirmed
        return confirmed.filter(district_id__in=reach.districts) if reach.districts else self.none()

    def open(self) -> Self:
        """Those that wait for a decision."""
        return self.filter(status="open")

    def decided(self) -> Self:
        """Those that somebody decided on."""
        return self.filter(status__in=["admitted", "declined"])

    def closed(self) -> Self:
        """Those on which nobody waits any more."""
        return self.filter(Q(decided_at__isnull=False) | Q(withdrawn_at__isnull=False))
