"""Prizes that an alliance partner can apply for: what they ask, and until when, as data with its source."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from recognition.story_querysets import PrizeCallQuerySet, PrizeQuerySet

# Names and what a prize asks for are data (migration), and German, as the prizes are.


class Prize(PublicModel):
    """A prize, and what an application to it says.

    `fields` is a list of objects: `code`; `label` and `hint` for people (German); `source`, which says what a draft is
    filled from (recognition/services/prizes.py: SOURCES), "" for what only the applicant knows. `source` of the prize
    says where all that was read, and when. `rhythm` says in words when it is usually announced.
    """

    code = models.SlugField(_("Kürzel"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    awarded_by = models.CharField(_("verliehen von"), max_length=200)
    about = models.TextField(_("worum es geht"), max_length=1000)
    website = models.URLField(_("Website"))
    rhythm = models.CharField(_("wann er ausgeschrieben wird"), max_length=200)
    fields: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(_("Felder"))
    source = models.CharField(_("Quelle"), max_length=300)

    objects = models.Manager.from_queryset(PrizeQuerySet)()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Preis")
        verbose_name_plural = _("Preise")

    def __str__(self) -> str:
        return self.name


class PrizeCall(PublicModel):
    """One round of a prize: its motto, and from when to when one can apply (local dates, both included)."""

    prize = models.ForeignKey(Prize, on_delete=models.CASCADE, related_name="calls")
    year = models.PositiveSmallIntegerField(_("Jahr"))
    motto = models.CharField(_("Motto"), max_length=200, blank=True)
    opens_on = models.DateField(_("ab wann"), null=True, blank=True)
    closes_on = models.DateField(_("Einsendeschluss"))
    source = models.CharField(_("Quelle"), max_length=300)

    objects = models.Manager.from_queryset(PrizeCallQuerySet)()

    class Meta:
        ordering = ["-closes_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prize", "year"],
                name="prize_call_once_a_year",
                violation_error_message=_("Diese Runde ist schon eingetragen."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(opens_on__lte=F("closes_on")), name="prize_call_days_in_order"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="prize_call_with_source"),
        ]
        verbose_name = _("Ausschreibung")
        verbose_name_plural = _("Ausschreibungen")

    def __str__(self) -> str:
        return f"{self.prize_id} {self.year}"
