"""Where a Chromium is looked for."""

from pathlib import Path

import pytest

from tests.browser.chromium import find
from tests.services import Places


def test_first_name_on_the_path_is_taken(tmp_path: Path) -> None:
    for name in ("google-chrome", "chromium", "chromium-headless-shell"):
        (tmp_path / name).touch(mode=0o755)
    assert find(Places(path=str(tmp_path), root=False)) == tmp_path / "chromium-headless-shell"
    assert find(Places(path=str(tmp_path), root=False), whole=True) == tmp_path / "chromium"


@pytest.mark.parametrize("known", ["chromium-headless-shell", "chromium"])
def test_without_one_the_package_is_installed_that_is_to_be_had(tmp_path: Path, known: str) -> None:
    """apt-get is replaced by a script that has one of the packages."""
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\ncase "$*" in *" {known}") /bin/cp "$0" {tmp_path}/{known};; esac\n')
    apt.chmod(0o755)
    assert find(Places(path=str(tmp_path), root=True)) == tmp_path / known


def test_without_one_and_without_rights_there_is_none(tmp_path: Path) -> None:
    assert find(Places(path=str(tmp_path), root=False)) is None
