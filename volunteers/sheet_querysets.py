"""The reads of sign-in sheets, beside those of `volunteers.querysets`."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from volunteers.reach import reach_of

if TYPE_CHECKING:
    from volunteers.models import SignInRow, SignInSheet
    from volunteers.querysets import Viewer


class SignInSheetQuerySet(models.QuerySet["SignInSheet"]):
    """Sheets."""

    def visible_to(self, user: "Viewer") -> Self:
        """Those of one's organisations, and of organisations in districts that one coordinates."""
        reach = reach_of(user)
        if reach.everything:
            return self
        seen = Q()
        if reach.organisations:
            seen |= Q(organisation_id__in=reach.organisations)
        if reach.districts:
            seen |= Q(organisation__district_id__in=reach.districts)
        return self.filter(seen) if seen else self.none()

    def ended_before(self, instant: dt.datetime) -> Self:
        """Closed or discarded before then, with the names of their rows still there."""
        return self.filter(closed_at__lt=instant, emptied_at=None)

    def forgotten_since(self, instant: dt.datetime) -> Self:
        """Still open, but nobody printed or typed in anything since."""
        return self.filter(status="open", touched_at__lt=instant)


class SignInRowQuerySet(models.QuerySet["SignInRow"]):
    """Rows of sheets: whoever may see the sheet may see them."""

    def in_order(self) -> Self:
        """As on the paper, with their people."""
        return self.select_related("volunteer").order_by("position")
