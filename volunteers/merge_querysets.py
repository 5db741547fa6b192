"""Reads of what makes two records one: takeovers, merges, and pairs that are two people."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from volunteers.reach import reach_of

if TYPE_CHECKING:
    from volunteers.models import DistinctPair, Merge, Takeover, User

    Viewer: TypeAlias = User | AnonymousUser


class TakeoverQuerySet(models.QuerySet["Takeover"]):
    """Records that are being taken over."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own, and those at one's organisations."""
        reach = reach_of(user)
        if reach.user_id is None:
            return self.none()
        return self.filter(Q(claimant_id=reach.user_id) | Q(organisation_id__in=reach.organisations))

    def offered(self, now: dt.datetime) -> Self:
        """Those that can be taken over at that moment."""
        return self.filter(
            status="offered", expires_at__gt=now, volunteer__user=None, volunteer__merged_into=None,
            volunteer__erased_at=None,
        )  # fmt: skip


class MergeQuerySet(models.QuerySet["Merge"]):
    """Records that became one."""

    def visible_to(self, user: "Viewer") -> Self:
        """What went into one's own record; what one's organisations gave their word for; what one coordinates."""
        from volunteers.models import Volunteer  # noqa: PLC0415 - models import their querysets

        reach = reach_of(user)
        if reach.everything:
            return self
        seen = Q(target__user_id=reach.user_id, target__user__isnull=False)
        seen |= Q(organisation_id__in=reach.organisations)
        if reach.coordinates:
            seen |= Q(target__in=Volunteer.objects.in_scope(reach).values("pk"))
        return self.filter(seen)

    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(undone_at=None)


class DistinctPairQuerySet(models.QuerySet["DistinctPair"]):
    """Pairs that are two people."""

    def among(self, people: Collection[int]) -> set[tuple[int, int]]:
        """Keys of those pairs of which both are among these people."""
        return set(self.filter(first__in=people, second__in=people).values_list("first_id", "second_id"))
