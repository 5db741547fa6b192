"""The reader and the schema agree on what a rule is; and on the way to it: conditions, and the day at this pace."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # publishes no types
import pytest

import recognition.rules
from recognition.rules import Dated, Fact, Hours, Person, RuleError, outlook, parse
from recognition.rules.language import AWeek, Back, InYear, Rule, Total, Volume
from recognition.rules.outlook import HORIZON_DAYS, at_pace

FOLDER = Path(recognition.rules.__file__).parent
SCHEMA = json.loads((FOLDER / "rule.schema.json").read_text(encoding="utf-8"))
SHIPPED = json.loads((FOLDER.parent / "data" / "programmes.json").read_text(encoding="utf-8"))
HOURS = {"hours": [{"in_year": 250}], "years": 2, "organisations": "one"}
TODAY = dt.date(2026, 3, 31)


def allowed(told: object) -> bool:
    """As the schema says."""
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(told))


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ({"needs": {"total_hours": 1}}, Rule(Total(60))),
        (
            {"needs": HOURS | {"lasting_months": 24}, "minimum_age": 14, "evidence": "registered"},
            Rule(Volume((InYear(15_000),), 2, together=False, lasting=24), 14, "registered"),
        ),
        (
            {"needs": HOURS | {"hours": [{"a_week": 5, "months": 6}]}, "waivers": ["juleica"]},
            Rule(Volume((AWeek(300, 6),), 2, together=False), waivers=("juleica",)),
        ),
        ({"needs": {"back_after_months": 12}}, Rule(Back(12))),
    ],
)
def test_rule_is_read(told: dict[str, Any], meant: Rule) -> None:
    assert allowed(told)
    assert parse(told) == meant


def test_shipped_rules_are_rules() -> None:
    told = [one["rule"] for programme in SHIPPED for one in programme.get("rules", [])]
    told += [{"needs": programme["needs"]} for programme in SHIPPED if "needs" in programme]
    assert [allowed(rule) for rule in told] == [True] * 15
    assert all(isinstance(parse(rule), Rule) for rule in told)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ([], "rule"),
        ({}, "needs"),
        ({"needs": {"total_hours": 1}, "more": 1}, "rule"),
        ({"needs": []}, "needs"),
        ({"needs": {}}, "needs.back_after_months"),
        ({"needs": {"total_hours": 0}}, "needs.total_hours"),
        ({"needs": {"total_hours": True}}, "needs.total_hours"),
        ({"needs": {"total_hours": 1.5}}, "needs.total_hours"),
        ({"needs": {"total_hours": 1, "years_engaged": 1}}, "needs"),
        ({"needs": {"years_engaged": 81}}, "needs.years_engaged"),
        ({"needs": HOURS | {"hours": []}}, "needs.hours"),
        ({"needs": HOURS | {"hours": [{"in_year": 250}] * 5}}, "needs.hours"),
        ({"needs": HOURS | {"hours": [{"a_week": 5}]}}, "needs.hours.months"),
        ({"needs": HOURS | {"hours": [{"a_week": 5, "months": 5}]}}, "needs.hours.months"),
        ({"needs": HOURS | {"hours": [{"in_year": 250, "months": 6}]}}, "needs.hours"),
        ({"needs": HOURS | {"organisations": "two"}}, "needs.organisations"),
        ({"needs": HOURS | {"lasting_months": 0}}, "needs.lasting_months"),
        ({"needs": {"hours": [{"in_year": 1}], "organisations": "one"}}, "needs.years"),
        ({"needs": HOURS, "minimum_age": None}, "minimum_age"),
        ({"needs": HOURS, "evidence": "hearsay"}, "evidence"),
        ({"needs": HOURS, "evidence": ["registered"]}, "evidence"),
        ({"needs": HOURS, "waivers": []}, "waivers"),
        ({"needs": HOURS, "waivers": ["juleica", "juleica"]}, "waivers"),
        ({"needs": HOURS, "waivers": [{}]}, "waivers"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(told: object, place: str) -> None:
    assert not allowed(told)
    with pytest.raises(RuleError) as refusal:
        parse(told)
    assert refusal.value.place == place


def look(rule: dict[str, Any], hours: Hours, person: Person | None = None) -> tuple[Any, ...]:
    rules = [Dated(1, parse(rule), None, None)]
    found = outlook(rules, hours, at_pace(hours, TODAY), person or Person(), TODAY)
    return [(one.code, one.need, one.have, one.missing) for one in found.conditions], found.expected_on


def test_outlook_counts_to_the_minute_of_the_thirteen_weeks() -> None:
    pace = Hours.of([Fact(dt.date(2025, 12, 30), 5000), Fact(dt.date(2025, 12, 31), 91)])
    assert look({"needs": {"total_hours": 90}}, pace) == ([("total", 5400, 5091, 309)], TODAY + dt.timedelta(days=309))
    assert look({"needs": {"total_hours": 100_000}}, pace)[1] is None
    idle = Hours.of([Fact(dt.date(2025, 12, 30), 5000)])
    assert look({"needs": {"total_hours": 90}}, idle) == ([("total", 5400, 5000, 400)], None)
    assert at_pace(pace, TODAY).total == 5091 + HORIZON_DAYS


def test_outlook_waits_for_months_and_birthdays() -> None:
    begun = [Fact(dt.date(2025, month, 15), 3000) for month in range(4, 13)]
    hours = Hours.of([*begun, *(Fact(dt.date(2026, month, 15), 3000) for month in (1, 2, 3))])
    card = {"needs": {"hours": [{"in_year": 250}], "years": 2, "organisations": "together", "lasting_months": 24}}
    conditions = [("in_year", 15_000, 9_000, 6_000), ("years", 2, 1, 1), ("lasting", 24, 11, 13)]
    assert look(card, hours) == (conditions, dt.date(2027, 4, 15))
    young = Person(dt.date(2009, 7, 1))
    assert look({"needs": {"total_hours": 1}, "minimum_age": 18}, hours, young) == (
        [("total", 60, 36_000, 0), ("age", 18, 16, 2)],
        dt.date(2027, 7, 1),
    )
    assert look({"needs": {"back_after_months": 12}}, hours) == ([("pause", 12, 0, 12)], None)
    assert look({"needs": {"years_engaged": 1}}, hours) == ([("engaged", 12, 11, 1)], dt.date(2026, 4, 15))
