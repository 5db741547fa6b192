"""The Celery app. `backend/__init__.py` imports it, so that no process publishes to a default broker by accident."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
# Every page would be loaded to check it, a quarter of a worker's memory; `migrate` and `check --deploy` came before.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

TRANSPORT_ALIASES["filesystem"] = "backend.broker:Transport"
app = Celery("dankwerk")
app.config_from_object("django.conf:settings", namespace="CELERY")


@app.on_after_configure.connect
def make_broker_folders(sender: Celery, **_arguments: Any) -> None:
    """The filesystem broker expects its folders: without them a worker does not start and a wake-up is lost."""
    for option in ("data_folder_in", "data_folder_out", "control_folder"):
        if folder := sender.conf.broker_transport_options.get(option):
            Path(folder).mkdir(parents=True, exist_ok=True)
