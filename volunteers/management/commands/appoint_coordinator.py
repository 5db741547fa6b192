"""`manage.py appoint_coordinator E-MAIL`: the first coordinator of an alliance."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.common.errors import DomainError
from volunteers.models import ScopeKind
from volunteers.services import people


class Command(BaseCommand):
    help = "Ernennt ein Konto zur Koordination des ganzen Bündnisses; legt es an, wenn es fehlt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="E-MAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            people.appoint_coordinator(actor=None, email=options["email"], kind=ScopeKind.ALL)
        except DomainError as error:
            raise CommandError(str(error.detail)) from error
        self.stdout.write(self.style.SUCCESS("Ernannt. Ein Passwort setzt `manage.py changepassword E-MAIL`."))
