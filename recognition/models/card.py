"""The way to the Ehrenamtskarte: what stands for hours, and the annex that goes to the municipality."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from recognition.card_querysets import AnnexPartQuerySet, CardAnnexQuerySet, WaiverQuerySet


class WaiverKind(models.TextChoices):
    """What stands for hours (freiwilligenserver.de, Anforderungen für die Ehrenamtskarte); codes of the rules."""

    JULEICA = "juleica", _("Juleica")
    FIRE_BRIGADE = "fire_brigade", _("Freiwillige Feuerwehr")
    CIVIL_PROTECTION = "civil_protection", _("Katastrophenschutz")
    RESCUE_SERVICE = "rescue_service", _("Rettungsdienst")


class Waiver(PublicModel):
    """Somebody other than the person saw the paper: a Juleica, or the proof of service and basic training.

    `held_since` and `held_until` are local dates, both included; without an end as long as nobody says otherwise.
    `organisation` whose member saw it; None where a coordinator did. Taken back it counts for no day.
    Personal data: all of it. Dropped on erasure.
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="waivers")
    kind = models.CharField(_("Art"), max_length=20, choices=WaiverKind)
    held_since = models.DateField(_("seit"))
    held_until = models.DateField(_("gültig bis"), null=True, blank=True)
    organisation = models.ForeignKey(
        "volunteers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("eingetragen"))
    recorded_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("zurückgenommen"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(WaiverQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["juleica", "fire_brigade", "civil_protection", "rescue_service"]),
                name="waiver_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(held_until=None) | Q(held_until__gte=models.F("held_since")),
                name="waiver_days_in_order",
                violation_error_message=_("Das Ende liegt vor dem Anfang."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="juleica") | Q(held_until__isnull=False),
                name="waiver_juleica_ends",
                violation_error_message=_("Eine Juleica gilt bis zu einem Tag."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="waiver_withdrawn_by_whom",
            ),
            models.UniqueConstraint(
                fields=["volunteer", "kind", "held_since"], condition=Q(withdrawn_at=None), name="waiver_once"
            ),
        ]
        verbose_name = _("Befreiung")
        verbose_name_plural = _("Befreiungen")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class CardAnnex(PublicModel):
    """What somebody shows the municipality: the hours of a period at every organisation, as they stood when asked for.

    `period_start` and `period_end` are local dates, both included; the period begins with a calendar year. `rule` is
    the one of that day, and `met` says whether these hours, or that `waiver`, met it. A newer annex replaces it.
    Personal data: all of it. Dropped on erasure.
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="annexes")
    rule = models.ForeignKey("recognition.ProgrammeRule", on_delete=models.PROTECT, related_name="+")
    period_start = models.DateField(_("von"))
    period_end = models.DateField(_("bis"))
    met = models.BooleanField(_("Voraussetzungen erfüllt"))
    waiver = models.CharField(_("durch eine Befreiung"), max_length=20, choices=WaiverKind, blank=True)
    made_at = models.DateTimeField(_("angelegt"))
    replaced_at = models.DateTimeField(_("ersetzt"), null=True, blank=True)

    objects = models.Manager.from_queryset(CardAnnexQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(replaced_at=None), name="card_annex_standing_once"
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=models.F("period_start")), name="card_annex_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(waiver="")
                | Q(waiver__in=["juleica", "fire_brigade", "civil_protection", "rescue_service"], met=True),
                name="card_annex_met_by_a_waiver",
            ),
        ]
        verbose_name = _("Anlage zum Antrag")
        verbose_name_plural = _("Anlagen zum Antrag")

    def __str__(self) -> str:
        return f"{self.pk}"


class AnnexPartStatus(models.TextChoices):
    """What an organisation said of its part.

    ::

        asked ──confirm──▶ confirmed ──decline──▶ declined (always with a reason)
          └────decline────▶ declined ──confirm──▶ confirmed
    """

    ASKED = "asked", _("angefragt")
    CONFIRMED = "confirmed", _("bestätigt")
    DECLINED = "declined", _("nicht bestätigt")


PART_TRANSITIONS: dict[str, frozenset[str]] = {
    AnnexPartStatus.ASKED: frozenset({AnnexPartStatus.CONFIRMED, AnnexPartStatus.DECLINED}),
    AnnexPartStatus.CONFIRMED: frozenset({AnnexPartStatus.DECLINED}),
    AnnexPartStatus.DECLINED: frozenset({AnnexPartStatus.CONFIRMED}),
}


class AnnexPart(PublicModel):
    """One organisation in an annex: since when, how much, and its word on it. The figures never change.

    `helped_since` is the first day of help there. All figures are whole minutes: `minutes` in the period, `by_year` a
    calendar year as text and its minutes, `by_span` those of each twelve months that end with the period, the last
    first. Personal data: the figures, the reason.
    """

    annex = models.ForeignKey(CardAnnex, on_delete=models.CASCADE, related_name="parts", db_index=False)
    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="+")
    helped_since = models.DateField(_("dabei seit"))
    minutes = models.PositiveIntegerField(_("Minuten"))
    by_year: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(_("nach Jahren"))
    by_span: "models.JSONField[list[int], list[int]]" = models.JSONField(_("nach zwölf Monaten"))
    status = models.CharField(_("Stand"), max_length=10, choices=AnnexPartStatus, default=AnnexPartStatus.ASKED)
    decided_at = models.DateTimeField(_("entschieden"), null=True, blank=True)
    decided_by = models.ForeignKey("volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.CharField(_("Grund"), max_length=500, blank=True)

    objects = models.Manager.from_queryset(AnnexPartQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annex", "organisation"], name="annex_part_once"),
            models.CheckConstraint(
                condition=Q(status="asked", decided_at=None, decided_by=None, decline_reason="")
                | Q(status="confirmed", decided_at__isnull=False, decided_by__isnull=False, decline_reason="")
                | Q(status="declined", decided_at__isnull=False, decided_by__isnull=False) & ~Q(decline_reason=""),
                name="annex_part_decided_with_who_and_when",
            ),
        ]
        verbose_name = _("Bestätigung zur Anlage")
        verbose_name_plural = _("Bestätigungen zur Anlage")

    def __str__(self) -> str:
        return f"{self.annex_id} {self.organisation_id}"
