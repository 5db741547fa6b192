"""The protocol: what was decided that has no table of events of its own, and the blocks that seal all events."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.models import reason_field
from volunteers.models.hours import Way
from volunteers.protocol_querysets import ProtocolBlockQuerySet, ProtocolEventQuerySet


class Act(models.TextChoices):
    """What was decided. A code that was written once keeps its meaning; a new act is a new member."""

    ORGANISATION_ADMITTED = "organisation_admitted", _("Organisation aufgenommen")
    ORGANISATION_CHANGED = "organisation_changed", _("Angaben der Organisation geändert")
    ACTIVITY_OFFERED = "activity_offered", _("Tätigkeit angelegt")
    ACTIVITY_CHANGED = "activity_changed", _("Tätigkeit geändert")
    MEMBER_ADDED = "member_added", _("Zugehörigkeit gegeben")
    MEMBER_ENDED = "member_ended", _("Zugehörigkeit beendet")
    JOIN_ADMITTED = "join_admitted", _("Anfrage zum Beitritt: aufgenommen")
    JOIN_DECLINED = "join_declined", _("Anfrage zum Beitritt: abgelehnt")
    COORDINATOR_APPOINTED = "coordinator_appointed", _("Koordination übertragen")
    COORDINATOR_DISMISSED = "coordinator_dismissed", _("Koordination beendet")
    CONSENT_GIVEN = "consent_given", _("Einwilligung erteilt")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Einwilligung widerrufen")
    CONSENT_TEXT_PUBLISHED = "consent_text_published", _("Text der Einwilligung in neuer Fassung")
    GUARDIAN_ASKED = "guardian_asked", _("Sorgeberechtigte gefragt")
    GUARDIAN_AGREED = "guardian_agreed", _("Sorgeberechtigte haben zugestimmt")
    GUARDIAN_REFUSED = "guardian_refused", _("Sorgeberechtigte haben abgelehnt")
    GUARDIAN_WITHDREW = "guardian_withdrew", _("Zustimmung der Sorgeberechtigten zurückgenommen")
    WITHDRAWAL_LINK_RENEWED = "withdrawal_link_renewed", _("neuer Link zum Widerruf")
    DISTRICT_HIDDEN = "district_hidden", _("Landkreis verborgen")
    DISTRICT_SHOW_ASKED = "district_show_asked", _("Landkreis wieder zeigen: beantragt")
    DISTRICT_SHOWN = "district_shown", _("Landkreis wieder gezeigt")
    DISTRICT_KEPT_HIDDEN = "district_kept_hidden", _("Landkreis bleibt verborgen")
    CLAIM_CONFIRMED = "claim_confirmed", _("Kompetenz bestätigt")
    CLAIM_DECLINED = "claim_declined", _("Kompetenz abgelehnt")
    PLAN_PROPOSED = "plan_proposed", _("Wochenplan vorgeschlagen")
    PLAN_AGREED = "plan_agreed", _("Wochenplan vereinbart")
    PLAN_ENDED = "plan_ended", _("Wochenplan beendet")
    SHEET_MADE = "sheet_made", _("Unterschriftenliste angelegt")
    SHEET_CLOSED = "sheet_closed", _("Unterschriftenliste abgeschlossen")
    SHEET_REOPENED = "sheet_reopened", _("Unterschriftenliste wieder geöffnet")
    SHEET_DISCARDED = "sheet_discarded", _("Unterschriftenliste verworfen")
    CARDS_IMPORTED = "cards_imported", _("Ehrenamtskarten übernommen")
    LINK_ASKED = "link_asked", _("Bestätigung per E-Mail erbeten")
    LINK_ANSWERED = "link_answered", _("Link zur Bestätigung beantwortet")
    LINK_REVOKED = "link_revoked", _("Link zur Bestätigung zurückgezogen")
    OBJECTION_MADE = "objection_made", _("Einspruch eingelegt")
    OBJECTION_UPHELD = "objection_upheld", _("Einspruch stattgegeben")
    OBJECTION_REJECTED = "objection_rejected", _("Einspruch nicht stattgegeben")
    OBJECTION_WITHDRAWN = "objection_withdrawn", _("Einspruch zurückgenommen")
    LIST_DRAFTED = "list_drafted", _("Dankesliste entworfen")
    LIST_CHANGED = "list_changed", _("Dankesliste geändert")
    LIST_DISCARDED = "list_discarded", _("Entwurf einer Dankesliste verworfen")
    LIST_CHECKED = "list_checked", _("Dankesliste geprüft")
    LIST_RETURNED = "list_returned", _("Dankesliste zurückgegeben")
    LIST_PUBLISHED = "list_published", _("Dankesliste veröffentlicht")
    LIST_RENEWED = "list_renewed", _("Dankesliste durch die nächste Fassung ersetzt")
    LIST_WITHDRAWN = "list_withdrawn", _("Dankesliste zurückgezogen")
    STORY_SUBMITTED = "story_submitted", _("gutes Beispiel eingereicht")
    STORY_RETURNED = "story_returned", _("gutes Beispiel zurückgegeben")
    STORY_PUBLISHED = "story_published", _("gutes Beispiel veröffentlicht")
    STORY_WITHDRAWN = "story_withdrawn", _("gutes Beispiel zurückgezogen")
    STORY_REOPENED = "story_reopened", _("gutes Beispiel wieder geöffnet")
    STORY_DELETED = "story_deleted", _("gutes Beispiel gelöscht")
    STORY_CONSENT_GIVEN = "story_consent_given", _("Zustimmung zu einem guten Beispiel")
    STORY_CONSENT_ENDED = "story_consent_ended", _("Zustimmung zu einem guten Beispiel abgelehnt oder zurückgenommen")
    STORY_ADOPTED = "story_adopted", _("gutes Beispiel übernommen")
    STORY_ADOPTION_ENDED = "story_adoption_ended", _("Übernahme eines guten Beispiels beendet")
    PRIZE_CALL_ENTERED = "prize_call_entered", _("Ausschreibung eines Preises eingetragen")
    PROGRAMME_RULE_CHANGED = "programme_rule_changed", _("Regel eines Programms geändert")
    WAIVER_RECORDED = "waiver_recorded", _("Befreiung eingetragen")
    WAIVER_WITHDRAWN = "waiver_withdrawn", _("Befreiung zurückgenommen")
    CARD_ANNEX_MADE = "card_annex_made", _("Anlage für die Ehrenamtskarte angelegt")
    CARD_PART_CONFIRMED = "card_part_confirmed", _("Stunden für die Ehrenamtskarte bestätigt")
    CARD_PART_DECLINED = "card_part_declined", _("Stunden für die Ehrenamtskarte nicht bestätigt")
    OBSTACLE_MARKED = "obstacle_marked", _("Hindernis in Arbeit genommen")
    OBSTACLE_ANSWERED = "obstacle_answered", _("Hindernis beantwortet")
    MESSAGE_WRITTEN = "message_written", _("Dankesgruß geschrieben")
    MESSAGE_PASSED = "message_passed", _("Dankesgruß zugestellt")
    MESSAGE_REFUSED = "message_refused", _("Dankesgruß nicht zugestellt")
    MESSAGE_WITHDRAWN = "message_withdrawn", _("Dankesgruß zurückgezogen")
    MESSAGE_REPORTED = "message_reported", _("Dankesgruß gemeldet")
    MESSAGE_KEPT = "message_kept", _("Dankesgruß nach Meldung belassen")
    MESSAGE_REMOVED = "message_removed", _("Dankesgruß entfernt")
    TEMPLATE_DRAFTED = "template_drafted", _("Vorlage entworfen")
    TEMPLATE_PUBLISHED = "template_published", _("Vorlage freigegeben")
    TEMPLATE_RETIRED = "template_retired", _("Vorlage außer Gebrauch genommen")
    CERTIFICATE_ORDERED = "certificate_ordered", _("Urkunde bestellt")
    CAMPAIGN_DRAFTED = "campaign_drafted", _("Aktion entworfen")
    CAMPAIGN_ORDERED = "campaign_ordered", _("Aktion gestartet")
    CAMPAIGN_PAUSED = "campaign_paused", _("Aktion angehalten")
    CAMPAIGN_RESUMED = "campaign_resumed", _("Aktion fortgesetzt")
    CAMPAIGN_CANCELLED = "campaign_cancelled", _("Aktion abgebrochen")
    CAMPAIGN_RETRIED = "campaign_retried", _("Aktion: Fehlgeschlagenes noch einmal")
    ADDRESS_CHANGE_REQUESTED = "address_change_requested", _("neue Adresse beantragt")
    ADDRESS_CHANGE_APPROVED = "address_change_approved", _("neuer Adresse zugestimmt")
    ADDRESS_CHANGE_STOPPED = "address_change_stopped", _("Änderung der Adresse gestoppt")
    ADDRESS_CHANGED = "address_changed", _("Adresse geändert")
    SECOND_FACTOR_ADDED = "second_factor_added", _("zweiter Faktor eingerichtet")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("zweiter Faktor entfernt")
    SESSIONS_ENDED = "sessions_ended", _("Anmeldungen beendet")
    EXPORT_REQUESTED = "export_requested", _("Kopie der eigenen Daten verlangt")
    DATA_EXPORTED = "data_exported", _("Daten als Datei zusammengestellt")
    ERASURE_REQUESTED = "erasure_requested", _("Löschung verlangt")
    ERASURE_CANCELLED = "erasure_cancelled", _("Löschung zurückgenommen")
    ERASED = "erased", _("Angaben gelöscht")
    TAKEOVER_OFFERED = "takeover_offered", _("Code zur Übernahme ausgegeben")
    TAKEOVER_ASKED = "takeover_asked", _("um Übernahme gebeten")
    TAKEOVER_AGREED = "takeover_agreed", _("Übernahme zugestimmt")
    TAKEOVER_REFUSED = "takeover_refused", _("Übernahme abgelehnt")
    TAKEOVER_WITHDRAWN = "takeover_withdrawn", _("Übernahme zurückgezogen")
    TAKEN_OVER = "taken_over", _("geführte Stunden übernommen")
    GIVEN_BACK = "given_back", _("Übernahme rückgängig gemacht")
    PEOPLE_MERGED = "people_merged", _("zwei Datensätze zusammengeführt")
    MERGE_UNDONE = "merge_undone", _("Zusammenführung rückgängig gemacht")
    PEOPLE_TOLD_APART = "people_told_apart", _("zwei Personen auseinandergehalten")
    KEY_FIRST_USED = "key_first_used", _("Schlüssel des Siegels in Gebrauch genommen")


class ProtocolEvent(models.Model):
    """One decision: who, when, what, about whom. For everything that has no table of events of its own.

    Append-only: the database refuses UPDATE and DELETE. `detail` holds codes and numbers alone, never text or names:
    words belong into `reason`, where erasure can blank them. `act` is an Act; the column does not list them, so that
    a new one needs no migration. Personal data: what the reason says, and that actor and volunteer are who they are.
    """

    at = models.DateTimeField(_("Zeitpunkt"))
    actor = models.ForeignKey("volunteers.User", null=True, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(_("Vorgang"), max_length=40)
    way = models.CharField(_("Weg"), max_length=10, choices=Way, blank=True)
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "volunteers.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject = models.UUIDField(_("Gegenstand"), null=True)
    detail: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    reason = reason_field()

    objects = models.Manager.from_queryset(ProtocolEventQuerySet)()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(act=""), name="protocol_event_has_an_act")]
        indexes = [
            models.Index(
                fields=["volunteer", "id"], condition=models.Q(volunteer__isnull=False), name="protocol_of_volunteer"
            ),
            models.Index(
                fields=["organisation", "id"],
                condition=models.Q(organisation__isnull=False),
                name="protocol_of_organisation",
            ),
            models.Index(
                fields=["subject", "id"], condition=models.Q(subject__isnull=False), name="protocol_of_subject"
            ),
        ]
        verbose_name = _("Entscheidung")
        verbose_name_plural = _("Protokoll der Entscheidungen")

    def __str__(self) -> str:
        return self.act

    @property
    def act_label(self) -> str:
        """What was done, in the language of the page."""
        return str(Act(self.act).label) if self.act in Act.values else self.act


class ProtocolBlock(models.Model):
    """A sealed stretch of one stream of events: the rows with first_id <= id <= last_id, `count` of them.

    `digest` covers these rows and the digest of the block before, of whatever stream, so the newest digest stands
    for everything (volunteers/services/chain.py says how it is made). `marks` are the first four bytes of each row's
    own digest: they only help to say which row differs. Append-only like the events.
    """

    number = models.PositiveBigIntegerField(unique=True)
    version = models.PositiveSmallIntegerField()
    stream = models.CharField(max_length=40)
    first_id = models.PositiveBigIntegerField()
    last_id = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    marks = models.BinaryField()
    at = models.DateTimeField(_("versiegelt"))

    objects = models.Manager.from_queryset(ProtocolBlockQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "first_id"], name="protocol_block_begins_once"),
            models.CheckConstraint(
                condition=models.Q(first_id__lte=models.F("last_id"), number__gte=1, count__gte=1),
                name="protocol_block_holds_rows",
            ),
        ]
        verbose_name = _("versiegelter Abschnitt")
        verbose_name_plural = _("versiegelte Abschnitte")

    def __str__(self) -> str:
        return f"{self.number}: {self.stream} {self.first_id}–{self.last_id}"
