"""Files by number: whole or not there."""

from pathlib import Path
from typing import Any

import pytest

from certificates import storage

NUMBER = "NPA-2026-000123"


@pytest.fixture(autouse=True)
def folder(settings: Any) -> Path:
    """Where the certificates of this test lie."""
    return Path(settings.CERTIFICATE_DIR)


@pytest.mark.parametrize(
    ("number", "path"),
    [
        ("NPA-2026-000001", "NPA-2026/000/NPA-2026-000001.pdf"),
        ("NPA-2026-000999", "NPA-2026/000/NPA-2026-000999.pdf"),
        ("NPA-2026-001000", "NPA-2026/001/NPA-2026-001000.pdf"),
        ("LEER-2025-1234567", "LEER-2025/1234/LEER-2025-1234567.pdf"),
    ],
)
def test_path_is_made_of_the_number_alone(folder: Path, number: str, path: str) -> None:
    assert storage.path_of(number) == folder / path


def test_store_writes_whole_files_and_nothing_else(folder: Path) -> None:
    wanted = {"NPA-2026-000001": b"eins", "NPA-2026-000002": b"zwei", "NPA-2026-001000": b"tausend", NUMBER: b""}
    storage.store(wanted.items())
    found = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found == {storage.path_of(number).relative_to(folder): data for number, data in wanted.items()}
    assert {number: storage.load(number) for number in wanted} == wanted


def test_store_of_nothing_makes_no_folder(folder: Path) -> None:
    storage.store([])
    assert not folder.exists()


def test_store_again_replaces_the_file_under_the_eyes_of_a_reader(folder: Path) -> None:
    storage.store([(NUMBER, b"alt" * 100_000)])
    with storage.path_of(NUMBER).open("rb") as reader:
        first = reader.read(3)
        storage.store([(NUMBER, b"neu")])
        assert first + reader.read() == b"alt" * 100_000
    assert storage.load(NUMBER) == b"neu"
    assert [path.name for path in storage.path_of(NUMBER).parent.iterdir()] == [f"{NUMBER}.pdf"]


def test_load_of_what_is_not_there_is_none(folder: Path) -> None:
    assert storage.load(NUMBER) is None
    storage.store([("NPA-2026-000124", b"daneben")])
    assert storage.load(NUMBER) is None


def test_store_below_a_file_raises_what_the_disk_says(folder: Path) -> None:
    folder.write_text("kein Ordner")
    with pytest.raises(NotADirectoryError):
        storage.store([(NUMBER, b"x")])
    assert folder.read_text() == "kein Ordner"


def test_store_over_a_folder_raises_and_leaves_no_draft(folder: Path) -> None:
    storage.path_of(NUMBER).mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        storage.store([(NUMBER, b"x")])
    assert [path.name for path in storage.path_of(NUMBER).parent.iterdir()] == [f"{NUMBER}.pdf"]


def test_store_keeps_the_files_before_the_one_that_failed(folder: Path) -> None:
    storage.path_of("NPA-2026-000002").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        storage.store([("NPA-2026-000001", b"eins"), ("NPA-2026-000002", b"zwei"), ("NPA-2026-000003", b"drei")])
    assert storage.load("NPA-2026-000001") == b"eins"
    assert storage.load("NPA-2026-000003") is None


def test_drop_drafts_deletes_the_drafts_of_those_numbers_alone(folder: Path) -> None:
    storage.store([(NUMBER, b"fertig"), ("NPA-2026-000124", b"fertig")])
    place = storage.path_of(NUMBER).parent
    for name in (f".{NUMBER}.abc.part", f".{NUMBER}.xyz.part", ".NPA-2026-000124.abc.part", f".{NUMBER}4.abc.part"):
        (place / name).write_bytes(b"halb")
    storage.drop_drafts([NUMBER, "NPA-2026-009999", "LEER-2026-000001"])
    assert sorted(path.name for path in place.iterdir()) == [
        ".NPA-2026-0001234.abc.part",
        ".NPA-2026-000124.abc.part",
        "NPA-2026-000123.pdf",
        "NPA-2026-000124.pdf",
    ]


def test_drop_drafts_below_a_file_is_quiet(folder: Path) -> None:
    folder.write_text("kein Ordner")
    storage.drop_drafts([NUMBER])
    assert folder.read_text() == "kein Ordner"
