"""`manage.py audit`: after a restore, whether what is there holds together. Changes nothing."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from certificates.models import Certificate
from certificates.services import auditing
from volunteers.services import chain, totals


class Command(BaseCommand):
    help = "Prüft Urkunden gegen ihre Prüfsummen, Summen gegen das Stundenbuch und die Kette des Protokolls."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            differences = totals.reconcile()
            transaction.set_rollback(True)
        number = Certificate.objects.verifiable().filter(erased_at=None).count()
        with tqdm(total=number, unit=" Urkunden", disable=not sys.stderr.isatty()) as bar:
            found = auditing.audit(on_paper=bar.update)
        protocol = chain.verify()
        self.stdout.write(f"{found.papers} Urkunden, davon {len(found.lost)} nicht mehr wie ausgestellt.")
        self.stdout.write(f"{len(differences)} Summen weichen vom Stundenbuch ab.")
        self.stdout.write(f"{protocol.rows} Einträge im versiegelten Protokoll.")
        wrong = [f"Urkunde {lost}" for lost in found.lost] + [f"Summe {one}" for one in differences]
        if protocol.finding:
            wrong.append(f"Protokoll: {protocol.finding}")
        if wrong:
            raise CommandError("Es stimmt nicht alles:\n" + "\n".join(wrong))
        self.stdout.write("Alles stimmt.")
