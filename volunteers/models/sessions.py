"""On which devices somebody is signed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel


class SignedIn(PublicModel):
    """One session of one account, as its owner recognises it: what kind of program and device, since when, last seen.

    Days, not instants, and no address of the network: enough to recognise one's own phone, too little to follow
    somebody around. Gone as soon as the session is. Personal data: all of it.
    """

    user = models.ForeignKey("volunteers.User", on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    browser = models.CharField(_("Programm"), max_length=20, blank=True)
    system = models.CharField(_("Gerät"), max_length=20, blank=True)
    began_on = models.DateField(_("angemeldet"))
    seen_on = models.DateField(_("zuletzt benutzt"))

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")

    def __str__(self) -> str:
        return f"{self.browser} {self.system}"
