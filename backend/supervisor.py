"""Keeps a few processes alive under one parent, on one thread, with nothing but the standard library.

Three promises: each child runs in a session of its own and ends with its parent, whatever ends the parent; a child
that dies is started again, ever more slowly; what a child prints goes to a log of bounded size.

One thread on purpose: a child is told to die when the *thread* that started it ends, and code between fork and exec is
only safe where no other thread can hold a lock.
"""

import contextlib
import ctypes
import functools
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Self

from django.utils.translation import gettext as _

LOG_BYTES = 2 * 1024 * 1024  # a log and its predecessor: at most 4 MB a child
GRACE_SECONDS = 10.0  # from TERM to KILL
RESTART_SECONDS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # the pause before each next start
STEADY_SECONDS = 60.0  # who lived this long starts counting anew
ESSENTIAL_DEATHS = 3  # an essential child that dies this often in a row ends the run
_TURN_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork


def die_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Called in a new child before exec: Linux sends it `number` when its parent ends. Elsewhere nothing happens."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # the parent was gone before we asked
            os.kill(os.getpid(), number)


def describe_exit(code: int) -> str:
    """``Signal SIGKILL`` or ``Exit-Code 3`` for Popen's return code."""
    if code < 0:
        return _("Signal %(name)s") % {"name": signal.Signals(-code).name}
    return _("Exit-Code %(code)d") % {"code": code}


class BoundedLog:
    """A log file that moves to ``NAME.1`` when it is full, so that it never fills a disk. Never raises on writing."""

    def __init__(self, path: Path, limit: int = LOG_BYTES) -> None:
        """`limit` in bytes for each of the two files."""
        self.path = path
        self._limit = limit
        self.lost: str = ""  # why the last write did not arrive, for people

    def write(self, data: bytes) -> None:
        """Appends; on a full disk the data is lost and `lost` says why."""
        try:
            if self.path.exists() and self.path.stat().st_size + len(data) > self._limit:
                self.path.replace(self.path.with_name(self.path.name + ".1"))
            with self.path.open("ab") as file:
                file.write(data)
        except OSError as error:
            self.lost = error.strerror or str(error)
        else:
            self.lost = ""

    def tail(self, lines: int = 8) -> str:
        """The last lines, for a message to people."""
        try:
            return "\n".join(self.path.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


@dataclass(frozen=True)
class Child:
    """What to run. An `essential` one that keeps dying ends the run; `pass_fds` stay open in it."""

    name: str
    command: Sequence[str]
    essential: bool = False
    pass_fds: tuple[int, ...] = ()


class _Running:
    """One child with its process, its log and its history."""

    def __init__(self, child: Child, log: BoundedLog) -> None:
        self.child = child
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_again_at = 0.0
        self.deaths = 0


class Supervisor:
    """Starts children, watches them, ends them all. Use as a context manager; leaving it ends every child."""

    def __init__(
        self, *, log_folder: Path, environment: Mapping[str, str], folder: Path, say: Callable[[str], None]
    ) -> None:
        """`folder` is the children's working directory, `say` prints one line to people."""
        self._log_folder = log_folder
        self._environment = dict(environment)
        self._folder = folder
        self._say = say
        self._running: list[_Running] = []
        self._passing: list[subprocess.Popen[bytes]] = []  # children that print to the terminal themselves
        self._selector = selectors.DefaultSelector()
        self._warned: set[str] = set()
        self.stopping = False  # somebody asked us to end
        self.failed: str = ""  # the name of the essential child that keeps dying

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        self._selector.close()

    def stop_on_signals(self) -> None:
        """From now on SIGINT, SIGTERM and (unless ignored, as under nohup) SIGHUP ask for the end instead of raising.

        A flag, not an exception: an exception between the start of a process and noting it down would lose the process.
        """

        def ask(_number: int, _frame: FrameType | None) -> None:
            self.stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, ask)

    def start(self, child: Child) -> None:
        """Starts `child`; from now on it is kept alive."""
        running = _Running(child, BoundedLog(self._log_folder / f"{child.name}.log"))
        self._running.append(running)
        self._launch(running)

    def run(self, command: Sequence[str]) -> int | None:
        """Runs a command to its end on our own terminal while the children are watched. None when asked to stop."""
        process = self._spawn(command, None)
        self._passing.append(process)
        self.watch(lambda: process.poll() is not None)
        if process.poll() is None:
            return None  # `stop()` ends it
        self._passing.remove(process)
        return process.returncode

    def watch(self, done: Callable[[], bool], *, seconds: float | None = None) -> bool:
        """Watches the children until `done()`, asked at each turn. False when stopping, failed or out of time."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self.stopping and not self.failed:
            if done():
                return True
            if end is not None and time.monotonic() > end:
                return False
            self._turn()
        return False

    def tail(self, name: str) -> str:
        """The last lines of that child's log."""
        return BoundedLog(self._log_folder / f"{name}.log").tail()

    def stop(self) -> None:
        """Ends every child: TERM, then KILL after a grace. What they started themselves goes too."""
        alive = [running.process for running in self._running if running.process is not None] + self._passing
        for process in alive:
            _signal_group(process.pid, signal.SIGTERM)
        end = time.monotonic() + GRACE_SECONDS
        while any([process.poll() is None for process in alive]) and time.monotonic() < end:  # noqa: C419 -- polls each one
            self._read(0.05)
        for process in alive:
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()
        self._read(0)
        for running in self._running:
            if running.process is not None and running.process.stdout is not None:
                self._forget(running.process.stdout)
                running.process.stdout.close()
        self._running.clear()
        self._passing.clear()

    def _spawn(
        self, command: Sequence[str], output: int | None, pass_fds: tuple[int, ...] = ()
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 -- our own commands, no shell
            command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us alone, and a whole family can be ended at once
            pass_fds=pass_fds,
            preexec_fn=functools.partial(die_with_parent, os.getpid()),  # noqa: PLW1509 -- one thread, see above
        )

    def _launch(self, running: _Running) -> None:
        process = self._spawn(running.child.command, subprocess.PIPE, running.child.pass_fds)
        if process.stdout is None:  # PIPE was asked for
            raise RuntimeError("a child without its pipe")
        os.set_blocking(process.stdout.fileno(), False)
        self._selector.register(process.stdout, selectors.EVENT_READ, running)
        running.process = process
        running.started_at = time.monotonic()

    def _turn(self) -> None:
        """Reads what the children print, buries the dead, starts those whose pause is over."""
        self._read(_TURN_SECONDS)
        now = time.monotonic()
        for running in self._running:
            process = running.process
            if process is None:
                if now >= running.start_again_at:
                    self._launch(running)
            elif process.poll() is not None:
                self._bury(running, process, now)

    def _bury(self, running: _Running, process: subprocess.Popen[bytes], now: float) -> None:
        _signal_group(process.pid, signal.SIGKILL)  # its own children, if any are left
        if process.stdout is not None:
            self._drain(process.stdout, running)
            self._forget(process.stdout)
            process.stdout.close()
        running.process = None
        running.deaths = 1 if now - running.started_at > STEADY_SECONDS else running.deaths + 1
        name, how = running.child.name, describe_exit(process.returncode)
        if running.child.essential and running.deaths >= ESSENTIAL_DEATHS:
            self.failed = name
            return
        pause = RESTART_SECONDS[min(running.deaths, len(RESTART_SECONDS)) - 1]
        running.start_again_at = now + pause
        sentence = _("Der Prozess „%(name)s“ ist unerwartet zu Ende (%(how)s). Neustart in %(pause)d s; siehe %(log)s")
        self._say(sentence % {"name": name, "how": how, "pause": pause, "log": running.log.path})

    def _read(self, seconds: float) -> None:
        for key, _events in self._selector.select(seconds):
            self._drain(key.fileobj, key.data)  # type: ignore[arg-type]  # only pipes are registered
        if not self._selector.get_map():
            time.sleep(seconds)

    def _drain(self, pipe: IO[bytes], running: _Running) -> None:
        """Moves what is in the pipe to the log, a bounded part at a time; says once that a disk is full."""
        with contextlib.suppress(BlockingIOError):
            for _chunk in range(16):
                data = os.read(pipe.fileno(), 65536)
                if not data:  # closed by a child that lives on
                    self._forget(pipe)
                    break
                running.log.write(data)
        if running.log.lost and running.child.name not in self._warned:
            self._warned.add(running.child.name)
            self._say(
                _("Das Protokoll %(path)s lässt sich nicht schreiben: %(reason)s. Bitte Platz schaffen.")
                % {"path": running.log.path, "reason": running.log.lost}
            )

    def _forget(self, pipe: IO[bytes]) -> None:
        with contextlib.suppress(KeyError):
            self._selector.unregister(pipe)


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS answers a group of zombies with EPERM
        os.killpg(pid, number)
