"""What stands in somebody's calendar, for them to choose from. The file is read and forgotten.

It is read in a process of its own with bounded memory and time: a calendar may be made to fill or freeze a reader.
"""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 5_000_000
MOST_DAYS = 366  # of the period
MOST = 150  # occurrences: the newest of them are shown
SECONDS = 5  # of the processor, for the whole file
SECONDS_A_SERIES = 0.5
MEMORY = 1_000_000_000  # bytes of address space
_ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event on one local date in Europe/Berlin.

    `key` tells it from all others of the calendar. `minutes` is None where the calendar does not say how long:
    an event that lasts the whole day (then `begins` and `ends` are empty too), or one without an end.
    """

    key: str
    title: str
    day: dt.date
    begins: str
    ends: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """Occurrences, newest first. `skipped` counts what was left out, by reason; `fault` says why nothing was read.

    Reasons: `too_often` (repeats several times a day), `too_long` (lasts longer than people help in one go),
    `too_hard` (takes too long to work out), `unreadable`. Faults: `no_calendar`, `encoding`, `too_large`, `too_hard`.
    """

    occurrences: Sequence[Occurrence] = ()
    skipped: dict[str, int] = field(default_factory=dict)
    cut: bool = False
    fault: str = ""


def read_apart(data: bytes, first: dt.date, last: dt.date, now: dt.datetime) -> Found:
    """What lies on the local dates from first to last and is over by now. Raises nothing."""
    if len(data) > MOST_BYTES:
        return Found(fault="too_large")
    message = json.dumps([first.isoformat(), last.isoformat(), now.isoformat()]).encode() + b"\n" + data
    command = [sys.executable, "-m", "volunteers.imports.recurring"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and nothing of the file in the command
            command,
            input=message,
            capture_output=True,
            timeout=SECONDS * 2,
            check=True,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},  # none of our secrets beside a foreign file
        )
        told = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return Found(fault="too_hard")
    occurrences = [Occurrence(**{**one, "day": dt.date.fromisoformat(one["day"])}) for one in told.pop("occurrences")]
    return Found(occurrences, **told)
