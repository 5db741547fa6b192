"""Children are kept alive, and none is left behind, whatever ends the parent. Real processes throughout."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend import supervisor as module
from backend.supervisor import BoundedLog, Child, Supervisor, describe_exit

pytestmark = pytest.mark.sqlite  # no database at all: once is enough

ROOT = Path(__file__).resolve().parents[2]
SLEEP = "import time; time.sleep(60)"


class Said(list[str]):
    """What people read on the terminal."""

    def __contains__(self, part: object) -> bool:
        return any(str(part) in line for line in self)


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def keeper(tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    """A supervisor in a hurry."""
    monkeypatch.setattr(module, "RESTART_SECONDS", (0.0,))
    monkeypatch.setattr(module, "GRACE_SECONDS", 1.0)
    with Supervisor(log_folder=tmp_path, environment=os.environ, folder=ROOT, say=said.append) as keeper:
        yield keeper


def _child(program: str, name: str = "child", *, essential: bool = False) -> Child:
    return Child(name, [sys.executable, "-c", program], essential=essential)


def _is_running(pid: int) -> bool:
    """Not gone, and no zombie that waits for its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until(condition: Callable[[], bool]) -> bool:
    for _attempt in range(500):
        if condition():
            return True
        time.sleep(0.02)
    return False


def _pids(file: Path) -> list[int]:
    return [int(word) for word in file.read_text().split()] if file.exists() else []


def test_output_of_a_child_goes_to_its_log(keeper: Supervisor, tmp_path: Path) -> None:
    keeper.start(_child(f"import sys; print('out', flush=True); print('err', file=sys.stderr, flush=True); {SLEEP}"))
    log = tmp_path / "child.log"
    assert keeper.watch(lambda: log.exists() and log.read_text() == "out\nerr\n", seconds=10)


def test_child_that_dies_is_started_again_and_said_so(keeper: Supervisor, tmp_path: Path, said: Said) -> None:
    pids = tmp_path / "pids"
    keeper.start(_child(f"import os; open({str(pids)!r}, 'a').write(f'{{os.getpid()}} '); {SLEEP}"))
    assert keeper.watch(lambda: len(_pids(pids)) == 1, seconds=10)
    os.kill(_pids(pids)[0], signal.SIGKILL)
    assert keeper.watch(lambda: len(_pids(pids)) == 2, seconds=10)
    assert said == [
        f"Der Prozess „child“ ist unerwartet zu Ende (Signal SIGKILL). Neustart in 0 s; siehe {tmp_path}/child.log"
    ]


def test_pauses_between_restarts_grow(
    keeper: Supervisor, tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RESTART_SECONDS", (0.0, 0.01, 30.0))
    keeper.start(_child("raise SystemExit(3)"))
    assert keeper.watch(lambda: len(said) == 3, seconds=10)
    assert not keeper.watch(lambda: len(said) == 4, seconds=0.5)
    assert said[2].endswith(f"(Exit-Code 3). Neustart in 30 s; siehe {tmp_path}/child.log")


def test_essential_child_that_keeps_dying_ends_the_watch(keeper: Supervisor, said: Said) -> None:
    keeper.start(_child("print('no such module'); raise SystemExit(1)", "web", essential=True))
    assert not keeper.watch(lambda: False, seconds=20)
    assert keeper.failed == "web"
    assert len(said) == 2
    assert keeper.tail("web") == "no such module\nno such module\nno such module"


def test_child_that_closes_its_output_is_still_watched(keeper: Supervisor, said: Said) -> None:
    keeper.start(_child("import os, time; os.close(1); os.close(2); time.sleep(0.5); os._exit(4)"))
    assert keeper.watch(lambda: "Exit-Code 4" in said, seconds=10)


def test_stop_ends_a_child_that_ignores_it(keeper: Supervisor, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    ignore = "import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    keeper.start(_child(f"{ignore} open({str(pids)!r}, 'w').write(str(os.getpid())); {SLEEP}"))
    assert keeper.watch(lambda: len(_pids(pids)) == 1, seconds=10)
    keeper.stop()
    assert not _is_running(_pids(pids)[0])


def test_stop_ends_what_a_child_has_started(keeper: Supervisor, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    start = f"import os, subprocess, sys, time; other = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]);"
    keeper.start(_child(f"{start} open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{other.pid}}'); time.sleep(60)"))
    assert keeper.watch(lambda: len(_pids(pids)) == 2, seconds=10)
    keeper.stop()
    assert _until(lambda: not any(_is_running(pid) for pid in _pids(pids)))


def test_command_is_run_to_its_end_while_the_others_are_watched(keeper: Supervisor, said: Said) -> None:
    keeper.start(_child("raise SystemExit(5)"))
    assert keeper.run([sys.executable, "-c", "import time; time.sleep(1); raise SystemExit(6)"]) == 6
    assert "Exit-Code 5" in said


def test_command_is_ended_when_somebody_asks_for_the_end(keeper: Supervisor, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        keeper.stop_on_signals()
        ask = f"import os; open({str(pids)!r}, 'w').write(str(os.getpid())); os.kill({os.getpid()}, 15); {SLEEP}"
        assert keeper.run([sys.executable, "-c", ask]) is None
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert keeper.stopping
    keeper.stop()
    assert not _is_running(_pids(pids)[0])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has ended")
def test_no_child_survives_the_sudden_end_of_its_parent(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    program = f"""
import os, sys
from pathlib import Path
from backend.supervisor import Child, Supervisor
child = "import os, time; open({str(pids)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
with Supervisor(log_folder=Path({str(tmp_path)!r}), environment=os.environ, folder=Path(), say=print) as keeper:
    keeper.start(Child("child", [sys.executable, "-c", child]))
    keeper.watch(lambda: False, seconds=60)
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) as parent:
        assert _until(lambda: len(_pids(pids)) == 1)
        parent.kill()
    assert _until(lambda: not _is_running(_pids(pids)[0]))


def test_log_is_bounded(tmp_path: Path) -> None:
    log = BoundedLog(tmp_path / "child.log", limit=100)
    for number in range(50):
        log.write(f"line {number:03}\n".encode())
    sizes = {file.name: file.stat().st_size for file in tmp_path.iterdir()}
    assert set(sizes) == {"child.log", "child.log.1"}
    assert max(sizes.values()) <= 100
    assert log.tail(2) == "line 048\nline 049"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_full_disk_loses_the_log_and_is_said_once(keeper: Supervisor, tmp_path: Path, said: Said) -> None:
    (tmp_path / "child.log").symlink_to("/dev/full")
    keeper.start(_child(f"import time; print(1, flush=True); time.sleep(0.5); print(2, flush=True); {SLEEP}"))
    assert not keeper.watch(lambda: len(said) == 2, seconds=1.5)
    assert said == [
        f"Das Protokoll {tmp_path}/child.log lässt sich nicht schreiben: No space left on device. Bitte Platz schaffen."
    ]


def test_exits_are_described_for_people() -> None:
    assert [describe_exit(code) for code in (-9, -15, 0, 3)] == [
        "Signal SIGKILL",
        "Signal SIGTERM",
        "Exit-Code 0",
        "Exit-Code 3",
    ]
