"""After each test here the database is as the migrations left it: a row too many or too few would be the next one's."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from psycopg import sql

from tests.cast import World
from tests.concurrency.conftest import take_back
from volunteers.models import ConsentText, District, User

pytestmark = pytest.mark.postgres


def all_rows() -> dict[str, list[tuple[object, ...]]]:
    with connection.cursor() as cursor:
        found = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(name)))
            found[name] = cursor.fetchall()
        return found


def test_what_was_committed_is_taken_back_and_what_was_there_is_put_back(world: World, taking_back: str) -> None:
    take_back(taking_back)
    migrated = all_rows()
    district = District.objects.earliest("pk")
    text = ConsentText.objects.earliest("pk")
    assert not User.objects.exists()

    User.objects.create_user(email="nora@example.org", name="Nora Neu")
    District.objects.filter(pk=district.pk).update(name="Woanders")
    Permission.objects.all()[0].delete()
    ConsentText.objects.create(  # frozen: no test could delete it
        purpose_id=text.purpose_id, place=text.place, version="99", language="de", since="2030-01-01", text="Neu"
    )
    changed = {name for name, rows in all_rows().items() if rows != migrated[name]}
    assert changed == {"volunteers_user", "volunteers_district", "auth_permission", "volunteers_consenttext"}

    take_back(taking_back)
    assert all_rows() == migrated
