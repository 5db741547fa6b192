"""Evaluating everybody: people who help twice a week, from a quarter of an hour to half a day, in the order of time."""

from typing import Any

from django.db import connection, transaction

from backend.common import clock
from benchmarks.inside.meters import timed
from recognition.models import EvaluationCursor, Reached
from recognition.services import evaluating
from volunteers.models import Activity, District, FieldOfAction, HourEntry, LedgerEvent, Organisation, User

PLACES = 50  # organisations; everybody helps at one, every third at two

_PEOPLE = """
    INSERT INTO volunteers_volunteer
        (uuid, kept_by_id, name, name_latin, given_name, family_name, email, language, created_at)
        SELECT gen_random_uuid(), %(first)s + i %% %(places)s, 'Person ' || i, '', '', '', '', 'de', now()
        FROM generate_series(1, %(volunteers)s) i;
    INSERT INTO volunteers_volunteerdetails (volunteer_id, gender, birth_date, print_birth_date)
        SELECT id, '', DATE '1950-01-01' + (id * 37 %% 25000)::int, false FROM volunteers_volunteer WHERE id %% 2 = 0;
"""
# Most give two hours a week or less, one in ten more than five (domain.md, "Programmes").
_HOURS = """
    INSERT INTO volunteers_hourentry
        (uuid, volunteer_id, activity_id, organisation_id, day, minutes, note, status, way, submitted_at, confirmed_at,
         confirmed_by_id, evidence, decline_reason)
    SELECT gen_random_uuid(), person.id, place.activity, place.organisation, current_date - 1 - 7 * week - 3 * half,
        (15 + 15 * floor(random() * CASE WHEN person.id %% 10 = 0 THEN 30 ELSE 6 END))::int, '', 'confirmed', 'api',
        now(), now(), %(user)s, 'registered', ''
    FROM generate_series(%(weeks)s - 1, 0, -1) week, generate_series(0, 1) half, volunteers_volunteer person
    JOIN LATERAL (
        SELECT a.id AS activity, a.organisation_id AS organisation FROM volunteers_activity a
        WHERE a.organisation_id = %(first)s
            + (person.id + CASE WHEN person.id %% 3 = 0 THEN half ELSE 0 END) %% %(places)s LIMIT 1
    ) place ON true;
"""


def _seed(volunteers: int, weeks: int) -> None:
    district, field = District.objects.all()[0], FieldOfAction.objects.all()[0]
    user = User.objects.create_user(email="omar@example.org", name="Omar Beispiel")
    places = [
        Organisation.objects.create(slug=f"place-{n}", name=f"Stelle {n}", kind="association", district=district)
        for n in range(PLACES)
    ]
    for place in places:
        Activity.objects.create(organisation=place, title="Angebot", field=field, district=district)
    numbers = {
        "volunteers": volunteers,
        "weeks": weeks,
        "places": PLACES,
        "first": places[0].pk,
        "user": user.pk,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # the joins made the foreign keys
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(_PEOPLE, numbers)
        cursor.execute(_HOURS, numbers)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def measure(volunteers: int, weeks: int, changed: int) -> dict[str, Any]:
    """Seconds by the clock, and how many of them our own process computed."""
    _seed(volunteers, weeks)
    figures: dict[str, Any] = {"volunteers": volunteers, "entries": HourEntry.objects.count()}

    def run(name: str, people: int) -> None:
        with timed() as reading:
            done = evaluating.follow()
        if done != people:
            raise RuntimeError(f"{done} people instead of {people}")
        figures[f"{name}: s"] = reading.wall / 1000
        figures[f"{name}: of it our processor, s"] = reading.cpu / 1000
        figures[f"{name}: of it waiting for the database, s"] = reading.database / 1000
        figures[f"{name}: statements"] = len(reading.statements)

    run("everybody, first time", volunteers)
    figures["written: statuses"] = Reached.objects.count()
    evaluating.ask_for_everybody()
    run("everybody, as each night", volunteers)
    _change(changed)
    run("whose hours changed", changed)
    if EvaluationCursor.objects.get().asked != EvaluationCursor.objects.get().answered:
        raise RuntimeError("everybody is still due")
    return figures


def _change(people: int) -> None:
    """One step each, as confirming writes it."""
    first = HourEntry.objects.order_by("volunteer", "pk").distinct("volunteer")[:people]
    LedgerEvent.objects.bulk_create(
        LedgerEvent(
            entry=entry,
            organisation_id=entry.organisation_id,
            activity_id=entry.activity_id,
            at=clock.now(),
            way="api",
            from_status="submitted",
            to_status="confirmed",
            minutes=entry.minutes,
        )
        for entry in first
    )
