"""Many rows in one statement, with everything that a single insert has."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from backend.common.bulk import insert_many
from certificates.models import Certificate
from tests.cast import World
from tests.certificates.orders import order
from volunteers.models import Volunteer, VolunteerDetails

AWKWARD = ["\\N", "a\tb\nc\rd", '"', "'", "\\", "ياسمين", "𝒜", "{}", "%s"]


def test_rows_are_as_bulk_create_makes_them(world: World) -> None:
    template = order(world)
    names = [field.attname for field in Certificate._meta.concrete_fields if field.name not in {"id", "uuid"}]
    values = {name: getattr(template, name) for name in names}

    def rows(offset: int) -> list[Certificate]:
        own = {"status_list": None, "status_index": None}
        return [
            Certificate(
                **values | own | {"number": offset + index, "code": f"{offset + index:016d}", "content": {"name": text}}
            )
            for index, text in enumerate(AWKWARD)
        ]

    Certificate.objects.bulk_create(rows(100))
    insert_many(rows(200))
    compared = [name for name in names if name not in {"number", "code"}]
    by_hand, at_once = (
        list(Certificate.objects.filter(number__gte=first, number__lt=first + 100).order_by("pk").values(*compared))
        for first in (100, 200)
    )
    assert at_once == by_hand
    assert [row["content"]["name"] for row in at_once] == AWKWARD
    assert len(set(Certificate.objects.values_list("uuid", flat=True))) == 1 + 2 * len(AWKWARD)


def test_dates_and_moments_come_back_as_they_went(world: World) -> None:
    born = dt.date(1990, 2, 28)
    insert_many([VolunteerDetails(volunteer=world.ada_volunteer, gender="female", birth_date=born)])
    insert_many([Volunteer(kept_by=world.cafe, name=name) for name in ("Eins", "Zwei")])
    assert VolunteerDetails.objects.get().birth_date == born
    made = Volunteer.objects.filter(kept_by=world.cafe)
    assert sorted(one.name for one in made) == ["Eins", "Zwei"]
    assert all(one.created_at is not None for one in made)


@pytest.mark.parametrize("changes", [{"status": "lost"}, {"number": 1}, {"volunteer_id": None, "kind": None}])
def test_constraint_refuses_one_row_and_then_none_is_there(world: World, changes: dict[str, Any]) -> None:
    one = order(world)
    names = [field.attname for field in Certificate._meta.concrete_fields if field.name not in {"id", "uuid"}]
    values = {name: getattr(one, name) for name in names} | {"status_list": None, "status_index": None}
    rows = [Certificate(**values | {"number": number, "code": f"{number:016d}"}) for number in (7, 8)]
    for name, value in changes.items():
        setattr(rows[1], name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(rows)
    assert Certificate.objects.count() == 1


def test_nothing_is_inserted_for_nothing(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        insert_many([])
