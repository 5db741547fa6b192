"""The link by which somebody withdraws all their consents without signing in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WithdrawalLink(models.Model):
    """One person's link; it stands in mails and on papers, so it never expires. Only a hash of it is kept.

    The link is derived from person, `turn` and the installation's key, so that it can be printed again. Who wants
    another one gets the next turn; the earlier ones then lead nowhere.
    """

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="withdrawal_links")
    turn = models.PositiveSmallIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(token_hash=""), name="withdrawal_link_has_hash"),
        ]
        verbose_name = _("Link zum Widerruf")
        verbose_name_plural = _("Links zum Widerruf")

    def __str__(self) -> str:
        return f"Widerruf {self.pk}"
