"""Two records of one person made one, with what is needed to take it back; and pairs that are two people."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.merge_querysets import DistinctPairQuerySet, MergeQuerySet

UNDO_FOR = dt.timedelta(days=30)


class MergeBasis(models.TextChoices):
    """On whose word two records became one."""

    ORGANISATION = "organisation", _("die Organisation, die beide führte")
    COORDINATION = "coordination", _("die Koordination")
    TAKEOVER = "takeover", _("die Person selbst, mit dem Wort der Organisation")


class Merge(PublicModel):
    """That one record went into another, and which rows went with it; for 30 days, as long as it can be taken back.

    `moved` has the keys of the rows by table, and what was filled in where the target had nothing. The record that
    went keeps its row (`Volunteer.merged_into`), which stays when this one is dropped (services.retention).
    """

    source = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="merges_away")
    target = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="merges_here")
    basis = models.CharField(_("Grundlage"), max_length=12, choices=MergeBasis)
    # Whose word it was; null where the coordination decided.
    organisation = models.ForeignKey(
        "volunteers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="merges"
    )
    merged_at = models.DateTimeField(_("zusammengeführt"))
    merged_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    undone_at = models.DateTimeField(_("rückgängig gemacht"), null=True, blank=True)
    undone_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    moved: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    objects = models.Manager.from_queryset(MergeQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(basis__in=["organisation", "takeover"], organisation__isnull=False)
                | Q(basis="coordination", organisation=None),
                name="merge_known_basis",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_with_who_and_when",
            ),
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at=None), name="merge_away_once"),
        ]
        verbose_name = _("Zusammenführung")
        verbose_name_plural = _("Zusammenführungen")

    def __str__(self) -> str:
        return f"Zusammenführung {self.pk}"

    @property
    def until(self) -> dt.datetime:
        """From then on it stays as it is."""
        return self.merged_at + UNDO_FOR


class DistinctPair(models.Model):
    """Two records that look like one person and are two: somebody said so, and nobody is asked again."""

    first = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(_("gesagt"))
    said_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = models.Manager.from_queryset(DistinctPairQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_pair_in_order"),
        ]
        verbose_name = _("zwei verschiedene Personen")
        verbose_name_plural = _("verschiedene Personen")

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
