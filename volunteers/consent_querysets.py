"""Reads of consents, of what guardians said, and of the districts that are out of public sight."""

import datetime as dt
from typing import TYPE_CHECKING, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from volunteers.reach import reach_of

if TYPE_CHECKING:
    from volunteers.models import Consent, ConsentText, DistrictHiding, GuardianConsent, User

    Viewer: TypeAlias = User | AnonymousUser


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own; and, for people without account, those kept by organisations one manages."""
        reach = reach_of(user)
        return self.filter(
            Q(volunteer__user_id=reach.user_id, volunteer__user__isnull=False)
            | Q(volunteer__user=None, volunteer__kept_by_id__in=reach.managed)
        )

    def standing(self) -> Self:
        """Those that nobody withdrew, expired or not."""
        return self.filter(withdrawn_at=None)

    def valid_on(self, day: dt.date) -> Self:
        """Given, not withdrawn, not expired."""
        return self.standing().filter(expires_on__gte=day)


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Texts of consents. Whoever is asked may read them, and so may everybody else."""

    def current(self, day: dt.date) -> Self:
        """Those of the newest version of each purpose and place that has begun by that local date."""
        newer = self.model._default_manager.filter(
            purpose=OuterRef("purpose"), place=OuterRef("place"), since__lte=day, since__gt=OuterRef("since")
        )
        return self.filter(~Exists(newer), since__lte=day)

    def visible_to(self, _user: "Viewer") -> Self:
        """All of them."""
        return self


class GuardianConsentQuerySet(models.QuerySet["GuardianConsent"]):
    """What guardians were asked and said."""

    def visible_to(self, user: "Viewer") -> Self:
        """For the person; for people without account, and for papers, the managers of the organisation."""
        reach = reach_of(user)
        return self.filter(
            Q(volunteer__user_id=reach.user_id, volunteer__user__isnull=False)
            | Q(volunteer__user=None, volunteer__kept_by_id__in=reach.managed)
            | Q(organisation_id__in=reach.managed)
        )


class DistrictHidingQuerySet(models.QuerySet["DistrictHiding"]):
    """Districts out of public sight."""

    def standing(self) -> Self:
        """Those that are hidden now."""
        return self.filter(shown_at=None)

    def visible_to(self, user: "Viewer") -> Self:
        """For who coordinates the district."""
        reach = reach_of(user)
        return self if reach.everything else self.filter(district_id__in=reach.districts)
