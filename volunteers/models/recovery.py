"""Another address for somebody who lost their mailbox, vouched for by an organisation that knows them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.reach import reach_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from volunteers.models.people import User


class AddressChangeStatus(models.TextChoices):
    """Where a change stands.

    ::

        requested ──approve──▶ approved ──apply──▶ applied
            │  └────stop───────────┴──▶ stopped
            └──────confirm (from the old mailbox)──▶ applied

    Approved means: a second person agreed, and three days begin in which the old mailbox can still stop it.
    """

    REQUESTED = "requested", _("wartet auf eine zweite Person")
    APPROVED = "approved", _("gilt in drei Tagen")
    APPLIED = "applied", _("gilt")
    STOPPED = "stopped", _("gestoppt")


TRANSITIONS: dict[str, frozenset[str]] = {
    AddressChangeStatus.REQUESTED: frozenset(
        {AddressChangeStatus.APPROVED, AddressChangeStatus.APPLIED, AddressChangeStatus.STOPPED}
    ),
    AddressChangeStatus.APPROVED: frozenset({AddressChangeStatus.APPLIED, AddressChangeStatus.STOPPED}),
    AddressChangeStatus.APPLIED: frozenset(),
    AddressChangeStatus.STOPPED: frozenset(),
}
OPEN = (AddressChangeStatus.REQUESTED, AddressChangeStatus.APPROVED)


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    """Reads."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """For who acts for the organisation that vouches, and for who coordinates its place."""
        reach = reach_of(user)
        if reach.everything:
            return self
        return self.filter(
            models.Q(organisation__in=reach.organisations) | models.Q(organisation__district__in=reach.districts)
        )

    def open(self) -> Self:
        """Those that somebody still has to do something about, or to wait for."""
        return self.filter(status__in=OPEN)


class AddressChange(PublicModel):
    """One change, from who asks for it to when it counts. The columns say who took each step and when.

    Personal data: old_email, new_email, evidence. Dropped 90 days after the change is closed.
    """

    user = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="address_changes")
    organisation = models.ForeignKey(
        "volunteers.Organisation", on_delete=models.PROTECT, related_name="address_changes"
    )
    old_email = models.EmailField(_("bisherige Adresse"))
    new_email = models.EmailField(_("neue Adresse"))
    evidence = models.CharField(_("woran die Person erkannt wurde"), max_length=500)
    status = models.CharField(
        _("Stand"), max_length=10, choices=AddressChangeStatus, default=AddressChangeStatus.REQUESTED
    )
    requested_at = models.DateTimeField(_("beantragt"))
    requested_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    approved_at = models.DateTimeField(_("zugestimmt"), null=True, blank=True)
    approved_by = models.ForeignKey(
        "volunteers.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(_("gilt ab"), null=True, blank=True)
    closed_at = models.DateTimeField(_("abgeschlossen"), null=True, blank=True)

    objects = models.Manager.from_queryset(AddressChangeQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["requested", "approved", "applied", "stopped"]),
                name="address_change_known_status",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("requested_by")),
                name="address_change_four_eyes",
                violation_error_message=_("Wer beantragt, stimmt nicht selbst zu."),
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at=None, approved_by=None, due_at=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False, due_at__isnull=False),
                name="address_change_approved_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(status="requested", approved_at=None)
                | models.Q(status="approved", approved_at__isnull=False)
                | ~models.Q(status__in=["requested", "approved"]),
                name="address_change_status_matches",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["applied", "stopped"], closed_at__isnull=False)
                | ~models.Q(status__in=["applied", "stopped"]) & models.Q(closed_at=None),
                name="address_change_closed_with_when",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(status__in=["requested", "approved"]),
                name="address_change_one_open",
                violation_error_message=_("Für diese Person läuft schon eine Änderung."),
            ),
        ]
        verbose_name = _("Adressänderung")
        verbose_name_plural = _("Adressänderungen")

    def __str__(self) -> str:
        return f"Adressänderung {self.pk} {self.status}"
