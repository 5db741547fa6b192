"""What an organisation's sheets look like, so that nobody has to say it twice."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ImportKind(models.TextChoices):
    """What a sheet is a list of."""

    HOURS = "hours", _("Stunden")
    CARDS = "cards", _("Ehrenamtskarten")


class ImportColumns(models.Model):
    """What the columns of an organisation's sheet mean, remembered from its last import.

    `header` is a keyed hash over the titles: they themselves are not kept, and nothing of any row is. `meanings` are
    the codes of the columns in their order.
    """

    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ImportKind)
    header = models.CharField(max_length=64)
    meanings: "models.JSONField[list[Any], list[Any]]" = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "header"], name="import_columns_once"),
            models.CheckConstraint(condition=Q(kind__in=["hours", "cards"]), name="import_columns_known_kind"),
        ]
        verbose_name = _("Aufbau einer Liste")
        verbose_name_plural = _("Aufbau von Listen")

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id}"
