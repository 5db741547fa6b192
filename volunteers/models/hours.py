"""The ledger of hours: entries, and the append-only record of every step."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.common.ids import PublicModel
from backend.common.models import reason_field
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
# What is not confirmed: some hundredths of the ledger.
OPEN = (HourStatus.SUBMITTED, HourStatus.DECLINED, HourStatus.WITHDRAWN)


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
    PLAN = "plan", _("Wochenplan")
    SHEET = "sheet", _("Unterschriftenliste")


class HourEntry(PublicModel):
    """One person, one activity, one local date (Europe/Berlin), whole minutes, a note.

    `uuid` is made by whoever logs, so that sending twice is one entry. `organisation` repeats the activity's, to keep
    an organisation's rows together (and to be the distribution key should one machine not do).
    """

    # No index of their own: each would be written at every confirmation, and those of Meta begin with the same column.
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", on_delete=models.PROTECT, related_name="hours", db_index=False
    )
    activity = models.ForeignKey("volunteers.Activity", on_delete=models.PROTECT, related_name="hours", db_index=False)
    organisation = models.ForeignKey(
        "volunteers.Organisation", on_delete=models.PROTECT, related_name="hours", db_index=False
    )
    day = models.DateField(_("Tag"))
    # As logged; never changed once confirmed. What is summed anywhere is `counted`, and nothing else.
    minutes = models.PositiveSmallIntegerField(_("Minuten"))
    # The sum of the agreed corrections, signed; written by services.correcting alone.
    correction = models.SmallIntegerField(_("Korrektur"), default=0, db_default=0)
    counted = models.GeneratedField(
        expression=models.F("minutes") + models.F("correction"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    note = models.CharField(_("Bemerkung"), max_length=500, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=HourStatus, default=HourStatus.SUBMITTED)
    way = models.CharField(_("Weg"), max_length=10, choices=Way)
    # What a user did is found by the actor of the events.
    logged_by = models.ForeignKey(
        "volunteers.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(_("eingereicht"))
    confirmed_at = models.DateTimeField(_("bestätigt"), null=True)
    confirmed_by = models.ForeignKey(
        "volunteers.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Instead of a user, where somebody without an account gave the word.
    confirmed_link = models.ForeignKey(
        "volunteers.ConfirmationLink", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
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
                condition=models.Q(counted__gte=0, counted__lte=1440),
                name="hours_counted_within_a_day",
                violation_error_message=_("Mit allen Korrekturen sind es mindestens 0 und höchstens 1440 Minuten."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="confirmed") | models.Q(correction=0),
                name="hours_corrected_once_confirmed",
                violation_error_message=_("Korrigiert werden nur bestätigte Stunden."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["submitted", "confirmed", "declined", "withdrawn"]),
                name="hours_known_status",
            ),
            models.CheckConstraint(
                condition=models.Q(status="confirmed", confirmed_at__isnull=False)
                & (
                    models.Q(evidence="registered", confirmed_by__isnull=False, confirmed_link=None)
                    | models.Q(
                        evidence__in=["unknown_address", "known_domain"],
                        confirmed_by=None,
                        confirmed_link__isnull=False,
                    )
                )
                | ~models.Q(status="confirmed")
                & models.Q(confirmed_at=None, confirmed_by=None, confirmed_link=None, evidence=""),
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
            # A person's total is read from the index alone; also their day; also whether they helped somewhere.
            models.Index(
                fields=["volunteer", "status", "day", "counted", "activity", "organisation"], name="hours_of_volunteer"
            ),
            # A page of one organisation or activity, whatever else there is, also one filtered by days; and its people.
            models.Index(fields=["organisation", "id", "volunteer", "day", "minutes"], name="hours_of_organisation"),
            models.Index(fields=["activity", "id", "volunteer", "day", "minutes"], name="hours_of_activity"),
            # The same for the few that are not confirmed; confirmed entries leave these three.
            models.Index(
                fields=["organisation", "status", "id"], condition=models.Q(status__in=OPEN), name="hours_open_at_desk"
            ),
            models.Index(
                fields=["activity", "status", "id"], condition=models.Q(status__in=OPEN), name="hours_open_of_activity"
            ),
            models.Index(fields=["status", "id"], condition=models.Q(status__in=OPEN), name="hours_open"),
            # What a link confirmed: few, and asked for before a link is forgotten.
            models.Index(
                fields=["confirmed_link"], condition=models.Q(confirmed_link__isnull=False), name="hours_by_link"
            ),
        ]
        verbose_name = _("Stundeneintrag")
        verbose_name_plural = _("Stundeneinträge")

    def __str__(self) -> str:
        return f"{self.day} {self.minutes} min"


class LedgerEvent(models.Model):
    """One step of one entry: who, when, from where to where, by which way, on what evidence.

    Append-only: the database refuses UPDATE and DELETE (migration 0003).
    """

    entry = models.ForeignKey(HourEntry, on_delete=models.PROTECT, related_name="events", db_index=False)
    # As of the entry: to keep rows together, and to read a page of one organisation or district in its own order.
    organisation = models.ForeignKey(
        "volunteers.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    activity = models.ForeignKey("volunteers.Activity", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("Zeitpunkt"))
    actor = models.ForeignKey("volunteers.User", null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("Weg"), max_length=10, choices=Way)
    from_status = models.CharField(
        pgettext_lazy("Stand vor dem Schritt", "von"), max_length=10, choices=HourStatus, blank=True
    )
    to_status = models.CharField(_("nach"), max_length=10, choices=HourStatus)
    minutes = models.PositiveSmallIntegerField(_("Minuten"))
    evidence = models.CharField(_("Nachweisstufe"), max_length=16, choices=Evidence, blank=True)
    reason = reason_field()

    objects = models.Manager.from_queryset(LedgerEventQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["entry", "id"], name="event_of_entry"),
            models.Index(fields=["organisation", "id"], name="event_of_organisation"),
            models.Index(fields=["activity", "id"], name="event_of_activity"),
        ]
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
