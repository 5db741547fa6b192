"""Weekly plans: hours that two sides agreed on beforehand, and that are confirmed by themselves within their bounds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.plan_querysets import PlanConfirmationQuerySet, WeeklyPlanQuerySet
from volunteers.planning import Terms, weekdays


class PlanStatus(models.TextChoices):
    """Where a plan stands.

    ::

        proposed ──agree──▶ agreed ──end──▶ ended
            └───────────────end──────────────▲

    Either side ends it, at any time; so does the other side that does not agree. A plan past its last day stays agreed
    and confirms nothing.
    """

    PROPOSED = "proposed", _("vorgeschlagen")
    AGREED = "agreed", _("vereinbart")
    ENDED = "ended", _("beendet")


TRANSITIONS: dict[str, frozenset[str]] = {
    PlanStatus.PROPOSED: frozenset({PlanStatus.AGREED, PlanStatus.ENDED}),
    PlanStatus.AGREED: frozenset({PlanStatus.ENDED}),
    PlanStatus.ENDED: frozenset(),
}


class PlanSide(models.TextChoices):
    """Who proposed a plan; the other side agrees."""

    VOLUNTEER = "volunteer", _("die oder der Engagierte")
    ORGANISATION = "organisation", _("die Organisation")


class WeeklyPlan(PublicModel):
    """One person, one activity, days of the week and minutes with a tolerance, from a day to a day (both included).

    `confirmer` is who speaks for the organisation: what the plan confirms is confirmed in their name, and only as long
    as they may confirm there. Never the person themselves (four eyes).
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="plans")
    activity = models.ForeignKey("volunteers.Activity", on_delete=models.PROTECT, related_name="+")
    # As of the activity, to read an organisation's plans by themselves.
    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="plans")
    weekdays = models.PositiveSmallIntegerField(_("Wochentage"))  # bits, Monday the lowest
    minutes = models.PositiveSmallIntegerField(_("Minuten"))
    tolerance = models.PositiveSmallIntegerField(_("Spielraum in Minuten"), default=0)
    starts_on = models.DateField(_("von"))
    ends_on = models.DateField(_("bis"))
    status = models.CharField(_("Stand"), max_length=10, choices=PlanStatus, default=PlanStatus.PROPOSED)
    side = models.CharField(_("vorgeschlagen von"), max_length=12, choices=PlanSide)
    proposed_at = models.DateTimeField(_("vorgeschlagen"))
    proposed_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    agreed_at = models.DateTimeField(_("vereinbart am"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    confirmer = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = models.Manager.from_queryset(WeeklyPlanQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "agreed", "ended"]), name="plan_known_status"
            ),
            models.CheckConstraint(condition=models.Q(side__in=["volunteer", "organisation"]), name="plan_known_side"),
            models.CheckConstraint(
                condition=models.Q(weekdays__gte=1, weekdays__lte=127),
                name="plan_has_a_weekday",
                violation_error_message=_("Ein Wochenplan braucht mindestens einen Wochentag."),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=models.F("tolerance"))
                & models.Q(minutes__lte=480 - models.F("tolerance")),
                name="plan_minutes_within_bounds",
                violation_error_message=_("Mit seinem Spielraum reicht ein Wochenplan von 1 Minute bis 8 Stunden."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="plan_period_in_order",
                violation_error_message=_("Das Ende des Wochenplans liegt vor seinem Anfang."),
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_at=None, agreed_by=None, confirmer=None) & ~models.Q(status="agreed")
                | models.Q(agreed_at__isnull=False, agreed_by__isnull=False, confirmer__isnull=False)
                & ~models.Q(status="proposed"),
                name="plan_agreed_with_who_and_when",
                violation_error_message=_("Vereinbart heißt: mit Person, Zeitpunkt und wer dafür einsteht."),
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("proposed_by")),
                name="plan_four_eyes",
                violation_error_message=_("Wer vorschlägt, stimmt nicht auch noch zu."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="ended", ended_at__isnull=False, ended_by__isnull=False)
                | ~models.Q(status="ended") & models.Q(ended_at=None, ended_by=None),
                name="plan_ended_with_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["volunteer", "activity"],
                condition=models.Q(status="proposed"),
                name="plan_proposed_once",
                violation_error_message=_("Für diese Tätigkeit ist schon ein Wochenplan vorgeschlagen."),
            ),
        ]
        verbose_name = _("Wochenplan")
        verbose_name_plural = _("Wochenpläne")

    def __str__(self) -> str:
        return f"{self.status} {self.minutes} min"

    @property
    def terms(self) -> Terms:
        """What was agreed."""
        return Terms(self.weekdays, self.minutes, self.tolerance, self.starts_on, self.ends_on)

    @property
    def days(self) -> list[int]:
        """Its days of the week, Monday is 0."""
        return weekdays(self.weekdays)


class PlanConfirmation(models.Model):
    """That an entry was confirmed by a plan. Who and when stand at the entry and in its events, as always."""

    plan = models.ForeignKey(WeeklyPlan, on_delete=models.PROTECT, related_name="confirmations")
    entry = models.OneToOneField("volunteers.HourEntry", on_delete=models.PROTECT, related_name="by_plan")

    objects = models.Manager.from_queryset(PlanConfirmationQuerySet)()

    class Meta:
        verbose_name = _("Bestätigung nach Plan")
        verbose_name_plural = _("Bestätigungen nach Plan")

    def __str__(self) -> str:
        return f"{self.plan_id} {self.entry_id}"
