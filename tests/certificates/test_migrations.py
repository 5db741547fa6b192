"""Certificates that are older than the lifecycle: what the migration makes of them."""

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.db import connection

from certificates.models import Certificate
from tests import factories
from tests.cast import World
from tests.certificates.orders import END, START, issued

pytestmark = pytest.mark.postgres  # within a test SQLite cannot take a constraint off a table

LATER = ("certificate_revoked_with_reason", "certificate_replaced_by_another")


@pytest.fixture
def before(world: World) -> World:
    """The table without the constraints that migration 0005 adds; the test's rollback brings them back."""
    table = Certificate._meta.db_table
    with connection.cursor() as cursor:
        for name in LATER:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return world


def test_old_rows_get_period_and_what_can_be_known_of_their_end(before: World) -> None:
    factories.confirmed(before.ada_volunteer, before.talking, day=dt.date(2025, 5, 4))
    certificates = {
        name: issued(before, kind="thanks" if name == "thanks" else "record")
        for name in ("thanks", "record", "revoked", "replaced")
    }
    Certificate.objects.update(period_start=None, period_end=None)
    for status in ("revoked", "replaced"):
        Certificate.objects.filter(pk=certificates[status].pk).update(status=status)
    importlib.import_module("certificates.migrations.0004_existing_certificates").fill(apps, None)
    for certificate in certificates.values():
        certificate.refresh_from_db()
    told = (dt.date(2025, 5, 4),) * 2  # a record names the days on which something was done
    assert {name: (one.period_start, one.period_end) for name, one in certificates.items()} == {
        "thanks": (START, END),
        "record": told,
        "revoked": told,
        "replaced": told,
    }
    assert {name: (one.status, one.revocation_code) for name, one in certificates.items()} == {
        "thanks": ("issued", ""),
        "record": ("issued", ""),
        "revoked": ("revoked", "other"),
        "replaced": ("revoked", "other"),
    }
    for name in ("revoked", "replaced"):
        row = certificates[name]
        assert (row.revoked_at, row.revoked_by) == (row.issued_at, before.carla)
        assert row.revocation_reason.endswith(".")
    # What they are now is what the constraints of 0005 ask for.
    with connection.schema_editor() as editor:
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no foreign key waits to be checked while the table changes
        for constraint in Certificate._meta.constraints:
            if constraint.name in LATER:
                editor.add_constraint(Certificate, constraint)
