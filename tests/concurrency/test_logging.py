"""Hours sent twice at the same moment, or more of them than a day has."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from rest_framework.test import APIClient

from backend.common import clock
from backend.common.models import IdempotencyRecord
from tests.cast import World
from tests.concurrency.together import at_once, meeting, outcomes
from volunteers.models import HourEntry, LedgerEvent, User, Volunteer, Way
from volunteers.services import logging

pytestmark = pytest.mark.postgres

AsUser = Callable[[User | None], APIClient]
DAY = dt.date(2026, 5, 4)


def entry_of(world: World, **more: Any) -> HourEntry:
    """An entry of Ada's that was never checked."""
    values = {"day": DAY, "minutes": 800, "way": Way.API, "submitted_at": clock.now(), "logged_by": world.ada} | more
    return HourEntry.objects.create(
        volunteer=world.ada_volunteer, activity=world.talking, organisation=world.cafe, **values
    )


def lock_ada(world: World) -> None:
    list(Volunteer.objects.filter(pk=world.ada_volunteer.pk).select_for_update())


def test_two_logs_for_one_day_leave_room_for_one(world: World) -> None:
    both_looked = meeting()

    def log_unguarded() -> None:
        assert logging.minutes_taken(world.ada_volunteer, DAY) + 800 <= 1440
        both_looked.wait()
        entry_of(world)

    assert at_once(log_unguarded, log_unguarded) == [None, None]
    assert logging.minutes_taken(world.ada_volunteer, DAY) == 1600

    day = DAY + dt.timedelta(days=1)
    log = partial(world.hours, day=day, minutes=800)
    assert outcomes(at_once(log, log, while_held=partial(lock_ada, world))) == ["day_full", "done"]
    assert logging.minutes_taken(world.ada_volunteer, day) == 800


def test_one_client_uuid_twice_at_once_is_one_entry(world: World, as_user: AsUser) -> None:
    key, both_looked = uuid.uuid4(), meeting()

    def log_unguarded() -> None:
        assert not HourEntry.objects.filter(uuid=key).exists()
        both_looked.wait()
        entry_of(world, uuid=key)

    # Both went on to write: the second one meets the unique constraint, a fault for whoever sent it.
    assert [type(error) for error in at_once(log_unguarded, log_unguarded) if error] == [IntegrityError]

    mine = uuid.uuid4()
    body = {"uuid": str(mine), "activity": str(world.talking.uuid), "day": str(DAY), "minutes": 60}
    send = [partial(as_user(world.ada).post, "/api/v1/hours", body) for _twice in range(2)]
    first, second = at_once(*send, while_held=partial(lock_ada, world))
    assert sorted([first.status_code, second.status_code]) == [200, 201]
    assert first.json() == second.json()
    assert HourEntry.objects.filter(uuid=mine).count() == 1
    assert LedgerEvent.objects.filter(entry__uuid=mine).count() == 1


def test_one_idempotency_key_twice_at_once_is_one_row_and_one_answer(world: World, as_user: AsUser) -> None:
    path, body = "/api/v1/volunteers", {"organisation": str(world.cafe.uuid), "name": "Sima"}

    def send(headers: dict[str, str]) -> Any:
        return as_user(world.omar).post(path, body, headers=headers)

    without = at_once(partial(send, {}), partial(send, {}))
    assert [answer.status_code for answer in without] == [201, 201]
    assert Volunteer.objects.filter(name="Sima").count() == 2

    body["name"] = "Yaron"
    # The key is in use while both arrive; that request fails, and one of the two does the work.
    taken = {"user": world.omar, "key": "k-1", "path": path, "body_digest": "0" * 64}
    twice = at_once(
        *[partial(send, {"Idempotency-Key": "k-1"})] * 2,
        while_held=partial(IdempotencyRecord.objects.create, **taken),
    )
    assert [answer.status_code for answer in twice] == [201, 201]
    assert twice[0].json() == twice[1].json()
    assert sorted(answer.headers.get("Idempotent-Replayed", "") for answer in twice) == ["", "true"]
    assert Volunteer.objects.filter(name="Yaron").count() == 1
