"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    """Engagierte."""

    name = "volunteers"
    verbose_name = _("Engagierte")
