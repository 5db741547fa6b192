"""The Celery app of beat alone: `celery --app=backend.beat beat`.

Beat puts the names of tasks into the broker and runs none of them. What the worker loads (Django's models, the
services, the press) it does not need: without, it starts with half the work and takes half the memory.
"""

from celery import Celery
from celery.loaders.app import AppLoader
from django.conf import settings
from django.utils.log import configure_logging

from backend.celery import make_broker_folders


class Loader(AppLoader):
    """Imports no task, and does not set Django up for them."""

    def import_default_modules(self) -> list[str]:
        """Nothing."""
        return []


app = Celery("dankwerk", loader=Loader, fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.on_after_configure.connect(make_broker_folders)
configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
