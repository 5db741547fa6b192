"""The desk: its first page, a filtered one, and a decision on everything that waits, through the whole stack."""

import datetime as dt
import random
import re
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from backend.common import clock
from backend.common.bulk import insert_many
from benchmarks.inside.meters import Reading, middle, timed
from volunteers.models import (
    Activity,
    District,
    EarlierVersion,
    FieldOfAction,
    HourEntry,
    Membership,
    Organisation,
    Role,
    User,
    Volunteer,
)
from volunteers.models.hours import HourStatus

PEOPLE = 400  # of the desk
CLUBS = 20
BATCH = 10_000
SENT_AGAIN = 50  # one in so many waiting entries was declined once


class Alliance:
    """One organisation with a backlog, and others around it; the same seed gives the same."""

    def __init__(self) -> None:
        """Places and people."""
        self.chance = random.Random(1)
        self.today = clock.today()
        self.district, self.field = District.objects.all()[0], FieldOfAction.objects.all()[0]
        self.confirmer = User.objects.create_user(email="omar@example.org", name="Omar Beispiel")
        self.desk = self._organisation("desk")
        Membership.objects.create(user=self.confirmer, organisation=self.desk, role=Role.CONFIRMER)

    def _organisation(self, slug: str) -> Organisation:
        made = Organisation.objects.create(slug=slug, name=slug, kind="association", district=self.district)
        for number in range(4):
            Activity.objects.create(
                organisation=made, title=f"Angebot {number}", field=self.field, district=self.district
            )
        return made

    def _people(self, organisation: Organisation, number: int) -> list[int]:
        insert_many([Volunteer(name=f"Person {index}", kept_by=organisation) for index in range(number)])
        return list(organisation.kept_volunteers.values_list("pk", flat=True))

    def entries(
        self, organisation: Organisation, people: list[int], number: int, status: str, *, weeks_ago: int = 0
    ) -> None:
        """Half of the people come weekly, always for the same time; the others now and then. Some days are double."""
        activities = list(organisation.activities.values_list("pk", flat=True))
        now = clock.now()
        decided = {"confirmed_at": now, "confirmed_by": self.confirmer, "evidence": "registered"}

        def rows() -> Iterator[HourEntry]:
            for index in range(number):
                person = people[index % len(people)]
                weekly = person % 2 == 0
                back = 7 * (weeks_ago + index // len(people)) + person % 7 if weekly else self.chance.randrange(400)
                yield HourEntry(
                    uuid=uuid.UUID(int=self.chance.getrandbits(128), version=4),
                    volunteer_id=person,
                    activity_id=activities[person % 4 if weekly else self.chance.randrange(4)],
                    organisation=organisation,
                    day=self.today - dt.timedelta(days=1 + back),
                    minutes=90 if weekly else 30 + 30 * self.chance.randrange(10),
                    status=status,
                    way="page",
                    submitted_at=now,
                    **(decided if status == HourStatus.CONFIRMED else {}),
                )

        made = list(rows())
        for start in range(0, number, BATCH):
            insert_many(made[start : start + BATCH])

    def fill(self, waiting: int, confirmed: int, elsewhere: int) -> None:
        """Everything, and the statistics that a database would have after a night."""
        people = self._people(self.desk, PEOPLE)
        self.entries(self.desk, people, confirmed, HourStatus.CONFIRMED, weeks_ago=1 + waiting // PEOPLE)
        for number in range(CLUBS):
            club = self._organisation(f"club-{number}")
            # Two of the desk's people help there, too, on the same days: the desk looks at their days as a whole.
            helpers = self._people(club, 98) + people[2 * number : 2 * number + 2]
            self.entries(club, helpers, elsewhere // CLUBS, HourStatus.CONFIRMED)
        self.entries(self.desk, people, waiting, HourStatus.SUBMITTED)
        again = HourEntry.objects.waiting().order_by("pk")[: waiting // SENT_AGAIN]
        insert_many([EarlierVersion(entry=entry, day=entry.day, minutes=600, reason="Zu lang") for entry in again])
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure(waiting: int, confirmed: int, elsewhere: int, rounds: int) -> dict[str, Any]:
    """Milliseconds by the clock and statements, through middleware, view, service and template."""
    call_command("collectstatic", verbosity=0, interactive=False)  # pages name static files by their digests
    alliance = Alliance()
    alliance.fill(waiting, confirmed, elsewhere)
    client = Client()
    client.force_login(alliance.confirmer)
    address = reverse("desk", args=[alliance.desk.uuid])
    figures: dict[str, Any] = {}

    def page(name: str, query: dict[str, str]) -> Any:
        readings, response = [], None
        for _round in range(rounds + 1):
            with timed() as reading:
                response = client.get(address, query)
            if response.status_code != 200:
                raise RuntimeError(response.status_code)
            readings.append(reading)
        figures[f"{name}: ms"] = middle([reading.wall for reading in readings[1:]])
        figures[f"{name}: of it our processor, ms"] = middle([reading.cpu for reading in readings[1:]])
        figures[f"{name}: of it waiting for the database, ms"] = middle([one.database for one in readings[1:]])
        figures[f"{name}: statements"] = len(readings[-1].statements)
        return response

    first = page("first page", {})
    figures["first page: kB"] = len(first.content) / 1000
    page("over 8 hours", {"lang": "on"})
    page("last page", {"seite": "9999"})
    even = re.search(rb'data-even="(\d+)"', first.content)
    if even is None:
        raise RuntimeError("everything is odd")
    figures["without a mark: entries"] = int(even[1])
    shown = {"stand": clock.now().isoformat(), "tun": "bestaetigen"}
    everything = {**shown, "umfang": "filter", "anzahl": waiting}
    figures["review of all: ms"] = _post(client, address, everything).wall
    decisions: dict[str, dict[str, Any]] = {
        "decision on all without a mark": {**shown, "umfang": "unauffaellig", "anzahl": int(even[1])},
        "decision on all": everything,
    }
    for name, fields in decisions.items():
        with transaction.atomic():
            decision = _post(client, address, {**fields, "endgueltig": "1"})
            left = HourEntry.objects.waiting().count()
            transaction.set_rollback(True)
        if left != waiting - fields["anzahl"]:
            raise RuntimeError(f"{left} still wait")
        figures[f"{name}: ms"] = decision.wall
        figures[f"{name}: of it our processor, ms"] = decision.cpu
        figures[f"{name}: of it waiting for the database, ms"] = decision.database
        figures[f"{name}: statements"] = len(decision.statements)
    return figures


def _post(client: Client, address: str, fields: dict[str, Any]) -> Reading:
    with timed() as reading:
        response = client.post(address, fields)
    if response.status_code != 200:
        raise RuntimeError(response.status_code)
    return reading
