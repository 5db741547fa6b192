"""The application's database role: the whole main job works with it, and nothing that was recorded yields to it."""

from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from psycopg import sql
from rest_framework.test import APIClient

from backend.common.models import Reason
from backend.management.commands.grant_role import PASSWORD
from tests.cast import World
from tests.journeys.test_main_job import test_main_job_from_hours_to_public_thanks as main_job
from volunteers.models import LedgerEvent, ProtocolBlock, ProtocolEvent
from volunteers.services import chain, confirming

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
ROLE = "dankwerk_app_of_a_test"
AsUser = Callable[..., APIClient]
GROWING = [
    "volunteers_ledgerevent",
    "volunteers_correctionevent",
    "volunteers_protocolevent",
    "volunteers_protocolblock",
    "certificates_certificateevent",
]


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def granted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The role exists, with the rights that the owner gave it."""
    monkeypatch.setenv(PASSWORD, "nur für diesen Test")
    call_command("grant_role", ROLE)
    call_command("grant_role", ROLE)  # after each migration: again changes nothing


@pytest.fixture
def as_role(world: World, granted: None) -> Iterator[World]:
    """The cast, and a connection that has become the role."""
    run(f"SET ROLE {ROLE}")
    yield world
    run("RESET ROLE")


def test_role_is_enough_for_the_main_job_and_for_sealing_it(as_role: World, as_user: AsUser) -> None:
    main_job(as_role, as_user)
    declined = confirming.decline(actor=as_role.omar, entry=as_role.hours(), reason="Das war ein Feiertag.", way="page")
    assert chain.seal() == LedgerEvent.objects.count() + ProtocolEvent.objects.count()
    reasons = LedgerEvent.objects.filter(entry=declined).exclude(reason=None).values("reason")
    assert Reason.blank(reasons) == 1
    assert chain.verify().finding is None


@pytest.mark.parametrize("table", GROWING)
def test_role_neither_changes_nor_deletes_what_was_recorded(as_role: World, table: str) -> None:
    for statement in (
        f"UPDATE {table} SET id = id",  # noqa: S608 - a table's name
        f"DELETE FROM {table}",  # noqa: S608 - a table's name
        f"TRUNCATE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        f"DROP TABLE {table} CASCADE",
        f"LOCK TABLE {table} IN SHARE MODE",
    ):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
            run(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER ledgerevent_append_only ON volunteers_ledgerevent",
        "DROP TRIGGER protocolblock_append_only ON volunteers_protocolblock",
        "DROP FUNCTION volunteers_ledgerevent_append_only() CASCADE",
        "UPDATE common_reason SET digest = ''",
        "DELETE FROM common_reason",
        "DELETE FROM django_migrations",
        "CREATE TABLE own (id int)",
        "SELECT setval('volunteers_ledgerevent_id_seq', 1)",
        "SET session_replication_role = replica",
    ],
)
def test_role_reaches_no_guard(as_role: World, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        run(statement)


def test_function_that_locks_takes_only_streams(as_role: World) -> None:
    with pytest.raises(Exception, match="not a stream of events"), transaction.atomic():
        run("SELECT volunteers_settled_id('volunteers_user'::regclass)")


def test_blocks_of_the_role_hold_for_the_owner(as_role: World) -> None:
    as_role.hours()
    assert chain.seal() == 1
    run("RESET ROLE")
    assert (chain.verify().finding, ProtocolBlock.objects.count()) == (None, 1)


def test_grant_refuses_a_role_that_no_grant_holds_back(granted: None) -> None:
    run(f"ALTER ROLE {ROLE} CREATEROLE")
    with pytest.raises(CommandError, match="zu viele Rechte"):
        call_command("grant_role", ROLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        cursor.execute(sql.SQL("ALTER ROLE {} NOCREATEROLE").format(sql.Identifier(ROLE)))
        cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(owner), sql.Identifier(ROLE)))
    with pytest.raises(CommandError, match="zu viele Rechte"):
        call_command("grant_role", ROLE)


def test_new_role_needs_a_password(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    with pytest.raises(CommandError, match=PASSWORD):
        call_command("grant_role", ROLE)
