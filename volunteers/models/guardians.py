"""What the guardians of somebody under 18 say to publishing the name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.consent_querysets import GuardianConsentQuerySet
from volunteers.models.consent import PUBLIC_THANKS, ConsentPurpose, ConsentText, DisplayForm, Place


class GuardianStatus(models.TextChoices):
    """Where it stands.

    ::

        asked ──agree──▶ given ──withdraw──▶ withdrawn
          ├────refuse──▶ refused                 ▲
          └────withdraw (asked anew, or all is withdrawn)

    """

    ASKED = "asked", _("gefragt")
    GIVEN = "given", _("zugestimmt")
    REFUSED = "refused", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("zurückgenommen")


TRANSITIONS: dict[str, frozenset[str]] = {
    GuardianStatus.ASKED: frozenset({GuardianStatus.GIVEN, GuardianStatus.REFUSED, GuardianStatus.WITHDRAWN}),
    GuardianStatus.GIVEN: frozenset({GuardianStatus.WITHDRAWN}),
    GuardianStatus.REFUSED: frozenset(),
    GuardianStatus.WITHDRAWN: frozenset(),
}


class GuardianProof(models.TextChoices):
    """How we know that it was them."""

    PAPER = "paper", _("unterschriebenes Papier, das die Organisation aufbewahrt")
    MAIL = "mail", _("Link an ihre E-Mail-Adresse")


class GuardianConsent(PublicModel):
    """A guardian's answer for one person, purpose, place and display form, to one text.

    Under 16 it decides. From 16 on the person agrees, too: `person_agrees` says that they did with the same step
    (they asked themselves, or signed the same paper). Personal data: guardian_name, guardian_email, alias.
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="guardian_consents")
    purpose = models.ForeignKey(
        ConsentPurpose, verbose_name=_("Zweck"), default=PUBLIC_THANKS, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(_("Ort"), max_length=20, choices=Place)
    display_form = models.CharField(_("Darstellung"), max_length=12, choices=DisplayForm)
    alias = models.CharField(_("gewählter Name"), max_length=80, blank=True)
    text = models.ForeignKey(ConsentText, verbose_name=_("Text"), on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(_("Nachweis"), max_length=10, choices=GuardianProof)
    guardian_name = models.CharField(_("Name der Sorgeberechtigten"), max_length=200, blank=True)
    guardian_email = models.EmailField(_("E-Mail-Adresse der Sorgeberechtigten"), blank=True)
    language = models.CharField(_("Sprache"), max_length=10, default="de")
    # Who holds the paper.
    organisation = models.ForeignKey(
        "volunteers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person_agrees = models.BooleanField(_("die Person stimmt selbst zu"), default=False)
    status = models.CharField(_("Stand"), max_length=10, choices=GuardianStatus, default=GuardianStatus.ASKED)
    recorded_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("gefragt"))
    answered_at = models.DateTimeField(_("beantwortet"), null=True, blank=True)
    ended_at = models.DateTimeField(_("zurückgenommen"), null=True, blank=True)

    objects = models.Manager.from_queryset(GuardianConsentQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["asked", "given", "refused", "withdrawn"]), name="guardian_known_status"
            ),
            models.CheckConstraint(
                condition=Q(proof="paper", organisation__isnull=False) | Q(proof="mail", organisation=None),
                name="guardian_paper_has_a_holder",
            ),
            models.CheckConstraint(
                condition=(~Q(status="asked") | Q(answered_at=None))
                & (~Q(status__in=["given", "refused"]) | Q(answered_at__isnull=False)),
                name="guardian_answered_with_when",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", ended_at__isnull=False) | ~Q(status="withdrawn") & Q(ended_at=None),
                name="guardian_withdrawn_with_when",
            ),
            models.UniqueConstraint(
                fields=["volunteer", "purpose", "place"],
                condition=Q(status="asked"),
                name="guardian_asked_once",
                violation_error_message=_("Dazu ist schon gefragt."),
            ),
        ]
        verbose_name = _("Zustimmung von Sorgeberechtigten")
        verbose_name_plural = _("Zustimmungen von Sorgeberechtigten")

    def __str__(self) -> str:
        return f"{self.place} {self.status}"
