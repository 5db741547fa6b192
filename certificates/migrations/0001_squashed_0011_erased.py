"""Migrations 0001 to 0011 in one, for a database that has none of them: the tables as 0011 left them (decision 29).

What these moved from old rows to new ones is not here: there are no rows. A database that stands between them goes on
with them.
"""

from django.conf import settings
from django.db import migrations

from certificates.migrations.as_of_0011 import ordering, papers
from certificates.migrations.as_of_0011.guards import GUARDS


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("certificates", "0001_initial"),
        ("certificates", "0002_relations"),
        ("certificates", "0003_lifecycle_columns"),
        ("certificates", "0004_existing_certificates"),
        ("certificates", "0005_lifecycle_constraints"),
        ("certificates", "0006_campaigns_pause"),
        ("certificates", "0007_fewer_indexes"),
        ("certificates", "0008_mails"),
        ("certificates", "0009_competence_campaigns"),
        ("certificates", "0010_reasons_apart"),
        ("certificates", "0011_erased"),
    ]

    dependencies = [
        ("common", "0003_reasons"),
        ("volunteers", "0012_reasons_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [*ordering.MODELS, *papers.MODELS, *GUARDS]
