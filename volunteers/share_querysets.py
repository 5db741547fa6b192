"""Every read of links by which people show something of their own."""

import datetime as dt
from typing import TYPE_CHECKING, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models

from volunteers.reach import reach_of

if TYPE_CHECKING:
    from volunteers.models import Share, User

    Viewer: TypeAlias = User | AnonymousUser


class ShareQuerySet(models.QuerySet["Share"]):
    """Links to one's own things."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own, and nobody else's: not even who coordinates knows what somebody shows to friends."""
        key = reach_of(user).volunteer_id
        return self.none() if key is None else self.filter(volunteer_id=key)

    def standing(self, at: dt.datetime) -> Self:
        """Those that still lead somewhere: neither ended nor expired, of people who are to be found."""
        return self.filter(ended_at=None, expires_at__gt=at, volunteer__erased_at=None, volunteer__merged_into=None)
