"""`manage.py verify_protocol`: hash every sealed event anew, and compare with what was sealed."""

import sys
import time
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from volunteers.models import ProtocolBlock
from volunteers.services import chain
from volunteers.services.chain import Finding, Verified

KINDS: Final = {
    "block_missing": "Der Abschnitt fehlt.",
    "block_unknown": "Der Abschnitt nennt eine Tabelle oder eine Fassung, die es hier nicht gibt.",
    "block_changed": "Der Abschnitt selbst wurde geändert.",
    "row_missing": "Es fehlt ein Eintrag; es ist der erste ab dieser Nummer.",
    "row_added": "Ein Eintrag kam nachträglich hinzu.",
    "row_changed": "Der Eintrag wurde geändert.",
    "words_changed": "Die Begründung neben dem Eintrag wurde geändert.",
}


class Command(BaseCommand):
    help = (
        "Prüft die Kette aller Einträge im Protokoll. Exit-Code 1 nennt den ersten Abschnitt und Eintrag, der nicht "
        "stimmt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor", metavar="DIGEST", default="", help="eine Prüfsumme, die außerhalb aufgeschrieben wurde"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        anchor: str = options["anchor"].strip().lower()
        shown = sys.stderr.isatty()
        started = time.perf_counter()
        with tqdm(total=chain.sealed_rows(), unit=" Einträge", unit_scale=True, disable=not shown) as bar:
            seen = chain.verify(anchor=anchor, on_block=bar.update)
        if seen.finding:
            raise CommandError(self._sentence(seen.finding, seen), returncode=1)
        if anchor and seen.anchored is None:
            raise CommandError(
                "Die Kette ist in sich heil, aber die angegebene Prüfsumme kommt darin nicht vor: Sie wurde seit dem "
                "Aufschreiben ersetzt, oder die Prüfsumme ist nicht von hier.",
                returncode=1,
            )
        if seen.at is None:
            self.stdout.write("Noch ist nichts versiegelt.")
            return
        seconds = time.perf_counter() - started
        self.stdout.write(f"Alles stimmt: {seen.rows} Einträge in {seen.blocks} Abschnitten ({seconds:.1f} s).")
        self.stdout.write(f"  versiegelt bis {_written(seen.at)}, Prüfsumme {seen.digest}")
        if anchor:
            self.stdout.write(f"  die angegebene Prüfsumme ist die von Abschnitt {seen.anchored}")

    def _sentence(self, finding: Finding, seen: Verified) -> str:
        place = f"Abschnitt {finding.block}"
        place += f" ({finding.stream})" if finding.stream else ""
        place += f", Eintrag {finding.row}" if finding.row is not None else ""
        lines = [f"{place}: {KINDS[finding.kind]}"]
        last = ProtocolBlock.objects.filter(number=seen.blocks).first()
        until = f"bis Abschnitt {seen.blocks}, versiegelt {_written(last.at)}" if last else "nichts"
        return "\n".join([*lines, f"  Was davor versiegelt wurde, stimmt: {until}."])


def _written(at: Any) -> str:
    return f"{timezone.localtime(at):%d.%m.%Y %H:%M:%S}"
