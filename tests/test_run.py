"""The runner of both passes counts right, for its verdict is what a change lands on."""

import re
from pathlib import Path

import pytest

from tests.run import Outcome, run_pass

TESTS = """
import os
import pytest

def test_passes():
    assert os.environ["GIVEN"] == "yes"

def test_fails():
    assert "DATABASE_URL" in os.environ

@pytest.mark.skip
def test_waits():
    pass

@pytest.fixture
def broken():
    raise RuntimeError

def test_does_not_begin(broken):
    pass
"""


def _run(folder: Path, *arguments: str) -> Outcome:
    (folder / "test_sample.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\n")
    alone = ["-c", str(folder / "pytest.ini"), "-p", "xdist", "-n", "0", str(folder), *arguments]
    return run_pass("Sample", "not nothing", {"GIVEN": "yes", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, alone)


def test_outcome_counts_what_passed_failed_and_was_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite://")  # decided by the pass, never inherited
    outcome = _run(tmp_path)
    assert (outcome.exit_code, outcome.ran, outcome.bad, outcome.skipped) == (1, 3, 2, 1)
    assert (outcome.failed, outcome.empty) == (True, False)
    assert re.fullmatch(r"Sample: 1 passed, 2 failed, 1 skipped in \d+ s", str(outcome))


def test_outcome_of_passing_tests_is_well(tmp_path: Path) -> None:
    outcome = _run(tmp_path, "-k", "passes or waits")
    assert (outcome.exit_code, outcome.ran, outcome.bad, outcome.skipped) == (0, 1, 0, 1)
    assert (outcome.failed, outcome.empty) == (False, False)


def test_outcome_of_a_selection_that_matches_nothing_is_empty(tmp_path: Path) -> None:
    outcome = _run(tmp_path, "-k", "nothing_of_that_name")
    assert (outcome.exit_code, outcome.failed, outcome.empty) == (5, False, True)
    assert str(outcome).endswith("(pytest exit code 5)")


def test_outcome_of_tests_that_cannot_be_loaded_is_failed(tmp_path: Path) -> None:
    (tmp_path / "test_broken.py").write_text("import a_module_that_does_not_exist\n")
    outcome = _run(tmp_path)
    assert outcome.failed
