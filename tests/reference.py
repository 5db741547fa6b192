"""Districts, fields of action and the texts of consents, for tests whose database was emptied by the ones before."""

from django.apps import apps

from volunteers.migrations.as_of_0024 import reference
from volunteers.models import ConsentText, District


def load_reference_data() -> None:
    """What the migrations put into a database; nothing where it is there."""
    if not District.objects.exists():
        reference.load_places(apps, None)
    if not ConsentText.objects.exists():
        reference.load_consent_texts(apps, None)
