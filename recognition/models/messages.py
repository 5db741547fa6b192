"""Messages of thanks between people who helped, organisations and the coordination. Nothing is delivered unread."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from recognition.message_querysets import ThanksMessageQuerySet
from volunteers.models.corrections import Party


class MessageStatus(models.TextChoices):
    """Where a message stands.

    ::

        waiting ──pass──▶ passed ──remove──▶ removed    (a coordinator, with a reason)
          │ └────refuse──▶ refused                      (a coordinator, with a reason)
          └─────withdraw─▶ withdrawn                    (who wrote it)
    """

    WAITING = "waiting", _("wird noch gelesen")
    PASSED = "passed", _("zugestellt")
    REFUSED = "refused", _("nicht zugestellt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    REMOVED = "removed", _("entfernt")


TRANSITIONS: dict[str, frozenset[str]] = {
    MessageStatus.WAITING: frozenset({MessageStatus.PASSED, MessageStatus.REFUSED, MessageStatus.WITHDRAWN}),
    MessageStatus.PASSED: frozenset({MessageStatus.REMOVED}),
    MessageStatus.REFUSED: frozenset(),
    MessageStatus.WITHDRAWN: frozenset(),
    MessageStatus.REMOVED: frozenset(),
}


class ThanksMessage(PublicModel):
    """Words of thanks for help at one organisation, read by a coordinator before anybody gets them.

    `side` says for whom `written_by` speaks. A volunteer (`volunteer`) writes to the organisation; the organisation
    and the coordination write to people: `recipients`, of whom there were `people` at first. `answer` is why it was
    refused or removed; whoever wrote it reads that. `reported_at`: somebody who got it asks the coordination to look
    again. Personal data: all of it.
    """

    side = models.CharField(_("von"), max_length=12, choices=Party)
    organisation = models.ForeignKey(
        "volunteers.Organisation", on_delete=models.PROTECT, related_name="thanks_messages", db_index=False
    )
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", null=True, on_delete=models.PROTECT, related_name="thanks_written", db_index=False
    )
    people = models.PositiveSmallIntegerField(_("Menschen"), default=0)
    text = models.TextField(_("Text"))
    status = models.CharField(_("Stand"), max_length=10, choices=MessageStatus, default=MessageStatus.WAITING)
    written_at = models.DateTimeField(_("geschrieben"))
    written_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("entschieden"), null=True)
    decided_by = models.ForeignKey(
        "volunteers.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answer = models.CharField(_("Begründung"), max_length=500, blank=True)
    reported_at = models.DateTimeField(_("gemeldet"), null=True)

    objects = models.Manager.from_queryset(ThanksMessageQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["waiting", "passed", "refused", "withdrawn", "removed"]),
                name="thanks_message_known_status",
            ),
            models.CheckConstraint(
                condition=models.Q(side="volunteer", volunteer__isnull=False, people=0)
                | models.Q(side__in=["organisation", "coordination"], volunteer=None, people__gte=1),
                name="thanks_message_to_the_other_side",
                violation_error_message=_("Wer geholfen hat, schreibt der Organisation; sie schreibt den Menschen."),
            ),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="thanks_message_says_something",
                violation_error_message=_("Ein Dank braucht Worte."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["passed", "refused", "removed"], decided_at__isnull=False, decided_by__isnull=False
                )
                | ~models.Q(status__in=["passed", "refused", "removed"]) & models.Q(decided_at=None, decided_by=None),
                name="thanks_message_decided_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["refused", "removed"]) & ~models.Q(answer="")
                | ~models.Q(status__in=["refused", "removed"]) & models.Q(answer=""),
                name="thanks_message_refused_with_reason",
                violation_error_message=_("Eine Ablehnung braucht einen Grund."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("written_by")),
                name="thanks_message_four_eyes",
                violation_error_message=_("Was man selbst geschrieben hat, gibt jemand anderes frei."),
            ),
            models.CheckConstraint(
                condition=models.Q(reported_at=None) | models.Q(status__in=["passed", "removed"]),
                name="thanks_message_reported_once_passed",
            ),
            models.UniqueConstraint(
                fields=["volunteer", "organisation"],
                condition=models.Q(status="waiting", volunteer__isnull=False),
                name="thanks_message_one_waiting",
                violation_error_message=_("Ein Dank an diese Organisation wird noch gelesen."),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "id"], name="thanks_of_organisation"),
            models.Index(
                fields=["volunteer", "id"], condition=models.Q(volunteer__isnull=False), name="thanks_of_volunteer"
            ),
            # Of all that was ever written the few that a coordinator has to look at.
            models.Index(fields=["written_at"], condition=models.Q(status="waiting"), name="thanks_waiting"),
            models.Index(
                fields=["reported_at"],
                condition=models.Q(status="passed", reported_at__isnull=False),
                name="thanks_reported",
            ),
        ]
        verbose_name = _("Dankesgruß")
        verbose_name_plural = _("Dankesgrüße")

    def __str__(self) -> str:
        return f"{self.side} {self.status}"


class ThanksRecipient(models.Model):
    """One person to whom a message goes. Nobody sees who else got it, but who wrote it."""

    message = models.ForeignKey(ThanksMessage, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", on_delete=models.CASCADE, related_name="thanks_received", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "volunteer"], name="thanks_recipient_once")]
        indexes = [models.Index(fields=["volunteer", "message"], name="thanks_recipient_of_volunteer")]
        verbose_name = _("Empfängerin oder Empfänger eines Dankesgrußes")
        verbose_name_plural = _("Empfängerinnen und Empfänger von Dankesgrüßen")

    def __str__(self) -> str:
        return f"{self.message_id}"
