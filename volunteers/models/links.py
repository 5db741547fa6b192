"""Confirming by mail link: somebody without an account gives the organisation's word, through a secret address."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from backend.common.ids import PublicModel
from volunteers.reach import reach_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from volunteers.models.people import User


class LinkState(models.TextChoices):
    """Where a link stands; it follows from its instants and the clock, and no state leads back to `open`."""

    OPEN = "open", _("wartet auf Antwort")
    ANSWERED = "answered", _("beantwortet")
    REVOKED = "revoked", _("zurückgezogen")
    EXPIRED = "expired", _("abgelaufen")


class LinkOutcome(models.TextChoices):
    """What became of one entry when its link was answered."""

    CONFIRMED = "confirmed", _("bestätigt")
    DECLINED = "declined", _("abgelehnt")
    LEFT = "left", _("offen gelassen")
    CHANGED = "changed", _("inzwischen geändert oder schon entschieden")


class ConfirmationLinkQuerySet(models.QuerySet["ConfirmationLink"]):
    """Reads."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own alone: the address is that of somebody who need not know us."""
        key = reach_of(user).volunteer_id
        return self.none() if key is None else self.filter(volunteer_id=key)

    def open(self) -> Self:
        """Those that may still be answered."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=clock.now())

    def with_state(self) -> Self:
        """Annotates `stands` (a LinkState), `number` of its entries, and `told`: the address if the person typed it."""
        state = models.Case(
            models.When(used_at__isnull=False, then=models.Value(LinkState.ANSWERED.value)),
            models.When(revoked_at__isnull=False, then=models.Value(LinkState.REVOKED.value)),
            models.When(expires_at__lte=clock.now(), then=models.Value(LinkState.EXPIRED.value)),
            default=models.Value(LinkState.OPEN.value),
        )
        told = models.Case(models.When(label="", then="address"), default=models.Value(""))
        return self.annotate(stands=state, told=told, number=models.Count("linked"))


class ConfirmationLink(PublicModel):
    """A volunteer asks somebody at an address for the organisation's word on some waiting entries.

    Of the token only `token_digest` is stored (SHA-256, hexadecimal). Used once: `used_at` is set by a compare-and-set.
    Personal data: address. Dropped 90 days after the link ended.
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.PROTECT, related_name="links")
    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="links")
    address = models.EmailField(_("E-Mail-Adresse"), blank=True, db_index=True)
    # How the organisation calls the address, where it is one of its contacts: then the volunteer never reads it.
    label = models.CharField(_("Bezeichnung"), max_length=100, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("erbeten"))
    expires_at = models.DateTimeField(_("gilt bis"))
    reminded_at = models.DateTimeField(_("erinnert"), null=True)
    used_at = models.DateTimeField(_("beantwortet"), null=True)
    revoked_at = models.DateTimeField(_("zurückgezogen"), null=True)

    objects = models.Manager.from_queryset(ConfirmationLinkQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(revoked_at=None), name="link_used_or_revoked"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="link_expires_after_creation"
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(used_at=None, revoked_at=None, reminded_at=None),
                name="link_to_remind_of",
            ),
            models.Index(fields=["expires_at"], name="link_age"),
        ]
        verbose_name = _("Bestätigungslink")
        verbose_name_plural = _("Bestätigungslinks")

    def __str__(self) -> str:
        return f"Bestätigungslink {self.pk} {self.state}"

    @property
    def state(self) -> LinkState:
        """Where it stands at this moment."""
        if self.used_at is not None:
            return LinkState.ANSWERED
        if self.revoked_at is not None:
            return LinkState.REVOKED
        return LinkState.OPEN if self.expires_at > clock.now() else LinkState.EXPIRED


class LinkedEntry(models.Model):
    """An entry that a link is bound to, as it was submitted then: one that was changed since is not what was asked."""

    link = models.ForeignKey(ConfirmationLink, on_delete=models.CASCADE, related_name="linked")
    entry = models.ForeignKey("volunteers.HourEntry", on_delete=models.PROTECT, related_name="linked")
    submitted_at = models.DateTimeField()
    outcome = models.CharField(_("Ergebnis"), max_length=10, choices=LinkOutcome, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "entry"], name="linked_entry_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", "confirmed", "declined", "left", "changed"]),
                name="linked_entry_known_outcome",
            ),
        ]
        verbose_name = _("Eintrag eines Bestätigungslinks")
        verbose_name_plural = _("Einträge von Bestätigungslinks")

    def __str__(self) -> str:
        return f"{self.link_id} {self.entry_id}"


class ContactAddressQuerySet(models.QuerySet["ContactAddress"]):
    """Reads."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of active organisations and of one's own: everybody signed in may read the label."""
        reach = reach_of(user)
        return self.filter(models.Q(organisation__is_active=True) | models.Q(organisation__in=reach.organisations))


class ContactAddress(PublicModel):
    """Whom volunteers of an organisation may ask by mail. They choose it by its label; the address is not told them."""

    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.CASCADE, related_name="contacts")
    label = models.CharField(_("Bezeichnung"), max_length=100)
    address = models.EmailField(_("E-Mail-Adresse"))

    objects = models.Manager.from_queryset(ContactAddressQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "address"],
                name="contact_address_once",
                violation_error_message=_("Diese Adresse steht schon da."),
            ),
        ]
        verbose_name = _("Kontaktadresse")
        verbose_name_plural = _("Kontaktadressen")

    def __str__(self) -> str:
        return self.label
