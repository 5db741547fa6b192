"""Who reached what, kept with its rule and entries: found once, again after changes, and taken away by corrections."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.common.errors import Forbidden, Invalid
from recognition.models import EvaluationCursor, Programme, ProgrammeRule, Reached
from recognition.services import evaluating, programmes, standing
from tests import factories
from tests.cast import World
from volunteers.models import HourEntry, VolunteerDetails
from volunteers.services import confirming, correcting, erasing, merging
from volunteers.signals import thanked

RULE: dict[str, Any] = {"needs": {"total_hours": 30}}


def stand(world: World) -> dict[str, tuple[str, int]]:
    found = Reached.objects.filter(volunteer=world.ada_volunteer, lapsed_at=None)
    return {one.programme.code: (one.reached_on.isoformat(), one.minutes) for one in found.select_related("programme")}


def days(world: World, *minutes: int, first: str = "2026-01-05", activity: Any = None) -> list[HourEntry]:
    start = dt.date.fromisoformat(first)
    return [
        factories.confirmed(
            world.ada_volunteer, activity or world.talking, minutes=one, day=start + dt.timedelta(days=number)
        )
        for number, one in enumerate(minutes)
    ]


def test_everybody_is_evaluated_once_and_nothing_changes_the_second_time(world: World) -> None:
    days(world, 60, 1439, 1)
    factories.hours(world.ada_volunteer, world.talking, minutes=1440)  # waits: counts nothing
    assert evaluating.follow() == 2
    assert stand(world) == {"first-hour": ("2026-01-05", 60), "hours-25": ("2026-01-07", 1500)}
    before = list(Reached.objects.order_by("pk").values())
    evaluating.ask_for_everybody()
    assert evaluating.follow() == 2
    assert list(Reached.objects.order_by("pk").values()) == before


def test_status_keeps_rule_and_entries(world: World) -> None:
    entries = days(world, 700, 800, 90)
    evaluating.follow()
    reached = Reached.objects.get(programme__code="hours-25")
    assert reached.rule == ProgrammeRule.objects.get(programme__code="hours-25", version=1)
    assert reached.basis == {"from": "2026-01-05", "to": "2026-01-06", "entries": 2}
    assert list(evaluating.entries_of(reached).order_by("day")) == entries[:2]


def test_only_people_with_changed_hours_are_looked_at(world: World) -> None:
    evaluating.follow()
    assert evaluating.follow() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=10), tick=False):
        entry = world.hours(minutes=90)
        confirming.confirm(actor=world.omar, entry=entry, way="api")
        assert evaluating.follow() == 1
        assert list(stand(world)) == ["first-hour"]
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=20), tick=False):
        assert evaluating.follow() == 1  # young then: looked at again
        assert evaluating.follow() == 0


def test_correction_takes_away_and_gives_back(world: World) -> None:
    evaluating.follow()
    entry = world.hours(minutes=60)
    confirming.confirm(actor=world.omar, entry=entry, way="api")
    evaluating.follow()
    correction = correcting.propose(actor=world.omar, entry=entry, minutes=-1, reason="Vertippt", way="api")
    correcting.agree(actor=world.ada, correction=correction, way="api")
    evaluating.follow()
    (gone,) = Reached.objects.filter(programme__code="first-hour")
    assert (gone.lapsed_why, gone.lapsed_at is None, stand(world)) == ("hours", False, {})
    days(world, 1)
    evaluating.ask_for_everybody()
    evaluating.follow()
    assert [one.lapsed_why for one in Reached.objects.filter(programme__code="first-hour").order_by("pk")] == [
        "hours",
        "",
    ]


def test_earlier_hours_move_the_day_and_keep_the_thanks(world: World) -> None:
    days(world, 60)
    evaluating.follow()
    now = timezone.now()
    thanked.send(sender=None, volunteers=[world.ada_volunteer.pk], at=now, way="list")
    days(world, 90, first="2025-12-01")
    evaluating.ask_for_everybody()
    evaluating.follow()
    reached = Reached.objects.get(programme__code="first-hour")
    assert (reached.reached_on, reached.minutes, reached.thanked_at) == (dt.date(2025, 12, 1), 90, now)


def test_rule_is_changed_for_everybody_from_a_day_on(world: World) -> None:
    days(world, 800, 700)
    days(world, 300, first="2026-03-01")
    evaluating.follow()
    programme = Programme.objects.get(code="hours-25")
    new = programmes.change_rule(
        actor=world.carla, programme=programme, rule=RULE, valid_from=dt.date(2026, 1, 6), source=" Beschluss "
    )
    assert EvaluationCursor.objects.get().asked == 2
    assert (new.version, new.source) == (2, "Beschluss")
    assert programme.rules.get(version=1).valid_to == dt.date(2026, 1, 5)
    evaluating.follow()
    reached = Reached.objects.get(programme=programme)
    assert (reached.rule, reached.reached_on, reached.minutes) == (new, dt.date(2026, 3, 1), 1800)
    programmes.change_rule(
        actor=world.carla,
        programme=programme,
        rule={"needs": {"total_hours": 31}},
        valid_from=dt.date(2026, 2, 1),
        source="Beschluss",
    )
    evaluating.follow()
    assert Reached.objects.get(programme=programme).lapsed_why == "rule"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rule": {"needs": {"total_hours": 0}}}, "no_rule"),
        ({"rule": {"needs": {"hours": [], "years": 1, "organisations": "one"}}}, "no_rule"),
        ({"source": " "}, "missing"),
        ({"source": "x" * 301}, "too_long"),
        ({"valid_from": dt.date(2023, 7, 1)}, "before_last_rule"),
    ],
)
def test_rule_that_cannot_hold_is_refused(world: World, change: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"rule": RULE, "source": "Beschluss", "valid_from": dt.date(2027, 1, 1)} | change
    with pytest.raises(Invalid) as refusal:
        programmes.change_rule(actor=world.carla, programme=Programme.objects.get(code="ehrenamtskarte"), **given)
    assert refusal.value.code == code


def test_only_the_alliance_changes_rules(world: World) -> None:
    of_leer = factories.coordinate(factories.user(), district=world.cafe.district)
    with pytest.raises(Forbidden):
        programmes.change_rule(
            actor=of_leer,
            programme=Programme.objects.all()[0],
            rule=RULE,
            valid_from=dt.date(2027, 1, 1),
            source="Beschluss",
        )


@pytest.mark.parametrize(
    "change", [{"rule": RULE}, {"source": "x"}, {"version": 9}, {"valid_from": dt.date(2020, 1, 1)}]
)
def test_rule_is_frozen(world: World, change: dict[str, Any]) -> None:
    with pytest.raises(Exception, match="rules of programmes are frozen"), transaction.atomic():
        ProgrammeRule.objects.filter(programme__code="back").update(**change)


def test_used_rule_stays(world: World) -> None:
    days(world, 60)
    evaluating.follow()
    with pytest.raises(IntegrityError):
        ProgrammeRule.objects.filter(programme__code="first-hour").delete()


def test_merge_and_erasure_take_it_along(world: World) -> None:
    source = factories.kept(world.cafe)
    target = factories.kept(world.cafe)
    factories.confirmed(source, world.talking, minutes=900)
    factories.confirmed(target, world.talking, minutes=600, day=dt.date(2025, 3, 15))
    evaluating.follow()
    merging.merge(actor=world.mina, source=source, target=target, way="api")
    assert evaluating.follow() == 2  # either record
    found = Reached.objects.visible_to(world.carla).filter(lapsed_at=None).values_list("programme__code", "minutes")
    assert set(found) == {("first-hour", 900), ("hours-25", 1500)}
    erasing.erase(actor=None, volunteer=target)
    evaluating.ask_for_everybody()
    evaluating.follow()
    assert not Reached.objects.filter(volunteer=target).exists()


def test_one_process_at_a_time(world: World) -> None:
    days(world, 60)
    EvaluationCursor.objects.update(leased_until=timezone.now() + dt.timedelta(minutes=1))
    assert (evaluating.follow(), stand(world)) == (0, {})


def test_standing_of_one_person_tells_what_is_missing_and_when(world: World) -> None:
    VolunteerDetails.objects.create(volunteer=world.ada_volunteer, birth_date=dt.date(2000, 1, 1))
    days(world, *[60] * 13, first="2026-03-01")
    days(world, 90, first="2026-03-02", activity=world.football)
    found = {one.programme.code: one for one in standing.of(world.ada_volunteer, day=dt.date(2026, 3, 31))}
    assert (found["first-hour"].reached_on, found["first-hour"].expected_on) == (dt.date(2026, 3, 1), None)
    hours = found["hours-25"]
    assert [(one.code, one.need, one.have, one.missing) for one in hours.conditions] == [("total", 1500, 870, 630)]
    assert hours.expected_on == dt.date(2026, 6, 5)  # 630 minutes at 870 in 91 days: 66 days
    card = [(one.code, one.unit, one.need, one.have) for one in found["ehrenamtskarte"].conditions]
    assert card == [
        ("in_year", "minutes", 15_000, 870),
        ("a_week", "minutes", 15_600, 870),
        ("years", "years", 2, 0),
        ("lasting", "months", 24, 0),
    ]
    proof = found["kompetenznachweis"]
    assert [(one.code, one.have, one.missing) for one in proof.conditions] == [("in_year", 780, 4020), ("age", 26, 0)]
    assert proof.organisation == world.cafe


def test_evidence_is_read_where_a_rule_asks_for_it(world: World) -> None:
    programmes.change_rule(
        actor=world.carla,
        programme=Programme.objects.get(code="hours-50"),
        rule={"needs": {"total_hours": 1}, "evidence": "registered"},
        valid_from=dt.date(2025, 1, 1),
        source="Beschluss",
    )
    factories.confirmed(world.ada_volunteer, world.talking, minutes=60, evidence="known_domain")
    entry = factories.confirmed(world.ada_volunteer, world.talking, minutes=61, day=dt.date(2025, 4, 1))
    evaluating.follow()
    reached = Reached.objects.get(programme__code="hours-50")
    assert (reached.reached_on, reached.minutes, reached.basis["evidence"]) == (entry.day, 61, "registered")
    assert list(evaluating.entries_of(reached)) == [entry]
