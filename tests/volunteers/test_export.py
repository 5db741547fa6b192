"""Everything about a person, for that person, and nothing of others."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from tests import factories
from tests.backend.stage import Stage
from tests.cast import World
from volunteers.models import User
from volunteers.services import confirming, export

Queries = Callable[[int], Any]


def tables_of(user: User) -> dict[str, list[dict[str, Any]]]:
    return {name: list(rows) for name, rows in export.tables(user)}


def test_tables_hold_the_rows_of_one_person_in_their_order(stage: Stage) -> None:
    tables = tables_of(stage.world.ada)
    counts = {name: len(tables[name]) for name in ("account", "memberships", "scopes", "volunteer", "details", "hours")}
    assert counts == {"account": 1, "memberships": 0, "scopes": 0, "volunteer": 1, "details": 0, "hours": 3}
    assert [row["email"] for row in tables["account"]] == ["ada@example.org"]
    assert [row["uuid"] for row in tables["hours"]] == [
        stage.confirmed.uuid,
        stage.declined.uuid,
        stage.waiting.uuid,
    ]


def test_tables_say_that_others_decided_and_not_who(world: World) -> None:
    entry = world.hours(day=dt.date(2026, 3, 1))
    confirming.decline(actor=world.omar, entry=entry, reason="Feiertag", way="page")
    tables = tables_of(world.ada)
    assert [(row["to_status"], row["by_yourself"], row["reason_text"]) for row in tables["steps"]] == [
        ("submitted", True, ""),
        ("declined", False, "Feiertag"),
    ]
    text = DjangoJSONEncoder().encode(tables)
    assert {secret for secret in ("Omar", "omar@", str(world.omar.uuid), "Mallory") if secret in text} == set()


def test_tables_of_who_does_not_help_are_about_the_account(world: World) -> None:
    tables = tables_of(world.omar)
    assert {name for name, rows in tables.items() if rows} == {"account", "memberships"}
    assert [(row["organisation_name"], row["role"]) for row in tables["memberships"]] == [("Sprachcafé", "confirmer")]


@pytest.mark.parametrize("number", [1, 3])
def test_tables_cost_the_same_however_many_rows(world: World, django_assert_num_queries: Queries, number: int) -> None:
    for _ in range(number):
        factories.hours(world.ada_volunteer, world.talking)
    with django_assert_num_queries(49):
        tables_of(world.ada)
