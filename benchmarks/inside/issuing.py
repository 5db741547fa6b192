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

from backend.common import clock
from backend.supervisor import die_with_parent
from benchmarks.inside.meters import middle, timed
from certificates import storage
from certificates.content import parse_content
from certificates.models import Campaign, Certificate, Issuer
from certificates.press import press
from certificates.services import ordering, queue
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
PATIENCE = 240.0  # seconds


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
    return ordering.create_campaign(
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
        ordered = ordering.order_campaign(actor=coordinator(), campaign=draft)
    if ordered != count:
        raise RuntimeError(f"{ordered} of {count} ordered")
    return {"rows": count, "s": reading.wall / 1000, "cpu_s": reading.cpu / 1000, "statements": len(reading.statements)}


@contextlib.contextmanager
def workers(count: int) -> Iterator[None]:
    """Celery workers with the solo pool, as `manage.py run` starts them; ended together with this process."""
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
        yield
    except RuntimeError:
        sys.stderr.write(log.read_text(errors="replace")[-2000:])
        raise
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def wait(until: int) -> None:
    """Until that many are issued. Wakes again what nobody works on; raises RuntimeError when patience ends."""
    end = time.monotonic() + PATIENCE
    seen, since = -1, time.monotonic()
    while (issued := Certificate.objects.filter(status="issued").count()) < until:
        now = time.monotonic()
        if now > end or Certificate.objects.filter(status="failed").exists():
            raise RuntimeError(f"{issued} of {until} issued")
        if issued != seen:
            seen, since = issued, now
        elif now - since > 5:
            wake()
            since = now
        time.sleep(0.02)


def phases(count: int) -> dict[str, float]:
    """Milliseconds a certificate in each step of the queue, one batch after another in this process."""
    order(count)
    spent: dict[str, list[float]] = {"claim": [], "press": [], "store": [], "settle": []}

    @contextlib.contextmanager
    def step(name: str, number: int) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        spent[name].append((time.perf_counter() - begun) * 1000 / number)

    size = settings.CERTIFICATE_BATCH
    for _batch in range(count // size):
        with step("claim", size):
            claimed = queue.claim(size)
        with step("press", size):
            pressed = [(one, press(parse_content(one.content))) for one in claimed]
        with step("store", size):
            storage.store((one.number, data) for one, data in pressed)
        with step("settle", size):
            queue.settle(
                [
                    queue.Pressed(claimed=one, digest=hashlib.sha256(data).hexdigest(), size=len(data))
                    for one, data in pressed
                ],
                [],
            )
    return {name: middle(values) for name, values in spent.items()}


def through_workers(count: int, crew: int) -> float:
    """Certificates a second with that many workers, from the order of `count` until all are issued."""
    with workers(crew):
        done = Certificate.objects.filter(status="issued").count()
        order(WARM)
        wake()
        wait(done + WARM)
        begun = time.perf_counter()
        order(count)
        wake()
        wait(done + WARM + count)
        return count / (time.perf_counter() - begun)


def measure(count: int, crews: list[int], rounds: int, enqueue: int) -> dict[str, Any]:
    """All figures of one kind of installation; with `enqueue` 0 without the big order."""
    for number in sorted({WARM, count, enqueue} - {0}):
        people(number)
    figures: dict[str, Any] = {
        "phases": phases(count),
        "rate": {str(crew): middle([through_workers(count, crew) for _ in range(rounds)]) for crew in crews},
    }
    if enqueue:  # last: nobody presses these
        orders = [order(enqueue) for _ in range(rounds)]
        figures["order"] = {name: middle([float(one[name]) for one in orders]) for name in orders[0]}
    return figures
