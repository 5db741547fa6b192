"""Where a Chromium is looked for."""

from pathlib import Path

from tests.browser.chromium import find
from tests.services import Places


def test_first_name_on_the_path_is_taken(tmp_path: Path) -> None:
    for name in ("google-chrome", "chromium-browser"):
        (tmp_path / name).touch(mode=0o755)
    assert find(Places(path=str(tmp_path), root=False)) == tmp_path / "chromium-browser"


def test_without_one_and_without_rights_there_is_none(tmp_path: Path) -> None:
    assert find(Places(path=str(tmp_path), root=False)) is None
