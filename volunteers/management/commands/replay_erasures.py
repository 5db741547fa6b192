"""`manage.py replay_erasures [FILE…]`: after a restore, forget again whoever was forgotten since the backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from volunteers.services import replaying


class Command(BaseCommand):
    help = "Wendet die Löschliste noch einmal an: aus der Datenbank und aus den Dateien (sonst DANKWERK_ERASURE_LIST)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="DATEI")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = replaying.replay(*options["files"])
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError("Das ist keine Löschliste. Es wurde nichts gelöscht.") from error
        self.stdout.write(
            f"{found.listed} auf der Liste, {found.erased} noch einmal gelöscht, {found.unknown} hier nicht bekannt."
        )
