"""Who answers for a certificate, and the numbers given out in that name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from certificates.querysets import IssuerQuerySet


class Issuer(PublicModel):
    """Name, address and signatory as they are printed; copied into each certificate when it is ordered."""

    code = models.CharField(_("Kürzel in der Nummer"), max_length=10, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    address = models.TextField(_("Anschrift, eine Zeile je Zeile"), max_length=500, blank=True)
    contact = models.CharField(_("Kontakt"), max_length=200, blank=True)
    place = models.CharField(_("Ort"), max_length=100)
    signatory_name = models.CharField(_("Es zeichnet"), max_length=100)
    signatory_role = models.CharField(_("Funktion"), max_length=100)

    objects = models.Manager.from_queryset(IssuerQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[A-Z0-9]{2,10}$"),
                name="issuer_code_prints",
                violation_error_message=_("Das Kürzel besteht aus 2 bis 10 Großbuchstaben oder Ziffern."),
            ),
        ]
        verbose_name = _("Aussteller")
        verbose_name_plural = _("Aussteller")

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """The counter of one issuer and year.

    Locked in the transaction that inserts the certificates, so numbers are contiguous: a database sequence would
    leave a gap at each rollback.
    """

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="series")
    year = models.PositiveSmallIntegerField(_("Jahr"))
    last_number = models.PositiveIntegerField(_("zuletzt vergeben"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "year"], name="series_once")]
        verbose_name = _("Nummernkreis")
        verbose_name_plural = _("Nummernkreise")

    def __str__(self) -> str:
        return f"{self.issuer_id}/{self.year}: {self.last_number}"
