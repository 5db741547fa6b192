"""`manage.py run`: everything on one machine, under one command: web, Celery worker and beat.

1. Check the port and take the lock of the data folder, so that nothing is half done when something is wrong.
2. Folders, migrations, static files.
3. The first time, and again until it has once come to its end: start worker and beat, then `manage.py demo` before
   the eyes of whoever started it.
4. Start the web process and wait until it answers; start worker and beat if they do not run yet; print the address.
5. Watch them all until Ctrl-C or TERM, then end them all.

For one's own machine only: it binds to 127.0.0.1. Production is docker-compose.yml.
"""

import fcntl
import hashlib
import http.client
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from backend.supervisor import Child, Supervisor

HOST = "127.0.0.1"
FREE_BYTES = 100 * 1024 * 1024  # below that a first run ends half-way, with a message nobody expects
ANSWER_SECONDS = 60.0


class Command(BaseCommand):
    help = "Startet Web, Celery-Worker und Beat auf diesem Rechner; beim ersten Mal mit einem Beispielbündnis."
    requires_system_checks: list[str] = []  # they load every page and would take a second of each start; tests run them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", default=os.environ.get("PORT") or "8000", help="sonst die Variable PORT, sonst 8000"
        )
        parser.add_argument("--no-demo", action="store_true", help="kein Beispielbündnis anlegen")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("`run` ist für den eigenen Rechner. Im Betrieb gilt docker-compose.yml."))
        os.umask(0o077)  # what lies in the data folder is about people: for its owner alone
        try:
            with closing(listen(options["port"])) as listener, lock_folder(settings.VAR_DIR):
                well = self._serve(listener, demo=not options["no_demo"])
        except (OSError, DatabaseError) as error:
            raise CommandError(explain(error)) from error
        if not well:
            sys.exit(1)

    def _say(self, line: str) -> None:
        with suppress(BrokenPipeError):  # `make run | head`: nobody reads any more, the service goes on
            self.stdout.write(line)
            self.stdout.flush()

    def _serve(self, listener: socket.socket, *, demo: bool) -> bool:
        """Prepares, starts, watches. False when it ended because something is broken, with a sentence about it."""
        address = f"http://{HOST}:{listener.getsockname()[1]}"
        log_folder = settings.VAR_DIR / "log"
        environment = {"PYTHONUNBUFFERED": "1", "DANKWERK_PUBLIC_URL": address, **os.environ}
        supervisor = Supervisor(log_folder=log_folder, environment=environment, folder=settings.BASE_DIR, say=self._say)
        with supervisor:
            supervisor.stop_on_signals()
            self._say(_("Datenbank und Oberfläche werden vorbereitet …"))
            make_folders()
            call_command("migrate", interactive=False, verbosity=0)
            collect_static()
            mark = settings.VAR_DIR / "demo-unfinished"
            first_time = demo and (mark.exists() or is_empty())
            connections.close_all()  # a child must not inherit them
            if first_time:
                start_jobs(supervisor)
                if not self._demo(supervisor, mark):
                    return supervisor.stopping
            supervisor.start(web(listener))
            if supervisor.watch(lambda: answers(listener), seconds=ANSWER_SECONDS):
                if not first_time:  # after the web process, which people wait for
                    start_jobs(supervisor)
                self._say("")
                self._say(_("Dankwerk läuft: %(address)s") % {"address": address})
                self._say(_("Daten: %(var)s · Protokolle: %(log)s") % {"var": settings.VAR_DIR, "log": log_folder})
                self._say(_("Beenden mit Strg-C."))
                supervisor.watch(lambda: False)
            if supervisor.stopping:
                self._say(_("Wird beendet …"))
                return True
            self.stderr.write(supervisor.tail("web"))
            sentence = _("Der Webprozess antwortet nicht oder endet immer wieder; siehe %(log)s")
            self.stderr.write(sentence % {"log": log_folder / "web.log"})
            return False

    def _demo(self, supervisor: Supervisor, mark: Path) -> bool:
        """The example alliance. While `mark` lies in the data folder it is not finished, and the next run goes on."""
        mark.touch()
        code = supervisor.run([sys.executable, "manage.py", "demo"])
        if code == 0:
            mark.unlink()
        elif code is not None:
            self.stderr.write(_("Das Beispielbündnis ist nicht fertig geworden. Der nächste `make run` macht weiter."))
        return code == 0


def start_jobs(supervisor: Supervisor) -> None:
    """The Celery worker and its clock. The solo pool runs jobs in the worker's own process: no further children."""
    celery = [sys.executable, "-m", "celery", "--quiet"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
    worker = [*celery, "--app=backend", "worker", "--pool=solo", "--hostname=dankwerk@%h", *quiet]
    supervisor.start(Child("worker", worker))
    schedule = settings.VAR_DIR / "beat" / "schedule"
    beat = [*celery, "--app=backend.beat", "beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=WARNING"]
    supervisor.start(Child("beat", beat))


def web(listener: socket.socket) -> Child:
    """The web process on the socket that we hold, so that the port stays ours while it is started again.

    Without an access log: the addresses of confirmation links are secrets.
    """
    gunicorn = [sys.executable, "-m", "gunicorn", "backend.wsgi", f"--bind=fd://{listener.fileno()}"]
    options = ["--worker-class=gthread", "--workers=1", "--threads=8", "--graceful-timeout=5", "--no-control-socket"]
    command = [*gunicorn, *options, "--log-level=error"]
    return Child("web", command, essential=True, pass_fds=(listener.fileno(),))


def listen(text: str) -> socket.socket:
    """A socket that listens on that port of 127.0.0.1. Raises CommandError saying what to do."""
    if not text.isdecimal() or int(text) > 65535:
        raise CommandError(_("PORT=%(port)s ist keine Portnummer. Zum Beispiel: PORT=8001 make run") % {"port": text})
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not kept waiting by closed connections
    try:
        listener.bind((HOST, int(text)))
        listener.listen(512)
    except OSError as error:
        listener.close()
        sentence = _("Port %(port)s ist nicht zu haben (%(reason)s). Einen anderen nehmen: PORT=%(other)d make run")
        other = int(text) + 1 if 1024 <= int(text) < 65535 else 8001
        raise CommandError(sentence % {"port": text, "reason": error.strerror, "other": other}) from error
    return listener


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Only one `run` on one data folder. Raises CommandError when another holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            sentence = _(
                "Mit den Daten in %(var)s läuft schon ein Dankwerk (Prozess %(pid)s)."
                " Mit anderen Daten: DANKWERK_VAR=ORDNER make run"
            )
            raise CommandError(sentence % {"var": folder, "pid": lock.read().strip() or "?"}) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def make_folders() -> None:
    """Everything below the data folder. Raises CommandError when there is hardly any space left."""
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < FREE_BYTES:
        sentence = _(
            "In %(var)s sind nur %(free)d MB frei, nötig sind %(need)d MB."
            " Platz schaffen oder anderswohin: DANKWERK_VAR=ORDNER make run"
        )
        sizes = {"free": free // 1024**2, "need": FREE_BYTES // 1024**2}
        raise CommandError(sentence % {"var": settings.VAR_DIR, **sizes})
    for folder in (settings.VAR_DIR / "log", settings.VAR_DIR / "beat", settings.CERTIFICATE_DIR):
        folder.mkdir(parents=True, exist_ok=True)


def collect_static() -> None:
    """`collectstatic`, unless the files are those of the last time (by name, size and time of change)."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def is_empty() -> bool:
    """No organisation and no user: nobody has begun."""
    return not any(apps.get_model("volunteers", name).objects.exists() for name in ("Organisation", "User"))


def answers(listener: socket.socket) -> bool:
    """Whether the web process answers /healthz."""
    connection = http.client.HTTPConnection(HOST, listener.getsockname()[1], timeout=1)
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


def explain(error: OSError | DatabaseError) -> str:
    """A sentence about a full disk, missing rights, a database that is not there."""
    if isinstance(error, DatabaseError):
        sentence = _("Die Datenbank tut nicht, was sie soll: %(reason)s. Bitte Platz, Rechte und DATABASE_URL prüfen.")
        return sentence % {"reason": str(error).strip()}
    sentence = _(
        "%(path)s: %(reason)s. Bitte Platz und Rechte prüfen, oder die Daten anderswohin legen:"
        " DANKWERK_VAR=ORDNER make run"
    )
    return sentence % {"path": error.filename or settings.VAR_DIR, "reason": error.strerror or error}
