"""Everything about a person, for that person, and nothing of others."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from tests import factories
from tests.backend.stage import Stage
from tests.cast import World
from volunteers.services import confirming, export

Queries = Callable[[int], Any]


def test_export_holds_a_table_of_each_kind(stage: Stage) -> None:
    tables = export.own_data(actor=stage.world.ada)
    assert {name: len(rows) for name, rows in tables.items()} == {
        "account": 1,
        "memberships": 0,
        "scopes": 0,
        "volunteer": 1,
        "details": 0,
        "hours": 3,
        "steps": 5,
        "consents": 1,
        "competences": 1,
    }
    assert [row["email"] for row in tables["account"]] == ["ada@example.org"]
    assert [row["uuid"] for row in tables["hours"]] == [
        stage.confirmed.uuid,
        stage.declined.uuid,
        stage.waiting.uuid,
    ]


def test_export_says_that_others_decided_and_not_who(world: World) -> None:
    entry = world.hours(day=dt.date(2026, 3, 1))
    confirming.decline(actor=world.omar, entry=entry, reason="Feiertag", way="page")
    tables = export.own_data(actor=world.ada)
    assert [(row["to_status"], row["by_yourself"], row["reason"]) for row in tables["steps"]] == [
        ("submitted", True, ""),
        ("declined", False, "Feiertag"),
    ]
    text = DjangoJSONEncoder().encode(tables)
    assert {secret for secret in ("Omar", "omar@", str(world.omar.uuid), "Mallory") if secret in text} == set()


def test_export_of_who_does_not_help_is_account_and_roles(world: World) -> None:
    tables = export.own_data(actor=world.omar)
    assert list(tables) == ["account", "memberships", "scopes"]
    assert [(row["organisation_name"], row["role"]) for row in tables["memberships"]] == [("Sprachcafé", "confirmer")]


@pytest.mark.parametrize("number", [1, 3])
def test_export_costs_the_same_however_many_rows(world: World, django_assert_num_queries: Queries, number: int) -> None:
    for _ in range(number):
        factories.hours(world.ada_volunteer, world.talking)
    with django_assert_num_queries(8):
        export.own_data(actor=world.ada)
