"""The published figures of a year: written once, with what is hidden left out, and never changed (decision 34)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

BREAKDOWNS = ("district", "field", "kind", "month", "gender")


class PublishedYear(models.Model):
    """A calendar year of the alliance as everybody may know it: whole minutes, different people and organisations."""

    year = models.PositiveSmallIntegerField(_("Jahr"), unique=True)
    minutes = models.PositiveBigIntegerField(_("Minuten"))
    people = models.PositiveIntegerField(_("Engagierte"))
    organisations = models.PositiveIntegerField(_("Organisationen"))
    published_at = models.DateTimeField(_("veröffentlicht"))

    objects = models.Manager["PublishedYear"]()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(people__gte=5), name="published_year_of_enough_people")]
        verbose_name = _("veröffentlichtes Jahr")
        verbose_name_plural = _("veröffentlichte Jahre")

    def __str__(self) -> str:
        return str(self.year)


class PublishedCell(models.Model):
    """One line of one table of such a year. A hidden one holds no number at all: what is not there cannot leak.

    `key` is the district's AGS, the field's code, the organisation's kind, the month as `2025-03`, or the gender
    (`unknown` for those who did not say).
    """

    year = models.ForeignKey(PublishedYear, on_delete=models.PROTECT, related_name="cells", verbose_name=_("Jahr"))
    by = models.CharField(_("aufgeteilt nach"), max_length=10)
    key = models.CharField(_("Schlüssel"), max_length=40)
    minutes = models.PositiveBigIntegerField(_("Minuten"), null=True)
    people = models.PositiveIntegerField(_("Engagierte"), null=True)
    organisations = models.PositiveIntegerField(_("Organisationen"), null=True)

    objects = models.Manager["PublishedCell"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "by", "key"], name="published_cell_once"),
            models.CheckConstraint(condition=Q(by__in=BREAKDOWNS), name="published_cell_known_breakdown"),
            models.CheckConstraint(
                condition=Q(minutes=None, people=None, organisations=None)
                | Q(minutes=0, people=0, organisations=0)
                | Q(minutes__gt=0, people__gte=5, organisations__gt=0),
                name="published_cell_of_enough_people",
            ),
        ]
        verbose_name = _("veröffentlichte Zeile")
        verbose_name_plural = _("veröffentlichte Zeilen")

    def __str__(self) -> str:
        return f"{self.by} {self.key}"
