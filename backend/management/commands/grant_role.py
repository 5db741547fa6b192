"""`manage.py grant_role NAME`: what the application's database role may do, and what not even it may.

Run by the owner of the tables after each `migrate` (docker-compose.yml does). Web, worker and beat sign in as NAME:
they read and write, but what was recorded they can neither change nor delete, and no table is theirs to alter.
"""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from backend.common.models import Reason
from volunteers.models import ErasedSubject, ProtocolBlock
from volunteers.services import chain

PASSWORD = "DANKWERK_APP_ROLE_PASSWORD"  # noqa: S105 - the name of the variable


class Command(BaseCommand):
    help = (
        "Richtet auf PostgreSQL die Rolle der Anwendung ein: Sie liest und schreibt, ändert oder löscht aber nichts, "
        f"was im Protokoll steht. Das Kennwort einer neuen Rolle steht in {PASSWORD}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="Name der Rolle, zum Beispiel dankwerk_app")

    def handle(self, *_args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Rollen gibt es nur auf PostgreSQL.")
        role = sql.Identifier(options["name"])
        with transaction.atomic():
            self._make(options["name"], role)
            for statement in _grants(role):
                self._run(statement)
        self.stdout.write(f"{options['name']}: darf lesen und schreiben, nicht ändern, was im Protokoll steht.")

    def _make(self, name: str, role: sql.Identifier) -> None:
        """The role with its password. Raises CommandError for one that no grant could hold back."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR rolcreaterole OR rolbypassrls OR pg_has_role(%s, current_user, 'MEMBER') "
                "FROM pg_roles WHERE rolname = %s",
                [name, name],
            )
            found = cursor.fetchone()
        if found and found[0]:
            raise CommandError(f"{name} hat zu viele Rechte: Superuser, CREATEROLE oder die Rechte des Eigentümers.")
        if not found:
            self._run(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        if password := os.environ.get(PASSWORD, ""):
            # As a verifier: a password in a statement could end up in the server's log.
            secret = connection.connection.pgconn.encrypt_password(
                password.encode(), name.encode(), b"scram-sha-256"
            ).decode()
            self._run(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(secret)))
        elif not found:
            raise CommandError(f"Die Rolle {name} ist neu: Bitte setzen Sie {PASSWORD}.")

    def _run(self, statement: sql.Composable) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _grants(role: sql.Identifier) -> list[sql.Composed]:
    """First nothing, then what is needed."""
    growing = [*(stream.model for stream in chain.streams()), ProtocolBlock, ErasedSubject]
    tables = {"growing": [model._meta.db_table for model in growing], "words": [Reason._meta.db_table]}
    wishes = [
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        "REVOKE UPDATE, DELETE ON {growing} FROM {role}",
        # Erasure blanks the words beside an event; a trigger sees to it that it does nothing else.
        "REVOKE UPDATE, DELETE ON {words} FROM {role}",
        "GRANT UPDATE (text, salt) ON {words} TO {role}",
        # Numbers are drawn from a sequence, never set back.
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "REVOKE ALL ON FUNCTION volunteers_settled_id(regclass) FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION volunteers_settled_id(regclass) TO {role}",
    ]
    names: dict[str, sql.Composable] = {
        kind: sql.SQL(", ").join(map(sql.Identifier, found)) for kind, found in tables.items()
    }
    return [sql.SQL(wish).format(role=role, **names) for wish in wishes]
