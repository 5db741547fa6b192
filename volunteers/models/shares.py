"""Links by which somebody shows a certificate or a milestone of their own to whomever they like."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.models.consent import DisplayForm
from volunteers.share_querysets import ShareQuerySet


class ShareKind(models.TextChoices):
    """What can be shown. Who keeps it registers where its facts are (`services.sharing`)."""

    CERTIFICATE = "certificate", _("Urkunde")
    MILESTONE = "milestone", _("Meilenstein")


class Share(PublicModel):
    """One thing that its holder shows by a link, for a time, in the form they chose. Without it nothing is shown.

    `subject` is the public key of the certificate or of what was reached; what it says is read anew each time, so that
    a revoked paper or a milestone that lapsed is shown no more. The link holds no name: it is derived from this row's
    key and the installation's, and only its hash is kept. `with_proof` links the page that checks the paper.
    """

    volunteer = models.ForeignKey(
        "volunteers.Volunteer", on_delete=models.CASCADE, related_name="shares", db_index=False
    )
    kind = models.CharField(_("Art"), max_length=12, choices=ShareKind)
    subject = models.UUIDField(_("Gegenstand"))
    display_form = models.CharField(_("Darstellung"), max_length=12, choices=DisplayForm)
    with_hours = models.BooleanField(_("mit Stunden"), default=False)
    with_proof = models.BooleanField(_("mit Prüfseite"), default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("angelegt"))
    expires_at = models.DateTimeField(_("gilt bis"))
    ended_at = models.DateTimeField(_("beendet"), null=True, blank=True)

    objects = models.Manager.from_queryset(ShareQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["certificate", "milestone"]), name="share_known_kind"),
            models.CheckConstraint(
                condition=Q(display_form__in=["full_name", "first_name", "anonymous"]), name="share_known_form"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="share_ends",
                violation_error_message=_("Das Ende liegt vor dem Anfang."),
            ),
            models.CheckConstraint(
                condition=Q(kind="certificate") | Q(with_proof=False), name="share_proof_of_certificates"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "kind", "subject"], condition=Q(ended_at=None), name="share_once"
            ),
        ]
        verbose_name = _("geteilter Link")
        verbose_name_plural = _("geteilte Links")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
