"""`manage.py run` from start to end, as a person types it, without the example alliance.

What a process shows when it does not start is looked at for each way there is to end: by our own refusal, and before
Django has its settings. Other reasons to refuse are asked of the functions that know them.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from backend.management.commands.run import listen
from tests.installation import copy_to_file

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds the processes of a run in /proc"),
]

ROOT = Path(__file__).resolve().parents[2]
DECIDED_HERE = {
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "DANKWERK_PUBLIC_URL",
    "DJANGO_SETTINGS_MODULE",
    "PORT",
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(var: Path, port: object, **more: str) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if key not in DECIDED_HERE}
    return {**inherited, "DANKWERK_VAR": str(var), "PORT": str(port), **more}


def _refused(var: Path, port: object, **more: str) -> str:
    """What it says when it does not start."""
    command = [sys.executable, "manage.py", "run", "--no-demo"]
    result = subprocess.run(
        command, cwd=ROOT, env=_environment(var, port, **more), capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    return result.stderr


class Running:
    """A started `manage.py run` and what it printed so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", var: Path, port: int, output: Path) -> None:
        self.process = process
        self.var = var
        self.port = port
        self._output = output

    def said(self) -> str:
        return self._output.read_text()

    def status(self, path: str) -> int:
        """0 when nobody answers."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            try:
                connection.request("GET", path)
                return connection.getresponse().status
            except (OSError, HTTPException):
                return 0

    def family(self) -> dict[int, str]:
        """Every process that works on this data folder, with its command line."""
        mark = f"DANKWERK_VAR={self.var}".encode()
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal() and int(folder.name) != os.getpid():
                try:
                    if mark in (folder / "environ").read_bytes().split(b"\0"):
                        found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                except OSError:
                    continue
        return {pid: line for pid, line in found.items() if line}  # a zombie has no command line


def _until(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def _run(folder: Path, name: str) -> Iterator[Running]:
    var, port, output = folder / "var", _free_port(), folder / f"{name}.txt"
    command = [sys.executable, "manage.py", "run", "--no-demo"]
    with output.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(var, port),
            stdout=file,
            stderr=file,
            start_new_session=True,  # so that Ctrl-C can be sent to its whole group
        )
    running = Running(process, var, port, output)
    try:
        assert _until(lambda: "Beenden mit Strg-C" in running.said() or process.poll() is not None)
        assert process.poll() is None, running.said()
        yield running
    finally:
        process.kill()
        process.wait()


def _open_to_others(var: Path) -> list[str]:
    """Files that somebody else on this machine could read. The static files may be: they are the same everywhere."""
    files = [path for path in var.rglob("*") if path.is_file() and var / "static" not in path.parents]
    return [str(path) for path in files if path.stat().st_mode & 0o077]


def test_one_command_serves_survives_a_dead_worker_and_ends_all_on_term(tmp_path: Path) -> None:
    with _run(tmp_path, "first") as running:
        assert running.said().splitlines()[-4:] == [
            "",
            f"Dankwerk läuft: http://127.0.0.1:{running.port}",
            f"Daten: {running.var} · Protokolle: {running.var}/log",
            "Beenden mit Strg-C.",
        ]
        assert _open_to_others(running.var) == []
        assert running.status("/healthz") == 200
        assert _until(lambda: running.status("/readyz") == 200)

        other = tmp_path / "other"
        taken = f"Port {running.port} ist nicht zu haben (Address already in use). Einen anderen nehmen: PORT="
        assert taken in _refused(other, running.port)
        assert not (other / "dankwerk.sqlite3").exists()  # refused before anything was made
        assert f"läuft schon ein Dankwerk (Prozess {running.process.pid})" in _refused(running.var, _free_port())

        worker = next(pid for pid, line in running.family().items() if " worker " in line)
        os.kill(worker, signal.SIGKILL)
        assert _until(lambda: any(" worker " in line for pid, line in running.family().items() if pid != worker))
        assert "Der Prozess „worker“ ist unerwartet zu Ende (Signal SIGKILL)." in running.said()

        running.process.terminate()
        assert running.process.wait(30) == 0
        assert running.family() == {}
        assert running.said().splitlines()[-1] == "Wird beendet …"


@pytest.fixture
def db() -> None:
    """Asking for it makes pytest-django create the database that is copied; no transaction is opened on it."""


@pytest.fixture
def migrated(tmp_path: Path, db: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Path:
    """A data folder as an earlier run has left it: its database is made, which takes longer than all the rest."""
    (tmp_path / "var").mkdir()
    with django_db_blocker.unblock():
        copy_to_file(tmp_path / "var" / "dankwerk.sqlite3")
    return tmp_path


def test_second_run_after_a_sudden_end_keeps_the_data_and_ends_on_ctrl_c(migrated: Path) -> None:
    with _run(migrated, "first") as running:
        assert len(running.family()) == 5  # itself, gunicorn and its worker, Celery's worker and beat
        running.process.kill()
        running.process.wait()
        if sys.platform == "linux":  # elsewhere nobody tells a child that its parent has ended
            assert _until(lambda: running.family() == {})
    kept = (running.var / "secret_key").read_text()
    with closing(sqlite3.connect(running.var / "dankwerk.sqlite3")) as database, database:
        database.execute("INSERT INTO common_heartbeat (name, at, count) VALUES ('kept', '2026-01-01', 7)")

    with _run(migrated, "second") as again:
        os.killpg(again.process.pid, signal.SIGINT)  # as the terminal does: to the whole group in front
        assert again.process.wait(30) == 0
        assert again.family() == {}
    assert (running.var / "secret_key").read_text() == kept
    with closing(sqlite3.connect(running.var / "dankwerk.sqlite3")) as database:
        assert database.execute("SELECT count FROM common_heartbeat WHERE name = 'kept'").fetchone() == (7,)


@pytest.mark.parametrize("port", ["http", "-1", "65536", "80 "])
def test_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(CommandError) as refusal:
        listen(port)
    assert str(refusal.value) == f"PORT={port} ist keine Portnummer. Zum Beispiel: PORT=8001 make run"


def test_production_is_not_for_this_command(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match=r"Im Betrieb gilt docker-compose\.yml\."):
        call_command("run", "--no-demo")


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    message = _refused(tmp_path / "file" / "var", _free_port())
    assert message == (
        f"{tmp_path}/file/var: Not a directory. Check space and rights there, or name another folder in DANKWERK_VAR.\n"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets us mount nothing")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_nearly_full_disk_is_refused_before_it_is_full(small_disk: Path) -> None:
    message = _refused(small_disk / "var", _free_port())
    assert f"In {small_disk}/var sind nur 3 MB frei, nötig sind 100 MB." in message


def test_full_disk_is_refused_with_a_sentence(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(bytes(4 * 1024 * 1024))
    message = _refused(small_disk / "var", _free_port())
    assert message == (
        f"{small_disk}/var: No space left on device."
        " Check space and rights there, or name another folder in DANKWERK_VAR.\n"
    )
