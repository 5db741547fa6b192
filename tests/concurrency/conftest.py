"""The cast in a database where several connections see each other's rows: what is committed is taken back by hand."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from psycopg import sql
from pytest_django import DjangoDbBlocker

from tests.cast import World, make_world

KEPT = "as_migrated"  # a schema beside the tables: copies of those into which the migrations put something


@pytest.fixture(scope="session")
def taking_back(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The statements after which the database holds what the migrations put there, and nothing else.

    Django's flush truncates a hundred tables, which makes new files for each and its indexes, and fills in anew what
    it took from the migrations: several times the work of most tests. Nearly all tables are empty: to delete from
    them costs nothing.
    """
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        names = sorted({*connection.introspection.table_names(cursor)} - {"django_migrations"})
        statements = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in names]
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(KEPT)))
        for name in names:
            table, copy = sql.Identifier(name), sql.Identifier(KEPT, name)
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(table))
            if cursor.fetchone() == (True,):
                cursor.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(copy, table))
                statements.append(sql.SQL("INSERT INTO {} SELECT * FROM {}").format(table, copy))
        return sql.SQL("; ").join(statements).as_string(cursor.connection)


@pytest.fixture
def transactional_db(taking_back: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """As pytest-django's of this name (by which it knows that there must be a database), without its flush."""
    with django_db_blocker.unblock():
        yield
        take_back(taking_back)


def take_back(statements: str) -> None:
    """Without foreign keys and triggers, which keep the ledger's rows from being deleted: for a superuser only."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statements)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The fixed cast, committed."""
    return make_world()
