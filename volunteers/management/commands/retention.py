"""`manage.py retention`: what is over by the rules of today. Changes nothing unless told to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from volunteers.services import retention


class Command(BaseCommand):
    help = "Zeigt, was nach den Aufbewahrungsfristen fällig ist; mit --follow wird es gelöscht oder pseudonymisiert."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--follow", action="store_true", help="löschen, wie es auch jede Nacht geschieht")

    def handle(self, *args: Any, **options: Any) -> None:
        done = retention.follow() if options["follow"] else None
        for rule, due in retention.counts():
            period = f"{rule.years} Jahre" if rule.years else f"{rule.days} Tage"
            number = due if done is None else done[rule.code]
            self.stdout.write(f"{number:>8}  {rule.code:<12} {period:<9} {rule.what}  ({rule.source})")
        self.stdout.write("Gelöscht oder geleert." if options["follow"] else "Nur gezählt; --follow löscht.")
