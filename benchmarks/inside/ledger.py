"""The ledger at one size: logging, confirming, totals, reports; the pages are measured in `pages`."""

import datetime as dt
import functools
import itertools
import random
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Sum
from rest_framework.test import APIClient

from backend.common import clock
from benchmarks.inside import pages, seeding
from benchmarks.inside.meters import buffers, middle, timed
from certificates.models import Campaign, Issuer
from certificates.services import campaigns
from recognition.services import lists
from volunteers.models import (
    Activity,
    CoordinatorScope,
    District,
    DistrictMonth,
    HourEntry,
    Membership,
    Organisation,
    ScopeKind,
    User,
    Volunteer,
)
from volunteers.reach import reach_of
from volunteers.services import confirming, logging, totals

SINGLE = 100  # repetitions of what is quick
BULK = 1000


class Ledger:
    """The seeded alliance, and what is measured in it; figures by name, times in milliseconds."""

    def __init__(self, desk: int, rounds: int) -> None:
        """`desk` is the organisation with the backlog."""
        self.rounds = rounds
        self.chance = random.Random(1)
        self.organisation = Organisation.objects.get(pk=desk)
        self.confirmer = Membership.objects.get(organisation=self.organisation).user
        self.coordinator = User.objects.create_user(email="carla@example.org", name="Carla Beispiel")
        CoordinatorScope.objects.create(user=self.coordinator, kind=ScopeKind.ALL)
        self.figures: dict[str, float] = {}

    def note(self, name: str, work: Callable[[], object], times: int = 1) -> None:
        """Median wall milliseconds and buffers of something that changes nothing."""
        readings = []
        for _time in range(times):
            with timed() as reading:
                work()
            readings.append(reading.wall)
        self.figures[f"{name}, ms"] = middle(readings)
        self.figures[f"{name}, buffers"] = middle([float(buffers(work)) for _ in range(min(times, 20))])

    # --- writing ---

    def entries_to_log(self) -> Iterator[dict[str, Any]]:
        """Entries of people with an account, each at an activity of the organisation that they help most."""
        people = list(Volunteer.objects.filter(user__isnull=False).select_related("user").order_by("pk")[:20_000])
        activities = list(Activity.objects.select_related("organisation"))
        day = clock.today()
        for number in itertools.count(1):
            yield {
                "volunteer": self.chance.choice(people),
                "activity": self.chance.choice(activities),
                "day": day - dt.timedelta(days=number % 600),
                "minutes": 15,
            }

    def log(self) -> None:
        """One entry after another: by the service, and by POST through the whole stack; each commit on the disk."""
        wishes = self.entries_to_log()

        def one() -> None:
            wish = next(wishes)
            logging.log_hours(actor=wish["volunteer"].user, way="api", **wish)

        with timed() as first:
            one()
        walls, cpus = [], []
        for _time in range(SINGLE):
            with timed() as reading:
                one()
            walls.append(reading.wall)
            cpus.append(reading.cpu)
        self.figures["log one: a second"] = 1000 / middle(walls)
        self.figures["log one: CPU ms"] = middle(cpus)
        self.figures["log one: statements"] = len(first.statements)
        self.figures["log one: buffers"] = middle([float(buffers(one)) for _ in range(20)])
        walls, cpus = [], []
        client = APIClient()
        for _time in range(SINGLE):
            wish = next(wishes)
            client.force_authenticate(wish["volunteer"].user)
            body = {
                "uuid": str(uuid.uuid4()),
                "activity": str(wish["activity"].uuid),
                "day": str(wish["day"]),
                "minutes": wish["minutes"],
            }
            with timed() as reading:
                response = client.post("/api/v1/hours", body)
            if response.status_code != 201:
                raise RuntimeError(response.content)
            walls.append(reading.wall)
            cpus.append(reading.cpu)
        self.figures["log by API: a second"] = 1000 / middle(walls)
        self.figures["log by API: CPU ms"] = middle(cpus)
        self.figures["log by API: statements"] = len(reading.statements)

    def confirm_one(self) -> None:
        """One waiting entry, each time at another organisation, as its own desk does."""
        waiting = list(
            HourEntry.objects.filter(status="submitted")
            .exclude(organisation=self.organisation)
            .order_by("?")[: SINGLE * 2]
        )
        desks = {one.organisation_id: one.user for one in Membership.objects.select_related("user")}
        entries = iter(waiting)

        def one() -> None:
            entry = next(entries)
            confirming.confirm(actor=desks[entry.organisation_id], entry=entry, way="api")

        with timed() as first:
            one()
        walls = []
        for _time in range(SINGLE):
            with timed() as reading:
                one()
            walls.append(reading.wall)
        self.figures["confirm one: ms"] = middle(walls)
        self.figures["confirm one: statements"] = len(first.statements)
        self.figures["confirm one: buffers"] = middle([float(buffers(one)) for _ in range(50)])

    def confirm_many(self) -> None:
        """A thousand at once at the desk with the backlog."""
        waiting = HourEntry.objects.filter(organisation=self.organisation, status="submitted").order_by("pk")

        def many() -> None:
            asked = list(waiting.values_list("uuid", flat=True)[:BULK])
            with timed() as reading:
                decided = confirming.confirm_many(actor=self.confirmer, uuids=asked, way="api")
            if len(decided) < BULK or any(one.error for one in decided):
                raise RuntimeError("not all were confirmed")
            readings.append(reading)

        readings: list[Any] = []
        touched = [float(buffers(many)) for _ in range(self.rounds)]
        readings.clear()
        for _round in range(self.rounds):
            many()
        updates = [max(one.ms for one in reading.statements if one.sql.startswith("UPDATE")) for reading in readings]
        self.figures["confirm 1,000: ms"] = middle([reading.wall for reading in readings])
        self.figures["confirm 1,000: CPU ms of ours in it"] = middle([reading.cpu for reading in readings])
        self.figures["confirm 1,000: ms of the one UPDATE"] = middle(updates)
        self.figures["confirm 1,000: statements"] = len(readings[0].statements)
        self.figures["confirm 1,000: buffers"] = middle(touched)

    # --- totals and reports ---

    def totals(self) -> None:
        """A person's total; a year of all districts from the rollup and from the entries; the nightly recount."""
        people = itertools.cycle(list(Volunteer.objects.order_by("?")[:SINGLE]))
        self.note(
            "total of a person",
            lambda: HourEntry.objects.filter(volunteer=next(people)).confirmed().total_minutes(),
            50,
        )
        start, end = clock.today().replace(day=1) - dt.timedelta(days=365), clock.today()
        rollup = DistrictMonth.objects.filter(month__gte=start, month__lte=end).values_list("district")
        ledger = HourEntry.objects.confirmed().in_period(start, end).values_list("activity__district")
        self.note("year of all districts, rollup", lambda: list(rollup.annotate(total=Sum("minutes"))), 5)
        self.note("year of all districts, entries", lambda: list(ledger.annotate(total=Sum("minutes"))), 3)
        begun = time.perf_counter()
        if totals.reconcile():
            raise RuntimeError("the rollups differ from the ledger")
        self.figures["nightly recount, s"] = time.perf_counter() - begun

    def reports(self) -> None:
        """A list of thanks for one district; whom a campaign finds, in one district and in the alliance."""
        district = District.objects.get(ags="03401")
        start, end = clock.today() - dt.timedelta(days=365), clock.today()
        second = User.objects.create_user(email="deniz@example.org", name="Deniz Beispiel")
        CoordinatorScope.objects.create(user=second, kind=ScopeKind.ALL)

        def publish() -> None:
            draft = lists.create_list(
                actor=self.coordinator,
                slug=f"list-{uuid.uuid4()}",
                title="Danke",
                period_start=start,
                period_end=end,
                district=district,
            )
            lists.check_list(actor=second, recognition_list=draft, revision=draft.revision)
            lists.publish_list(actor=self.coordinator, recognition_list=draft)

        self.note("publish a list of a district", publish, self.rounds)
        reach = reach_of(self.coordinator)
        for name, place in (("a district", district), ("the alliance", None)):
            draft = Campaign(
                kind="record", minimum_minutes=600, period_start=start, period_end=end, district=place, issuer=Issuer()
            )
            find = functools.partial(campaigns.recipients, draft, reach)
            self.note(f"campaign finds its people in {name}", find, self.rounds)


def measure(entries: int, rounds: int) -> dict[str, Any]:
    """Seed that many entries and measure. Milliseconds, buffers, and entries a second; pages by role."""
    begun = time.perf_counter()
    desk = seeding.seed(entries)
    seeded = time.perf_counter() - begun
    ledger = Ledger(desk, rounds)
    shown = pages.measure(ledger.coordinator)  # first, as long as the tables are as they were vacuumed
    for part in (ledger.log, ledger.confirm_one, ledger.confirm_many, ledger.totals, ledger.reports):
        part()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM volunteers_hourentry")
        (rows,) = cursor.fetchone()
    return {"rows": rows, "seed_s": seeded, "figures": ledger.figures, **shown}
