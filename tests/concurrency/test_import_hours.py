"""Two imports of one sheet at the same moment."""

import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.cast import World, make_world
from volunteers.models import HourEntry, LedgerEvent, Volunteer
from volunteers.services.importing import import_hours

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SHEET = "\n".join(
    ["Name;Datum;Tätigkeit;Stunden", *(f"Person {number};01.10.2025;Sprechrunde;1" for number in range(200))]
)


def at_once(work: Callable[[], int]) -> list[int]:
    """Both results of doing it twice at the same time."""

    def own_connection() -> int:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [future.result(timeout=60) for future in [pool.submit(own_connection) for _twice in range(2)]]


@pytest.fixture
def meeting() -> threading.Barrier:
    return threading.Barrier(2, timeout=30)


def test_two_who_look_before_they_create_make_a_person_twice(meeting: threading.Barrier) -> None:
    """The race that the import must not have: nothing in the database forbids two people of one name."""
    cafe = make_world().cafe

    @transaction.atomic
    def look_and_create() -> int:
        known = cafe.kept_volunteers.filter(name="Person 1").count()
        meeting.wait()
        Volunteer.objects.create(name="Person 1", kept_by=cafe)
        return known

    assert at_once(look_and_create) == [0, 0]
    assert cafe.kept_volunteers.filter(name="Person 1").count() == 2


def test_two_imports_of_one_sheet_add_it_once(meeting: threading.Barrier) -> None:
    world: World = make_world()

    def meet_before_writing(step: str, done: int, of: int) -> None:
        if step == "read" and done == of:
            meeting.wait()

    def work() -> int:
        source = io.BytesIO(SHEET.encode())
        return import_hours(
            organisation=world.cafe, actor=None, source=source, on_progress=meet_before_writing
        ).imported

    assert sorted(at_once(work)) == [0, 200]
    assert (HourEntry.objects.count(), LedgerEvent.objects.count()) == (200, 200)
    assert world.cafe.kept_volunteers.count() == 200
