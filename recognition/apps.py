"""The app's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    """Anerkennung."""

    name = "recognition"
    verbose_name = _("Anerkennung")

    def ready(self) -> None:
        """Says what is kept here about people, and what is forgotten."""
        # Services import models, which are there by now.
        from recognition.models import Reached  # noqa: PLC0415
        from recognition.services import export_kinds, my_data  # noqa: PLC0415
        from volunteers.services import erasing, export, merging, retention  # noqa: PLC0415

        erasing.register("recognition", my_data.forget)
        export.register("recognition", my_data.SOURCE)
        merging.register("reached", Reached, my_data.moving)
        export_kinds.register_all()
        retention.register("drafts", my_data.DRAFTS)
