"""The Celery app. `backend/__init__.py` imports it, so that no process publishes to a default broker by accident."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("dankwerk")
app.config_from_object("django.conf:settings", namespace="CELERY")
