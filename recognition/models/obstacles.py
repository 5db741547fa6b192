"""Obstacles: what keeps people from helping, named by somebody who helps or by an organisation. Never public."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from recognition.obstacle_querysets import ObstacleAnswerQuerySet, ObstacleQuerySet

MOST_CHARACTERS = 2000


class ObstacleCategory(models.TextChoices):
    """What kind of thing stands in the way. A code that was used once keeps its meaning."""

    SAFETY = "safety", _("Bedrohung oder Anfeindung")
    LANGUAGE = "language", _("Verständigung und Übersetzung")
    AUTHORITIES = "authorities", _("Ämter und Zuständigkeiten")
    ROOMS = "rooms", _("Räume und Ausstattung")
    MONEY = "money", _("Kosten und Auslagen")
    TRAVEL = "travel", _("Wege und Fahrten")
    TIME = "time", _("Zeit und Belastung")
    PEOPLE = "people", _("zu wenige, die mithelfen")
    OTHER = "other", _("etwas anderes")


CATEGORIES = ("safety", "language", "authorities", "rooms", "money", "travel", "time", "people", "other")


class ObstacleSide(models.TextChoices):
    """Who names it."""

    VOLUNTEER = "volunteer", _("Engagierte")
    ORGANISATION = "organisation", _("Organisation")


class ObstacleAudience(models.TextChoices):
    """Who may read it, from few to more; whoever names it chooses. Oneself, or one's organisation, always may."""

    ALLIANCE = "alliance", _("nur die Koordination des ganzen Bündnisses")
    COORDINATION = "coordination", _("die Koordination, auch vor Ort und im Handlungsfeld")
    ORGANISATION = "organisation", _("die Koordination und die Organisation")


class ObstacleStatus(models.TextChoices):
    """Where it stands.

    ::

        open ──▶ in_hand ──▶ solved
          │        │  ▲ ├──▶ remains      (nothing can be done about it, for now)
          │        │  └─┴─── solved, remains  (taken up again)
          └────────┴───────▶ solved, remains

    Whoever named it may take it back at any time: then the row is gone.
    """

    OPEN = "open", _("neu")
    IN_HAND = "in_hand", _("in Arbeit")
    SOLVED = "solved", _("gelöst")
    REMAINS = "remains", _("bleibt bestehen")


OVER = frozenset({ObstacleStatus.SOLVED, ObstacleStatus.REMAINS})
TRANSITIONS: dict[str, frozenset[str]] = {
    ObstacleStatus.OPEN: frozenset({ObstacleStatus.IN_HAND, *OVER}),
    ObstacleStatus.IN_HAND: OVER,
    ObstacleStatus.SOLVED: frozenset({ObstacleStatus.IN_HAND}),
    ObstacleStatus.REMAINS: frozenset({ObstacleStatus.IN_HAND}),
}


class Obstacle(PublicModel):
    """Something that stands in the way, in one district and field.

    A person names it for themselves (`volunteer`), or a member (`named_by`) for an organisation; `entry` where it goes
    with hours, then `organisation` is the one of the entry. `audience` says who may read it, `named` whether the
    coordination learns who it comes from and with which entry. Days are local dates: an instant could tell who it was.
    `emptied_on`: words and people are gone, by erasure or by time, and only what is counted stays.
    Personal data: text, volunteer, entry, named_by.
    """

    side = models.CharField(_("genannt von"), max_length=12, choices=ObstacleSide)
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", null=True, on_delete=models.PROTECT, related_name="obstacles", db_index=False
    )
    organisation = models.ForeignKey(
        "volunteers.Organisation", null=True, on_delete=models.PROTECT, related_name="obstacles", db_index=False
    )
    named_by = models.ForeignKey(
        "volunteers.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entry = models.ForeignKey(
        "volunteers.HourEntry", null=True, on_delete=models.PROTECT, related_name="obstacles", db_index=False
    )
    district = models.ForeignKey(
        "volunteers.District",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("Landkreis oder Stadt"),
    )
    field = models.ForeignKey(
        "volunteers.FieldOfAction",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("Handlungsfeld"),
    )
    category = models.CharField(_("Art"), max_length=12, choices=ObstacleCategory)
    text = models.TextField(_("Worte"), max_length=MOST_CHARACTERS, blank=True)
    audience = models.CharField(_("wer es liest"), max_length=12, choices=ObstacleAudience)
    named = models.BooleanField(_("mit Namen"), default=False)
    status = models.CharField(_("Stand"), max_length=10, choices=ObstacleStatus, default=ObstacleStatus.OPEN)
    made_on = models.DateField(_("genannt am"))
    changed_on = models.DateField(_("zuletzt geändert am"))
    emptied_on = models.DateField(_("Worte gelöscht am"), null=True)

    objects = models.Manager.from_queryset(ObstacleQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category__in=CATEGORIES),
                name="obstacle_known_category",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "in_hand", "solved", "remains"]), name="obstacle_known_status"
            ),
            models.CheckConstraint(
                condition=models.Q(side="volunteer", named_by=None)
                & (models.Q(volunteer__isnull=False) | models.Q(emptied_on__isnull=False))
                | models.Q(side="organisation", organisation__isnull=False, volunteer=None, named=False),
                name="obstacle_comes_from_one_side",
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=["alliance", "coordination"])
                | models.Q(audience="organisation", side="volunteer")
                & (models.Q(organisation__isnull=False) | models.Q(emptied_on__isnull=False)),
                name="obstacle_known_audience",
                violation_error_message=_("Es ist keine Organisation dabei, die es lesen könnte."),
            ),
            models.CheckConstraint(
                condition=models.Q(emptied_on=None)
                | models.Q(text="", volunteer=None, named_by=None, entry=None, named=False),
                name="obstacle_emptied_says_nothing",
            ),
            models.CheckConstraint(
                condition=~models.Q(category="other", text="") | models.Q(emptied_on__isnull=False),
                name="obstacle_other_says_what",
                violation_error_message=_("Bitte beschreiben Sie, was es ist."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["volunteer", "id"],
                condition=models.Q(volunteer__isnull=False),
                name="obstacle_of_volunteer",
            ),
            models.Index(
                fields=["organisation", "id"],
                condition=models.Q(organisation__isnull=False),
                name="obstacle_of_organisation",
            ),
            models.Index(fields=["entry"], condition=models.Q(entry__isnull=False), name="obstacle_of_entry"),
            models.Index(fields=["district", "id"], name="obstacle_of_district"),
            models.Index(fields=["field", "id"], name="obstacle_of_field"),
        ]
        verbose_name = _("Hindernis")
        verbose_name_plural = _("Hindernisse")

    def __str__(self) -> str:
        return f"{self.category} {self.status}"


class ObstacleAnswer(models.Model):
    """What the coordination said to one, on a local date. It goes with the words that it answers."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(_("Antwort"), max_length=MOST_CHARACTERS)
    said_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    said_on = models.DateField(_("gesagt am"))

    objects = models.Manager.from_queryset(ObstacleAnswerQuerySet)()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="obstacle_answer_says_something")]
        verbose_name = _("Antwort auf ein Hindernis")
        verbose_name_plural = _("Antworten auf Hindernisse")

    def __str__(self) -> str:
        return f"{self.obstacle_id} {self.said_on}"
