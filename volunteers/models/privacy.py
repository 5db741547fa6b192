"""What people ask about their data: a copy of all of it, and to be forgotten."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.reach import reach_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from volunteers.models.people import User


class ExportStatus(models.TextChoices):
    """Where a copy stands.

    ::

        requested ──▶ building ──▶ ready ──7 days──▶ deleted
            ▲            │            └────erase───────▲
            └── retry ───┴──▶ failed ─────erase────────┘

    `building` is a lease: only who holds `lease_token` may finish, and an expired lease goes back to `requested`.
    """

    REQUESTED = "requested", _("angefordert")
    BUILDING = "building", _("wird zusammengestellt")
    READY = "ready", _("liegt bereit")
    FAILED = "failed", _("nicht gelungen")
    DELETED = "deleted", _("gelöscht")


EXPORT_TRANSITIONS: dict[str, frozenset[str]] = {
    ExportStatus.REQUESTED: frozenset({ExportStatus.BUILDING, ExportStatus.DELETED}),
    ExportStatus.BUILDING: frozenset(
        {ExportStatus.REQUESTED, ExportStatus.READY, ExportStatus.FAILED, ExportStatus.DELETED}
    ),
    ExportStatus.READY: frozenset({ExportStatus.DELETED}),
    ExportStatus.FAILED: frozenset({ExportStatus.DELETED}),
    ExportStatus.DELETED: frozenset(),
}
EXPORT_OPEN = (ExportStatus.REQUESTED, ExportStatus.BUILDING)


class ExportOf(models.TextChoices):
    """Whose data a file holds: what is kept about oneself, or what one role of its owner sees."""

    ONESELF = "oneself", _("eigene Daten")
    ORGANISATION = "organisation", _("eine Organisation")
    COORDINATION = "coordination", _("Koordination")


class ExportForm(models.TextChoices):
    """In which form rows are written down. The ZIP has all three of them."""

    EXCEL = "excel", _("CSV für Excel")
    CSV = "csv", _("CSV für andere Programme")
    JSON = "json", _("JSON")
    ZIP = "zip", _("alles zusammen (ZIP)")


class DataExportQuerySet(models.QuerySet["DataExport"]):
    """Copies, and the queue that they are."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Copies of one's own data, whatever one coordinates."""
        return self._asked_by(user).filter(of=ExportOf.ONESELF)

    def of_roles_of(self, user: "User | AnonymousUser") -> Self:
        """Files that one asked for in a role. Whether one still has it is asked when it is fetched."""
        return self._asked_by(user).exclude(of=ExportOf.ONESELF)

    def _asked_by(self, user: "User | AnonymousUser") -> Self:
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def due(self) -> Self:
        """Those that nobody builds yet, the oldest first; copies of one's own data before what may take minutes."""
        own_first = models.Case(models.When(of=ExportOf.ONESELF, then=0), default=1)
        return self.filter(status=ExportStatus.REQUESTED).order_by(own_first, "pk")


class DataExport(PublicModel):
    """One file, named after `uuid`: of everything kept about an account and its person, or of what a role sees.

    What a role sees: `kinds` of rows (codes of `services.exports`), of local days from `start` to `end` (both included,
    both optional), in one `form`. `rows` counts while it is built. `reach` is how far the role reached then, in keys:
    who reaches less now does not get the file any more.
    """

    user = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="exports")
    of = models.CharField(_("Umfang"), max_length=12, choices=ExportOf, default=ExportOf.ONESELF)
    organisation = models.ForeignKey(
        "volunteers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kinds: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    start = models.DateField(_("Von"), null=True, blank=True)
    end = models.DateField(_("Bis"), null=True, blank=True)
    form = models.CharField(_("Form"), max_length=5, choices=ExportForm, blank=True)
    rows = models.PositiveBigIntegerField(_("Zeilen"), default=0)
    reach: "models.JSONField[Any, Any]" = models.JSONField(default=dict, editable=False)
    status = models.CharField(_("Stand"), max_length=10, choices=ExportStatus, default=ExportStatus.REQUESTED)
    requested_at = models.DateTimeField(_("angefordert"))
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    ready_at = models.DateTimeField(_("liegt bereit seit"), null=True, blank=True)
    expires_at = models.DateTimeField(_("liegt bereit bis"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("Bytes"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("gelöscht"), null=True, blank=True)

    objects = models.Manager.from_queryset(DataExportQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["requested", "building", "ready", "failed", "deleted"]),
                name="export_known_status",
            ),
            models.CheckConstraint(
                condition=models.Q(status="building", lease_token__isnull=False, lease_until__isnull=False)
                | ~models.Q(status="building") & models.Q(lease_token=None, lease_until=None),
                name="export_building_is_a_lease",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ready")
                | models.Q(ready_at__isnull=False, expires_at__isnull=False, size__isnull=False),
                name="export_ready_until_when",
            ),
            models.CheckConstraint(
                condition=models.Q(status="deleted", deleted_at__isnull=False)
                | ~models.Q(status="deleted") & models.Q(deleted_at=None),
                name="export_deleted_with_when",
            ),
            models.CheckConstraint(
                condition=models.Q(of="oneself", organisation=None, form="", start=None, end=None)
                | models.Q(of="organisation", organisation__isnull=False, form__in=["excel", "csv", "json", "zip"])
                | models.Q(of="coordination", organisation=None, form__in=["excel", "csv", "json", "zip"]),
                name="export_of_whom",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(status__in=["requested", "building"], of="oneself"),
                name="export_one_under_way",
                violation_error_message=_("Deine Daten werden schon zusammengestellt."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(status__in=["requested", "building"], of__in=["organisation", "coordination"]),
                name="export_of_roles_one_under_way",
                violation_error_message=_("Es wird schon eine Datei für Sie zusammengestellt."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(status__in=["requested", "building", "ready"]), name="export_open"
            ),
        ]
        verbose_name = _("Datenauszug")
        verbose_name_plural = _("Datenauszüge")

    def __str__(self) -> str:
        return f"{self.status} {self.requested_at:%Y-%m-%d}"


class ErasureStatus(models.TextChoices):
    """Where a wish to be forgotten stands.

    ::

        requested ──7 days──▶ erased
            └─────cancel────▶ cancelled
    """

    REQUESTED = "requested", _("wartet")
    ERASED = "erased", _("gelöscht")
    CANCELLED = "cancelled", _("zurückgenommen")


ERASURE_TRANSITIONS: dict[str, frozenset[str]] = {
    ErasureStatus.REQUESTED: frozenset({ErasureStatus.ERASED, ErasureStatus.CANCELLED}),
    ErasureStatus.ERASED: frozenset(),
    ErasureStatus.CANCELLED: frozenset(),
}


class ErasureWay(models.TextChoices):
    """Who wished it."""

    PERSON = "person", _("die Person selbst")
    ORGANISATION = "organisation", _("die Organisation, bei der die Person darum bat")
    COORDINATION = "coordination", _("die Koordination, bei der die Person darum bat")
    PERIOD = "period", _("das Ende der Aufbewahrung")
    REPLAY = "replay", _("die Löschliste nach einer Wiederherstellung")


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Wishes."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own; those of people without account, for who manages or coordinates the place that keeps them."""
        reach = reach_of(user)
        if reach.user_id is None:
            return self.none()
        if reach.everything:
            return self
        kept = models.Q(volunteer__kept_by__in=reach.managed) | models.Q(
            volunteer__kept_by__district__in=reach.districts
        )
        return self.filter(models.Q(user_id=reach.user_id) | models.Q(user=None) & kept)

    def open(self) -> Self:
        """Those that wait."""
        return self.filter(status=ErasureStatus.REQUESTED)


class Erasure(PublicModel):
    """One wish that an account, a person's record or both be forgotten, from who asks to the day it is done.

    It holds keys and times, never a name. `leftovers` are the files to be removed after the commit, by number or key
    (`services.erasing`); `finished_at` says that they are.
    """

    user = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="erasures"
    )
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", null=True, blank=True, on_delete=models.PROTECT, related_name="erasures"
    )
    way = models.CharField(_("Weg"), max_length=12, choices=ErasureWay)
    status = models.CharField(_("Stand"), max_length=10, choices=ErasureStatus, default=ErasureStatus.REQUESTED)
    requested_at = models.DateTimeField(_("verlangt"))
    requested_by = models.ForeignKey(
        "volunteers.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(_("fällig"))
    cancelled_at = models.DateTimeField(_("zurückgenommen"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    erased_at = models.DateTimeField(_("gelöscht"), null=True, blank=True)
    leftovers: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(ErasureQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(volunteer__isnull=False), name="erasure_of_somebody"
            ),
            models.CheckConstraint(
                condition=models.Q(way__in=["person", "organisation", "coordination", "period", "replay"]),
                name="erasure_known_way",
            ),
            models.CheckConstraint(
                condition=models.Q(status="requested", erased_at=None, cancelled_at=None, cancelled_by=None)
                | models.Q(status="erased", erased_at__isnull=False, cancelled_at=None, cancelled_by=None)
                | models.Q(status="cancelled", erased_at=None, cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="erasure_status_with_when",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(status="requested", user__isnull=False),
                name="erasure_of_account_once",
                violation_error_message=_("Die Löschung ist schon verlangt."),
            ),
            models.UniqueConstraint(
                fields=["volunteer"],
                condition=models.Q(status="requested", volunteer__isnull=False),
                name="erasure_of_volunteer_once",
                violation_error_message=_("Die Löschung ist schon verlangt."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(status="requested"), name="erasure_due"),
            models.Index(
                fields=["id"], condition=models.Q(status="erased", finished_at=None), name="erasure_unfinished"
            ),
        ]
        verbose_name = _("Löschung")
        verbose_name_plural = _("Löschungen")

    def __str__(self) -> str:
        return f"{self.status} {self.requested_at:%Y-%m-%d}"


class ErasedSubject(models.Model):
    """The erasure list: whose record or account was emptied, by public key, and when. No name, no link.

    Append-only: the database refuses UPDATE and DELETE (migration 0012). The same lines stand in a file outside of the
    database (`settings.ERASURE_LIST`), from which they are replayed after a restore.
    """

    subject = models.UUIDField(unique=True)
    erased_at = models.DateTimeField(_("gelöscht"))

    class Meta:
        verbose_name = _("Zeile der Löschliste")
        verbose_name_plural = _("Löschliste")

    def __str__(self) -> str:
        return f"{self.subject}"
