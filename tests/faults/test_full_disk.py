"""A disk without room for certificates: nothing is half written, nothing is lost, and it goes on by itself."""

import hashlib
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from certificates import storage
from certificates.content import parse_content
from certificates.models import Certificate
from certificates.press import press
from certificates.services import queue
from tests.cast import World
from tests.faults.issuing import order_for_all, people_with_hours, standing

pytestmark = pytest.mark.django_db

ROOM_FOR_ONE = 100 * 1024  # bytes: a certificate has some 50 kB


@pytest.fixture
def small_disk(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A real filesystem of 100 kB for the certificates; skipped where we may not mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    options = f"size={ROOM_FOR_ONE},mode=755"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=False, capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no right to mount: {mounted.stderr.strip()} (the variant with a limit on file sizes runs)")
    settings.CERTIFICATE_DIR = folder
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def files_limited_to(number: int) -> Iterator[None]:
    """The kernel lets this process write no file beyond that many bytes, whoever runs it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (number, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def on_disk(folder: Path) -> dict[str, str]:
    """Everything that lies there, hidden or not: name and digest."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if not path.is_dir()}


def as_pressed() -> dict[str, str]:
    """What must lie there in the end."""
    return {
        storage.path_of(row.number_text).name: hashlib.sha256(press(parse_content(row.content))).hexdigest()
        for row in Certificate.objects.all()
    }


def check_waiting(number: int) -> None:
    """They wait with a reason that people understand, and the row is not blamed for it."""
    rows = Certificate.objects.values_list("status", "failure_code", "attempts", "digest")
    assert list(rows) == [("queued", "disk_full", 0, "")] * number
    assert not queue.pending()
    reasons = set(Certificate.objects.values_list("failure_reason", flat=True))
    assert reasons == {"Der Speicher für Urkunden ist voll. Sobald Platz ist, wird von selbst weitergedruckt."}


def a_minute_later() -> None:
    """The pause of a row that the disk refused is over."""
    Certificate.objects.update(not_before=None)


def test_full_disk_leaves_rows_waiting_until_there_is_room(world: World, small_disk: Path) -> None:
    people_with_hours(world, 6)
    ordered = order_for_all(world)
    whole = as_pressed()
    for _again in range(queue.MOST_ATTEMPTS + 1):  # as often as one likes
        a_minute_later()
        assert queue.drain() == 0
        check_waiting(ordered)
        assert on_disk(small_disk).items() <= whole.items()
    assert len(on_disk(small_disk)) < ordered

    subprocess.run(["mount", "-o", "remount,size=10m", small_disk], check=True)
    a_minute_later()
    assert queue.drain() == ordered
    assert standing() == {"issued": ordered}
    assert on_disk(small_disk) == whole


def test_refused_file_leaves_nothing_half_written(world: World, settings: Settings) -> None:
    people_with_hours(world, 3)
    ordered = order_for_all(world)
    whole = as_pressed()
    with files_limited_to(20_000):
        assert queue.drain() == 0
    check_waiting(ordered)
    assert on_disk(Path(settings.CERTIFICATE_DIR)) == {}

    a_minute_later()
    assert queue.drain() == ordered
    assert standing() == {"issued": ordered}
    assert on_disk(Path(settings.CERTIFICATE_DIR)) == whole


def test_disk_that_refuses_stops_the_drain_until_the_next_wake_up(world: World, settings: Settings) -> None:
    settings.CERTIFICATE_BATCH = 2
    people_with_hours(world, 6)
    order_for_all(world)
    with files_limited_to(20_000):
        assert queue.drain() == 0
    # One batch was pressed in vain; the others were left in peace.
    assert Certificate.objects.filter(failure_code="disk_full").count() == 2
    assert queue.drain() == 4
    assert standing() == {"issued": 4, "queued": 2}
