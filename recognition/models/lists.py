"""Recognition lists: thanks published for a scope and a period. Nobody is ranked, no hours are shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from recognition.querysets import ListEntryQuerySet, RecognitionListQuerySet


class ListStatus(models.TextChoices):
    """Where a list stands.

    ::

        draft ──publish──▶ published ──withdraw──▶ withdrawn
    """

    DRAFT = "draft", _("Entwurf")
    PUBLISHED = "published", _("veröffentlicht")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


TRANSITIONS: dict[str, frozenset[str]] = {
    ListStatus.DRAFT: frozenset({ListStatus.PUBLISHED}),
    ListStatus.PUBLISHED: frozenset({ListStatus.WITHDRAWN}),
    ListStatus.WITHDRAWN: frozenset(),
}


class RecognitionList(PublicModel):
    """A list for a district, a field of action or an organisation (exactly one), and a period of local dates."""

    slug = models.SlugField(_("Kürzel"), max_length=80, unique=True)
    title = models.CharField(_("Titel"), max_length=120)
    district = models.ForeignKey(
        "volunteers.District", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    field = models.ForeignKey(
        "volunteers.FieldOfAction", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "volunteers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    period_start = models.DateField(_("von"))
    period_end = models.DateField(_("bis"))
    status = models.CharField(_("Stand"), max_length=10, choices=ListStatus, default=ListStatus.DRAFT)
    created_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)
    published_at = models.DateTimeField(_("veröffentlicht"), null=True, blank=True)
    published_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(RecognitionListQuerySet)()

    class Meta:
        ordering = ["-published_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(district__isnull=False, field=None, organisation=None)
                | models.Q(district=None, field__isnull=False, organisation=None)
                | models.Q(district=None, field=None, organisation__isnull=False),
                name="list_has_one_scope",
                violation_error_message=_(
                    "Eine Liste gilt für genau einen Landkreis, ein Handlungsfeld oder eine Organisation."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="list_period_in_order",
                violation_error_message=_("Das Ende des Zeitraums liegt vor seinem Anfang."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft", published_at=None, published_by=None)
                | models.Q(
                    status__in=["published", "withdrawn"],
                    published_at__isnull=False,
                    published_by__isnull=False,
                ),
                name="list_published_with_who_and_when",
            ),
        ]
        verbose_name = _("Dankesliste")
        verbose_name_plural = _("Dankeslisten")

    def __str__(self) -> str:
        return self.title

    @property
    def scope(self) -> models.Model | None:
        """The one district, field or organisation that it is for."""
        return self.organisation or self.district or self.field


class ListEntry(models.Model):
    """Somebody who was due thanks on this list when it was published.

    It holds no name: what the public sees is read from the consent that is valid at that moment (`publicly_listed`).
    """

    list = models.ForeignKey(RecognitionList, on_delete=models.CASCADE, related_name="entries")
    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="+")

    objects = models.Manager.from_queryset(ListEntryQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "volunteer"], name="list_entry_once")]

    def __str__(self) -> str:
        return f"{self.list_id}"
