"""`manage.py demo`: a small invented alliance does the main job before the eyes of whoever started it.

Each step goes through the services that the API uses, is one transaction and finds out by itself whether it is done:
a run that was cut short is completed by the next one, and a run on a finished alliance changes nothing.
"""

import textwrap
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.demo import card, founding, ledger, obstacles, papers, publishing, stories, thanking
from backend.demo.alliance import PASSWORD, SIGN_INS
from backend.demo.founding import State
from backend.demo.telling import Bar, PressBar, about_import, about_press, grouped, seconds_since
from certificates.storage import path_of

STEPS = 8
WIDTH = 100  # columns of a terminal
INDENT = " " * 6


class Command(BaseCommand):
    help = "Legt ein erfundenes Bündnis an und führt die Hauptaufgabe vor: Stunden, Bestätigungen, Urkunden, Dank."
    requires_system_checks: tuple[str, ...] = ()  # nothing of the web is needed here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-wait", action="store_true", help="nicht warten, bis die Urkunden gepresst sind")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("`demo` legt Konten mit bekanntem Passwort an. Im Betrieb gibt es das nicht."))
        if hasattr(self.stdout, "reconfigure"):
            self.stdout.reconfigure(errors="replace")  # a terminal without these scripts shows ? and no traceback
        try:
            _check_migrated()
            self._run(wait=not options["no_wait"])
        except DomainError as error:
            raise CommandError(str(error.detail)) from error
        except DatabaseError as error:
            sentence = _(
                "Die Datenbank hat abgebrochen: %(reason)s. Bitte beheben und `demo` noch einmal starten: "
                "Was fertig ist, bleibt, der Rest folgt."
            )
            raise CommandError(sentence % {"reason": str(error).strip()}) from error
        except KeyboardInterrupt as error:
            sentence = _("Unterbrochen. Der nächste Start von `demo` macht hier weiter.")
            raise CommandError(sentence, returncode=130) from error

    def _run(self, *, wait: bool) -> None:
        started = time.monotonic()
        match founding.state():
            case State.FOREIGN:
                self._say(_("In dieser Datenbank gibt es schon ein Bündnis oder Konten. Alles bleibt, wie es ist."))
                return
            case State.FINISHED:
                self._say(_("Das Beispielbündnis ist schon da. Es bleibt, wie es ist."))
                self._farewell()
                return
            case State.BEGUN:
                self._say(_("Der letzte Lauf wurde unterbrochen. Er wird jetzt zu Ende geführt."))
            case State.EMPTY:
                self._say(_("Die Hauptaufgabe, einmal vorgeführt. Organisationen, Menschen, Stunden: alles erfunden."))
        self._found()
        self._log()
        self._import()
        self._decide()
        self._consent()
        self._order()
        self._press(wait=wait)
        self._publish()
        self._say("")
        self._say(_("Fertig in %(seconds)s s.") % {"seconds": seconds_since(started)})
        self._farewell()

    def _found(self) -> None:
        with self._step(1, _("Das Bündnis gründen")) as told:
            facts = grouped(founding.found())
            told += [
                _("Organisationen: %(organisations)s in %(districts)s Landkreisen und Städten") % facts,
                _("Tätigkeiten: %(activities)s in %(fields)s Handlungsfeldern") % facts,
                _("Engagierte: %(volunteers)s (mit Konto: %(accounts)s, geführt von ihrer Organisation: %(kept)s)")
                % facts,
                _("Koordination: %(coordinators)s (Bündnis, Landkreis Leer, Sprachförderung)") % facts,
            ]

    def _log(self) -> None:
        with self._step(2, _("Stunden eintragen, jede und jeder für sich")) as told, Bar(_("Einträge")) as bar:
            facts = ledger.log_entries(bar.tell)
            told.append(
                _("Einträge: %(entries)s von %(people)s Menschen aus 12 Monaten, zusammen %(hours)s Stunden")
                % grouped(facts)
            )

    def _import(self) -> None:
        title = _("Eine Stundenliste importieren: %(file)s für das Sprachcafé Leer") % {"file": ledger.SHEET.name}
        with self._step(3, title) as told, Bar(_("Zeilen")) as bar:
            report = ledger.import_sheet(lambda step, done, of: bar.tell(done, of) if step == "write" else None)
            told.extend(about_import(report))

    def _decide(self) -> None:
        with self._step(4, _("Bestätigen, immer mit vier Augen")) as told:
            facts = grouped(ledger.decide())
            told += [
                _("Bestätigt: %(confirmed)s, das sind %(hours)s Stunden") % facts,
                _("Abgelehnt mit Grund: %(declined)s, zurückgezogen: %(withdrawn)s") % facts,
                _("Warten noch auf eine Bestätigung: %(submitted)s, damit es etwas zu tun gibt") % facts,
            ]

    def _consent(self) -> None:
        with self._step(5, _("Einwilligen, öffentlich genannt zu werden")) as told:
            facts = grouped(publishing.gather_consents())
            told += [
                _("Menschen mit Einwilligung: %(people)s, ohne: %(silent)s, widerrufene Einwilligungen: %(withdrawn)s")
                % facts,
                _(
                    "Mit vollem Namen: %(full_name)s, Vorname und Buchstabe: %(first_name)s, "
                    "gewählter Name: %(alias)s, ohne Namen: %(anonymous)s"
                )
                % facts,
            ]

    def _order(self) -> None:
        with self._step(6, _("Urkunden bestellen")) as told:
            facts = grouped(papers.order())
            told += [
                _("Tätigkeitsnachweise: %(records)s (alle mit mindestens 10 bestätigten Stunden)") % facts,
                _("Dankurkunden: %(thanks)s (für Ada)") % facts,
            ]

    def _press(self, *, wait: bool) -> None:
        with self._step(7, _("Urkunden pressen, durch den Celery-Worker")) as told:
            if not wait:
                told.append(_("Bestellt ist bestellt: Der Worker presst sie, sobald er läuft."))
                return
            with PressBar(self._detail) as bar:
                seen = papers.wait_for_press(bar.hear)
            told.extend(about_press(seen))

    def _publish(self) -> None:
        with self._step(8, _("Öffentlich danken")) as told:
            told.append(_("Ehrenamtskarte, was auf ein Wort wartet: %(asked)s, Befreiungen: %(waivers)s") % card.ask())
            facts = obstacles.name()
            told.append(_("Hindernisse, nie öffentlich: %(named)s genannt, %(answered)s beantwortet") % facts)
            told.append(_("Dankesgrüße: zugestellt %(delivered)s, bei der Koordination %(waiting)s") % thanking.thank())
            story_facts = {"stories": stories.tell(), "url": f"{settings.PUBLIC_URL}/beispiele"}
            told.append(_("Gute Beispiele: %(stories)s erzählt, eines öffentlich: %(url)s") % story_facts)
            for shown in publishing.publish():
                list_facts = {"title": shown.title, "names": shown.names, "unnamed": shown.unnamed}
                told.append(_("„%(title)s“, Namen: %(names)s, ungenannt: %(unnamed)s") % list_facts)
                told.append(f"  {settings.PUBLIC_URL}/danke/{shown.slug}")
            due = grouped(publishing.find_out())
            told.append(_("Noch ohne Dank: %(people)s Menschen, die %(reached)s Mal etwas erreicht haben") % due)
            for year in publishing.publish_figures():
                told.append(
                    _("Die Zahlen von %(year)s: %(url)s") % {"year": year, "url": f"{settings.PUBLIC_URL}/zahlen"}
                )

    def _farewell(self) -> None:
        """Where everything is, and who can sign in."""
        address = settings.PUBLIC_URL
        samples = papers.samples()
        if samples:
            self._say("")
            folder = path_of(samples[0].number).parent
            self._say(_("Die Urkunden liegen in %(folder)s, zum Beispiel:") % {"folder": folder})
            for sample in samples:
                latin = f" ({sample.latin})" if sample.latin else ""
                self._say(f"{INDENT}{sample.number}.pdf  {sample.name}{latin}")
            if waiting := papers.progress().under_way:
                self._detail(_("Noch nicht gepresst: %(waiting)s. Das macht der Celery-Worker.") % {"waiting": waiting})
            self._say(_("Eine davon prüfen: %(url)s") % {"url": f"{address}/v/{samples[0].code}"})
        self._say("")
        self._say(_("Die Adresse: %(url)s") % {"url": address})
        self._say(_("Anmelden:    %(url)s") % {"url": f"{address}/anmelden"})
        width = max(len(sign_in.email) for sign_in in SIGN_INS)
        for sign_in in SIGN_INS:
            self._say(f"{INDENT}{sign_in.email:<{width}}  {PASSWORD}  {sign_in.role}")
        self._detail(
            _(
                "Am einfachsten ohne Passwort: Adresse eingeben, den Code gibt es im Postfach %(url)s. "
                "Die Koordination braucht dazu den Code einer App: Auch den zeigt das Postfach."
            )
            % {"url": f"{address}/postfach"}
        )

    @contextmanager
    def _step(self, number: int, title: str) -> Iterator[list[str]]:
        """Prints the title, then what the step told and how long it took."""
        started = time.monotonic()
        self._say("")
        self._say(self.style.MIGRATE_HEADING(f"[{number}/{STEPS}] {title}"))
        told: list[str] = []
        yield told
        told[0] += f"  ({seconds_since(started)} s)"
        for line in told:
            self._detail(line)

    def _detail(self, line: str) -> None:
        """One indented line, or several where it is too long. An address is never broken."""
        indent = INDENT + " " * (len(line) - len(line.lstrip()))
        wrapped = textwrap.fill(
            line.strip(),
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        self._say(wrapped)

    def _say(self, line: str) -> None:
        with suppress(BrokenPipeError):  # `demo | head`: nobody reads any more, the work goes on
            self.stdout.write(line)
            self.stdout.flush()


def _check_migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(_("Der Datenbank fehlen Tabellen. Bitte zuerst: manage.py migrate"))
