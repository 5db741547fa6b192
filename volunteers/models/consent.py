"""Consent: publishing a name is a safety matter; the default is not published."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.common.ids import PublicModel
from volunteers.consent_querysets import ConsentQuerySet, ConsentTextQuerySet

PUBLIC_THANKS = "public_thanks"
# Purposes are data (`ConsentPurpose`). Their names stand here so that the catalogues have them.
PURPOSE_NAMES = (_("öffentlicher Dank"),)


class Place(models.TextChoices):
    """Where a name may appear."""

    REGION_LIST = "region_list", _("Dankesliste für eine Region oder ein Handlungsfeld")
    ORGANISATION_LIST = "organisation_list", _("Dankesliste einer Organisation")
    PRINT = "print", _("gedruckte Liste")


class DisplayForm(models.TextChoices):
    """How a name appears."""

    FULL_NAME = "full_name", _("voller Name")
    FIRST_NAME = "first_name", _("Vorname und erster Buchstabe des Nachnamens")
    ALIAS = "alias", _("ein selbst gewählter Name")
    ANONYMOUS = "anonymous", _("ohne Namen („jemand aus dem Landkreis Leer“)")


class Basis(models.TextChoices):
    """What says that the person may decide. Under 18 it is a guardian's word (domain.md, "Publishing names")."""

    ADULT = "adult", _("volljährig nach dem Geburtsdatum")
    AFFIRMED = "affirmed", _("hat bestätigt, volljährig zu sein")
    GUARDIAN = "guardian", _("Sorgeberechtigte haben zugestimmt")


class ConsentPurpose(models.Model):
    """What a consent is for. Data: a new purpose is a row with its texts. None stands in for another."""

    code = models.SlugField(_("Kürzel"), max_length=20, primary_key=True)
    name = models.CharField(_("Zweck"), max_length=80)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("Zweck")
        verbose_name_plural = _("Zwecke")

    def __str__(self) -> str:
        return self.code


class ConsentText(PublicModel):
    """The words that people agree to: one version, one language, one purpose, one place. The database freezes them.

    The newest version that has begun is asked; consents to an older one stay valid until they expire.
    """

    purpose = models.ForeignKey(ConsentPurpose, verbose_name=_("Zweck"), on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("Ort"), max_length=20, choices=Place)
    version = models.CharField(_("Fassung"), max_length=20)
    language = models.CharField(_("Sprache"), max_length=10)
    since = models.DateField(_("gilt ab"))
    text = models.TextField(_("Text"), max_length=4000)

    objects = models.Manager.from_queryset(ConsentTextQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "place", "version", "language"], name="consent_text_once"),
            models.CheckConstraint(
                condition=Q(place__in=["region_list", "organisation_list", "print"]), name="consent_text_known_place"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="consent_text_says_something"),
        ]
        verbose_name = _("Text einer Einwilligung")
        verbose_name_plural = _("Texte von Einwilligungen")

    def __str__(self) -> str:
        return f"{self.purpose_id} {self.place} {self.version} {self.language}"


class Consent(PublicModel):
    """One person, one purpose, one place, one display form, one text. Revocable at any time.

    With the word of a guardian it ends on the day before the person is 18. Personal data: alias.
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="consents")
    purpose = models.ForeignKey(
        ConsentPurpose,
        verbose_name=_("Zweck"),
        default=PUBLIC_THANKS,
        on_delete=models.PROTECT,
        db_column="purpose",
        db_index=False,
        related_name="+",
    )
    place = models.CharField(_("Ort"), max_length=20, choices=Place)
    display_form = models.CharField(_("Darstellung"), max_length=12, choices=DisplayForm)
    alias = models.CharField(_("gewählter Name"), max_length=80, blank=True)
    text = models.ForeignKey(
        ConsentText, verbose_name=_("Text"), on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    basis = models.CharField(_("Grundlage"), max_length=10, choices=Basis)
    guardian = models.ForeignKey(
        "volunteers.GuardianConsent", null=True, blank=True, on_delete=models.PROTECT, related_name="consents"
    )
    # Who entered it: the person, or the organisation that keeps a person without account and holds the signed paper.
    recorded_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("erteilt"))
    expires_on = models.DateField(_("gilt bis"))
    withdrawn_at = models.DateTimeField(pgettext_lazy("Einwilligung", "widerrufen"), null=True, blank=True)

    objects = models.Manager.from_queryset(ConsentQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "purpose", "place"],
                condition=Q(withdrawn_at=None),
                name="consent_once",
                violation_error_message=_("Für diesen Ort gibt es schon eine Einwilligung."),
            ),
            models.CheckConstraint(
                condition=Q(place__in=["region_list", "organisation_list", "print"]),
                name="consent_known_place",
            ),
            models.CheckConstraint(
                condition=Q(display_form="alias") & ~Q(alias="")
                | Q(display_form__in=["full_name", "first_name", "anonymous"], alias=""),
                name="consent_alias_with_its_form",
                violation_error_message=_("Ein gewählter Name gehört zur Darstellung „gewählter Name“."),
            ),
            models.CheckConstraint(
                condition=Q(basis="guardian", guardian__isnull=False)
                | Q(basis__in=["adult", "affirmed"], guardian=None),
                name="consent_guardian_with_its_basis",
                violation_error_message=_("Unter 18 Jahren gehört zur Einwilligung die der Sorgeberechtigten."),
            ),
        ]
        # What runs out soon, day by day.
        indexes = [models.Index(fields=["expires_on"], condition=Q(withdrawn_at=None), name="consent_expiring")]
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")

    def __str__(self) -> str:
        return f"{self.place} {self.display_form}"
