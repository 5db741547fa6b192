"""The two rollups of confirmed minutes, changed in the confirming transaction (services.totals).

A Total is confirmed minutes plus agreed corrections; nothing else ever counts. A volunteer's own total needs no
rollup: it is read from a covering index.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.querysets import DistrictMonthQuerySet

SLOTS = 16  # one hot row would halve the throughput: a district's month is spread over this many


class OrganisationMonth(models.Model):
    """Confirmed minutes of one organisation, calendar month and field of action."""

    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("Monat"))
    field = models.ForeignKey("volunteers.FieldOfAction", on_delete=models.PROTECT, related_name="+")
    minutes = models.BigIntegerField(_("Minuten"), default=0)
    entries = models.BigIntegerField(_("Einträge"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "month", "field"], name="organisation_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.minutes} min"


class DistrictMonth(models.Model):
    """Confirmed minutes of one district, field of action and calendar month, spread over `SLOTS` rows."""

    district = models.ForeignKey("volunteers.District", on_delete=models.PROTECT, related_name="+")
    field = models.ForeignKey("volunteers.FieldOfAction", on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("Monat"))
    slot = models.PositiveSmallIntegerField(default=0)
    minutes = models.BigIntegerField(_("Minuten"), default=0)
    entries = models.BigIntegerField(_("Einträge"), default=0)

    objects = models.Manager.from_queryset(DistrictMonthQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "field", "month", "slot"], name="district_month_slot_once"),
            models.CheckConstraint(condition=models.Q(slot__gte=0, slot__lt=SLOTS), name="district_month_known_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.minutes} min"
