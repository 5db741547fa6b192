"""What the tests of faults share: many orders, where they stand, and that each came out exactly once."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from backend.common import clock
from certificates import storage
from certificates.models import Certificate
from certificates.services import campaigns
from tests.cast import World
from volunteers.models import Evidence, HourEntry, HourStatus, Volunteer, Way

DAY = dt.date(2026, 3, 1)
START, END = dt.date(2026, 1, 1), dt.date(2026, 6, 30)
TABLE = "CREATE TABLE test_steps (number integer, from_status varchar(10), to_status varchar(10))"
TRIGGERS = {
    "postgresql": """
        CREATE FUNCTION test_steps() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO test_steps VALUES (NEW.number, OLD.status, NEW.status); RETURN NULL; END $$;
        CREATE TRIGGER test_steps AFTER UPDATE OF status ON certificates_certificate
        FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION test_steps()""",
    "sqlite": """
        CREATE TRIGGER test_steps AFTER UPDATE OF status ON certificates_certificate WHEN OLD.status <> NEW.status
        BEGIN INSERT INTO test_steps VALUES (NEW.number, OLD.status, NEW.status); END""",
}


def note_steps() -> None:
    """From now on the database itself notes each change of a certificate's status."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute(TRIGGERS[connection.vendor])


def steps(from_status: str, to_status: str) -> Counter[int]:
    """How often each number went that way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, count(*) FROM test_steps WHERE from_status = %s AND to_status = %s GROUP BY number",
            [from_status, to_status],
        )
        return Counter(dict(cursor.fetchall()))


def people_with_hours(world: World, number: int) -> None:
    """People kept by the café, each with one confirmed hour."""
    people = Volunteer.objects.bulk_create(
        Volunteer(kept_by=world.cafe, name=f"Helferin {index}") for index in range(number)
    )
    now = clock.now()
    HourEntry.objects.bulk_create(
        HourEntry(
            volunteer=person, activity=world.talking, organisation=world.cafe, day=DAY, minutes=60, way=Way.API,
            logged_by=world.omar, submitted_at=now, status=HourStatus.CONFIRMED, confirmed_at=now,
            confirmed_by=world.mina, evidence=Evidence.REGISTERED,
        )
        for person in people
    )  # fmt: skip


def order_for_all(world: World) -> int:
    """A campaign for everybody with hours, ordered without waking anybody. Returns how many certificates it has."""
    campaign = campaigns.create_campaign(
        actor=world.carla, title="Dank", kind="record", issuer=world.issuer, period_start=START, period_end=END
    )
    return campaigns.order_campaign(actor=world.carla, campaign=campaign)


def standing() -> Counter[str]:
    """How many certificates stand where."""
    return Counter(Certificate.objects.values_list("status", flat=True))


def all_issued(number: int) -> Callable[[], bool]:
    """A question: are these all there are, and all of them issued?"""
    return lambda: standing() == {"issued": number}


def check_each_is_issued_once(number: int) -> None:
    """All of them: issued by exactly one step, numbered from 1 without a gap, each with its own file."""
    assert standing() == {"issued": number}
    assert steps("rendering", "issued") == dict.fromkeys(range(1, number + 1), 1)
    rows = Certificate.objects.order_by("number")
    assert [row.number for row in rows] == list(range(1, number + 1))
    paths = [path for path in Path(settings.CERTIFICATE_DIR).rglob("*") if not path.is_dir()]  # hidden drafts too
    on_disk = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    assert on_disk == {storage.path_of(row.number_text): row.digest for row in rows}
    assert len({row.digest for row in rows}) == number
