"""*Stunden für andere*: the week grid."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.cast import World
from tests.volunteers.web.desks import at, client_of, hidden, text_of
from volunteers.models import Activity, HourEntry, Volunteer

Queries = Callable[[int], Any]
MONDAY = dt.date(2026, 3, 2)
WEEK = {"woche": "2026-03-05"}


def logged() -> list[tuple[str, dt.date, int]]:
    rows = HourEntry.objects.order_by("day", "pk").select_related("volunteer")
    return [(entry.volunteer.name, entry.day, entry.minutes) for entry in rows]


def blank_line(world: World) -> int:
    """The number of the first line without a person."""
    return Volunteer.objects.known_at(world.cafe).count()


def form_of(world: World) -> dict[str, str]:
    """The grid as Omar gets it."""
    return hidden(client_of(world.omar).get(at("desk-hours", world.cafe), WEEK))


def send(world: World, fields: dict[str, str]) -> Any:
    return client_of(world.omar).post(at("desk-hours", world.cafe), fields)


def test_week_logs_each_cell_for_whoever_helped_lately(world: World) -> None:
    factories.confirmed(world.ada_volunteer, world.talking, day=MONDAY - dt.timedelta(days=3))
    answer = send(world, {**form_of(world), "zelle-0-0": "1,5", "zelle-0-2": "90 min", "bemerkung": "Aus der Liste"})
    assert answer.status_code == 302
    new = HourEntry.objects.filter(status="submitted")
    assert [(entry.day, entry.minutes, entry.way, entry.note) for entry in new.order_by("day")] == [
        (MONDAY, 90, "page", "Aus der Liste"),
        (MONDAY + dt.timedelta(days=2), 90, "page", "Aus der Liste"),
    ]


def test_week_makes_a_new_person_once_however_often_it_is_sent(world: World) -> None:
    fields = {**form_of(world), "name-0": "Kim  Neu", "neu-0": "on", "zelle-0-0": "1:30", "zelle-0-1": "2"}
    for _time in range(2):
        assert send(world, fields).status_code == 302
    assert logged() == [("Kim Neu", MONDAY, 90), ("Kim Neu", MONDAY + dt.timedelta(days=1), 120)]
    assert list(world.cafe.kept_volunteers.values_list("name", flat=True)) == ["Kim Neu"]


def test_refusals_stand_at_their_cells_and_the_rest_is_saved(world: World) -> None:
    factories.kept(world.cafe, "Kim", "Muster")
    fields = {
        **form_of(world),
        "name-0": "kim muster",
        "zelle-0-0": "1:30",
        "zelle-0-1": "viel",
        "zelle-0-2": "25:00",
        "name-1": "Wer Dasist",
        "zelle-1-0": "1",
    }
    answer = send(world, fields)
    assert answer.status_code == 400
    page = text_of(answer)
    assert "3 Angaben passen noch nicht" in page
    assert "Bitte schreiben Sie die Dauer wie 1:30, 1,5 oder 90 min." in page
    assert "höchstens 24 Stunden" in page
    assert "Diesen Namen kennen wir hier nicht." in page
    for kept in ('value="viel"', 'value="25:00"', 'value="Wer Dasist"'):
        assert kept in answer.content.decode()
    assert logged() == [("Kim Muster", MONDAY, 90)]
    # What was saved is shown as saved; mended and sent again it stays one entry.
    again = {**hidden(answer), "zelle-0-1": "1", "zelle-0-2": "2"}
    assert send(world, again).status_code == 302
    assert [minutes for _name, _day, minutes in logged()] == [90, 60, 120]


def test_week_shows_what_is_there_instead_of_asking_again(world: World) -> None:
    factories.hours(world.ada_volunteer, world.talking, day=MONDAY, minutes=75)
    page = client_of(world.omar).get(at("desk-hours", world.cafe), WEEK).content.decode()
    assert "1:15 Std." in page
    assert 'name="zelle-0-0"' not in page
    assert 'name="zelle-0-1"' in page


def test_person_of_another_organisation_gets_no_line_and_no_hours(world: World) -> None:
    stranger = factories.kept(world.club)
    fields = {**form_of(world), "person-0": str(stranger.uuid), "zelle-0-0": "1:30"}
    send(world, fields)
    assert logged() == []
    page = client_of(world.omar).get(at("desk-hours", world.cafe), {"mit": str(stranger.uuid)})
    assert stranger.name not in page.content.decode()


def test_without_an_activity_the_page_says_what_to_do(world: World) -> None:
    Activity.objects.filter(organisation=world.cafe).delete()
    page = client_of(world.omar).get(at("desk-hours", world.cafe))
    assert "Tätigkeit anlegen" in text_of(page)


@pytest.mark.parametrize("woche", ["", "gestern", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_any_week_is_a_week(woche: str, world: World) -> None:
    assert client_of(world.omar).get(at("desk-hours", world.cafe), {"woche": woche}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_week_asks_eight_questions(rows: int, world: World, django_assert_num_queries: Queries) -> None:
    for number in range(rows):
        factories.hours(factories.kept(world.cafe, f"Kim {number}"), world.talking, day=MONDAY)
    client = client_of(world.omar)
    with django_assert_num_queries(8):
        client.get(at("desk-hours", world.cafe), WEEK)
