"""Migrations 0001 to 0012 in one, for a database that has none of them: the tables as 0012 left them (decision 29).

What these moved from old rows to new ones is not here: there are no rows. A database that stands between them goes on
with them.
"""

from django.conf import settings
from django.db import migrations

from backend.common.tables import CreateTables
from certificates.migrations.as_of_0012 import ordering, papers
from certificates.migrations.as_of_0012.guards import GUARDS


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
        ("certificates", "0012_chosen_people"),
    ]

    dependencies = [
        ("common", "0003_reasons"),
        ("volunteers", "0024_sign_in_sheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [CreateTables([*ordering.MODELS, *papers.MODELS]), *GUARDS]
