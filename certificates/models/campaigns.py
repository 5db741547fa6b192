"""Campaigns: one order for many certificates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from certificates.models.certificates import CertificateKind
from certificates.querysets import CampaignQuerySet


class CampaignStatus(models.TextChoices):
    """Where a campaign stands.

    ::

        draft ──order──▶ ordered ──pause──▶ paused   (its certificates are rows by then; progress is read from them)
          │                 ▲──resume──────────┘
          └────cancel──▶ cancelled

    Paused: no worker takes a certificate of it; what is in a worker's hands at that moment still comes out.
    """

    DRAFT = "draft", _("Entwurf")
    ORDERED = "ordered", _("bestellt")
    PAUSED = "paused", _("angehalten")
    CANCELLED = "cancelled", _("verworfen")


TRANSITIONS: dict[str, frozenset[str]] = {
    CampaignStatus.DRAFT: frozenset({CampaignStatus.ORDERED, CampaignStatus.CANCELLED}),
    CampaignStatus.ORDERED: frozenset({CampaignStatus.PAUSED}),
    CampaignStatus.PAUSED: frozenset({CampaignStatus.ORDERED}),
    CampaignStatus.CANCELLED: frozenset(),
}


class Campaign(PublicModel):
    """Whom: everyone with at least `minimum_minutes` confirmed in the period, within the scope.

    The scope is all of the alliance, or narrowed to a district, a field of action and an organisation (each optional).
    Or, where people were `chosen`, those of them who are still to be found (`ChosenPerson`), whatever the rule says.
    A campaign of competence certificates is about one organisation and one calendar year; `age_affirmed` is the
    orderer's word that everybody there whose birth date is unknown is 14 (`services.competence`).
    """

    title = models.CharField(_("Titel"), max_length=120)
    kind = models.CharField(_("Art"), max_length=12, choices=CertificateKind)
    issuer = models.ForeignKey("certificates.Issuer", on_delete=models.PROTECT, related_name="campaigns")
    period_start = models.DateField(_("von"))
    period_end = models.DateField(_("bis"))
    minimum_minutes = models.PositiveIntegerField(_("mindestens bestätigte Minuten"), default=1)
    district = models.ForeignKey(
        "volunteers.District", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    field = models.ForeignKey(
        "volunteers.FieldOfAction", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "volunteers.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    chosen = models.BooleanField(_("für ausgewählte Menschen"), default=False)
    age_affirmed = models.BooleanField(_("Alter versichert"), default=False)
    language = models.CharField(_("Sprache"), max_length=10, blank=True)  # empty: the language of each person
    beside = models.CharField(_("zweite Sprache"), max_length=10, blank=True)
    template_version = models.ForeignKey(
        "certificates.TemplateVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="campaigns"
    )  # null is the design that comes with the press
    status = models.CharField(_("Stand"), max_length=10, choices=CampaignStatus, default=CampaignStatus.DRAFT)
    created_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)
    ordered_at = models.DateTimeField(_("bestellt"), null=True, blank=True)

    objects = models.Manager.from_queryset(CampaignQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="campaign_period_in_order",
                violation_error_message=_("Das Ende des Zeitraums liegt vor seinem Anfang."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["ordered", "paused"], ordered_at__isnull=False)
                | models.Q(status__in=["draft", "cancelled"], ordered_at=None),
                name="campaign_ordered_with_when",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_minutes__gte=1),
                name="campaign_asks_for_hours",
                violation_error_message=_("Eine Aktion braucht mindestens eine bestätigte Minute."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["thanks", "record", "competence"]), name="campaign_known_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="competence") | models.Q(organisation__isnull=False),
                name="campaign_competence_somewhere",
                violation_error_message=_("Ein Kompetenznachweis gilt für eine Organisation."),
            ),
        ]
        verbose_name = _("Aktion")
        verbose_name_plural = _("Aktionen")

    def __str__(self) -> str:
        return self.title


class ChosenPerson(models.Model):
    """Somebody for whom a draft is; once it is ordered their certificate says so instead. Personal data: all of it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="people", db_index=False)
    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "volunteer"], name="chosen_once_a_campaign"),
        ]
        verbose_name = _("ausgewählter Mensch")
        verbose_name_plural = _("ausgewählte Menschen")

    def __str__(self) -> str:
        return f"{self.campaign_id}"
