"""`manage.py run`: everything on one machine, under one command: web, Celery worker and beat.

1. Check the port and take the lock of the data folder, so that nothing is half done when something is wrong.
2. Folders, migrations, static files.
3. Start worker and beat.
4. The first time: `manage.py demo`, before the eyes of whoever started it.
5. Start the web process, wait until it answers, print the address.
6. Watch them all until Ctrl-C or TERM, then end them all.

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

FREE_BYTES = 200 * 1024 * 1024  # the demo, its certificates and the static files need about half of it
ANSWER_SECONDS = 60.0
HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Startet Web, Celery-Worker und Beat auf diesem Rechner; beim ersten Mal mit einem Beispielbündnis."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", default=os.environ.get("PORT") or "8000", help="Port auf 127.0.0.1 (sonst: PORT, 8000)"
        )
        parser.add_argument("--no-demo", action="store_true", help="kein Beispielbündnis anlegen")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                _("`run` ist für den eigenen Rechner. Im Betrieb laufen die Dienste aus docker-compose.yml.")
            )
        os.umask(0o077)  # what lies in the data folder is about people: for its owner alone
        try:
            with closing(reserve_port(options["port"])) as listener, lock_folder(settings.VAR_DIR):
                failed = self._serve(listener, demo=not options["no_demo"])
        except OSError as error:
            raise CommandError(explain(error)) from error
        except DatabaseError as error:
            raise CommandError(explain_database(error)) from error
        if failed:
            sys.exit(1)

    def _say(self, line: str) -> None:
        with suppress(BrokenPipeError):  # `make run | head`: nobody reads any more, the service goes on
            self.stdout.write(line)
            self.stdout.flush()

    def _serve(self, listener: socket.socket, *, demo: bool) -> bool:
        """Prepares, starts and watches. True when it ended because something is broken."""
        address = f"http://{HOST}:{listener.getsockname()[1]}"
        environment = {"PYTHONUNBUFFERED": "1", "DANKWERK_PUBLIC_URL": address, **os.environ}
        log_folder = settings.VAR_DIR / "log"
        supervisor = Supervisor(log_folder=log_folder, environment=environment, folder=settings.BASE_DIR, say=self._say)
        with supervisor:
            supervisor.stop_on_signals()
            make_folders()
            self._say(_("Datenbank und Oberfläche werden vorbereitet …"))
            call_command("migrate", interactive=False, verbosity=0)
            collect_static()
            empty = is_empty()
            connections.close_all()  # a child must not inherit them
            celery = [sys.executable, "-m", "celery", "--quiet", "-A", "backend"]
            supervisor.start(Child("worker", [*celery, *WORKER], before_restart=clear_broker))
            supervisor.start(
                Child(
                    "beat",
                    [*celery, "beat", f"--schedule={settings.VAR_DIR / 'beat' / 'schedule'}", "--pidfile="],
                )
            )
            if demo and not self._demo(supervisor, empty=empty):
                return not supervisor.stopping
            supervisor.start(web(listener))
            if supervisor.watch(lambda: answers(listener), seconds=ANSWER_SECONDS):
                self._say("")
                self._say(_("Dankwerk läuft: %(address)s") % {"address": address})
                self._say(_("Daten: %(var)s · Protokolle: %(log)s") % {"var": settings.VAR_DIR, "log": log_folder})
                self._say(_("Beenden mit Strg-C."))
                supervisor.watch(lambda: False)
            if supervisor.stopping:
                self._say(_("Wird beendet …"))
                return False
            self.stderr.write(supervisor.tail("web"))
            self.stderr.write(
                _("Der Webprozess antwortet nicht oder endet immer wieder; Einzelheiten: %(log)s")
                % {"log": log_folder / "web.log"}
            )
            return True

    def _demo(self, supervisor: Supervisor, *, empty: bool) -> bool:
        """The example alliance, the first time. A mark in the data folder tells a later run that it was cut short."""
        mark = settings.VAR_DIR / "demo-unfinished"
        if not empty:
            if mark.exists():
                self._say(
                    _(
                        "Hinweis: Das Beispielbündnis ist unvollständig, denn der erste Lauf wurde unterbrochen. Neu beginnen: %(var)s löschen."
                    )
                    % {"var": settings.VAR_DIR}
                )
            return True
        mark.touch()
        code = supervisor.run([sys.executable, "manage.py", "demo"])
        if code == 0:
            mark.unlink()
            return True
        if code is not None:
            self.stderr.write(
                _(
                    "Das Beispielbündnis ließ sich nicht anlegen (siehe oben). Neu beginnen: %(var)s löschen. Ohne Beispiel: %(command)s"
                )
                % {"var": settings.VAR_DIR, "command": ".venv/bin/python manage.py run --no-demo"}
            )
        return False


WORKER = [
    "worker", "--pool=solo", "--hostname=dankwerk@%h", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING",
]  # fmt: skip


def web(listener: socket.socket) -> Child:
    """Gunicorn on the socket that we hold: the port stays ours while it is started again. No access log: addresses of
    confirmation links are secrets.
    """
    command = [
        sys.executable, "-m", "gunicorn", "backend.wsgi", f"--bind=fd://{listener.fileno()}", "--worker-class=gthread", "--workers=1",
        "--threads=8", "--graceful-timeout=5", "--no-control-socket", "--log-level=warning",
    ]  # fmt: skip
    return Child("web", command, essential=True, pass_fds=(listener.fileno(),))


def reserve_port(text: str) -> socket.socket:
    """A socket bound to that port on 127.0.0.1, not yet listening. Raises CommandError saying what to do."""
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise CommandError(_("PORT=%(port)s ist keine Portnummer. Zum Beispiel: PORT=8001 make run") % {"port": text})
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not kept waiting by closed connections
    try:
        listener.bind((HOST, int(text)))
        listener.listen(1)  # two may be bound with SO_REUSEADDR, only one may listen
    except OSError as error:
        listener.close()
        raise CommandError(
            _("Port %(port)s auf %(host)s ist nicht frei (%(reason)s). Einen anderen nehmen: PORT=%(other)d make run")
            % {
                "port": text,
                "host": HOST,
                "reason": error.strerror,
                "other": max(int(text), 8000) + 1 if int(text) < 65535 else 8000,
            }
        ) from error
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
            raise CommandError(
                _(
                    "Mit den Daten in %(var)s läuft schon ein Dankwerk (Prozess %(pid)s). Andere Daten: DANKWERK_VAR=ORDNER make run"
                )
                % {"var": folder, "pid": lock.read().strip() or "?"}
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def make_folders() -> None:
    """Everything below the data folder. Raises CommandError when there is hardly any space left."""
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < FREE_BYTES:
        raise CommandError(
            _(
                "In %(var)s sind nur %(free)d MB frei, nötig sind %(need)d MB. Platz schaffen oder DANKWERK_VAR=ORDNER make run"
            )
            % {"var": settings.VAR_DIR, "free": free // 1024**2, "need": FREE_BYTES // 1024**2}
        )
    for name in ("log", "beat"):
        (settings.VAR_DIR / name).mkdir(exist_ok=True)
    settings.CERTIFICATE_DIR.mkdir(parents=True, exist_ok=True)
    clear_broker()


def clear_broker() -> None:
    """An empty filesystem broker. Messages are wake-ups without data, so none is missed; a file cut short by a power
    cut would stop the worker at each start.
    """
    for name in ("data_folder_in", "processed_folder", "control_folder"):
        folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get(name)
        if folder is not None:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for file in Path(folder).iterdir():
                file.unlink(missing_ok=True)


def collect_static() -> None:
    """`collectstatic`, unless the files are those of the last time (names, sizes, times of change)."""
    digest = hashlib.sha256()
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
    """The web process answers /healthz."""
    connection = http.client.HTTPConnection(HOST, listener.getsockname()[1], timeout=1)
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


def explain(error: OSError) -> str:
    """A sentence about a file that cannot be read or written: a full disk, missing rights."""
    path = error.filename or settings.VAR_DIR
    return _(
        "%(path)s: %(reason)s. Platz und Rechte prüfen, oder die Daten anderswo ablegen: DANKWERK_VAR=ORDNER make run"
    ) % {
        "path": path,
        "reason": error.strerror or error,
    }


def explain_database(error: DatabaseError) -> str:
    """A sentence about a database that does not do its work: full disk, unreachable, not ours."""
    return _("Die Datenbank antwortet nicht wie erwartet: %(reason)s. Platz, Rechte und DATABASE_URL prüfen.") % {
        "reason": str(error).strip()
    }
