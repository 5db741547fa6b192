# ruff: noqa: INP001 - a program, not a package
"""`make check`: does a locked package that ships have a known hole? Asks PyPI through pip-audit.

A finding fails. A service that cannot be reached does not: it says nothing about our packages, and whoever works
without a network must still be able to check everything else. It is said plainly.
"""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

LOCK = Path(__file__).with_name("base.lock")
SECONDS = 300
KNOWN = "rsa==4.0\n"  # has a published hole since 2020 (CVE-2020-13757): who does not know it knows none
# What pip-audit's libraries call a service that does not answer.
_UNREACHED = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "ProxyError", "SSLError", "Max retries", "HTTPError")


class Accepted(NamedTuple):
    """A finding that does not concern us, why, and until when that is to be believed."""

    reason: str
    until: dt.date


# By the name of the advisory. Past its day it counts again.
ACCEPTED: dict[str, Accepted] = {}


def main() -> int:
    """Exit code: 0 without findings or without an answer, 1 with findings, 2 when pip-audit itself does not work."""
    lock = Path(sys.argv[1]) if len(sys.argv) > 1 else LOCK
    ignored = [name for name, accepted in ACCEPTED.items() if accepted.until >= dt.datetime.now(tz=dt.UTC).date()]
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as known:
            known.write(KNOWN)
            known.flush()
            asked, control = _ask(str(lock), *(f"--ignore-vuln={name}" for name in ignored)), _ask(known.name)
    except _Unreached as error:
        print(f"pip-audit: NOT CHECKED, the service with the known holes cannot be reached ({error}).")  # noqa: T201 - it is a program
        return 0
    except ValueError as error:
        print(error, file=sys.stderr)  # noqa: T201 - as above
        return 2
    found = [(package, hole) for package in asked for hole in package.get("vulns", [])]
    for package, hole in found:
        mended = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {hole['id']}, mended in {mended}")  # noqa: T201 - as above
    if found:
        return 1
    if not any(package.get("vulns") for package in control):
        print("pip-audit: NOT CHECKED, the index that answers knows no holes at all (a mirror without them).")  # noqa: T201 - as above
        return 0
    print(f"pip-audit: no known hole in {len(asked)} packages of {lock.name}")  # noqa: T201 - as above
    return 0


class _Unreached(Exception):
    """The service does not answer."""


def _ask(requirements: str, *more: str) -> list[dict[str, Any]]:
    """What pip-audit says of each package. Raises _Unreached, ValueError with what it wrote instead of an answer."""
    quiet = ["--progress-spinner=off", "--format=json", "--disable-pip", "--no-deps"]
    command = [sys.executable, "-m", "pip_audit", *quiet, f"--requirement={requirements}", *more]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603 - of this file
    except subprocess.TimeoutExpired:
        raise _Unreached("no answer in time") from None
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except ValueError:
        if sign := next((word for word in _UNREACHED if word in done.stderr), ""):
            raise _Unreached(sign) from None
        raise ValueError(done.stderr) from None


if __name__ == "__main__":
    sys.exit(main())
