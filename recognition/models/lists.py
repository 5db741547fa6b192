"""Recognition lists: thanks published for a scope and a period. Nobody is ranked, no hours are shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from recognition.querysets import ListEntryQuerySet, RecognitionListQuerySet


class ListStatus(models.TextChoices):
    """Where one version of a list stands.

    ::

        draft ──check──▶ checked ──publish──▶ published ──withdraw──▶ withdrawn
          ▲───return────────┘                     └──renew──▶ renewed (by its next version, once that is published)
    """

    DRAFT = "draft", _("Entwurf")
    CHECKED = "checked", _("geprüft")
    PUBLISHED = "published", _("veröffentlicht")
    RENEWED = "renewed", _("erneuert")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


TRANSITIONS: dict[str, frozenset[str]] = {
    ListStatus.DRAFT: frozenset({ListStatus.CHECKED}),
    ListStatus.CHECKED: frozenset({ListStatus.DRAFT, ListStatus.PUBLISHED}),
    ListStatus.PUBLISHED: frozenset({ListStatus.RENEWED, ListStatus.WITHDRAWN}),
    ListStatus.RENEWED: frozenset(),
    ListStatus.WITHDRAWN: frozenset(),
}
IN_WORK = (ListStatus.DRAFT, ListStatus.CHECKED)
MOST_MINUTES = 1_000_000  # some seven years of eight hours a day


class RecognitionList(PublicModel):
    """One version of a list for a district, a field of action or an organisation (exactly one), and a period.

    Versions of one list share its slug, the public address; the published one stands there (decision 34). `created_by`
    drafted it and `changed_by` was the last to change it; neither may check it. `revision` counts the changes, so that
    who checks says what they saw. `least_minutes` None: every confirmed minute is enough.
    `people`, `joined` and `left` are counts from the moment of publishing: how many the public saw, how many of the
    entries were not on the version before, and how many of that one are not on this. Never names.
    """

    slug = models.SlugField(_("Kürzel"), max_length=80)
    version = models.PositiveSmallIntegerField(_("Fassung"), default=1)
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
    least_minutes = models.PositiveIntegerField(_("mindestens Minuten"), null=True, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=ListStatus, default=ListStatus.DRAFT)
    revision = models.PositiveSmallIntegerField(_("Stand des Entwurfs"), default=1)
    created_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)
    changed_by = models.ForeignKey("volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("geprüft"), null=True, blank=True)
    checked_by = models.ForeignKey("volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Published before a second person had to look. No service sets it.
    unchecked = models.BooleanField(_("ohne Prüfung veröffentlicht"), default=False)
    published_at = models.DateTimeField(_("veröffentlicht"), null=True, blank=True)
    published_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    people = models.PositiveIntegerField(_("Menschen"), null=True, blank=True)
    joined = models.PositiveIntegerField(_("neu dabei"), null=True, blank=True)
    left = models.PositiveIntegerField(_("nicht mehr dabei"), null=True, blank=True)

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
                condition=models.Q(status__in=["draft", "checked"], published_at=None, published_by=None)
                | models.Q(
                    status__in=["published", "renewed", "withdrawn"],
                    published_at__isnull=False,
                    published_by__isnull=False,
                ),
                name="list_published_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "checked"], people=None, joined=None, left=None)
                | models.Q(
                    status__in=["published", "renewed", "withdrawn"],
                    people__isnull=False,
                    joined__isnull=False,
                    left__isnull=False,
                ),
                name="list_counts_once_published",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft", checked_at=None, checked_by=None, unchecked=False)
                | models.Q(
                    status__in=["checked", "published", "renewed", "withdrawn"],
                    checked_at__isnull=False,
                    checked_by__isnull=False,
                    unchecked=False,
                )
                | models.Q(
                    status__in=["published", "renewed", "withdrawn"], checked_at=None, checked_by=None, unchecked=True
                ),
                name="list_checked_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_by=None)
                | ~models.Q(checked_by=models.F("created_by"))
                & (models.Q(changed_by=None) | ~models.Q(checked_by=models.F("changed_by"))),
                name="list_checked_by_a_second_person",
                violation_error_message=_("Prüfen muss eine zweite Person."),
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1, revision__gte=1)
                & (models.Q(least_minutes=None) | models.Q(least_minutes__gte=1, least_minutes__lte=MOST_MINUTES)),
                name="list_figures_in_bounds",
            ),
            models.UniqueConstraint(fields=["slug", "version"], name="list_version_once"),
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(status="published"), name="list_published_once"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(status__in=["draft", "checked"]), name="list_in_work_once"
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
