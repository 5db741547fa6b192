"""Districts, fields of action and the texts of consents: what the migrations put into a database, and a flush takes."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate

from recognition.migrations.as_of_0004 import reference as programmes
from recognition.migrations.as_of_0010 import reference as prizes
from recognition.models import EvaluationCursor, Prize, Programme
from volunteers.migrations.as_of_0026 import reference
from volunteers.models import ConsentText, District


def restore_after_a_flush() -> None:
    """From now on. Tests come in any order: those that empty the database at their end may be before others."""

    def restore(**told: Any) -> None:
        if "plan" not in told:  # of `migrate`, whose state may be older than the models
            load_reference_data()

    post_migrate.connect(restore, sender=apps.get_app_config("volunteers"), weak=False)


def load_reference_data() -> None:
    """What the migrations put into a database; nothing where it is there."""
    if not District.objects.exists():
        reference.load_places(apps, None)
    if not ConsentText.objects.exists():
        reference.load_consent_texts(apps, None)
    if not Programme.objects.exists():
        programmes.load_programmes(apps, None)
    if not Prize.objects.exists():
        prizes.load_prizes(apps, None)
    if not EvaluationCursor.objects.exists():
        programmes.load_cursor(apps, None)
