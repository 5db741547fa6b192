"""Migrations 0001 to 0026 in one, for a database that has none of them: the tables as 0026 left them (decision 29).

What these moved from old rows to new ones is not here: there are no rows. A database that stands between them goes on
with them.
"""

from django.db import migrations

from backend.common.tables import CreateTables
from volunteers.migrations.as_of_0026 import (
    accounts,
    cards,
    competences,
    consents,
    corrections,
    hours,
    imports,
    joining,
    mails,
    merges,
    people,
    places,
    plans,
    privacy,
    protocol,
    shares,
    sheets,
    takeovers,
)
from volunteers.migrations.as_of_0026.guards import GUARDS
from volunteers.migrations.as_of_0026.reference import REFERENCE

TABLES = [
    accounts,
    places,
    people,
    competences,
    hours,
    plans,
    corrections,
    consents,
    privacy,
    mails,
    protocol,
    merges,
    takeovers,
    cards,
    imports,
    sheets,
    shares,
    joining,
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("volunteers", "0001_initial"),
        ("volunteers", "0002_reference_data"),
        ("volunteers", "0003_append_only_events"),
        ("volunteers", "0004_brin_on_day"),
        ("volunteers", "0005_pages_from_indexes"),
        ("volunteers", "0006_events_with_activity"),
        ("volunteers", "0007_competence_claims"),
        ("volunteers", "0008_print_birth_date"),
        ("volunteers", "0009_accounts"),
        ("volunteers", "0010_counted_minutes"),
        ("volunteers", "0011_weekly_plans"),
        ("volunteers", "0012_reasons_apart"),
        ("volunteers", "0013_my_data"),
        ("volunteers", "0014_corrections"),
        ("volunteers", "0015_mails"),
        ("volunteers", "0016_consent_texts"),
        ("volunteers", "0017_consent_in_full"),
        ("volunteers", "0018_protocol"),
        ("volunteers", "0019_confirming_by_link"),
        ("volunteers", "0020_signed_in"),
        ("volunteers", "0021_merging"),
        ("volunteers", "0022_cards_and_columns"),
        ("volunteers", "0023_exports_of_roles"),
        ("volunteers", "0024_sign_in_sheets"),
        ("volunteers", "0025_shares"),
        ("volunteers", "0026_joining"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("common", "0003_reasons"),
    ]

    operations = [CreateTables([one for tables in TABLES for one in tables.MODELS]), *GUARDS, *REFERENCE]
