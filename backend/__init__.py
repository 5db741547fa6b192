"""The Django project: wires, decides nothing."""

from backend.celery import app as celery_app

__all__ = ["celery_app"]
