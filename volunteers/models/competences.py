"""Competences: what somebody showed where they helped, in one sentence, confirmed by the organisation. Never graded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.querysets import CompetenceClaimQuerySet

# The codes of the pool (volunteers/data/competences.json); a test holds the two against each other.
CODES = (
    "teamwork",
    "communication",
    "cooperation",
    "conflict_resolution",
    "criticism",
    "reflection",
    "leadership",
    "independence",
    "flexibility",
    "initiative",
    "responsibility",
    "organisation",
    "intercultural_competence",
    "language_mediation",
)


class ClaimStatus(models.TextChoices):
    """Where a claim stands.

    ::

        proposed ──confirm──▶ confirmed ──withdraw──▶ withdrawn
            │ └────decline──▶ declined                    ▲
            └─────────────────withdraw────────────────────┘

    A declined competence may be proposed anew, with another example: that is another claim.
    """

    PROPOSED = "proposed", _("wartet auf Bestätigung")
    CONFIRMED = "confirmed", _("bestätigt")
    DECLINED = "declined", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


TRANSITIONS: dict[str, frozenset[str]] = {
    ClaimStatus.PROPOSED: frozenset({ClaimStatus.CONFIRMED, ClaimStatus.DECLINED, ClaimStatus.WITHDRAWN}),
    ClaimStatus.CONFIRMED: frozenset({ClaimStatus.WITHDRAWN}),
    ClaimStatus.DECLINED: frozenset(),
    ClaimStatus.WITHDRAWN: frozenset(),
}
# A competence that stands or may come to stand; of one kind a person has one at an organisation.
STANDING = (ClaimStatus.PROPOSED, ClaimStatus.CONFIRMED)


class CompetenceClaim(PublicModel):
    """One competence of the pool, one person, one organisation, one sentence that shows it.

    `example` is the sentence that counts and gets printed. `proposed_example` is what was proposed: the organisation
    may put it in other words when it confirms, and both stay readable. Who decides is never who proposed, nor the
    person (four eyes). The columns say who took each step and when.
    Personal data: example, proposed_example, decline_reason. Dropped on erasure.
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="competence_claims")
    organisation = models.ForeignKey(
        "volunteers.Organisation", on_delete=models.PROTECT, related_name="competence_claims"
    )
    competence = models.CharField(_("Kompetenz"), max_length=40)
    example = models.CharField(_("Beispiel"), max_length=500)
    proposed_example = models.CharField(_("vorgeschlagenes Beispiel"), max_length=500)
    status = models.CharField(_("Stand"), max_length=10, choices=ClaimStatus, default=ClaimStatus.PROPOSED)
    proposed_at = models.DateTimeField(_("vorgeschlagen"))
    proposed_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(_("entschieden"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decline_reason = models.CharField(_("Grund der Ablehnung"), max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(_("zurückgezogen am"), null=True, blank=True)

    objects = models.Manager.from_queryset(CompetenceClaimQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(competence__in=CODES), name="claim_known_competence"),
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "confirmed", "declined", "withdrawn"]),
                name="claim_known_status",
            ),
            models.CheckConstraint(
                condition=~models.Q(example="") & ~models.Q(proposed_example=""),
                name="claim_has_an_example",
                violation_error_message=_("Eine Kompetenz braucht ein Beispiel."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="proposed", decided_at=None, decided_by=None)
                | models.Q(status__in=["confirmed", "declined"], decided_at__isnull=False, decided_by__isnull=False)
                | ~models.Q(status__in=["proposed", "confirmed", "declined"])
                & (
                    models.Q(decided_at=None, decided_by=None)
                    | models.Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="claim_decided_with_who_and_when",
                violation_error_message=_("Entschieden heißt: mit Person und Zeitpunkt."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="claim_four_eyes",
                violation_error_message=_("Wer vorschlägt, entscheidet nicht."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="declined") & ~models.Q(decline_reason="")
                | ~models.Q(status="declined") & models.Q(decline_reason=""),
                name="claim_declined_with_reason",
                violation_error_message=_("Eine Ablehnung braucht einen Grund."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="withdrawn", withdrawn_at__isnull=False)
                | ~models.Q(status="withdrawn") & models.Q(withdrawn_at=None),
                name="claim_withdrawn_with_when",
            ),
            models.UniqueConstraint(
                fields=["volunteer", "organisation", "competence"],
                condition=models.Q(status__in=STANDING),
                name="claim_once",
                violation_error_message=_("Diese Kompetenz ist bei dieser Organisation schon vorgeschlagen."),
            ),
        ]
        verbose_name = _("Kompetenz einer Person")
        verbose_name_plural = _("Kompetenzen von Personen")

    def __str__(self) -> str:
        return f"{self.competence} {self.status}"
