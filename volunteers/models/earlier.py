"""What a declined entry said before it was sent again, so that whoever decides sees what is different."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EarlierVersion(models.Model):
    """The last declined version of an entry, written when it is sent again. Its activity cannot change.

    The events keep that it was declined; what it said may be forgotten.
    Personal data: note, reason. Dropped on erasure.
    """

    entry = models.OneToOneField("volunteers.HourEntry", on_delete=models.PROTECT, related_name="earlier")
    day = models.DateField(_("Tag"))
    minutes = models.PositiveSmallIntegerField(_("Minuten"))
    note = models.CharField(_("Bemerkung"), max_length=500, blank=True)
    reason = models.CharField(_("Grund der Ablehnung"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("frühere Fassung")
        verbose_name_plural = _("frühere Fassungen")

    def __str__(self) -> str:
        return f"{self.day} {self.minutes} min"
