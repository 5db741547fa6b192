"""All tests, the way they count: `python -m tests.run [pytest's arguments]`.

1. Bring up real PostgreSQL and Redis, once.
2. Pass one, as in production: PostgreSQL and Redis (without the tests marked `sqlite`).
3. Pass two, as embedded: SQLite and the filesystem broker (without those marked `postgres`).
4. One line for each pass. Exit code 1 if a test failed or a pass ran no test, 2 if a server is not to be had.

Tests that need a server of their own find both through `tests.services` in either pass.
"""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import templates
from tests.services import MissingProgramError, Services, create_database, services, stop_on_sigterm

_DECIDED_HERE = {
    *("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "DANKWERK_PRODUCTION", "DANKWERK_PUBLIC_URL"),
    templates.VARIABLE,
    "PYTHONDONTWRITEBYTECODE",  # some hundred processes would compile the same modules, each for itself
}


@dataclass(frozen=True)
class Outcome:
    """What a pass came to. `ran` excludes skipped tests; `exit_code` is pytest's."""

    name: str
    exit_code: int
    ran: int
    bad: int
    skipped: int
    seconds: float

    @property
    def empty(self) -> bool:
        """Nothing was tested."""
        return self.ran == 0

    @property
    def failed(self) -> bool:
        """Something went wrong; a selection that is empty in this pass (pytest's 5) is not that."""
        return self.exit_code not in {0, 5} or self.bad > 0

    def __str__(self) -> str:
        verdict = f"{self.ran - self.bad} passed, {self.bad} failed, {self.skipped} skipped"
        trouble = f" (pytest exit code {self.exit_code})" if self.exit_code not in {0, 1} else ""
        return f"{self.name}: {verdict} in {self.seconds:.0f} s{trouble}"


def run_pass(name: str, marker: str, environment: Mapping[str, str], arguments: Sequence[str]) -> Outcome:
    """Runs pytest once in a process of its own; its output goes to ours."""
    inherited = {key: value for key, value in os.environ.items() if key not in _DECIDED_HERE}
    workers = (
        []
        if any(argument.startswith(("-n", "--numprocesses")) for argument in arguments)
        else ["-n", "3", "--dist", "worksteal"]  # who is done takes over half of what the slowest still has
    )
    with tempfile.TemporaryDirectory(prefix="dankwerk-report-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-m", marker, *workers, f"--junit-xml={report}", *arguments]
        started = time.monotonic()
        sys.stdout.write(f"── {name}\n")
        sys.stdout.flush()
        code = subprocess.run(command, env={**inherited, **environment}, check=False).returncode
        seconds = time.monotonic() - started
        counts = _counts(report) if report.exists() else {}
    total, skipped = counts.get("tests", 0), counts.get("skipped", 0)
    bad = counts.get("failures", 0) + counts.get("errors", 0)
    return Outcome(name, code, ran=total - skipped, bad=bad, skipped=skipped, seconds=seconds)


def _counts(report: Path) -> dict[str, int]:
    """tests, skipped, failures and errors of a JUnit report that pytest wrote."""
    sums: dict[str, int] = {}
    for suite in ET.parse(report).iter("testsuite"):  # noqa: S314 -- written by our own pytest a moment ago
        for key in ("tests", "skipped", "failures", "errors"):
            sums[key] = sums.get(key, 0) + int(suite.get(key, "0"))
    return sums


def run_both(running: Services, arguments: Sequence[str]) -> int:
    """Both passes and their lines; 0 if all is well. With a selection, one of the two passes may be empty."""
    servers = {
        "DATABASE_URL": create_database(running.postgres_url, "dankwerk"),
        "CELERY_BROKER_URL": running.redis_url,
    }
    with templates.made(running.postgres_url) as template:
        outcomes = [
            run_pass(
                "PostgreSQL + Redis", "not sqlite", running.environment() | servers | template.postgres, arguments
            ),
            run_pass("SQLite", "not postgres", running.environment() | template.sqlite, arguments),
        ]
    sys.stdout.writelines(f"{outcome}\n" for outcome in outcomes)
    empty = all(outcome.empty for outcome in outcomes) if arguments else any(outcome.empty for outcome in outcomes)
    if empty:
        sys.stdout.write("A pass without a single test counts as failed.\n")
    return int(empty or any(outcome.failed for outcome in outcomes))


def main(arguments: Sequence[str]) -> int:
    """The exit code for the shell."""
    stop_on_sigterm()
    try:
        with services() as running:
            return run_both(running, arguments)
    except MissingProgramError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
