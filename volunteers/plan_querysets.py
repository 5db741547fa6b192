"""The reads of weekly plans, beside those of `volunteers.querysets`."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Coalesce

from volunteers.reach import reach_of

if TYPE_CHECKING:
    from volunteers.models import PlanConfirmation, WeeklyPlan
    from volunteers.querysets import Viewer


class WeeklyPlanQuerySet(models.QuerySet["WeeklyPlan"]):
    """Plans that two sides agree on."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own; those at one's organisations; those at organisations in districts that one coordinates."""
        return self.filter(reach_of(user).person_or_place())

    def in_force(self, today: dt.date) -> Self:
        """Agreed and not over, by somebody who may still confirm there: otherwise nothing confirms by itself."""
        return self.filter(self._answered_for(), status="agreed", ends_on__gte=today, organisation__is_active=True)

    def with_state(self) -> Self:
        """Annotates `answered_for`: whether who agreed for the organisation still may."""
        return self.annotate(answered_for=self._answered_for())

    @staticmethod
    def _answered_for() -> Exists:
        from volunteers.models import Membership  # noqa: PLC0415 - models import their querysets

        return Exists(
            Membership.objects.current().filter(
                user_id=OuterRef("confirmer_id"), organisation_id=OuterRef("organisation_id"), user__is_active=True
            )
        )

    def with_sums(self) -> Self:
        """Annotates `entries` and `minutes_confirmed`: what was confirmed by the plan, as it counts today."""
        return self.annotate(
            entries=Count("confirmations"), minutes_confirmed=Coalesce(Sum("confirmations__entry__counted"), 0)
        )


class PlanConfirmationQuerySet(models.QuerySet["PlanConfirmation"]):
    """Which entries a plan confirmed."""

    def latest_at(self, organisation_id: int) -> Self:
        """Those of one organisation, the newest first."""
        return self.filter(plan__organisation_id=organisation_id).order_by("-pk")
