"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    """Anerkennung."""

    name = "recognition"
    verbose_name = _("Anerkennung")
