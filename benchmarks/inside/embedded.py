"""The embedded installation: SQLite, several processes that write at once."""

import datetime as dt
import multiprocessing
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import OperationalError, connections

from backend.common import clock
from benchmarks.inside.meters import middle, timed
from volunteers.models import (
    Activity,
    District,
    FieldOfAction,
    HourEntry,
    Membership,
    Organisation,
    Role,
    User,
    Volunteer,
)
from volunteers.services import confirming, logging

BULK = 1000
PEOPLE = 200


class Share(NamedTuple):
    """What one process logs: for those people, by key, so many entries, beginning with that day and going back."""

    people: Sequence[int]
    entries: int
    day: dt.date


class Logged(NamedTuple):
    """When a process began and ended (seconds), and how often the database said that it is locked."""

    begun: float
    ended: float
    locked: int


def alliance() -> User:
    """One organisation with a desk, an activity, and people who have accounts."""
    cafe = Organisation.objects.create(
        slug="cafe", name="Sprachcafé", kind="association", district=District.objects.all()[0]
    )
    Activity.objects.create(
        organisation=cafe, title="Sprechrunde", field=FieldOfAction.objects.all()[0], district=cafe.district
    )
    for number in range(PEOPLE):
        user = User.objects.create_user(email=f"person{number}@example.org")
        Volunteer.objects.create(user=user, name=f"Person {number}")
    desk = User.objects.create_user(email="omar@example.org", name="Omar Beispiel")
    Membership.objects.create(user=desk, organisation=cafe, role=Role.CONFIRMER)
    return desk


def log(share: Share) -> Logged:
    """Log a share, one transaction an entry."""
    activity = Activity.objects.select_related("organisation").get()
    people = [(person, person.user) for person in Volunteer.objects.filter(pk__in=share.people).select_related("user")]
    locked, begun = 0, time.time()
    for number in range(share.entries):
        person, user = people[number % len(people)]
        day = share.day - dt.timedelta(days=number // len(people))
        if user is None:  # each of them has an account
            raise RuntimeError
        try:
            logging.log_hours(actor=user, volunteer=person, activity=activity, day=day, minutes=15, way="api")
        except OperationalError:
            locked += 1
    return Logged(begun, time.time(), locked)


def together(writers: int, entries: int, day: dt.date) -> tuple[float, int]:
    """So many processes log at once, each for people of its own: entries a second over all, and how often locked."""
    people = list(Volunteer.objects.order_by("pk").values_list("pk", flat=True))
    shares = [Share(people[number::writers], entries // writers, day) for number in range(writers)]
    connections.close_all()  # a child must not inherit one
    with multiprocessing.get_context("fork").Pool(writers) as pool:
        logged = pool.map(log, shares, chunksize=1)
    seconds = max(one.ended for one in logged) - min(one.begun for one in logged)
    return sum(share.entries for share in shares) / seconds, sum(one.locked for one in logged)


def confirm(desk: User) -> float:
    """Milliseconds to confirm 1,000 of what waits."""
    waiting = list(HourEntry.objects.filter(status="submitted").order_by("pk").values_list("uuid", flat=True)[:BULK])
    with timed() as reading:
        decided = confirming.confirm_many(actor=desk, uuids=waiting, way="api")
    if len(decided) < BULK or any(one.error for one in decided):
        raise RuntimeError("not all were confirmed")
    return reading.wall


def measure(entries: int, writers: list[int], rounds: int) -> dict[str, Any]:
    """Entries a second by number of writers, how often the database was locked, milliseconds for a bulk of 1,000."""
    desk, day = alliance(), clock.today()
    rates: dict[str, list[float]] = {str(number): [] for number in writers}
    locked = 0
    for _round in range(rounds):
        for number in writers:
            rate, refused = together(number, entries, day)
            rates[str(number)].append(rate)
            locked += refused
            day -= dt.timedelta(days=entries // PEOPLE + 1)
    return {
        "rate": {number: middle(values) for number, values in rates.items()},
        "locked": locked,
        "bulk_ms": middle([confirm(desk) for _ in range(rounds)]),
    }
