"""Thanks due to everybody at once: the worst day there can be, the one on which an alliance begins with its past."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from backend.common import clock
from backend.common.bulk import insert_many
from benchmarks.inside.meters import middle, timed
from recognition.models import Helped, ProgrammeRule, Reached, ThanksDue
from volunteers.models import (
    Activity,
    CoordinatorScope,
    District,
    FieldOfAction,
    Organisation,
    ScopeKind,
    User,
    Volunteer,
)

PLACES = 330  # organisations of the alliance (domain.md, "The alliance"), two activities each
REACHED = ("first-hour", "hours-25", "hours-50", "hours-100", "years-1")  # what a year of two hours a week comes to
SECOND_PLACE = 3  # one in so many people helps at two activities
BATCH = 10_000


def _seed(volunteers: int) -> tuple[Organisation, District]:
    chance = random.Random(1)
    today, now = clock.today(), clock.now()
    districts, fields = list(District.objects.order_by("pk")), list(FieldOfAction.objects.order_by("pk"))
    first = districts[0]
    insert_many(
        [
            Organisation(slug=f"place-{n}", name=f"Stelle {n}", kind="association", district=districts[n % 45])
            for n in range(PLACES)
        ]
    )
    places = list(Organisation.objects.order_by("pk"))
    insert_many(
        [
            Activity(organisation=place, title=title, field=chance.choice(fields), district_id=place.district_id)
            for place in places
            for title in ("Angebot", "Anderes Angebot")
        ]
    )
    activities = list(Activity.objects.order_by("pk").values_list("pk", flat=True))
    insert_many([Volunteer(name=f"Person {n}", kept_by=places[n % PLACES]) for n in range(volunteers)])
    people = list(Volunteer.objects.order_by("pk").values_list("pk", flat=True))
    rules = {one.programme.code: one for one in ProgrammeRule.objects.select_related("programme").order_by("version")}
    helped: list[Helped] = []
    reached: list[Reached] = []
    due: list[ThanksDue] = []
    for person in people:
        at = chance.sample(activities, 2 if person % SECOND_PLACE == 0 else 1)
        helped += [Helped(volunteer_id=person, activity_id=activity) for activity in at]
        day = today - dt.timedelta(days=400 + chance.randrange(600))
        due.append(ThanksDue(volunteer_id=person, since=day, number=len(REACHED)))
        for code in REACHED:
            reached.append(
                Reached(
                    volunteer_id=person,
                    programme_id=rules[code].programme_id,
                    rule=rules[code],
                    reached_on=day,
                    minutes=90,
                    basis={"from": day.isoformat(), "to": day.isoformat(), "entries": 1},
                    evaluated_at=now,
                )
            )
            day += dt.timedelta(days=chance.randrange(20, 90))
    made: tuple[Sequence[Model], ...] = (helped, reached, due)
    for rows in made:
        for start in range(0, len(rows), BATCH):
            insert_many(rows[start : start + BATCH])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return places[0], first


def measure(volunteers: int, rounds: int) -> dict[str, Any]:
    """Milliseconds by the clock for whole pages, through middleware, view, service and template."""
    call_command("collectstatic", verbosity=0, interactive=False)  # pages name static files by their digests
    carla = User.objects.create_user(email="carla@example.org", name="Carla Beispiel")
    place, district = _seed(volunteers)
    dora = User.objects.create_user(email="dora@example.org", name="Dora Beispiel")
    CoordinatorScope.objects.create(user=carla, kind=ScopeKind.ALL)
    CoordinatorScope.objects.create(user=dora, kind=ScopeKind.DISTRICT, district=district)
    figures: dict[str, Any] = {"people who are due thanks": volunteers, "reached": Reached.objects.count()}
    page, gap = reverse("coordination-thanks"), reverse("coordination-thanks-gap")
    last = str(-(-volunteers // 50))
    whole, part = _client(carla), _client(dora)
    asked: dict[str, tuple[Client, str, dict[str, str]]] = {
        "all, by district": (whole, page, {}),
        "all, by organisation": (whole, page, {"nach": "organisation"}),
        "all, by what was reached": (whole, page, {"nach": "programme"}),
        "all, last page": (whole, page, {"seite": last}),
        "for one thing, by district": (whole, page, {"wofuer": "hours-25"}),
        "one district": (whole, page, {"landkreis": district.ags}),
        "one field, by district": (whole, page, {"feld": "language"}),
        "one organisation": (whole, page, {"stelle": str(place.uuid)}),
        "a coordinator of one district": (part, page, {}),
        "the thanks gap": (whole, gap, {}),
    }
    for name, (client, address, query) in asked.items():
        readings = []
        for _round in range(rounds + 1):
            with timed() as reading:
                response = client.get(address, query)
            if response.status_code != 200 or (address == page and b"Person " not in response.content):
                raise RuntimeError(f"{name}: {response.status_code}")
            readings.append(reading)
        figures[f"{name}: ms"] = middle([reading.wall for reading in readings[1:]])
        figures[f"{name}: of it our processor, ms"] = middle([reading.cpu for reading in readings[1:]])
        figures[f"{name}: statements"] = len(readings[-1].statements)
    return figures


def _client(user: User) -> Client:
    """Signed in, with a second factor: without one no page of coordination opens."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "-"})
    client = Client()
    client.force_login(user)
    return client
