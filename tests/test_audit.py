"""The question for known holes: what it makes of each answer. pip-audit is stood in for, the network is not asked."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOLE = {"id": "PYSEC-1", "fix_versions": ["2.0"]}


def package(name: str, *holes: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "vulns": list(holes)}


def ask(folder: Path, ours: str, control: str) -> tuple[int, str]:
    """Exit code and words, when pip-audit answers that about the lock, and that about the package with a known hole."""
    (folder / "pip_audit.py").write_text(
        f"import sys\nanswer = {ours!r} if any('base.lock' in one for one in sys.argv) else {control!r}\n"
        "sys.stderr.write(answer) if answer.startswith('requests') else sys.stdout.write(answer)\nsys.exit(1)\n"
    )
    command = [sys.executable, str(ROOT / "requirements" / "audit.py")]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def answer(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(packages)})


KNOWN = answer(package("rsa", HOLE))
CLEAN = answer(package("django"))


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("ours", "control", "code", "words"),
    [
        (CLEAN, KNOWN, 0, "pip-audit: no known hole in 1 packages of base.lock\n"),
        (answer(package("django", HOLE)), KNOWN, 1, "django 1.0: PYSEC-1, mended in 2.0\n"),
        (CLEAN, answer(package("rsa")), 0, "pip-audit: NOT CHECKED, the index that answers knows no holes at all"),
        ("requests.exceptions.ConnectionError", KNOWN, 0, "pip-audit: NOT CHECKED, the service"),
        ("pip-audit does not understand you", KNOWN, 2, ""),
    ],
)
def test_audit_fails_for_a_finding_alone_and_says_what_it_did_not_check(
    tmp_path: Path, ours: str, control: str, code: int, words: str
) -> None:
    found, said = ask(tmp_path, ours, control)
    assert (found, said.startswith(words)) == (code, True)
