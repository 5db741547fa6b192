"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    """Urkunden."""

    name = "certificates"
    verbose_name = _("Urkunden")
