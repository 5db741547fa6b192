"""The switch that takes a whole district out of public sight when threats come (domain.md, "Publishing names")."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from backend.common.models import reason_field
from volunteers.consent_querysets import DistrictHidingQuerySet


class DistrictHiding(PublicModel):
    """A district out of public sight, from when one coordinator hid it until two agreed to show it again.

    ::

        hidden ──ask──▶ hidden, somebody asks to show it ──show (another one)──▶ shown
    """

    district = models.ForeignKey("volunteers.District", on_delete=models.PROTECT, related_name="hidings")
    reason = reason_field()
    hidden_at = models.DateTimeField(_("verborgen"))
    hidden_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField(_("Zeigen beantragt"), null=True, blank=True)
    asked_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    shown_at = models.DateTimeField(_("wieder gezeigt"), null=True, blank=True)
    shown_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = models.Manager.from_queryset(DistrictHidingQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district"],
                condition=Q(shown_at=None),
                name="district_hidden_once",
                violation_error_message=_("Dieser Landkreis ist schon verborgen."),
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None) | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="district_asked_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(shown_at=None, shown_by=None)
                | Q(shown_at__isnull=False, shown_by__isnull=False, asked_by__isnull=False),
                name="district_shown_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(shown_by=None) | ~Q(shown_by=F("asked_by")),
                name="district_shown_four_eyes",
                violation_error_message=_("Zustimmen muss eine zweite Person."),
            ),
        ]
        verbose_name = _("verborgener Landkreis")
        verbose_name_plural = _("verborgene Landkreise")

    def __str__(self) -> str:
        return f"{self.district_id} {self.hidden_at:%Y-%m-%d}"
