"""After any sequence of steps of all actors the ledger is what its events say, and everybody did only what they may."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import F
from pytest_django import DjangoDbBlocker

from backend.common import clock
from backend.common.remembering import remembering
from tests import factories
from tests.cast import make_user, make_volunteer, make_world
from tests.reference import load_reference_data
from tests.volunteers.ledger_merging import Records
from tests.volunteers.ledger_model import ACTIVITIES, FIRST, Plan
from tests.volunteers.ledger_recount import Cast
from tests.volunteers.ledger_walk import Walk
from volunteers.models import Activity, HourEntry, Membership, Role, User, WeeklyPlan
from volunteers.models.links import ConfirmationLinkQuerySet
from volunteers.services import confirming, correcting, events, logging, merging, objecting, plans, totals

# What is to be shown is the order of steps on one machine; two at once are in tests/concurrency.
pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]

STEPS = 20  # of services that the machine takes


@pytest.fixture(scope="module")
def opening(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Records]:
    """Where each sequence starts: something waits, is asked about by mail, is declined, objected to, confirmed, by
    plan too, and to be corrected.
    """
    noon = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(noon, tick=False) as time:
        load_reference_data()
        cast = _cast(time)
        with remembering():  # nobody's role changes from here on
            yield _open(Records(cast))
        transaction.set_rollback(True)


def _cast(time: time_machine.Traveller) -> Cast:
    world = make_world()
    world.cafe.domain = "cafe.example"
    world.cafe.save()
    fritz, nora, dora = (make_user(f"{name.lower()}@example.org", name) for name in ("Fritz", "Nora", "Dora"))
    for user, organisation in ((fritz, world.cafe), (nora, world.club)):
        Membership.objects.create(user=user, organisation=organisation, role=Role.CONFIRMER)
    factories.coordinate(fritz, field=world.talking.field)
    factories.coordinate(dora, district=world.football.district)
    make_volunteer(dora, given="Dora", family="Beispiel")
    factories.kept(world.cafe, "Olga")
    factories.kept(world.cafe, "Petro", email="Omar@Example.org")
    place = ACTIVITIES["outing"]
    outing = Activity.objects.create(
        organisation=world.cafe,
        title="Ausflug",
        field=world.football.field,
        district=world.football.district,
        starts_on=place.starts_on,
        ends_on=place.ends_on,
    )
    return Cast(User.objects.all(), {"talking": world.talking, "football": world.football, "outing": outing}, time)


def _open(ledger: Records) -> Records:
    for who, activity, confirmer in (("ada", "talking", "omar"), ("mallory", "football", "nora")):
        ledger.plans[who, activity] = _agreed(ledger.cast, who, activity, confirmer)
        ledger.model.plans[who, activity] = Plan(confirmer, FIRST + dt.timedelta(90))
    days = [FIRST - dt.timedelta(back) for back in range(3)]
    ledger.log_hours("ada", "ada", "talking", days[1], 60)
    ledger.log_hours("mina", "olga", "talking", days[1], 90)
    ledger.log_hours("mina", "petro", "outing", days[0], 700)
    ledger.log_hours("mallory", "mallory", "football", days[2], 700)
    ledger.log_hours("ada", "ada", "talking", days[2], 90)  # as planned
    ledger.log_hours("dora", "dora", "football", days[1], 60)
    ledger.settle("mina", 0, yes=False)
    ledger.settle("carla", 3, yes=True)
    ledger.ask_correction("fritz", 4, 30)
    ledger.object_against("ada", 0, None)
    ledger.log_hours("ada", "ada", "outing", days[0], 60)
    ledger.settle("carla", 6, yes=False)
    ledger.object_against("ada", 6, None)  # about which Carla cannot decide
    ledger.ask_for("dora", "club", "lena@example.net", [5], named=True)
    ledger.log_hours("dora", "dora", "football", days[0], 741)  # and Petro's 700: too much for one person's day
    ledger.recount()
    return ledger


def _agreed(cast: Cast, who: str, activity: str, confirmer: str) -> WeeklyPlan:
    plan = plans.propose(
        actor=cast.users[who],
        volunteer=cast.people[who],
        activity=cast.activities[activity],
        weekdays=range(7),
        minutes=90,
        tolerance=30,
        starts_on=FIRST - dt.timedelta(30),
        ends_on=FIRST + dt.timedelta(90),
        way="api",
    )
    return plans.agree(actor=cast.users[confirmer], plan=plan, way="api")


WAYS = (70, 2, 2, 2, 2, 2)  # from the opening, and from each place after one, two, … steps: 2240 sequences


def walk(opening: Records) -> int:
    """All sequences: the nineteen steps of the opening, and six more of any kind. How many they were."""
    paths = Walk(Records, WAYS)
    paths.go(opening)
    return paths.sequences


def test_ledger_is_what_its_events_say_after_any_sequence(opening: Records) -> None:
    opening.met.clear()
    assert walk(opening) == 2240
    steps = {name for name, _allowed in opening.met}
    # Each step of each service was taken, and refused where the model refuses it: no rule of the machine is idle.
    assert {step for step in steps for allowed in (True, False) if not opening.met[step, allowed]} == set()
    assert len(steps) == STEPS


def _change_the_entry(entry: HourEntry, minutes: int, _actor: User) -> None:
    HourEntry.objects.filter(pk=entry.pk).update(minutes=F("minutes") + minutes)


_record = events.record


def _record_elsewhere(_entries: object, **step: Any) -> None:
    _record(HourEntry.objects.all()[:1], **step)


FAULTS: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "totals forgotten": (totals, "add", lambda _counted: None),
    "event forgotten": (events, "record_each", lambda *_entries, **_step: None),
    "event of another entry": (events, "record", _record_elsewhere),
    "own hours confirmed": (confirming, "is_same_person", lambda **_who: False),
    "day overfull": (logging, "minutes_taken", lambda _volunteer, _day: 0),
    "confirmed entry changed": (correcting, "_count", _change_the_entry),
    "fortnight not awaited": (correcting, "overdue_since", clock.now),
    "own decision judged": (objecting, "_check_did_not_decline", lambda *_who: None),
    "link answered twice": (ConfirmationLinkQuerySet, "open", lambda links: links.all()),
    "merged whatever stands against it": (merging, "obstacles", lambda _people: []),
    "plan forgotten": (plans, "confirm_planned", lambda _entry: False),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_machine_finds_a_planted_fault(opening: Records, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    with pytest.raises(AssertionError):
        walk(opening)
