"""One step for a fresh database, the old ones for any other: both end alike, from wherever a database stands."""

import re
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from tests.architecture.long_way import OUR_APPS, LongWay, ours

pytestmark = pytest.mark.sqlite  # what Django plans, and nothing that a database does


def tables(state: ProjectState) -> dict[tuple[str, str], Any]:
    """What makes each table of ours: its fields in their order, its indexes and constraints."""
    plain = MigrationAutodetector(state, state).deep_deconstruct
    return {
        key: (
            model.name,
            [(name, *plain(field)[1:]) for name, field in model.fields.items()],
            {name: plain(value) for name, value in model.options.items() if value},
            model.bases,
            model.managers,
        )
        for key, model in state.models.items()
        if key[0] in OUR_APPS
    }


def test_a_step_replaces_all_of_its_app_up_to_the_one_it_is_named_after() -> None:
    disk = MigrationLoader(None, replace_migrations=False).disk_migrations
    found = {one.app_label: one for one in disk.values() if one.replaces and ours(one)}
    assert sorted(found) == sorted(OUR_APPS)
    for app, one in found.items():
        named = re.fullmatch(r"0001_squashed_(\d{4}_\w+)", one.name)
        assert named
        before = sorted(name for label, name in disk if label == app and not disk[label, name].replaces)
        assert one.replaces == [(app, name) for name in before[: before.index(named[1]) + 1]]


def test_both_ways_end_with_the_same_tables() -> None:
    short, long = MigrationLoader(None), LongWay(None)
    assert {one.app_label for one in short.graph.nodes.values() if one.replaces and ours(one)} == set(OUR_APPS)
    assert tables(short.project_state()) == tables(long.project_state())


def test_a_database_anywhere_on_the_old_way_goes_on(db: None) -> None:
    way = MigrationExecutor(connection)
    way.loader = LongWay(None)
    steps = way.migration_plan(way.loader.graph.leaf_nodes(), clean_start=True)
    end = tables(way.loader.project_state())
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.all().delete()
    applied, compared = set(), set()
    for step, _backwards in steps:
        recorder.record_applied(step.app_label, step.name)
        applied.add((step.app_label, step.name))
        if not ours(step):
            continue
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        assert executor.loader.detect_conflicts() == {}
        for one, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
            assert not applied & {(one.app_label, one.name), *one.replaces}, (step, one)
        chosen = frozenset(executor.loader.graph.nodes)
        if chosen not in compared:
            compared.add(chosen)
            assert tables(executor.loader.project_state()) == end
    assert len(compared) > len(OUR_APPS)  # each app has stood between, and some had not begun
