"""Who asks to join the alliance: an organisation, somebody who belongs to one, or somebody who wants to help."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.joining_querysets import JoinRequestQuerySet
from volunteers.models.organisations import Organisation


class JoinWish(models.TextChoices):
    """As what somebody wants to join."""

    ORGANISATION = "organisation", _("Eine Organisation macht mit")
    MEMBER = "member", _("Jemand arbeitet für eine Organisation mit")
    VOLUNTEER = "volunteer", _("Jemand möchte helfen")


class JoinStatus(models.TextChoices):
    """Where it stands.

    ::

        asked ──confirm──▶ open ──admit──▶ admitted
          │                 ├───decline──▶ declined (always with a reason)
          └────withdraw─────┴─────────────▶ withdrawn

    `asked` waits for the mailbox: nobody sees it before whoever reads mail there said that they asked.
    """

    ASKED = "asked", _("wartet auf die Bestätigung per E-Mail")
    OPEN = "open", _("wartet auf die Koordination")
    ADMITTED = "admitted", _("aufgenommen")
    DECLINED = "declined", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


TRANSITIONS: dict[str, frozenset[str]] = {
    JoinStatus.ASKED: frozenset({JoinStatus.OPEN, JoinStatus.WITHDRAWN}),
    JoinStatus.OPEN: frozenset({JoinStatus.ADMITTED, JoinStatus.DECLINED, JoinStatus.WITHDRAWN}),
    JoinStatus.ADMITTED: frozenset(),
    JoinStatus.DECLINED: frozenset(),
    JoinStatus.WITHDRAWN: frozenset(),
}


class JoinRequest(PublicModel):
    """One request. Of an organisation it says name, kind and website; of a member, which organisation.

    `organisation` is also the one that came of it. Personal data: name, email, message, reason. Dropped seven days
    after it was asked if nobody confirmed it, and 90 days after it was closed.
    """

    wish = models.CharField(_("Anliegen"), max_length=12, choices=JoinWish)
    name = models.CharField(_("Name"), max_length=200)
    email = models.EmailField(_("E-Mail-Adresse"))
    language = models.CharField(_("Sprache"), max_length=10, default="de")
    district = models.ForeignKey(
        "volunteers.District", verbose_name=_("Landkreis oder Stadt"), on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="join_requests",
    )
    organisation_name = models.CharField(_("Name der Organisation"), max_length=200, blank=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Organisation.Kind, blank=True)
    website = models.URLField(_("Website"), blank=True)
    message = models.TextField(_("Nachricht"), max_length=2000, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=JoinStatus, default=JoinStatus.ASKED)
    asked_at = models.DateTimeField(_("gefragt"))
    confirmed_at = models.DateTimeField(_("Adresse bestätigt"), null=True, blank=True)
    decided_at = models.DateTimeField(_("entschieden"), null=True, blank=True)
    decided_by = models.ForeignKey("volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("zurückgezogen"), null=True, blank=True)
    reason = models.CharField(_("Begründung"), max_length=1000, blank=True)

    objects = models.Manager.from_queryset(JoinRequestQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wish="organisation") & ~Q(organisation_name="") & ~Q(kind="")
                | Q(wish="member", organisation__isnull=False, organisation_name="", kind="")
                | Q(wish="volunteer", organisation=None, organisation_name="", kind=""),
                name="join_says_what_its_wish_needs",
            ),
            models.CheckConstraint(
                condition=Q(status="asked", confirmed_at=None)
                | Q(status__in=["open", "admitted", "declined"], confirmed_at__isnull=False)
                | Q(status="withdrawn"),
                name="join_confirmed_before_it_is_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["admitted", "declined"], decided_at__isnull=False, decided_by__isnull=False)
                | Q(status__in=["asked", "open", "withdrawn"], decided_at=None, decided_by=None),
                name="join_decided_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status="declined") & ~Q(reason="") | ~Q(status="declined") & Q(reason=""),
                name="join_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | ~Q(status="withdrawn") & Q(withdrawn_at=None),
                name="join_withdrawn_with_when",
            ),
        ]
        indexes = [models.Index(fields=["status", "confirmed_at", "id"], name="join_waiting")]
        verbose_name = _("Anfrage zum Beitritt")
        verbose_name_plural = _("Anfragen zum Beitritt")

    def __str__(self) -> str:
        return f"{self.wish} {self.status}"
