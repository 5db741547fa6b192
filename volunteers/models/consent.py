"""Consent: publishing a name is a safety matter; the default is not published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.querysets import ConsentQuerySet


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


class Consent(PublicModel):
    """One person, one purpose, one place, one display form, one version of the text. Revocable at any time."""

    class Purpose(models.TextChoices):
        """What for."""

        PUBLIC_THANKS = "public_thanks", _("öffentlicher Dank")

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("Zweck"), max_length=20, choices=Purpose, default=Purpose.PUBLIC_THANKS)
    place = models.CharField(_("Ort"), max_length=20, choices=Place)
    display_form = models.CharField(_("Darstellung"), max_length=12, choices=DisplayForm)
    alias = models.CharField(_("gewählter Name"), max_length=80, blank=True)
    text_version = models.CharField(_("Fassung des Textes"), max_length=20)
    # Who entered it: the person, or the organisation that keeps a person without account and holds the signed paper.
    recorded_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("erteilt"))
    expires_on = models.DateField(_("gilt bis"))
    withdrawn_at = models.DateTimeField(_("widerrufen"), null=True, blank=True)

    objects = models.Manager.from_queryset(ConsentQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "purpose", "place"],
                condition=models.Q(withdrawn_at=None),
                name="consent_once",
                violation_error_message=_("Für diesen Ort gibt es schon eine Einwilligung."),
            ),
            models.CheckConstraint(
                condition=models.Q(place__in=["region_list", "organisation_list", "print"]),
                name="consent_known_place",
            ),
            models.CheckConstraint(
                condition=models.Q(display_form="alias") & ~models.Q(alias="")
                | models.Q(display_form__in=["full_name", "first_name", "anonymous"], alias=""),
                name="consent_alias_with_its_form",
                violation_error_message=_("Ein gewählter Name gehört zur Darstellung „gewählter Name“."),
            ),
        ]
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")

    def __str__(self) -> str:
        return f"{self.place} {self.display_form}"
