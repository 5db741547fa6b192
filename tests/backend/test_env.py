"""Readers of the environment refuse to guess."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend import env

NAME = "DANKWERK_SOMETHING"


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


def test_text_without_value_and_default_names_the_variable() -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is not set"):
        env.text(NAME)


def test_text_prefers_the_environment_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.text(NAME, "default") == "default"
    monkeypatch.setenv(NAME, "given")
    assert env.text(NAME, "default") == "given"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("1", True),
        ("true", True),
        ("Yes", True),
        (" on ", True),
        ("0", False),
        ("False", False),
        ("no", False),
        ("", False),
    ],
)
def test_flag_knows_these_words(monkeypatch: pytest.MonkeyPatch, word: str, value: bool) -> None:  # noqa: FBT001
    monkeypatch.setenv(NAME, word)
    assert env.flag(NAME, default=not value) is value


def test_flag_unset_is_its_default() -> None:
    assert env.flag(NAME, default=True) is True
    assert env.flag(NAME, default=False) is False


def test_flag_with_another_word_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "maybe")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='maybe' is neither yes nor no"):
        env.flag(NAME, default=True)


def test_number_reads_whole_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.number(NAME, 7) == 7
    monkeypatch.setenv(NAME, "12")
    assert env.number(NAME, 7) == 12


@pytest.mark.parametrize(
    ("word", "complaint"), [("1.5", "is no whole number"), ("", "is no whole number"), ("0", "below 1")]
)
def test_number_out_of_range_or_no_number_is_refused(
    monkeypatch: pytest.MonkeyPatch, word: str, complaint: str
) -> None:
    monkeypatch.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}=.*{complaint}"):
        env.number(NAME, 7, at_least=1)


def test_names_drop_blanks_and_empty_items(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.names(NAME) == []
    assert env.names(NAME, "a,b") == ["a", "b"]
    monkeypatch.setenv(NAME, " example.org , ,www.example.org,")
    assert env.names(NAME, "a,b") == ["example.org", "www.example.org"]


def test_folder_is_absolute_and_expands_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert env.folder(NAME, tmp_path) == tmp_path
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(NAME, "~/data")
    assert env.folder(NAME, Path("/nowhere")) == tmp_path / "data"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(NAME, "beside")
    assert env.folder(NAME, Path("/nowhere")) == tmp_path / "beside"


def test_secret_is_the_value_or_the_content_of_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert env.secret(NAME) == ""
    path = tmp_path / "secret"
    path.write_text("Sonne über Leer \n", encoding="utf-8")
    monkeypatch.setenv(f"{NAME}_FILE", str(path))
    assert env.secret(NAME) == "Sonne über Leer "
    monkeypatch.setenv(NAME, "given")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} and {NAME}_FILE are both set"):
        env.secret(NAME)
    monkeypatch.delenv(f"{NAME}_FILE")
    assert env.secret(NAME) == "given"


def test_secret_in_a_file_that_cannot_be_read_names_variable_and_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "gone"))
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE: {tmp_path}/gone: No such file"):
        env.secret(NAME)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "bytes"))
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE: {tmp_path}/bytes is no text"):
        env.secret(NAME)
