"""Programmes that a person can reach, their dated rules, and who reached what under which rule."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from recognition.programme_querysets import ProgrammeQuerySet, ProgrammeRuleQuerySet, ReachedQuerySet
from volunteers.models.places import Dated

# Programmes are data (migration 0004). Their names stand here so that the catalogues have them.
PROGRAMME_NAMES = (
    _("Ehrenamtskarte Niedersachsen/Bremen"),
    _("Kompetenznachweis Niedersachsen"),
    _("Erste Stunde"),
    _("25 Stunden"),
    _("50 Stunden"),
    _("100 Stunden"),
    _("250 Stunden"),
    _("500 Stunden"),
    _("1000 Stunden"),
    _("1 Jahr dabei"),
    _("2 Jahre dabei"),
    _("5 Jahre dabei"),
    _("10 Jahre dabei"),
    _("Zurück nach einem Jahr Pause"),
)


class ProgrammeKind(models.TextChoices):
    """What a person gets who reached it."""

    CARD = "card", _("Karte")
    CERTIFICATE = "certificate", _("Nachweis")
    MILESTONE = "milestone", _("Meilenstein")


class Lapsed(models.TextChoices):
    """Why somebody does not stand where they stood."""

    HOURS = "hours", _("die Stunden wurden korrigiert")
    RULE = "rule", _("für den Tag gilt eine andere Regel")
    WAIVER = "waiver", _("die Befreiung wurde zurückgenommen")


class Thanked(models.TextChoices):
    """How somebody was thanked for it."""

    CERTIFICATE = "certificate", _("Urkunde")
    LIST = "list", _("Dankesliste")
    MESSAGE = "message", _("Nachricht")


class Programme(PublicModel):
    """A card, a certificate or a milestone; what it asks for are its rules, one for each stretch of days."""

    code = models.SlugField(_("Kürzel"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Art"), max_length=12, choices=ProgrammeKind)
    website = models.URLField(_("Internetseite"), blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = models.Manager.from_queryset(ProgrammeQuerySet)()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["card", "certificate", "milestone"]), name="programme_known_kind"
            ),
        ]
        verbose_name = _("Programm")
        verbose_name_plural = _("Programme")

    def __str__(self) -> str:
        return self.name


class ProgrammeRule(PublicModel, Dated):
    """What a programme asks for from one local date to another, both included; without an end, until another comes.

    `rule` is JSON in the language of `recognition/rules`. Frozen: the database lets only an open end be set.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rules", db_index=False)
    version = models.PositiveSmallIntegerField(_("Fassung"))
    rule: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(_("Regel"))
    source = models.CharField(_("Quelle"), max_length=300)
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)

    objects = models.Manager.from_queryset(ProgrammeRuleQuerySet)()

    class Meta:
        ordering = ["programme", "version"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="programme_rule_version_once"),
            models.UniqueConstraint(
                fields=["programme"], condition=models.Q(valid_to=None), name="programme_rule_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_to=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="programme_rule_days_in_order",
                violation_error_message=_("Das Ende liegt vor dem Anfang."),
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1) & ~models.Q(source=""),
                name="programme_rule_with_source",
                violation_error_message=_("Eine Regel nennt ihre Quelle."),
            ),
        ]
        verbose_name = _("Regel eines Programms")
        verbose_name_plural = _("Regeln der Programme")

    def __str__(self) -> str:
        return f"{self.programme_id}.{self.version}"


class Reached(PublicModel):
    """One person reached one programme on one local date, under the rule of that day.

    `minutes` are those that the rule counted. `basis` says on which entries it rests (`services.evaluating.entries_of`
    reads them): local dates `from` and `to`, the number of `entries`, `organisation` (key) where only one counts, and
    `evidence` where a rule asks for more than any; a waiver instead where it needs no hours.
    A correction or another rule may take it away: then it is `lapsed`, and stays. Personal data: all of it.
    """

    volunteer = models.ForeignKey(
        "volunteers.Volunteer", on_delete=models.CASCADE, related_name="reached", db_index=False
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="reached", db_index=False)
    # Nobody looks for those under one rule; the index would be written with every row.
    rule = models.ForeignKey(ProgrammeRule, on_delete=models.PROTECT, related_name="+", db_index=False)
    reached_on = models.DateField(_("erreicht am"))
    minutes = models.PositiveIntegerField(_("Minuten"))
    basis: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(_("Grundlage"))
    evaluated_at = models.DateTimeField(_("festgestellt"))
    lapsed_at = models.DateTimeField(_("entfallen"), null=True, blank=True)
    lapsed_why = models.CharField(_("weshalb entfallen"), max_length=10, choices=Lapsed, blank=True)
    thanked_at = models.DateTimeField(_("bedankt"), null=True, blank=True)
    thanked_by_way = models.CharField(_("womit bedankt"), max_length=12, choices=Thanked, null=True, blank=True)

    objects = models.Manager.from_queryset(ReachedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "programme"], condition=models.Q(lapsed_at=None), name="reached_standing_once"
            ),
            models.CheckConstraint(
                condition=models.Q(lapsed_at=None, lapsed_why="")
                | models.Q(lapsed_at__isnull=False, lapsed_why__in=["hours", "rule", "waiver"]),
                name="reached_lapsed_with_why",
            ),
            models.CheckConstraint(
                condition=models.Q(thanked_at=None, thanked_by_way=None)
                | models.Q(
                    thanked_at__isnull=False,
                    thanked_by_way__isnull=False,
                    thanked_by_way__in=["certificate", "list", "message"],
                ),
                name="reached_thanked_with_way",
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "programme"], name="reached_of_volunteer"),
            models.Index(fields=["programme", "reached_on"], name="reached_of_programme"),
            # What nobody gave thanks for, of one programme; of all of them `ThanksDue` has the sum. The last two hold
            # nothing: SQLite answers from the index alone only where it has every column that is asked about.
            models.Index(
                fields=["programme", "volunteer", "reached_on", "lapsed_at", "thanked_at"],
                condition=models.Q(lapsed_at=None, thanked_at=None),
                name="reached_unthanked",
            ),
        ]
        verbose_name = _("Erreichtes")
        verbose_name_plural = _("Erreichtes")

    def __str__(self) -> str:
        return f"{self.programme_id} {self.reached_on}"


class EvaluationCursor(models.Model):
    """How far the evaluation got: one row, number 1, made by the migration.

    Keys of the last events that were looked at and cannot change any more, and the instant up to which merges were.
    A run over all people is due while it was `asked` for more often than `answered`. `leased_until`: somebody is at it.
    """

    number = models.PositiveSmallIntegerField(unique=True, default=1)
    ledger_event = models.PositiveBigIntegerField(default=0)
    correction_event = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField()
    asked = models.PositiveIntegerField(default=1)
    answered = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(number=1), name="evaluation_cursor_is_one")]
        verbose_name = _("Stand der Auswertung")
        verbose_name_plural = _("Stand der Auswertung")

    def __str__(self) -> str:
        return f"{self.ledger_event} {self.correction_event}"
