"""Every read of this app."""

from typing import TYPE_CHECKING, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from volunteers.reach import reach_of

if TYPE_CHECKING:
    from certificates.models import (
        Campaign,
        Certificate,
        CertificateEvent,
        Issuer,
        Template,
        TemplateVersion,
    )
    from volunteers.models import User

    Viewer: TypeAlias = User | AnonymousUser


class IssuerQuerySet(models.QuerySet["Issuer"]):
    """Who answers for certificates."""

    def visible_to(self, user: "Viewer") -> Self:
        """All of them, for whoever coordinates anything."""
        return self if reach_of(user).coordinates else self.none()


class TemplateQuerySet(models.QuerySet["Template"]):
    """Designs."""

    def visible_to(self, user: "Viewer") -> Self:
        """All of them, for whoever coordinates anything: a design says nothing about anybody."""
        return self if reach_of(user).coordinates else self.none()

    def editable_by(self, user: "Viewer") -> Self:
        """One's own while one coordinates anything; all of them for who coordinates the whole alliance."""
        reach = reach_of(user)
        if reach.everything:
            return self
        return self.filter(created_by_id=reach.user_id) if reach.coordinates else self.none()


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    """Their versions."""

    def visible_to(self, user: "Viewer") -> Self:
        """All but the drafts of others, for whoever coordinates anything."""
        reach = reach_of(user)
        if reach.everything:
            return self
        if not reach.coordinates:
            return self.none()
        return self.filter(~Q(status="draft") | Q(template__created_by_id=reach.user_id))


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

    def held_by(self, user: "Viewer") -> Self:
        """One's own papers, whatever else one may see."""
        key = reach_of(user).volunteer_id
        return self.none() if key is None else self.filter(volunteer_id=key)

    def coordinated_by(self, user: "Viewer") -> Self:
        """What a coordinator answers for: own orders and those of campaigns in their scope. Not one's own papers."""
        reach = reach_of(user)
        if reach.everything:
            return self
        if not reach.coordinates:
            return self.none()
        return self.filter(
            Q(ordered_by_id=reach.user_id)
            | Q(campaign__district_id__in=reach.districts)
            | Q(campaign__field_id__in=reach.fields)
        )

    def waiting(self) -> Self:
        """Queued rows, but for those of a campaign that was paused."""
        from certificates.models import Campaign  # noqa: PLC0415 - models import their querysets

        return self.filter(status="queued").exclude(campaign__in=Campaign.objects.filter(status="paused").values("pk"))

    def due(self) -> Self:
        """Those of them that may be claimed now, oldest first."""
        return self.waiting().filter(Q(not_before=None) | Q(not_before__lte=Now())).order_by("pk")

    def expired(self) -> Self:
        """Rows whose worker did not finish within its lease, by the database's clock."""
        return self.filter(status="rendering", lease_until__lt=Now())

    def verifiable(self) -> Self:
        """Those that were issued at some time: what the page behind the QR code may speak of."""
        return self.filter(status__in=["issued", "revoked", "replaced"])


class CertificateEventQuerySet(models.QuerySet["CertificateEvent"]):
    """What people did to certificates."""

    def visible_to(self, user: "Viewer") -> Self:
        """Those of certificates that one coordinates: reasons may speak of people."""
        from certificates.models import Certificate  # noqa: PLC0415 - models import their querysets

        reach = reach_of(user)
        if reach.everything:
            return self
        return self.filter(certificate__in=Certificate.objects.coordinated_by(user).values("pk"))
