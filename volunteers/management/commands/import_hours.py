"""`manage.py import_hours`: hours from a CSV file into one organisation."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from tqdm import tqdm

from backend.common.errors import DomainError
from backend.common.spreadsheets import table
from volunteers.imports.mending import rows_to_mend
from volunteers.imports.report import ImportReport
from volunteers.models import Organisation, User
from volunteers.services.import_staging import Step
from volunteers.services.importing import import_hours


class Command(BaseCommand):
    help = "Stunden aus einer CSV-Datei importieren. Dieselbe Datei noch einmal fügt nichts hinzu."
    requires_system_checks: tuple[str, ...] = ()  # nothing of the web is needed here

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--organisation", required=True, metavar="SLUG", help="Kürzel der Organisation")
        parser.add_argument("--actor", metavar="EMAIL", help="Konto, das importiert; ein Mitglied der Organisation")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="SPALTE=FELD",
            help="eine Spalte zuordnen, zum Beispiel „Einsatz am=date“; FELD=ignore lässt sie weg",
        )
        parser.add_argument(
            "--header-line", type=int, metavar="N", help="in dieser Zeile stehen die Überschriften, wenn nicht oben"
        )
        parser.add_argument("--create-activities", action="store_true", help="neue Tätigkeiten anlegen")
        parser.add_argument("--dry-run", action="store_true", help="nur prüfen, nichts schreiben")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="Bericht als JSON dorthin schreiben")
        parser.add_argument(
            "--errors", type=Path, metavar="FILE.csv", help="falsche Zeilen zum Berichtigen dorthin schreiben"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        report_path: Path | None = options["report"]
        errors_path: Path | None = options["errors"]
        for path in (report_path, errors_path):
            if path and not path.absolute().parent.is_dir():
                raise CommandError(_("Den Ordner für den Bericht gibt es nicht. Bitte legen Sie ihn an."))
        if errors_path and options["file"].exists() and not options["file"].is_file():  # it is read a second time
            raise CommandError(_("--errors braucht eine Datei; aus einer Leitung lassen sich Zeilen nur einmal lesen."))
        columns = _columns(options["map"])
        bars = _Bars(shown=sys.stderr.isatty())
        try:
            report = import_hours(
                organisation=_organisation(options["organisation"]),
                actor=_actor(options["actor"]),
                source=options["file"],
                columns=columns,
                header_line=options["header_line"],
                create_activities=options["create_activities"],
                dry_run=options["dry_run"],
                on_progress=bars.tell,
            )
        except DomainError as error:
            raise CommandError(str(error.detail)) from error
        except DatabaseError as error:
            sentence = _(
                "Die Datenbank hat den Import abgebrochen: nicht erreichbar, gesperrt oder voll. Bitte beheben Sie das "
                "und starten Sie ihn noch einmal; was schon da ist, kommt nicht doppelt."
            )
            raise CommandError(sentence) from error
        finally:
            bars.close()
        if report_path:
            _save(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", report_path)
        if errors_path and report.errors:
            reasons = {error.line: error.reason for error in report.errors}
            wrong = rows_to_mend(options["file"], reasons, columns=columns, header_line=options["header_line"])
            _save(table(wrong), errors_path)
        self.stdout.write(_summary(report))


class _Bars:
    """Progress on a terminal, one bar a step; nothing elsewhere."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._step: Step | None = None
        self._bar: tqdm[Any] | None = None

    def tell(self, step: Step, done: int, total: int) -> None:
        if step != self._step:
            self.close()
            self._step = step
            units = {"unit": "B", "unit_scale": True} if step == "read" else {"unit": " Zeilen"}
            label = _("Lesen") if step == "read" else _("Schreiben")
            self._bar = tqdm(total=total, desc=label, disable=not self._shown, **units)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def _organisation(slug: str) -> Organisation:
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise CommandError(_("Eine Organisation mit diesem Kürzel gibt es nicht: %(slug)s") % {"slug": slug})
    return organisation


def _actor(email: str | None) -> User | None:
    if email is None:
        return None
    actor = User.objects.filter(email=email.strip().lower()).first()
    if actor is None:
        raise CommandError(_("Ein Konto mit dieser E-Mail-Adresse gibt es nicht."))
    return actor


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not equals or not column.strip() or not field.strip():
            raise CommandError(_("--map braucht die Form SPALTE=FELD, zum Beispiel --map „Einsatz am=date“."))
        columns[column] = field
    return columns


def _save(text: str, path: Path) -> None:
    """Whole or not at all: whoever waits for the file never reads half of it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        sentence = _(
            "Der Import ist fertig, aber der Bericht lässt sich nicht speichern. Bitte prüfen Sie Platz und Rechte."
        )
        raise CommandError(sentence) from error


def _summary(report: ImportReport) -> str:
    facts = {
        "rows": report.rows,
        "good": report.good,
        "imported": report.imported,
        "duplicates": report.duplicates,
        "people": report.people_created,
        "activities": report.activities_created,
        "hours": f"{report.minutes // 60}:{report.minutes % 60:02d}",
        "bad": report.rows - report.good,
    }
    head = (
        _("Nichts geschrieben. Zeilen: %(rows)s, davon richtig: %(good)s (%(hours)s h), davon neu: %(imported)s.")
        if report.dry_run
        else _("Zeilen: %(rows)s, davon richtig: %(good)s (%(hours)s h). Neu: %(imported)s, schon da: %(duplicates)s.")
    )
    lines = [head % facts, _("Neue Personen: %(people)s, neue Tätigkeiten: %(activities)s.") % facts]
    if facts["bad"]:
        lines.append(_("Falsche Zeilen, die wegbleiben: %(bad)s") % facts)
        lines += [f"  Zeile {error.line}, {error.column or '–'}: {error.reason}" for error in report.errors[:20]]
    if len(report.errors) > 20:
        lines.append(_("  … alle stehen im Bericht (--report FILE.json)."))
    return "\n".join(lines)
