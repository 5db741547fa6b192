"""Every read of this app."""

from typing import TYPE_CHECKING, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from volunteers.reach import reach_of

if TYPE_CHECKING:
    from certificates.models import Campaign, Certificate, Issuer
    from volunteers.models import User

    Viewer: TypeAlias = User | AnonymousUser


class IssuerQuerySet(models.QuerySet["Issuer"]):
    """Who answers for certificates."""

    def visible_to(self, user: "Viewer") -> Self:
        """All of them, for whoever coordinates anything."""
        return self if reach_of(user).coordinates else self.none()


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Orders for many."""

    def visible_to(self, user: "Viewer") -> Self:
        """Coordinators see those of their scope, and what they ordered themselves while they coordinate."""
        reach = reach_of(user)
        if reach.everything:
            return self
        if not reach.coordinates:
            return self.none()
        return self.filter(
            Q(created_by_id=reach.user_id) | Q(district_id__in=reach.districts) | Q(field_id__in=reach.fields)
        )


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates, and the queue that they are."""

    def visible_to(self, user: "Viewer") -> Self:
        """The holder's own; a coordinator's own orders and those of campaigns in their scope."""
        reach = reach_of(user)
        if reach.everything:
            return self
        seen = Q()
        if reach.volunteer_id is not None:
            seen |= Q(volunteer_id=reach.volunteer_id)
        if reach.coordinates:
            seen |= Q(ordered_by_id=reach.user_id)
            seen |= Q(campaign__district_id__in=reach.districts) | Q(campaign__field_id__in=reach.fields)
        return self.filter(seen) if seen else self.none()

    def due(self) -> Self:
        """Queued rows that may be claimed now, oldest first."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=Now()), status="queued").order_by("pk")

    def expired(self) -> Self:
        """Rows whose worker did not finish within its lease, by the database's clock."""
        return self.filter(status="rendering", lease_until__lt=Now())

    def verifiable(self) -> Self:
        """Those that were issued at some time: what the page behind the QR code may speak of."""
        return self.filter(status__in=["issued", "revoked", "replaced"])
