"""A worker whose disk has no room: the orders wait, nothing is half written, and it goes on by itself.

What the queue does with each error of a disk is in tests/certificates/test_full_disk.py.
"""

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from certificates import storage
from certificates.models import Certificate
from tests.cast import make_world
from tests.faults.issuing import all_issued, check_each_is_issued_once, note_steps, order_for_all, people_with_hours
from tests.installation import Installation

FULL = "Der Speicher für Urkunden ist voll. Sobald Platz ist, wird von selbst weitergedruckt."
# A worker whose files the kernel limits to 20 kB each: a certificate has some 70 kB. Its database is elsewhere. Modules
# that it compiled would be cut off as well, and stay so for whoever imports them next.
LIMITED_WORKER = """
import resource, runpy, sys
sys.dont_write_bytecode = True
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sys.argv = ["celery", "--quiet", "--app=backend", "worker", "--pool=solo", "--loglevel=WARNING"]
runpy.run_module("celery", run_name="__main__")
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real filesystem of 100 kB; skipped where we may not mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k,mode=755", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no right to mount: {mounted.stderr.strip()} (the limit on file sizes is tested everywhere)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def on_disk(folder: Path) -> dict[str, str]:
    """Everything that lies there, hidden or not: name and digest."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if not path.is_dir()}


def as_issued() -> dict[str, str]:
    """What must lie there in the end."""
    return {storage.path_of(row.number_text).name: row.digest for row in Certificate.objects.all()}


def refused() -> list[tuple[str, str, int]]:
    """Status, reason and attempts of those that the disk refused and that are back in the queue."""
    rows = Certificate.objects.filter(failure_code="disk_full", status="queued")
    return list(rows.values_list("status", "failure_reason", "attempts"))


@pytest.mark.sqlite
def test_worker_on_a_full_disk_goes_on_once_there_is_room(
    small_disk: Path, embedded: Installation, settings: Settings
) -> None:
    embedded.settings["DANKWERK_CERTIFICATES"] = str(small_disk)
    settings.CERTIFICATE_DIR = small_disk
    world = make_world()
    note_steps()
    people_with_hours(world, 6)
    ordered = order_for_all(world)
    embedded.worker()
    embedded.beat()
    embedded.until(lambda: len(refused()) == ordered, "the disk refused them all")
    assert refused() == [("queued", FULL, 0)] * ordered
    before = on_disk(small_disk)

    subprocess.run(["mount", "-o", "remount,size=10m", small_disk], check=True)
    Certificate.objects.update(not_before=None)  # a minute later
    embedded.until(all_issued(ordered), "there is room, and nobody had to do anything")
    assert on_disk(small_disk) == as_issued()
    assert before.items() < as_issued().items()  # what found room was whole: it has the very bytes of the issued one
    check_each_is_issued_once(ordered)


@pytest.mark.postgres
def test_worker_whose_files_are_cut_off_leaves_nothing_half_written(production: Installation) -> None:
    world = make_world()
    note_steps()
    people_with_hours(world, 6)
    ordered = order_for_all(world)
    production.beat()
    limited = production.start("limited", "-c", LIMITED_WORKER)
    production.until(lambda: len(refused()) == ordered, "the kernel refused them all")
    assert refused() == [("queued", FULL, 0)] * ordered
    assert on_disk(production.certificates) == {}

    limited.kill()
    production.worker()
    Certificate.objects.update(not_before=None)  # a minute later
    production.until(all_issued(ordered), "another worker issued them")
    check_each_is_issued_once(ordered)
