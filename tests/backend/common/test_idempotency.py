"""The same POST again: the work once, the same answer."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from backend.common.errors import Invalid, KeyReused
from backend.common.idempotency import once
from backend.common.models import IdempotencyRecord
from tests.cast import World
from volunteers.models import User

Post = Callable[..., Response]


class Work:
    """Work that counts itself, leaves an account behind, and can fail after that."""

    def __init__(self, *, failing: bool = False) -> None:
        self.done = 0
        self.failing = failing

    def __call__(self) -> Response:
        self.done += 1
        User.objects.create_user(email=f"werk{self.done}@example.org")
        if self.failing:
            raise Invalid("Nein", code="no")
        return Response({"done": self.done, "day": dt.date(2025, 3, 14)}, status=201)


def post(work: Work, *, user: User, key: str | None = "k-1", body: Any = None, path: str = "/api/v1/hours") -> Response:
    """One POST of that user."""
    headers = {} if key is None else {"Idempotency-Key": key}
    raw = APIRequestFactory().post(path, body if body is not None else {"a": 1, "b": 2}, format="json", headers=headers)
    request = Request(raw, parsers=[JSONParser()])
    request.user = user
    return once(request, work)


def test_once_gives_the_same_answer_and_does_the_work_once(world: World) -> None:
    work = Work()
    first, again = post(work, user=world.ada), post(work, user=world.ada)
    assert work.done == 1
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == {"done": 1, "day": "2025-03-14"}
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert User.objects.filter(email__startswith="werk").count() == 1


def test_once_knows_the_same_body_in_another_order(world: World) -> None:
    work = Work()
    post(work, user=world.ada, body={"a": 1, "b": 2})
    post(work, user=world.ada, body={"b": 2, "a": 1})
    assert work.done == 1


def test_once_without_a_key_works_each_time(world: World) -> None:
    work = Work()
    for _ in range(2):
        post(work, user=world.ada, key=None)
    assert (work.done, IdempotencyRecord.objects.count()) == (2, 0)


def test_once_refuses_another_body_under_the_same_key(world: World) -> None:
    work = Work()
    post(work, user=world.ada)
    with pytest.raises(KeyReused) as refusal:
        post(work, user=world.ada, body={"a": 1, "b": 3})
    assert (refusal.value.code, refusal.value.field) == ("idempotency_key_reused", "Idempotency-Key")
    assert work.done == 1


def test_once_keeps_users_paths_and_keys_apart(world: World) -> None:
    work = Work()
    post(work, user=world.ada)
    answers = [
        post(work, user=world.mallory),
        post(work, user=world.ada, path="/api/v1/consents"),
        post(work, user=world.ada, key="k-2"),
    ]
    assert [answer.data["done"] for answer in answers] == [2, 3, 4]


def test_once_takes_the_key_back_with_work_that_failed(world: World) -> None:
    failing = Work(failing=True)
    with pytest.raises(Invalid):
        post(failing, user=world.ada)
    assert (IdempotencyRecord.objects.count(), User.objects.filter(email__startswith="werk").count()) == (0, 0)
    work = Work()
    assert post(work, user=world.ada, body={"a": "corrected"}).status_code == 201
    assert work.done == 1


def test_once_takes_back_keyless_work_that_failed(world: World) -> None:
    with pytest.raises(Invalid):
        post(Work(failing=True), user=world.ada, key=None)
    assert User.objects.filter(email__startswith="werk").count() == 0


@pytest.mark.parametrize("key", ["", " ", "a b", "ä", "a" * 201, "a\tb"])
def test_once_refuses_a_key_that_could_not_be_kept(world: World, key: str) -> None:
    work = Work()
    with pytest.raises(Invalid) as refusal:
        post(work, user=world.ada, key=key)
    assert (refusal.value.code, refusal.value.field) == ("idempotency_key_invalid", "Idempotency-Key")
    assert work.done == 0


def test_once_takes_the_longest_key(world: World) -> None:
    assert post(Work(), user=world.ada, key="a.b_c:d-" * 25).status_code == 201
    assert IdempotencyRecord.objects.filter(created_at__lte=timezone.now()).count() == 1
