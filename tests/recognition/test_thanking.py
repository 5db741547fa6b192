"""Who was thanked for what: by a paper, a mention or a message, on the day of what they reached or later."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from certificates.models import Certificate
from certificates.services import queue
from recognition.models import EvaluationCursor, Helped, Reached, ThanksDue, ThanksGiven
from recognition.services import evaluating, lists, thanking
from tests import factories
from tests.cast import World
from tests.certificates.orders import order
from volunteers.models import Volunteer
from volunteers.services import correcting, erasing, merging
from volunteers.signals import thanked

FIRST = dt.date(2026, 1, 5)
NOON = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)


def reach(person: Volunteer, world: World, *minutes: int, first: dt.date = FIRST) -> None:
    """So many confirmed minutes on the days from that one on, evaluated."""
    for number, one in enumerate(minutes):
        factories.confirmed(person, world.talking, minutes=one, day=first + dt.timedelta(days=number))
    evaluate()


def evaluate() -> None:
    evaluating.ask_for_everybody()
    evaluating.follow()


def thanks_of(person: Volunteer) -> dict[str, str | None]:
    """By programme, with what it was thanked for."""
    rows = Reached.objects.filter(volunteer=person, lapsed_at=None)
    return dict(rows.values_list("programme__code", "thanked_by_way"))


def due_to(person: Volunteer) -> tuple[dt.date, int] | None:
    return ThanksDue.objects.filter(volunteer=person).values_list("since", "number").first()


def say(*people: Volunteer, at: dt.datetime, way: str = "message") -> None:
    thanked.send(sender=None, volunteers=[person.pk for person in people], at=at, way=way)


def test_thanks_count_for_what_was_reached_by_that_local_day_and_nothing_later(world: World) -> None:
    ada = world.ada_volunteer
    reach(ada, world, 60, 1439, 1)  # the first hour on the 5th, 25 hours on the 7th
    assert due_to(ada) == (FIRST, 2)
    say(ada, at=dt.datetime(2026, 1, 6, 22, 59, tzinfo=dt.UTC))  # a minute before midnight in Berlin
    assert thanks_of(ada) == {"first-hour": "message", "hours-25": None}
    assert due_to(ada) == (dt.date(2026, 1, 7), 1)
    say(ada, at=dt.datetime(2026, 1, 6, 23, 0, tzinfo=dt.UTC), way="list")  # midnight: the 7th
    assert thanks_of(ada) == {"first-hour": "message", "hours-25": "list"}
    assert due_to(ada) is None
    assert ThanksGiven.objects.count() == 2


def test_what_is_found_out_after_the_thanks_has_thanks_already(world: World) -> None:
    ada = world.ada_volunteer
    say(ada, at=NOON - dt.timedelta(days=1))  # before anything was reached
    say(ada, at=NOON + dt.timedelta(days=2), way="list")
    say(ada, at=NOON + dt.timedelta(days=9), way="certificate")
    reach(ada, world, 60, 1439, 1)
    assert thanks_of(ada) == {"first-hour": "list", "hours-25": "list"}
    assert due_to(ada) is None


def test_correction_that_moves_the_day_behind_the_thanks_makes_it_due_again(world: World) -> None:
    ada = world.ada_volunteer
    reach(ada, world, 60, 1439, 1, 60)
    say(ada, at=NOON + dt.timedelta(days=2))
    entry = ada.hours.get(day="2026-01-07")
    proposed = correcting.propose(actor=world.omar, entry=entry, minutes=-1, reason="Verzählt", way="api")
    correcting.agree(actor=world.ada, correction=proposed, way="api")
    evaluate()
    assert thanks_of(ada) == {"first-hour": "message", "hours-25": None}
    assert due_to(ada) == (dt.date(2026, 1, 8), 1)


def test_issued_certificate_thanks_its_holder_in_the_same_moment(world: World) -> None:
    reach(world.ada_volunteer, world, 60)
    paper = order(world)
    assert due_to(world.ada_volunteer) == (FIRST, 1)  # ordered is not thanked
    queue.drain()
    paper.refresh_from_db()
    row = Reached.objects.get(volunteer=world.ada_volunteer)
    assert (paper.status, row.thanked_at, row.thanked_by_way) == ("issued", paper.issued_at, "certificate")
    assert due_to(world.ada_volunteer) is None


def test_certificates_of_which_nobody_takes_note_are_not_issued(world: World) -> None:
    def refuse(**_given: Any) -> None:
        raise RuntimeError

    order(world)
    thanked.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            queue.drain()
    finally:
        thanked.disconnect(refuse)
    assert (Certificate.objects.get().status, ThanksGiven.objects.count()) == ("rendering", 0)


def test_published_list_thanks_all_who_stand_on_it(world: World) -> None:
    people = [factories.kept(world.cafe, f"Helfer{number}") for number in range(3)]
    for person in people:
        factories.consent(person)
        reach(person, world, 60)
    reach(world.ada_volunteer, world, 60)  # did not consent
    draft = lists.create_list(
        actor=world.carla,
        slug="leer",
        title="Danke, Leer",
        district=world.cafe.district,
        period_start=FIRST,
        period_end=FIRST,
    )
    found = lists.publish_list(actor=world.carla, recognition_list=factories.checked(draft))
    given = set(ThanksGiven.objects.values_list("volunteer", "at", "way"))
    assert given == {(person.pk, found.published_at, "list") for person in people}
    assert [thanks_of(person) for person in people] == [{"first-hour": "list"}] * 3
    assert set(ThanksDue.objects.values_list("volunteer", flat=True)) == {world.ada_volunteer.pk}


def test_thanks_of_the_time_before_are_remembered(world: World) -> None:
    order(world)
    queue.drain()
    order(world)  # waits
    ThanksGiven.objects.all().delete()
    EvaluationCursor.objects.update(asked=4, answered=4)
    import_module("recognition.migrations.0007_thanks").remember(apps, None)
    paper = Certificate.objects.get(status="issued")
    told = list(ThanksGiven.objects.values_list("volunteer", "at", "day", "way"))
    assert told == [(world.ada_volunteer.pk, paper.issued_at, timezone.localdate(), "certificate")]
    assert EvaluationCursor.objects.get().asked == 5


def test_merged_records_share_their_thanks_and_part_with_them_again(world: World) -> None:
    source, target = factories.kept(world.cafe, "Kim"), factories.kept(world.cafe, "Kim", "Muster-Neu")
    reach(source, world, 60)
    reach(target, world, 60, first=dt.date(2026, 1, 10))
    say(source, at=NOON)
    assert (due_to(source), due_to(target)) == (None, (dt.date(2026, 1, 10), 1))
    done = merging.merge(actor=world.mina, source=source, target=target, way="api")
    evaluate()
    assert thanks_of(target) == {"first-hour": "message"}
    assert (due_to(source), due_to(target)) == (None, None)
    assert list(Helped.objects.values_list("volunteer", flat=True)) == [target.pk]
    merging.undo(actor=world.mina, merge=done, way="api")
    evaluate()
    assert (due_to(source), due_to(target)) == (None, (dt.date(2026, 1, 10), 1))
    assert Helped.objects.count() == 2


def test_forgotten_person_leaves_nothing_and_is_thanked_no_more(world: World) -> None:
    ada = world.ada_volunteer
    reach(ada, world, 60)
    say(ada, at=NOON)
    erasing.erase(actor=world.ada, volunteer=ada)
    say(ada, world.mallory_volunteer, at=timezone.now())
    assert list(ThanksGiven.objects.values_list("volunteer", flat=True)) == [world.mallory_volunteer.pk]
    evaluate()
    assert [model.objects.filter(volunteer=ada).count() for model in (Reached, ThanksDue, Helped)] == [0, 0, 0]


def test_catching_up_changes_nothing_the_second_time(world: World) -> None:
    with time_machine.travel(NOON + dt.timedelta(days=30)):
        reach(world.ada_volunteer, world, 60, 1439, 1)
        say(world.ada_volunteer, at=NOON)
        before = list(Reached.objects.order_by("pk").values()), list(ThanksDue.objects.values())
        assert thanking.catch_up([world.ada_volunteer.pk, world.mallory_volunteer.pk]) == 0
        assert (list(Reached.objects.order_by("pk").values()), list(ThanksDue.objects.values())) == before
