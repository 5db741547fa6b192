"""Good examples: organisations tell what works for them, so that others do so too. Nobody is shown who disagrees."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.common.ids import PublicModel
from recognition.story_querysets import StoryAdoptionQuerySet, StoryPersonQuerySet, StoryQuerySet


class StoryStatus(models.TextChoices):
    """Where a good example stands.

    ::

        draft ──submit──▶ submitted ──publish──▶ published ──withdraw──▶ withdrawn
          ▲──────return───────┘                                              │
          └──────────────────────────────reopen──────────────────────────────┘
    """

    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("eingereicht")
    PUBLISHED = "published", _("veröffentlicht")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


TRANSITIONS: dict[str, frozenset[str]] = {
    StoryStatus.DRAFT: frozenset({StoryStatus.SUBMITTED}),
    StoryStatus.SUBMITTED: frozenset({StoryStatus.DRAFT, StoryStatus.PUBLISHED}),
    StoryStatus.PUBLISHED: frozenset({StoryStatus.WITHDRAWN}),
    StoryStatus.WITHDRAWN: frozenset({StoryStatus.DRAFT}),
}


class Story(PublicModel):
    """What one organisation does and others may do too, in words for the public, reviewed by a coordinator.

    `revision` counts what people who are named or shown agreed to: each change of words or picture is another one.
    Personal data: whatever the words say; who is named in them is a StoryPerson.
    """

    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="stories")
    slug = models.SlugField(_("Kürzel"), max_length=80, unique=True)
    title = models.CharField(_("Titel"), max_length=120)
    summary = models.CharField(_("In zwei Sätzen"), max_length=300)
    text = models.TextField(_("Die Geschichte"), max_length=6000)
    audience = models.TextField(_("Für wen und wozu"), max_length=1000, blank=True)
    needs = models.TextField(_("Was es braucht"), max_length=1000, blank=True)
    partners = models.CharField(_("Mit wem zusammen"), max_length=300, blank=True)
    started_on = models.DateField(_("Seit wann"), null=True, blank=True)
    activity = models.ForeignKey(
        "volunteers.Activity", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    field = models.ForeignKey("volunteers.FieldOfAction", on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey("volunteers.District", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("Stand"), max_length=10, choices=StoryStatus, default=StoryStatus.DRAFT)
    revision = models.PositiveSmallIntegerField(_("Fassung"), default=1)
    created_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField(_("zuletzt geändert"))
    changed_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    submitted_at = models.DateTimeField(_("eingereicht am"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True)
    published_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(_("zurückgezogen am"), null=True, blank=True)

    objects = models.Manager.from_queryset(StoryQuerySet)()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at=None, submitted_by=None)
                | Q(
                    status__in=["submitted", "published", "withdrawn"],
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                ),
                name="story_submitted_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted"], published_at=None, published_by=None)
                | Q(status__in=["published", "withdrawn"], published_at__isnull=False, published_by__isnull=False),
                name="story_published_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "published"], withdrawn_at=None)
                | Q(status="withdrawn", withdrawn_at__isnull=False),
                name="story_withdrawn_with_when",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("submitted_by")) & ~Q(published_by=F("changed_by")),
                name="story_reviewed_by_another",
                violation_error_message=_("Veröffentlichen muss jemand anderes."),
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(summary="") & ~Q(text=""), name="story_says_something"),
        ]
        indexes = [
            models.Index(fields=["published_at"], condition=Q(status="published"), name="story_published"),
            models.Index(fields=["submitted_at"], condition=Q(status="submitted"), name="story_waiting"),
        ]
        verbose_name = _("gutes Beispiel")
        verbose_name_plural = _("gute Beispiele")

    def __str__(self) -> str:
        return self.title


class Shows(models.TextChoices):
    """Who can be recognised on a picture, on the organisation's word."""

    NOBODY = "nobody", _("Niemand ist zu erkennen.")
    AGREED = "agreed", _("Alle, die zu erkennen sind, haben schriftlich zugestimmt.")


class StoryPicture(models.Model):
    """The picture of a good example, in two sizes; JPEG made by us, without anything that the camera wrote into it.

    `digest` is the SHA-256 of `data`. `affirmed_by` said who can be recognised, and that they agreed.
    """

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="picture")
    data = models.BinaryField()
    small = models.BinaryField()
    width = models.PositiveSmallIntegerField(_("Breite"))
    height = models.PositiveSmallIntegerField(_("Höhe"))
    digest = models.CharField(max_length=64)
    alt = models.CharField(_("Was auf dem Bild zu sehen ist"), max_length=300)
    shows = models.CharField(_("Wer zu erkennen ist"), max_length=10, choices=Shows)
    affirmed_at = models.DateTimeField(_("versichert am"))
    affirmed_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="story_picture_has_words"),
            models.CheckConstraint(condition=Q(shows__in=["nobody", "agreed"]), name="story_picture_known_people"),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="story_picture_has_a_size"),
        ]
        verbose_name = _("Bild eines guten Beispiels")
        verbose_name_plural = _("Bilder guter Beispiele")

    def __str__(self) -> str:
        return f"{self.story_id} {self.width}×{self.height}"


class AgreedBy(models.TextChoices):
    """What says that a person may decide to be named in a good example."""

    ADULT = "adult", _("volljährig nach dem Geburtsdatum")
    AFFIRMED = "affirmed", _("hat bestätigt, volljährig zu sein")
    PAPER = "paper", _("unterschrieben, liegt bei der Organisation")


class StoryPerson(PublicModel):
    """Somebody who helps and is named in a good example or can be recognised on its picture: asked, agreed, or not.

    A consent holds for one revision of the story, to a day, until it is taken back. A published story with anybody in
    it whose consent does not hold is out of public sight from that moment.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="people")
    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("gefragt am"))
    asked_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    revision = models.PositiveSmallIntegerField(_("zugestimmt zu Fassung"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("zugestimmt am"), null=True, blank=True)
    basis = models.CharField(_("Grundlage"), max_length=10, choices=AgreedBy, blank=True)
    expires_on = models.DateField(_("gilt bis"), null=True, blank=True)
    ended_at = models.DateTimeField(pgettext_lazy("Einwilligung", "widerrufen"), null=True, blank=True)

    objects = models.Manager.from_queryset(StoryPersonQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "volunteer"],
                name="story_person_once",
                violation_error_message=_("Diese Person ist schon gefragt."),
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, revision=None, basis="", expires_on=None)
                | Q(
                    agreed_at__isnull=False,
                    revision__isnull=False,
                    basis__in=["adult", "affirmed", "paper"],
                    expires_on__isnull=False,
                ),
                name="story_person_agreed_with_all_of_it",
            ),
        ]
        verbose_name = _("Mensch in einem guten Beispiel")
        verbose_name_plural = _("Menschen in guten Beispielen")

    def __str__(self) -> str:
        return f"{self.story_id} {self.volunteer_id}"


class StoryAdoption(PublicModel):
    """An organisation that does likewise. Ended rather than deleted."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="adoptions")
    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="adoptions")
    note = models.CharField(_("Was Sie anders machen"), max_length=500, blank=True)
    adopted_at = models.DateTimeField(_("übernommen am"))
    adopted_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)

    objects = models.Manager.from_queryset(StoryAdoptionQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "organisation"],
                condition=Q(ended_at=None),
                name="story_adopted_once",
                violation_error_message=_("Das haben Sie schon übernommen."),
            ),
        ]
        verbose_name = _("Übernahme eines guten Beispiels")
        verbose_name_plural = _("Übernahmen guter Beispiele")

    def __str__(self) -> str:
        return f"{self.story_id} {self.organisation_id}"
