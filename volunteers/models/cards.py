"""Ehrenamtskarten that people hold, as an organisation imported them."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from volunteers.reach import reach_of

if TYPE_CHECKING:
    from volunteers.querysets import Viewer


class CardKind(models.TextChoices):
    """Gold is held for life, blue until a day."""

    GOLD = "gold", _("Goldene Ehrenamtskarte")
    BLUE = "blue", _("Blaue Ehrenamtskarte")


class CardStatus(models.TextChoices):
    """Where a card stands at the office that issues it. Only an issued one may count for anything."""

    ORDERED = "ordered", _("beantragt")
    ISSUED = "issued", _("ausgegeben")
    EXPIRED = "expired", _("abgelaufen")
    RETURNED = "returned", _("zurückgegeben")


class CardSource(models.TextChoices):
    """Which program's sheet told us."""

    FREINET = "freinet", "freinet-online"


class VolunteerCardQuerySet(models.QuerySet["VolunteerCard"]):
    """Cards."""

    def visible_to(self, user: "Viewer") -> Self:
        """One's own, and those that one's organisations imported. What an office keeps is nobody else's matter."""
        reach = reach_of(user)
        seen = Q(organisation_id__in=reach.organisations)
        if reach.volunteer_id is not None:
            seen |= Q(volunteer_id=reach.volunteer_id)
        return self.filter(seen)

    def held_on(self, day: dt.date) -> Self:
        """Those that are worth something on that local date: issued, and not over."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), status=CardStatus.ISSUED)

    def over(self, before: dt.date) -> Self:
        """Those whose last day lies before that local date, or that ended without one and were told of before it."""
        ended = [CardStatus.EXPIRED, CardStatus.RETURNED]
        return self.filter(
            Q(valid_until__lt=before) | Q(valid_until=None, status__in=ended, imported_at__date__lt=before)
        )


class VolunteerCard(models.Model):
    """One kind of card of one person, as one organisation's sheet last said. No address, no number is kept.

    `holder` is a keyed hash over what the sheet calls the person: the next sheet finds them under another name, too.
    Personal data: that this person holds the card. Dropped on erasure (`services.cards.forget`).
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="cards")
    organisation = models.ForeignKey(
        "volunteers.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("Organisation")
    )
    kind = models.CharField(_("Karte"), max_length=10, choices=CardKind)
    valid_until = models.DateField(_("gültig bis"), null=True, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=CardStatus)
    source = models.CharField(_("Quelle"), max_length=10, choices=CardSource)
    holder = models.CharField(max_length=64, editable=False, db_index=True)
    imported_at = models.DateTimeField(_("übernommen"))

    objects = models.Manager.from_queryset(VolunteerCardQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "organisation", "kind"], name="volunteer_card_once"),
            models.CheckConstraint(condition=Q(kind__in=["gold", "blue"]), name="volunteer_card_known_kind"),
            models.CheckConstraint(
                condition=Q(status__in=["ordered", "issued", "expired", "returned"]),
                name="volunteer_card_known_status",
            ),
            models.CheckConstraint(condition=Q(source__in=["freinet"]), name="volunteer_card_known_source"),
        ]
        verbose_name = _("Ehrenamtskarte")
        verbose_name_plural = _("Ehrenamtskarten")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ForgottenHolder(models.Model):
    """Who was forgotten and would come back with the next sheet: the keyed hash of a card's holder, and no more."""

    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "holder"], name="forgotten_holder_once")]
        verbose_name = _("vergessene Karte")
        verbose_name_plural = _("vergessene Karten")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.pk}"
