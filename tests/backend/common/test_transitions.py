"""Compare-and-set: of two callers exactly one wins, and the other learns where the row stands."""

from typing import Any

import pytest

from backend.common.errors import Conflict, IllegalTransition
from backend.common.transitions import illegal, move, sources
from recognition.models import ListStatus, RecognitionList
from recognition.models.lists import TRANSITIONS
from tests import factories
from tests.cast import World
from tests.recognition.test_lists import draft

ABC = {"a": frozenset({"b", "c"}), "b": frozenset({"c"}), "c": frozenset[str]()}


def test_sources_are_where_one_may_come_from() -> None:
    assert [sources(ABC, status) for status in ("a", "b", "c", "d")] == [[], ["a"], ["a", "b"], []]


def by_a_second_person(found: RecognitionList) -> dict[str, Any]:
    """The columns of a checked list."""
    return {"checked_at": found.created_at, "checked_by": factories.user()}


def test_move_changes_the_row_and_tells_where_it_came_from(world: World) -> None:
    found = draft(world)
    checked = by_a_second_person(found)
    assert move(found, to=ListStatus.CHECKED, transitions=TRANSITIONS, title="Neu", **checked) == "draft"
    assert (found.status, found.title, found.checked_by) == ("checked", "Neu", checked["checked_by"])
    stored = RecognitionList.objects.get()
    assert (stored.status, stored.title, stored.checked_by) == ("checked", "Neu", checked["checked_by"])


def test_move_touches_that_row_alone(world: World) -> None:
    found, other = draft(world), draft(world, slug="andere")
    move(found, to="checked", transitions=TRANSITIONS, **by_a_second_person(found))
    other.refresh_from_db()
    assert other.status == "draft"


def test_move_that_the_map_does_not_know_is_refused(world: World) -> None:
    found = draft(world)
    with pytest.raises(IllegalTransition) as refusal:
        move(found, to=ListStatus.WITHDRAWN, transitions=TRANSITIONS, title="Neu")
    assert (refusal.value.code, refusal.value.field, refusal.value.extra) == (
        "illegal_transition", "status", {"status": "draft"},
    )  # fmt: skip
    assert (found.status, RecognitionList.objects.get().title) == ("draft", "Danke, Leer")


def test_move_of_an_outdated_copy_is_refused_and_brings_it_up_to_date(world: World) -> None:
    found = draft(world)
    outdated = RecognitionList.objects.get()
    checked = by_a_second_person(found)
    move(found, to="checked", transitions=TRANSITIONS, **checked)
    with pytest.raises(IllegalTransition) as refusal:
        move(outdated, to="checked", transitions=TRANSITIONS, title="Zu spät", **checked)
    assert refusal.value.extra == {"status": "checked"}
    assert (outdated.status, outdated.title) == ("checked", "Danke, Leer")
    assert RecognitionList.objects.get().title == "Danke, Leer"


def test_illegal_is_a_conflict_with_the_present_status() -> None:
    refusal = illegal("c")
    assert isinstance(refusal, Conflict)
    assert refusal.extra == {"status": "c"}
