"""Taking over a record that an organisation kept: somebody has an account now, and the organisation's word."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.common.ids import PublicModel
from volunteers.merge_querysets import TakeoverQuerySet

OPEN_FOR = dt.timedelta(days=30)  # a code, and the word of an organisation that was asked


class TakeoverStatus(models.TextChoices):
    """Where it stands.

    ::

        asked ──agree──▶ offered ──take──▶ taken ──give back──▶ returned
          ├───refuse───▶ refused   │
          └──withdraw──▶ withdrawn ◀── withdraw

    With a code it begins as offered: the code is the organisation's word. An offer past `expires_at` is nobody's.
    """

    ASKED = "asked", _("wartet auf die Organisation")
    OFFERED = "offered", _("kann übernommen werden")
    TAKEN = "taken", _("übernommen")
    REFUSED = "refused", _("abgelehnt")
    WITHDRAWN = "withdrawn", pgettext_lazy("Übernahme", "zurückgezogen")
    RETURNED = "returned", _("zurückgegeben")


TRANSITIONS: dict[str, frozenset[str]] = {
    TakeoverStatus.ASKED: frozenset({TakeoverStatus.OFFERED, TakeoverStatus.REFUSED, TakeoverStatus.WITHDRAWN}),
    TakeoverStatus.OFFERED: frozenset({TakeoverStatus.TAKEN, TakeoverStatus.WITHDRAWN}),
    TakeoverStatus.TAKEN: frozenset({TakeoverStatus.RETURNED}),
    TakeoverStatus.REFUSED: frozenset(),
    TakeoverStatus.WITHDRAWN: frozenset(),
    TakeoverStatus.RETURNED: frozenset(),
}


class Takeover(PublicModel):
    """One organisation, one kept record, and whoever may take it over.

    Either the organisation hands out a code (`code_hash`; made again from the row's UUID and the installation's key, so
    that it can be printed again), or somebody asked (`claimant`, with the name and the time that they say) and the
    organisation said which record it is. `merge` is there where the hours went into a record that the person had.
    Personal data: said_name, said_when, and that claimant and volunteer are who they are.
    """

    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="takeovers")
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", null=True, blank=True, on_delete=models.PROTECT, related_name="takeovers"
    )
    claimant = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="takeovers"
    )
    status = models.CharField(_("Stand"), max_length=10, choices=TakeoverStatus)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    said_name = models.CharField(_("Name"), max_length=200, blank=True)
    said_when = models.CharField(_("Zeit"), max_length=200, blank=True)
    begun_at = models.DateTimeField(_("begonnen"))
    # Who gave the organisation's word. Never the one who takes over.
    offered_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    expires_at = models.DateTimeField(_("gilt bis"), null=True, blank=True)
    ended_at = models.DateTimeField(_("entschieden"), null=True, blank=True)
    merge = models.OneToOneField(
        "volunteers.Merge", null=True, blank=True, on_delete=models.SET_NULL, related_name="takeover"
    )

    objects = models.Manager.from_queryset(TakeoverQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["asked", "offered", "taken", "refused", "withdrawn", "returned"]),
                name="takeover_known_status",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["offered", "taken"])
                | Q(volunteer__isnull=False, offered_by__isnull=False, expires_at__isnull=False),
                name="takeover_offered_of_a_record",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["asked", "taken"]) | Q(claimant__isnull=False),
                name="takeover_has_a_claimant",
            ),
            models.CheckConstraint(
                condition=~Q(status="taken") | ~Q(claimant=models.F("offered_by")),
                name="takeover_four_eyes",
                violation_error_message=_("Das Wort der Organisation gibt jemand anderes."),
            ),
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="takeover_code_once"),
            models.UniqueConstraint(
                fields=["organisation", "claimant"],
                condition=Q(status="asked"),
                name="takeover_asked_once",
                violation_error_message=_("Dort hast du schon gefragt."),
            ),
        ]
        verbose_name = _("Übernahme")
        verbose_name_plural = _("Übernahmen")

    def __str__(self) -> str:
        return f"Übernahme {self.pk} {self.status}"
