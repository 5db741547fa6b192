"""Two imports of one sheet at the same moment."""

import io

import pytest
from django.db import transaction

from tests.cast import World
from tests.concurrency.together import at_once, meeting
from volunteers.models import HourEntry, LedgerEvent, Volunteer
from volunteers.services.importing import import_hours

pytestmark = pytest.mark.postgres

SHEET = "\n".join(
    ["Name;Datum;Tätigkeit;Stunden", *(f"Person {number};01.10.2025;Sprechrunde;1" for number in range(200))]
)


def test_two_who_look_before_they_create_make_a_person_twice(world: World) -> None:
    """The race that the import must not have: nothing in the database forbids two people of one name."""
    both_looked = meeting()

    @transaction.atomic
    def look_and_create() -> int:
        known = world.cafe.kept_volunteers.filter(name="Person 1").count()
        both_looked.wait()
        Volunteer.objects.create(name="Person 1", kept_by=world.cafe)
        return known

    assert at_once(look_and_create, look_and_create) == [0, 0]
    assert world.cafe.kept_volunteers.filter(name="Person 1").count() == 2


def test_two_imports_of_one_sheet_add_it_once(world: World) -> None:
    both_read = meeting()

    def meet_before_writing(step: str, done: int, of: int) -> None:
        if step == "read" and done == of:
            both_read.wait()

    def work() -> int:
        source = io.BytesIO(SHEET.encode())
        return import_hours(
            organisation=world.cafe, actor=None, source=source, on_progress=meet_before_writing
        ).imported

    assert sorted(at_once(work, work)) == [0, 200]
    assert (HourEntry.objects.count(), LedgerEvent.objects.count()) == (200, 200)
    assert world.cafe.kept_volunteers.count() == 200
