"""The ledger of hours: entries, and the append-only record of every step."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.querysets import HourEntryQuerySet, LedgerEventQuerySet


class HourStatus(models.TextChoices):
    """Where an entry stands.

    ::

        submitted ──confirm──▶ confirmed          (locked: later changes are Corrections beside it)
            │  ▲ └─withdraw──▶ withdrawn
            │  └──resubmit──── declined           (always with a reason)
            └──decline───────▶ declined
    """

    SUBMITTED = "submitted", _("wartet auf Bestätigung")
    CONFIRMED = "confirmed", _("bestätigt")
    DECLINED = "declined", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


TRANSITIONS: dict[str, frozenset[str]] = {
    HourStatus.SUBMITTED: frozenset({HourStatus.CONFIRMED, HourStatus.DECLINED, HourStatus.WITHDRAWN}),
    HourStatus.DECLINED: frozenset({HourStatus.SUBMITTED}),
    HourStatus.CONFIRMED: frozenset(),
    HourStatus.WITHDRAWN: frozenset(),
}
# What takes room in a person's day of 1440 minutes: hours that count, or still may.
OCCUPYING = (HourStatus.SUBMITTED, HourStatus.CONFIRMED)


class Evidence(models.TextChoices):
    """What a confirmation rests on, weakest first (domain.md, "The ledger", 4)."""

    UNKNOWN_ADDRESS = "unknown_address", _("Bestätigung von einer unbekannten Adresse")
    KNOWN_DOMAIN = "known_domain", _("Bestätigung von einer Adresse der Organisation")
    REGISTERED = "registered", _("Bestätigung durch ein angemeldetes Mitglied der Organisation")


class Way(models.TextChoices):
    """Through which door a step came."""

    PAGE = "page", _("Seite")
    API = "api", _("Schnittstelle")
    MAIL_LINK = "mail_link", _("Link aus einer E-Mail")
    KIOSK = "kiosk", _("gemeinsames Gerät")
    IMPORT = "import", _("Import")


class HourEntry(PublicModel):
    """One person, one activity, one local date (Europe/Berlin), whole minutes, a note.

    `uuid` is made by whoever logs, so that sending twice is one entry. `organisation` repeats the activity's, to keep
    an organisation's rows together (and to be the distribution key should one machine not do).
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="hours")
    activity = models.ForeignKey("volunteers.Activity", on_delete=models.PROTECT, related_name="hours")
    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="hours")
    day = models.DateField(_("Tag"))
    minutes = models.PositiveSmallIntegerField(_("Minuten"))
    note = models.CharField(_("Bemerkung"), max_length=500, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=HourStatus, default=HourStatus.SUBMITTED)
    way = models.CharField(_("Weg"), max_length=10, choices=Way)
    logged_by = models.ForeignKey("volunteers.User", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("eingereicht"))
    confirmed_at = models.DateTimeField(_("bestätigt"), null=True)
    confirmed_by = models.ForeignKey("volunteers.User", null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(_("Nachweisstufe"), max_length=16, choices=Evidence, blank=True)
    decline_reason = models.CharField(_("Grund der Ablehnung"), max_length=500, blank=True)
    import_key = models.CharField(max_length=64, null=True, editable=False)

    objects = models.Manager.from_queryset(HourEntryQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=1440),
                name="hours_minutes_within_a_day",
                violation_error_message=_("Ein Eintrag hat mindestens 1 und höchstens 1440 Minuten."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["submitted", "confirmed", "declined", "withdrawn"]),
                name="hours_known_status",
            ),
            models.CheckConstraint(
                condition=models.Q(status="confirmed", confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~models.Q(evidence="")
                | ~models.Q(status="confirmed") & models.Q(confirmed_at=None, confirmed_by=None, evidence=""),
                name="hours_confirmed_with_who_and_when",
                violation_error_message=_("Bestätigt heißt: mit Person, Zeitpunkt und Nachweisstufe."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="declined") & ~models.Q(decline_reason="")
                | ~models.Q(status="declined") & models.Q(decline_reason=""),
                name="hours_declined_with_reason",
                violation_error_message=_("Eine Ablehnung braucht einen Grund."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "import_key"],
                condition=models.Q(import_key__isnull=False),
                name="hours_import_once",
            ),
        ]
        indexes = [
            # A person's total is read from the index alone; also their day.
            models.Index(fields=["volunteer", "status", "day", "minutes"], name="hours_of_volunteer"),
            # The desk: what waits at one organisation, newest first, by keyset.
            models.Index(fields=["organisation", "status", "id"], name="hours_at_desk"),
            models.Index(fields=["activity", "status"], name="hours_of_activity"),
        ]
        verbose_name = _("Stundeneintrag")
        verbose_name_plural = _("Stundeneinträge")

    def __str__(self) -> str:
        return f"{self.day} {self.minutes} min"


class LedgerEvent(models.Model):
    """One step of one entry: who, when, from where to where, by which way, on what evidence.

    Append-only: the database refuses UPDATE and DELETE (migration 0003).
    """

    entry = models.ForeignKey(HourEntry, on_delete=models.PROTECT, related_name="events")
    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("Zeitpunkt"))
    actor = models.ForeignKey("volunteers.User", null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("Weg"), max_length=10, choices=Way)
    from_status = models.CharField(_("von"), max_length=10, choices=HourStatus, blank=True)
    to_status = models.CharField(_("nach"), max_length=10, choices=HourStatus)
    minutes = models.PositiveSmallIntegerField(_("Minuten"))
    evidence = models.CharField(_("Nachweisstufe"), max_length=16, choices=Evidence, blank=True)
    reason = models.CharField(_("Grund"), max_length=500, blank=True)

    objects = models.Manager.from_queryset(LedgerEventQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["entry", "id"], name="event_of_entry")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_status__in=["submitted", "confirmed", "declined", "withdrawn"]),
                name="event_known_status",
            ),
        ]
        verbose_name = _("Schritt")
        verbose_name_plural = _("Protokoll")

    def __str__(self) -> str:
        return f"{self.from_status or '·'} → {self.to_status}"
