"""Files of an organisation's hours: rows a second and memory in each form, beside the barest ways of writing them."""

import csv
import datetime as dt
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, connections

from backend.common import clock
from benchmarks.inside.meters import middle, timed
from volunteers.models import (
    Activity,
    District,
    Evidence,
    ExportForm,
    FieldOfAction,
    HourEntry,
    HourStatus,
    Membership,
    Organisation,
    Role,
    User,
    Volunteer,
    Way,
)
from volunteers.services import export_archive, exports
from volunteers.services.export_archive import Wish

PEOPLE = 500
Work = Callable[[Path], int]


def alliance(entries: int) -> User:
    """One organisation with so many confirmed entries, one in five with a note, and its manager."""
    cafe = Organisation.objects.create(
        slug="cafe", name="Sprachcafé", kind="association", district=District.objects.all()[0]
    )
    field = FieldOfAction.objects.all()[0]
    talking = Activity.objects.create(organisation=cafe, title="Sprechrunde", field=field, district=cafe.district)
    people = Volunteer.objects.bulk_create(Volunteer(kept_by=cafe, name=f"Person {one}") for one in range(PEOPLE))
    desk = User.objects.create_user(email="mina@example.org", name="Mina Beispiel")
    Membership.objects.create(user=desk, organisation=cafe, role=Role.MANAGER)
    now, today = clock.now(), clock.today()
    HourEntry.objects.bulk_create(
        (
            HourEntry(
                volunteer=people[number % PEOPLE],
                activity=talking,
                organisation=cafe,
                day=today - dt.timedelta(days=number % 700),
                minutes=30 + number % 200,
                note="=SUMME(A1) und mehr" if number % 5 == 0 else "",
                status=HourStatus.CONFIRMED,
                way=Way.IMPORT,
                submitted_at=now,
                confirmed_at=now,
                confirmed_by=desk,
                evidence=Evidence.REGISTERED,
            )
            for number in range(entries)
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return desk


def measure(entries: int, rounds: int) -> dict[str, Any]:
    """Seconds (median), growth in memory (MiB, at a tenth of the rows and at all), longest statement (ms)."""
    desk = alliance(entries)
    role = exports.role_of(desk, Organisation.objects.get())
    hours = tuple(kind for kind in exports.kinds_of(role) if kind.code == "hours")
    ways: dict[str, Callable[[int | None], Work]] = {
        "values_list and csv.writer": lambda most: lambda path: _bare(role, hours[0], path, most),
        **{f"export: {form.value}": partial(_writing, Wish(role, hours, form)) for form in ExportForm},
    }
    if connection.vendor == "postgresql":
        ways["COPY … TO STDOUT"] = lambda most: lambda path: _copy(role, hours[0], path, most)
    found = {}
    for name, way in ways.items():
        taken = [_seconds(way(None)) for _round in range(rounds)]
        with timed() as reading:
            _seconds(way(None))
        found[name] = {
            "seconds": middle([wall for wall, _cpu in taken]),
            "cpu": middle([cpu for _wall, cpu in taken]),
            "memory_tenth": _memory(way(entries // 10)),
            "memory": _memory(way(None)),
            "longest_ms": max(statement.ms for statement in reading.statements) if reading.statements else None,
            "statements": len(reading.statements),
        }
    return {"vendor": connection.vendor, "ways": found}


def _writing(wish: Wish, most: int | None) -> Work:
    return lambda path: _export(wish, path, most)


def _seconds(work: Work) -> tuple[float, float]:
    """By the clock, and of our processor."""
    with tempfile.TemporaryDirectory() as folder:
        begun, busy = time.perf_counter(), time.process_time()
        work(Path(folder) / "file")
        return time.perf_counter() - begun, time.process_time() - busy


def _memory(work: Work) -> float:
    """MiB by which a process of its own grows while it works."""
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()

    def run() -> None:
        connections.close_all()
        before = _peak()
        _seconds(work)
        answers.put(_peak() - before)

    connections.close_all()
    child = context.Process(target=run)
    child.start()
    grown: float = answers.get()
    child.join()
    return grown


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _export(wish: Wish, path: Path, most: int | None) -> int:
    rows, _size = export_archive.write(path, _shortened(wish, most), lambda _rows: None)
    return sum(rows.values())


def _shortened(wish: Wish, most: int | None) -> Wish:
    """The same of the first `most` rows: by their keys."""
    if most is None:
        return wish
    (kind,) = wish.kinds
    last = kind.rows(wish.role).order_by("pk").values_list("pk", flat=True)[most - 1]

    def first(role: exports.Role) -> exports.Rows:
        return kind.find(role).filter(pk__lte=last)

    return replace(wish, kinds=(replace(kind, find=first),))


def _plain(role: exports.Role, kind: exports.Kind, most: int | None) -> Any:
    rows = kind.rows(role).order_by("pk").values_list(*(column.path for column in kind.columns))
    return rows[:most] if most else rows


def _bare(role: exports.Role, kind: exports.Kind, path: Path, most: int | None) -> int:
    """What one writes in five minutes: no headings of one's own, nothing made harmless, not packed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        for row in _plain(role, kind, most).iterator(chunk_size=exports.AT_A_TIME):
            lines.writerow(row)
    return 0


def _copy(role: exports.Role, kind: exports.Kind, path: Path, most: int | None) -> int:
    """The database's own way, of the same columns."""
    sql, parameters = _plain(role, kind, most).query.sql_with_params()
    with path.open("wb") as file, connection.cursor() as cursor:
        inner: Any = cursor.cursor
        statement = inner.mogrify(sql, parameters) if hasattr(inner, "mogrify") else sql
        with inner.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)") as copied:
            for piece in copied:
                file.write(piece)
    return 0
