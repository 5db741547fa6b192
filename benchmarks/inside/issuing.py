"""Certificates through the real queue: ordered as a coordinator does, pressed by Celery workers of their own."""

import contextlib
import csv
import datetime as dt
import functools
import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Avg

from backend.common import clock
from backend.supervisor import die_with_parent
from benchmarks.inside.meters import middle, timed
from certificates import storage
from certificates.models import Campaign, Certificate, Issuer
from certificates.services import campaigns, keys, queue
from certificates.services.pressing import pressed
from tasks.certificates import wake
from volunteers.models import (
    Activity,
    CoordinatorScope,
    District,
    FieldOfAction,
    HourEntry,
    Organisation,
    ScopeKind,
    User,
    Volunteer,
)

NAMES = Path(settings.BASE_DIR) / "volunteers" / "data" / "demo" / "names.csv"
NOT_LATIN = 0.35  # of the people, as in the alliance
ENTRIES_EACH = 4
WARM = 50  # certificates before the clock runs: workers are up, fonts are read
PATIENCE = 600.0  # seconds


def people(count: int) -> None:
    """That many volunteers with confirmed hours at four activities of one organisation, and who coordinates them."""
    with NAMES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    latin = [row for row in rows if row["script"] == "Latin"]
    other = [row for row in rows if row["script"] != "Latin"]
    chance = random.Random(count)
    organisation = Organisation.objects.create(
        slug=f"people-{count}", name=f"Sprachcafé {count}", kind="association", district=District.objects.all()[0]
    )
    activities = [
        Activity.objects.create(
            organisation=organisation, title=f"{field.name} {count}", field=field, district=organisation.district
        )
        for field in FieldOfAction.objects.all()[:ENTRIES_EACH]
    ]
    chosen = [chance.choice(other if chance.random() < NOT_LATIN else latin) for _ in range(count)]
    volunteers = Volunteer.objects.bulk_create(
        (
            Volunteer(name=row["name"], name_latin=row["latin"], language=row["language"], kept_by=organisation)
            for row in chosen
        ),
        batch_size=1000,
    )
    actor, now = coordinator(), clock.now()
    HourEntry.objects.bulk_create(
        (
            HourEntry(
                volunteer=volunteer,
                activity=activity,
                organisation=organisation,
                day=dt.date(2025, 1, 1) + dt.timedelta(days=chance.randrange(365)),
                minutes=chance.randrange(30, 240, 15),
                status="confirmed",
                way="import",
                submitted_at=now,
                confirmed_at=now,
                confirmed_by=actor,
                evidence="registered",
            )
            for volunteer in volunteers
            for activity in activities
        ),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def coordinator() -> User:
    """Who orders, for the whole alliance."""
    user = User.objects.filter(email="carla@example.org").first()
    if user is None:
        user = User.objects.create_user(email="carla@example.org", name="Carla Beispiel")
        CoordinatorScope.objects.create(user=user, kind=ScopeKind.ALL)
    return user


def campaign(count: int) -> Campaign:
    """A draft for the people of `people(count)`."""
    issuer, _new = Issuer.objects.get_or_create(
        code="NPA",
        defaults={
            "name": "Bündnis „Niedersachsen packt an“",
            "address": "Planckstraße 2\n30169 Hannover",
            "contact": "danke@example.org",
            "place": "Hannover",
            "signatory_name": "Carla Beispiel",
            "signatory_role": "Koordination",
        },
    )
    return campaigns.create_campaign(
        actor=coordinator(),
        title=f"Dank an {count}",
        kind="record",
        issuer=issuer,
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
        organisation=Organisation.objects.get(slug=f"people-{count}"),
    )


def order(count: int) -> dict[str, Any]:
    """Order certificates for that many people in one campaign; the figures of the order."""
    draft = campaign(count)
    with timed() as reading:
        ordered = campaigns.order_campaign(actor=coordinator(), campaign=draft)
    if ordered != count:
        raise RuntimeError(f"{ordered} of {count} ordered")
    return {"rows": count, "s": reading.wall / 1000, "cpu_s": reading.cpu / 1000, "statements": len(reading.statements)}


@contextlib.contextmanager
def workers(count: int) -> Iterator[list[int]]:
    """Celery workers with the solo pool, as `manage.py run` starts them; their process ids. They end with this one."""
    command = [sys.executable, "-m", "celery", "--quiet", "--app=backend", "worker", "--pool=solo"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=ERROR"]
    log = settings.VAR_DIR / "workers.log"
    with log.open("ab") as output:
        running = [
            subprocess.Popen(
                [*command, *quiet, f"--hostname=worker{number}@benchmark"],
                cwd=settings.BASE_DIR,
                stdout=output,
                stderr=output,
                preexec_fn=functools.partial(die_with_parent, os.getpid()),  # noqa: PLW1509 - one thread here
            )
            for number in range(count)
        ]
    try:
        yield [process.pid for process in running]
    except RuntimeError:
        sys.stderr.write(log.read_text(errors="replace")[-2000:])
        raise
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def most_memory(pids: list[int]) -> float:
    """MB that the greediest of these processes ever held in memory (VmHWM)."""
    kilobytes = [
        int(line.split()[1])
        for pid in pids
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        if line.startswith("VmHWM:")
    ]
    return max(kilobytes) / 1024


def wait(until: int) -> None:
    """Until none waits or is being pressed. Asks two partial indexes, for counting would cost what is measured.

    Wakes again now and then; raises RuntimeError when patience ends, or not that many are issued in the end.
    """
    end = time.monotonic() + PATIENCE
    again = time.monotonic() + 5
    while any(Certificate.objects.filter(status=status).exists() for status in ("queued", "rendering")):
        now = time.monotonic()
        if now > end:
            raise RuntimeError("not all issued in time")
        if now > again:
            wake()
            again = now + 5
        time.sleep(0.05)
    issued = Certificate.objects.filter(status="issued").count()
    if issued != until:
        raise RuntimeError(f"{issued} of {until} issued")


def phases(count: int) -> dict[str, list[float]]:
    """Milliseconds a certificate in each step of the queue: by the clock and of CPU in this process, batch by batch."""
    order(count)
    spent: dict[str, list[tuple[float, float]]] = {"claim": [], "press": [], "store": [], "settle": []}

    @contextlib.contextmanager
    def step(name: str, number: int) -> Iterator[None]:
        begun, cpu = time.perf_counter(), time.process_time()
        yield
        clock_ms, cpu_ms = time.perf_counter() - begun, time.process_time() - cpu
        spent[name].append((clock_ms * 1000 / number, cpu_ms * 1000 / number))

    size = settings.CERTIFICATE_BATCH
    seal = keys.current_seal()
    key = seal.key_id if seal else ""
    for _batch in range(count // size):
        with step("claim", size):
            claimed = queue.claim(size)
        with step("press", size):
            finished = [(one, pressed(one.content, None, seal)) for one in claimed]
        with step("store", size):
            storage.store((one.number, data) for one, data in finished)
        with step("settle", size):
            queue.settle(
                [queue.Pressed(one, hashlib.sha256(data).hexdigest(), len(data), key) for one, data in finished], []
            )
    return {name: [middle([each[column] for each in values]) for column in (0, 1)] for name, values in spent.items()}


def through_workers(counts: list[int], crew: int) -> list[dict[str, float]]:
    """One campaign of each size after another, from its order until all are issued, by that many workers.

    For each: its `size`, seconds of the `order`, seconds until `all` are issued, and the workers' peak `memory` in MB.
    """
    with workers(crew) as pids:
        done = Certificate.objects.filter(status="issued").count()
        order(WARM)
        wake()
        done += WARM
        wait(done)
        figures = []
        for count in counts:
            begun = time.perf_counter()
            ordered = order(count)
            wake()
            done += count
            wait(done)
            whole = time.perf_counter() - begun
            figures.append({"size": count, "order": ordered["s"], "all": whole, "memory": most_memory(pids)})
        return figures


def measure(count: int, crews: list[int], rounds: int, sizes: list[int]) -> dict[str, Any]:
    """All figures of one kind of installation; the `sizes` of campaigns by the greatest crew alone."""
    for number in sorted({WARM, count, *sizes}):
        people(number)
    runs = {crew: [through_workers([count], crew)[0] for _ in range(rounds)] for crew in crews}
    figures: dict[str, Any] = {
        "phases": phases(count),
        "rate": {str(crew): middle([count / run["all"] for run in done]) for crew, done in runs.items()},
        "memory": max(run["memory"] for done in runs.values() for run in done),
        "size": Certificate.objects.filter(status="issued").aggregate(bytes=Avg("size"))["bytes"],
    }
    if sizes:
        repeated = [through_workers(sizes, max(crews)) for _ in range(rounds)]
        figures["campaigns"] = [
            {name: middle([one[name] for one in same]) for name in same[0]} for same in zip(*repeated, strict=True)
        ]
        figures["memory"] = max([figures["memory"], *(one["memory"] for run in repeated for one in run)])
    return figures
