"""Activities: the kinds of help that one organisation offers. Never called tasks."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.querysets import ActivityQuerySet


class Activity(PublicModel):
    """A kind of help, with its field of action, district and period (both ends included).

    Field and district decide where its hours count, so they are fixed once hours were logged (services.directory).
    """

    organisation = models.ForeignKey(
        "volunteers.Organisation",
        on_delete=models.PROTECT,
        related_name="activities",
        verbose_name=_("Organisation"),
    )
    title = models.CharField(_("Titel"), max_length=120)
    description = models.TextField(_("Beschreibung"), max_length=2000, blank=True)
    field = models.ForeignKey(
        "volunteers.FieldOfAction",
        on_delete=models.PROTECT,
        related_name="activities",
        verbose_name=_("Handlungsfeld"),
    )
    district = models.ForeignKey(
        "volunteers.District",
        on_delete=models.PROTECT,
        related_name="activities",
        verbose_name=_("Landkreis oder Stadt"),
    )
    starts_on = models.DateField(_("von"), null=True, blank=True)
    ends_on = models.DateField(_("bis"), null=True, blank=True)
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)

    objects = models.Manager.from_queryset(ActivityQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("title"),
                name="activity_title_once",
                violation_error_message=_("Eine Tätigkeit mit diesem Titel gibt es in dieser Organisation schon."),
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="activity_period_in_order",
                violation_error_message=_("Das Ende der Tätigkeit liegt vor ihrem Anfang."),
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="activity_has_title"),
        ]
        verbose_name = _("Tätigkeit")
        verbose_name_plural = _("Tätigkeiten")

    def __str__(self) -> str:
        return self.title
