"""Corrections of confirmed hours, objections to decisions, and the append-only record of the former.

The entry itself never changes: a correction stands beside it, and counts once the other side agreed.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.correction_querysets import CorrectionEventQuerySet, CorrectionQuerySet, ObjectionQuerySet
from volunteers.models.hours import Way

DAYS_TO_ANSWER = 14  # then a coordinator decides (domain.md, "The ledger", 2)


class Party(models.TextChoices):
    """Who speaks: one of the two sides, or the coordination above them."""

    VOLUNTEER = "volunteer", _("Engagierte")
    ORGANISATION = "organisation", _("Organisation")
    COORDINATION = "coordination", _("Koordination")


class CorrectionStatus(models.TextChoices):
    """Where a correction stands.

    ::

        proposed ──agree──▶ agreed        (it counts; by the other side, or by a coordinator)
            │ └────refuse──▶ refused      (with a reason; by the other side, or by a coordinator)
            └─────withdraw─▶ withdrawn    (by the side that asked)

    A coordinator decides after 14 days without an answer, and where no answer can come: see `for_coordination`.
    """

    PROPOSED = "proposed", _("wartet auf Antwort")
    AGREED = "agreed", _("gilt")
    REFUSED = "refused", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


TRANSITIONS: dict[str, frozenset[str]] = {
    CorrectionStatus.PROPOSED: frozenset(
        {CorrectionStatus.AGREED, CorrectionStatus.REFUSED, CorrectionStatus.WITHDRAWN}
    ),
    CorrectionStatus.AGREED: frozenset(),
    CorrectionStatus.REFUSED: frozenset(),
    CorrectionStatus.WITHDRAWN: frozenset(),
}


class ObjectionStatus(models.TextChoices):
    """Where an objection stands.

    ::

        open ──uphold──▶ upheld       (the declined entry is confirmed, the correction refused)
          │ └──reject──▶ rejected     (the entry stays declined, the correction is agreed)
          └───withdraw─▶ withdrawn    (by the volunteer; or there is nothing left to decide)
    """

    OPEN = "open", _("wartet auf die Koordination")
    UPHELD = "upheld", _("stattgegeben")
    REJECTED = "rejected", _("nicht stattgegeben")
    WITHDRAWN = "withdrawn", _("erledigt")


OBJECTION_TRANSITIONS: dict[str, frozenset[str]] = {
    ObjectionStatus.OPEN: frozenset({ObjectionStatus.UPHELD, ObjectionStatus.REJECTED, ObjectionStatus.WITHDRAWN}),
    ObjectionStatus.UPHELD: frozenset(),
    ObjectionStatus.REJECTED: frozenset(),
    ObjectionStatus.WITHDRAWN: frozenset(),
}


class _Beside(models.Model):
    """What stands beside an entry. Organisation and activity repeat the entry's: each row has its place of its own."""

    entry = models.ForeignKey(
        "volunteers.HourEntry", on_delete=models.PROTECT, related_name="%(class)ss", db_index=False
    )
    organisation = models.ForeignKey(
        "volunteers.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    activity = models.ForeignKey("volunteers.Activity", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Correction(PublicModel, _Beside):
    """A counter-entry to a confirmed entry: signed whole minutes, a reason, and what the other side said.

    Personal data: the texts behind `reason` and `answer`.
    """

    minutes = models.SmallIntegerField(_("Minuten"))
    asked_by = models.CharField(_("gewünscht von"), max_length=12, choices=Party)
    reason = models.ForeignKey("common.Reason", on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(_("Stand"), max_length=10, choices=CorrectionStatus, default=CorrectionStatus.PROPOSED)
    proposed_at = models.DateTimeField(_("gewünscht"))
    proposed_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(_("entschieden"), null=True)
    decided_by = models.ForeignKey(
        "volunteers.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_as = models.CharField(_("entschieden von"), max_length=12, choices=Party, blank=True)
    answer = models.ForeignKey("common.Reason", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = models.Manager.from_queryset(CorrectionQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "agreed", "refused", "withdrawn"]),
                name="correction_known_status",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=-1440, minutes__lte=1440) & ~models.Q(minutes=0),
                name="correction_changes_something",
                violation_error_message=_("Eine Korrektur ändert mindestens eine Minute."),
            ),
            models.CheckConstraint(
                condition=models.Q(asked_by__in=["volunteer", "organisation"]), name="correction_asked_by_a_side"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["agreed", "refused"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decided_as__in=["volunteer", "organisation", "coordination"],
                )
                | ~models.Q(status__in=["agreed", "refused"])
                & models.Q(decided_at=None, decided_by=None, decided_as="", answer=None),
                name="correction_decided_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="refused") | models.Q(answer__isnull=False),
                name="correction_refused_with_reason",
                violation_error_message=_("Eine Ablehnung braucht einen Grund."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("proposed_by")) & ~models.Q(decided_as=models.F("asked_by")),
                name="correction_four_eyes",
                violation_error_message=_("Wer eine Korrektur wünscht, stimmt ihr nicht selbst zu."),
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(status="proposed"),
                name="correction_one_open",
                violation_error_message=_("Für diesen Eintrag läuft schon eine Korrektur."),
            ),
        ]
        indexes = [
            models.Index(fields=["entry", "id"], name="correction_of_entry"),
            models.Index(fields=["organisation", "id"], name="correction_of_organisation"),
            models.Index(fields=["activity", "id"], name="correction_of_activity"),
            # Of all corrections ever the few that somebody waits for, the oldest first.
            models.Index(fields=["proposed_at"], condition=models.Q(status="proposed"), name="correction_open"),
        ]
        verbose_name = _("Korrektur")
        verbose_name_plural = _("Korrekturen")

    def __str__(self) -> str:
        return f"{self.minutes:+d} min {self.status}"


class Objection(PublicModel, _Beside):
    """A volunteer's word against a declined entry, or against a correction that the organisation asks for.

    Personal data: the texts behind `reason` and `decision`.
    """

    correction = models.ForeignKey(
        Correction, null=True, on_delete=models.PROTECT, related_name="objections", db_index=False
    )
    reason = models.ForeignKey("common.Reason", on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(_("Stand"), max_length=10, choices=ObjectionStatus, default=ObjectionStatus.OPEN)
    made_at = models.DateTimeField(_("eingelegt"))
    made_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(_("entschieden"), null=True)
    decided_by = models.ForeignKey(
        "volunteers.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decision = models.ForeignKey("common.Reason", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = models.Manager.from_queryset(ObjectionQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "upheld", "rejected", "withdrawn"]),
                name="objection_known_status",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["upheld", "rejected"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decision__isnull=False,
                )
                | ~models.Q(status__in=["upheld", "rejected"])
                & models.Q(decided_at=None, decided_by=None, decision=None),
                name="objection_decided_with_who_when_and_why",
                violation_error_message=_("Über einen Einspruch wird mit Begründung entschieden."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("made_by")),
                name="objection_four_eyes",
                violation_error_message=_("Über den eigenen Einspruch entscheidet jemand anderes."),
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(status="open"),
                name="objection_one_open",
                violation_error_message=_("Zu diesem Eintrag läuft schon ein Einspruch."),
            ),
        ]
        indexes = [
            models.Index(fields=["entry", "id"], name="objection_of_entry"),
            models.Index(fields=["organisation", "id"], name="objection_of_organisation"),
            models.Index(fields=["activity", "id"], name="objection_of_activity"),
            models.Index(fields=["made_at"], condition=models.Q(status="open"), name="objection_open"),
        ]
        verbose_name = _("Einspruch")
        verbose_name_plural = _("Einsprüche")

    def __str__(self) -> str:
        return f"Einspruch {self.pk} {self.status}"


class CorrectionEvent(_Beside):
    """One step of one correction: who, for whom, when, from where to where, by which way, why.

    Append-only: the database refuses UPDATE and DELETE. With the ledger's own events every total can be recomputed.
    """

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="events", db_index=False)
    at = models.DateTimeField(_("Zeitpunkt"))
    actor = models.ForeignKey("volunteers.User", null=True, on_delete=models.PROTECT, related_name="+")
    actor_as = models.CharField(_("für"), max_length=12, choices=Party)
    way = models.CharField(_("Weg"), max_length=10, choices=Way)
    from_status = models.CharField(_("von"), max_length=10, choices=CorrectionStatus, blank=True)
    to_status = models.CharField(_("nach"), max_length=10, choices=CorrectionStatus)
    minutes = models.SmallIntegerField(_("Minuten"))
    reason = models.ForeignKey("common.Reason", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = models.Manager.from_queryset(CorrectionEventQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_status__in=["proposed", "agreed", "refused", "withdrawn"]),
                name="correction_event_known_status",
            ),
        ]
        indexes = [
            models.Index(fields=["correction", "id"], name="correction_event_of_correction"),
            models.Index(fields=["entry", "id"], name="correction_event_of_entry"),
            models.Index(fields=["organisation", "id"], name="correction_event_of_place"),
            models.Index(fields=["activity", "id"], name="correction_event_of_activity"),
        ]
        verbose_name = _("Schritt einer Korrektur")
        verbose_name_plural = _("Protokoll der Korrekturen")

    def __str__(self) -> str:
        return f"{self.from_status or '·'} → {self.to_status}"
