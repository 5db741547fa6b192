"""Where and in what: districts and fields of action, as data with validity."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.querysets import DistrictQuerySet, FieldOfActionQuerySet

# Fields of action are data (migration 0002). Their names stand here so that the catalogues have them.
FIELD_NAMES = (
    _("Sprachförderung"),
    _("Arbeitsmarktintegration"),
    _("Unterstützung der Engagierten"),
    _("Wohnen und Leben"),
    _("Politische und gesellschaftliche Teilhabe"),
)


class Dated(models.Model):
    """Valid from one day to another. A district that ended stays in what was reported of it."""

    valid_from = models.DateField(_("gültig ab"), null=True, blank=True)
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        abstract = True


class District(Dated):
    """A Landkreis, kreisfreie Stadt or Region of Lower Saxony (`volunteers/data/districts.csv`)."""

    ags = models.CharField(_("Gemeindeschlüssel"), max_length=5, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    kind = models.CharField(_("Art"), max_length=40)
    nuts3 = models.CharField("NUTS 3", max_length=5, blank=True)
    statistical_region = models.CharField(_("Statistische Region"), max_length=40)

    objects = models.Manager.from_queryset(DistrictQuerySet)()

    class Meta:
        ordering = ["ags"]
        verbose_name = _("Landkreis oder Stadt")
        verbose_name_plural = _("Landkreise und Städte")

    def __str__(self) -> str:
        return self.name

    @property
    def from_here(self) -> str:
        """As a person would say it: „aus dem Landkreis Leer“, „aus Emden“, „aus der Region Hannover“."""
        if self.kind == "Landkreis":
            return f"aus dem Landkreis {self.name}"
        return f"aus der {self.name}" if self.kind == "Region" else f"aus {self.name}"


class FieldOfAction(Dated):
    """A Handlungsfeld of the alliance, with its fixed code (domain.md, "The alliance")."""

    code = models.SlugField(_("Kürzel"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = models.Manager.from_queryset(FieldOfActionQuerySet)()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("Handlungsfeld")
        verbose_name_plural = _("Handlungsfelder")

    def __str__(self) -> str:
        return self.name
