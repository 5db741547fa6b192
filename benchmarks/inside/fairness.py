"""The fairness report over a year in which everybody helps at one of the alliance's organisations; half have thanks."""

import statistics
from typing import Any

from django.db import connection, transaction

from benchmarks.inside.meters import timed
from recognition.models import ThanksGiven
from recognition.services import fairness
from volunteers.models import Activity, District, FieldOfAction, HourEntry, Organisation, User
from volunteers.services.figures import EVERYTHING

PLACES = 330  # organisations of the alliance (domain.md, "The alliance")
RUNS = 3

_PEOPLE = """
    INSERT INTO volunteers_volunteer
        (uuid, kept_by_id, name, name_latin, given_name, family_name, email, language, created_at)
        SELECT gen_random_uuid(), %(organisation)s + i %% %(places)s, 'Person ' || i, '', '', '', '', 'de', now()
        FROM generate_series(1, %(volunteers)s) i;
    INSERT INTO volunteers_hourentry
        (uuid, volunteer_id, activity_id, organisation_id, day, minutes, note, status, way, submitted_at, confirmed_at,
         confirmed_by_id, evidence, decline_reason)
        SELECT gen_random_uuid(), person.id, %(activity)s + person.id %% %(places)s,
            %(organisation)s + person.id %% %(places)s, current_date - (364 * (i - 1) / %(entries)s)::int, 90, '',
            'confirmed', 'api', now(), now(), %(user)s, 'registered', ''
        FROM generate_series(1, %(entries)s) i, volunteers_volunteer person;
    INSERT INTO recognition_thanksgiven (volunteer_id, at, day, way)
        SELECT id, now(), current_date, CASE WHEN id %% 4 = 0 THEN 'list' ELSE 'certificate' END
        FROM volunteers_volunteer WHERE id %% 2 = 0;
"""


def _seed(volunteers: int, entries: int) -> None:
    districts, fields = list(District.objects.order_by("pk")), list(FieldOfAction.objects.order_by("pk"))
    user = User.objects.create_user(email="omar@example.org", name="Omar Beispiel")
    places = [
        Organisation.objects.create(
            slug=f"place-{n}", name=f"Stelle {n}", kind="association", district=districts[n % len(districts)]
        )
        for n in range(PLACES)
    ]
    offers = [
        Activity.objects.create(
            organisation=place, title="Angebot", field=fields[n % len(fields)], district=place.district
        )
        for n, place in enumerate(places)
    ]
    numbers = {
        "volunteers": volunteers,
        "entries": entries,
        "places": PLACES,
        "organisation": places[0].pk,
        "activity": offers[0].pk,
        "user": user.pk,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # the keys fit by construction
        cursor.execute(_PEOPLE, numbers)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def measure(volunteers: int, entries: int) -> dict[str, Any]:
    """Seconds by the clock of each table, of which our own process computed so many."""
    _seed(volunteers, entries)
    figures: dict[str, Any] = {"entries": HourEntry.objects.count(), "thanks": ThanksGiven.objects.count()}
    for by in fairness.BREAKDOWNS:
        readings = []
        for _ in range(RUNS):
            with timed() as reading:
                found = fairness.report(by=by, year=None, reach=EVERYTHING)
            readings.append(reading)
        if found.total.people != volunteers:
            raise RuntimeError(f"{found.total.people} people instead of {volunteers}")
        figures[f"{by}: s"] = statistics.median(one.wall for one in readings) / 1000
        figures[f"{by}: of it our processor, s"] = statistics.median(one.cpu for one in readings) / 1000
    return figures
