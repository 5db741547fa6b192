"""A disk that is full, or broken: nothing is lost, and what is said about it is true."""

import datetime as dt
import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db.models.functions import Now

from backend.common import clock
from certificates import storage
from certificates.models import Certificate
from certificates.services import files, queue
from tests.cast import World
from tests.certificates.orders import queued
from tests.certificates.test_queue import row

FULL = "Der Speicher für Urkunden ist voll. Sobald Platz ist, wird von selbst weitergedruckt."
BROKEN = "Die Urkunde konnte nicht gespeichert werden. Es wird noch einmal versucht."


@pytest.fixture
def small_disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A file system of 256 kB for the certificates: two of them fit, five do not."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a file system needs the right to")
    settings.CERTIFICATE_DIR = folder
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """The kernel lets no file of this process grow beyond `size` bytes: a write stops in the middle."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # a module's would stay cut off
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        sys.dont_write_bytecode = written
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def due_again() -> None:
    """The pause is over."""
    Certificate.objects.filter(status="queued").update(not_before=Now())


def left_behind() -> list[str]:
    """Unfinished files below the certificates' folder."""
    return [path.name for path in Path(configured.CERTIFICATE_DIR).rglob("*") if path.suffix == ".part"]


def test_full_disk_keeps_the_rows_until_there_is_room(world: World, small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 240_000)
    rows = queued(world, 2)
    for _ in range(queue.MOST_ATTEMPTS + 2):  # however long it takes
        assert queue.drain() == 0
        for one in rows:
            waiting = row(one)
            assert (waiting["status"], waiting["failure_code"], waiting["failure_reason"]) == (
                "queued", "disk_full", FULL,
            )  # fmt: skip
            assert (waiting["attempts"], waiting["lease_token"], waiting["digest"]) == (0, None, "")
        assert left_behind() == []
        assert not queue.pending()  # it waits, it does not spin
        due_again()
    ballast.unlink()
    assert queue.drain() == 2
    assert [row(one)["status"] for one in rows] == ["issued", "issued"]
    assert [row(one)["failure_code"] for one in rows] == ["", ""]
    assert [files.pdf_of(Certificate.objects.get(pk=one.pk)) for one in rows] == [
        storage.load(one.number_text) for one in rows
    ]


def test_disk_that_fills_up_within_a_batch_leaves_whole_files_alone(world: World, small_disk: Path) -> None:
    rows = queued(world, 5)
    assert queue.drain() == 0
    assert {row(one)["failure_code"] for one in rows} == {"disk_full"}
    whole = [data for one in rows if (data := storage.load(one.number_text)) is not None]
    assert [data.rstrip()[-5:] for data in whole] == [b"%%EOF"] * len(whole)
    assert left_behind() == []


@pytest.mark.parametrize(
    ("number", "code", "reason"),
    [
        (errno.ENOSPC, "disk_full", FULL),
        (errno.EDQUOT, "disk_full", FULL),
        (errno.EFBIG, "disk_full", FULL),
        (errno.EIO, "not_stored", BROKEN),
        (errno.EACCES, "not_stored", BROKEN),
        (errno.EROFS, "not_stored", BROKEN),
    ],
    ids=["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EACCES", "EROFS"],
)
@pytest.mark.parametrize("attempts", [0, 1, queue.MOST_ATTEMPTS - 1])
def test_disk_error_is_told_by_its_kind_and_uses_up_no_attempt(
    world: World, number: int, code: str, reason: str, attempts: int
) -> None:
    (one,) = queued(world, 1)
    Certificate.objects.update(attempts=attempts)
    (claimed,) = queue.claim(1)
    grain = dt.timedelta(milliseconds=2)  # SQLite's clock counts in these
    pause = dt.timedelta(seconds=queue.PAUSE_WHEN_REFUSED)
    before = clock.now() - grain
    queue.settle([], [queue._not_stored(claimed, OSError(number, os.strerror(number)))])
    put_away = row(one)
    assert (put_away["status"], put_away["failure_code"], put_away["failure_reason"], put_away["attempts"]) == (
        "queued", code, reason, attempts,
    )  # fmt: skip
    assert before + pause <= put_away["not_before"] <= clock.now() + grain + pause


def test_folder_that_is_a_file_stops_the_queue_until_somebody_mends_it(world: World, settings: Any) -> None:
    folder = Path(settings.CERTIFICATE_DIR)
    folder.write_text("kein Ordner")
    (one,) = queued(world, 1)
    for _ in range(queue.MOST_ATTEMPTS + 1):
        assert queue.drain() == 0
        assert (row(one)["status"], row(one)["failure_code"], row(one)["failure_reason"]) == (
            "queued", "not_stored", BROKEN,
        )  # fmt: skip
        due_again()
    folder.unlink()
    assert queue.drain() == 1
    assert row(one)["status"] == "issued"


def test_disk_that_refuses_stops_the_round_and_spares_the_later_rows(world: World, settings: Any) -> None:
    settings.CERTIFICATE_BATCH = 2
    Path(settings.CERTIFICATE_DIR).write_text("kein Ordner")
    bad, *waiting = queued(world, 4)
    Certificate.objects.filter(pk=bad.pk).update(content=bad.content | {"name": ""})
    assert queue.drain() == 1  # the one that cannot be printed anywhere
    states = [(row(one)["status"], row(one)["failure_code"]) for one in (bad, *waiting)]
    assert states == [("failed", "not_printable"), ("queued", "not_stored"), ("queued", ""), ("queued", "")]


def test_write_that_stops_in_the_middle_leaves_no_file(world: World) -> None:
    (one,) = queued(world, 1)
    with files_up_to(4096):
        assert queue.drain() == 0
    assert (row(one)["status"], row(one)["failure_code"]) == ("queued", "disk_full")
    assert storage.load(one.number_text) is None
    assert left_behind() == []
    due_again()
    assert queue.drain() == 1
    assert row(one)["status"] == "issued"


@pytest.mark.parametrize("before", [None, b"die alte Datei"])
def test_store_that_stops_in_the_middle_keeps_what_was_there(tmp_path: Path, before: bytes | None) -> None:
    if before is not None:
        storage.store([("NPA-2026-000001", before)])
    with files_up_to(100), pytest.raises(OSError, match="large") as error:
        storage.store([("NPA-2026-000001", b"x" * 101)])
    assert error.value.errno == errno.EFBIG
    assert storage.load("NPA-2026-000001") == before
    assert left_behind() == []


def test_disk_errors_are_logged_once_a_batch_and_without_names(world: World, settings: Any, caplog: Any) -> None:
    Path(settings.CERTIFICATE_DIR).write_text("kein Ordner")
    queued(world, 3)
    queue.drain()
    assert caplog.messages == [f"3 certificates not stored: errno {errno.ENOTDIR}"]
