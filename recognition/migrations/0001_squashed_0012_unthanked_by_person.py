"""Migrations 0001 to 0012 in one, for a database that has none of them: the tables as 0012 left them (decision 29).

What these moved from old rows to new ones is not here: there are no rows. A database that stands between them goes on
with them.
"""

from django.conf import settings
from django.db import migrations

from backend.common.tables import CreateTables
from recognition.migrations.as_of_0004.reference import REFERENCE as PROGRAMMES
from recognition.migrations.as_of_0010.reference import REFERENCE as PRIZES
from recognition.migrations.as_of_0012 import (
    annexes,
    figures,
    lists,
    obstacles,
    prizes,
    programmes,
    stories,
    thanks,
)
from recognition.migrations.as_of_0012.guards import GUARDS

TABLES = [
    lists,
    programmes,
    figures,
    thanks,
    obstacles,
    annexes,
    stories,
    prizes,
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("recognition", "0001_initial"),
        ("recognition", "0002_relations"),
        ("recognition", "0003_list_versions"),
        ("recognition", "0004_programmes"),
        ("recognition", "0005_published_years"),
        ("recognition", "0006_thanks_messages"),
        ("recognition", "0007_thanks"),
        ("recognition", "0008_obstacles"),
        ("recognition", "0009_card_annex"),
        ("recognition", "0010_stories"),
        ("recognition", "0011_fairness"),
        ("recognition", "0012_unthanked_by_person"),
    ]

    dependencies = [
        ("certificates", "0011_erased"),
        ("volunteers", "0026_joining"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [CreateTables([one for tables in TABLES for one in tables.MODELS]), *GUARDS, *PROGRAMMES, *PRIZES]
