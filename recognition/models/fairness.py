"""How many of those who helped in a year were thanked, by gender: written once, and never changed (decision 38)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

GENDERS = ("female", "male", "diverse", "unknown")


class GenderShare(models.Model):
    """Of ten people of one gender who helped in a calendar year, so many had been thanked when it was counted.

    `gender` is `unknown` for those who told none. `tenths` is 1 for at most one, 9 for nine or all; None where it
    would tell of too few people. No number of people is kept.
    """

    year = models.PositiveSmallIntegerField(_("Jahr"))
    gender = models.CharField(_("Geschlecht"), max_length=10)
    tenths = models.PositiveSmallIntegerField(_("von zehn"), null=True)
    counted_at = models.DateTimeField(_("gezählt"))

    objects = models.Manager["GenderShare"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "gender"], name="gender_share_once"),
            models.CheckConstraint(condition=Q(gender__in=GENDERS), name="gender_share_known_gender"),
            models.CheckConstraint(
                condition=Q(tenths=None) | Q(tenths__gte=1, tenths__lte=9), name="gender_share_neither_none_nor_all"
            ),
        ]
        verbose_name = _("Dank nach Geschlecht")
        verbose_name_plural = _("Dank nach Geschlecht")

    def __str__(self) -> str:
        return f"{self.year} {self.gender}"
