"""Districts, fields of action and the texts of consents, for tests whose database was emptied by the ones before."""

from importlib import import_module

from django.apps import apps

from volunteers.models import ConsentText, District


def load_reference_data() -> None:
    """What the migrations put into a database; nothing where it is there."""
    if not District.objects.exists():
        import_module("volunteers.migrations.0002_reference_data").load(apps, None)
    if not ConsentText.objects.exists():
        import_module("volunteers.migrations.0016_consent_texts").load(apps, None)
