"""Programmes against a table: on which day somebody reached which of the shipped ones, and others like them."""

# ruff: noqa: E501 - a table reads line by line

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import recognition
from recognition.rules import Dated, Fact, Held, Hours, Person, first_reached, parse

SHIPPED = json.loads((Path(recognition.__file__).parent / "data" / "programmes.json").read_text(encoding="utf-8"))
TODAY = "2026-11-23"
HALF = 7_500  # minutes: twice a year make 250 hours
Entry = tuple[Any, ...]  # day, minutes, organisation (1), evidence (registered)


def day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told) if told else None


def dated(*rules: tuple[Any, str | None, str | None]) -> list[Dated]:
    return [Dated(n, parse(rule), day(since), day(until)) for n, (rule, since, until) in enumerate(rules, start=1)]


def shipped(code: str) -> list[Dated]:
    told = next(one for one in SHIPPED if one["code"] == code)
    always = {"rule": {"needs": told.get("needs")}, "valid_from": None, "valid_to": None}
    return dated(*((one["rule"], one["valid_from"], one["valid_to"]) for one in told.get("rules", [always])))


def weekly(first: str, weeks: int, minutes: int, organisation: int = 1) -> list[Entry]:
    start = dt.date.fromisoformat(first)
    return [((start + dt.timedelta(weeks=n)).isoformat(), minutes, organisation) for n in range(weeks)]


def halves(*years: int) -> list[Entry]:
    """250 hours in each of these years, the last minute of them on 30 June."""
    return [(f"{year}-{rest}", HALF) for year in years for rest in ("02-01", "06-30")]


CARD, COMPETENCE = shipped("ehrenamtskarte"), shipped("kompetenznachweis")
THREE = {"needs": {"hours": [{"in_year": 250}], "years": 3, "organisations": "together"}}
TWO = {"needs": {"hours": [{"in_year": 250}], "years": 2, "organisations": "together"}}
YEARS_TWO = dated((TWO, None, None))
YEARS_NEW = dated((THREE, None, "2023-06-30"), (TWO, "2023-07-01", None))
WEEKLY = {"needs": {"hours": [{"a_week": 5, "months": 12}], "years": 1, "organisations": "together"}}
QUARTERLY = {"needs": {"hours": [{"a_week": 1, "months": 3}], "years": 1, "organisations": "together"}}
KNOWN = {"needs": {"total_hours": 1}, "evidence": "known_domain"}
ADULT = {"needs": {"total_hours": 1}, "minimum_age": 18}
NOBODY_IN_PARTICULAR = Person()
BORN_2010 = Person(dt.date(2010, 5, 1))
LEAP_CHILD = Person(dt.date(2008, 2, 29))
DAYS_OF_2025 = [((dt.date(2025, 1, 1) + dt.timedelta(days=n)).isoformat(), 43) for n in range(365)]


@dataclass(frozen=True)
class Case:
    what: str
    rules: list[Dated]
    entries: list[Entry]
    reached: str | None
    minutes: int | None = None
    person: Person = NOBODY_IN_PARTICULAR
    today: str = TODAY
    rule: int = 1


CASES = [
    # --- amounts, to the minute ---
    Case("59 minutes are no hour", shipped("first-hour"), [("2026-01-05", 59)], None),
    Case("the 60th minute", shipped("first-hour"), [("2026-01-05", 59), ("2026-01-09", 1)], "2026-01-09", 60),
    Case("1439 minutes of 24 hours", dated(({"needs": {"total_hours": 24}}, None, None)), [("2026-03-01", 1439)], None),
    Case(
        "the 1440th minute",
        dated(({"needs": {"total_hours": 24}}, None, None)),
        [("2026-03-01", 1439), ("2026-03-02", 1), ("2026-03-03", 90)],
        "2026-03-02",
        1440,
    ),
    Case("a whole day at once", dated(({"needs": {"total_hours": 24}}, None, None)), [("2026-03-01", 1440)], "2026-03-01", 1440),
    Case("order of logging is nothing", shipped("hours-25"), [("2026-03-02", 700), ("2026-03-01", 800)], "2026-03-02", 1500),
    Case("several entries of one day", shipped("hours-25"), [("2026-03-01", 800), ("2026-03-01", 700)], "2026-03-01", 1500),
    Case("1000 hours over years", shipped("hours-1000"), halves(2020, 2021, 2022, 2023), "2023-06-30", 60_000),
    Case("nothing at all", shipped("hours-25"), [], None),
    Case("corrected to nothing", shipped("first-hour"), [("2026-01-05", 0)], None),
    Case("a correction took the 1500th minute", shipped("hours-25"), [("2026-03-01", 800), ("2026-03-02", 699)], None),
    # --- 250 hours in calendar years ---
    Case("two years of 250", YEARS_TWO, halves(2024, 2025), "2025-06-30", 30_000),
    Case("the 15,000th minute of the second", YEARS_TWO, [*halves(2024), ("2025-01-02", 14_999), ("2025-12-31", 1)], "2025-12-31", 30_000),
    Case("one minute short", YEARS_TWO, [*halves(2024), ("2025-01-02", 14_999)], None),
    Case("its last minute on New Year's Day", YEARS_TWO, [*halves(2024), ("2025-03-02", 14_999), ("2026-01-01", 1)], None),
    Case("a year of 500 is not two", YEARS_TWO, [("2025-02-01", 30_000)], None),
    Case("a year between them", YEARS_TWO, halves(2023, 2025), None),
    Case("three halves are no two years", YEARS_TWO, [("2024-02-01", HALF), ("2024-12-31", HALF), ("2025-01-01", HALF)], None),
    Case("two organisations add up", YEARS_TWO, [(d, m, 1 + n % 2) for n, (d, m) in enumerate(halves(2024, 2025))], "2025-06-30", 30_000),
    # --- the card: such years, and since two years ---
    Case("full years, but two years not over", CARD, halves(2024, 2025), "2026-02-01", 30_000, rule=2),
    Case("the day before they are over", CARD, halves(2024, 2025), None, today="2026-01-31"),
    Case("December and January are no two years", CARD, [("2025-12-01", 15_000), ("2026-01-01", 15_000)], None),
    Case("long there, then two full years", CARD, [("2023-12-01", 60), *halves(2024, 2025)], "2025-12-01", 30_000, rule=2),
    Case("a break of a year begins anew", CARD, [("2024-01-02", 15_000), ("2025-01-02", 15_000)], None),
    # --- change of rule in between ---
    Case("two years were too few then", CARD, halves(2021, 2022), "2023-07-01", 30_000, rule=2),
    Case("three years in 2022, since three in 2023", CARD, halves(2020, 2021, 2022), "2023-02-01", 45_000),
    Case("two years long ago do not revive", CARD, halves(2019, 2020), None),
    Case("the day before the change", CARD, halves(2021, 2022), None, today="2023-06-30"),
    Case("the second year ends after the change", YEARS_NEW, [*halves(2022), ("2023-02-01", HALF), ("2023-07-02", HALF)], "2023-07-02", 30_000, rule=2),
    Case("complete on the old rule's last day", YEARS_NEW, [*halves(2022), ("2023-02-01", HALF), ("2023-06-30", HALF)], "2023-07-01", 30_000, rule=2),
    Case("a gap between two rules", dated((TWO, None, "2025-05-31"), (TWO, "2025-09-01", None)), halves(2024, 2025), "2025-09-01", 30_000, rule=2),
    Case("stricter later: once reached under the old", dated((TWO, None, "2025-12-31"), (THREE, "2026-01-01", None)), halves(2024, 2025), "2025-06-30", 30_000),
    Case("stricter before it: not", dated((TWO, None, "2025-05-31"), (THREE, "2025-06-01", None)), halves(2024, 2025), None),
    Case("a milestone begins later", dated(({"needs": {"total_hours": 1}}, "2026-01-01", None)), [("2020-05-05", 60)], "2026-01-01", 60),
    # --- average a week ---
    Case("five hours a week over the turn of a year", dated((WEEKLY, None, None)), weekly("2024-07-01", 53, 300), "2025-06-23", 15_600),
    Case("43 minutes a day", dated((WEEKLY, None, None)), DAYS_OF_2025, "2025-12-29", 15_609),
    Case("a leap year has 52 whole weeks", dated((WEEKLY, None, None)), [("2024-02-29", 300), ("2025-02-28", 15_300)], "2025-02-28", 15_600),
    Case("the leap day was a year and a day ago", dated((WEEKLY, None, None)), [("2024-02-29", 300), ("2025-03-01", 15_300)], None),
    Case("fifteen minutes a week short", dated((WEEKLY, None, None)), weekly("2024-07-01", 100, 285), None),
    Case("the card by weeks from July to June", CARD, weekly("2023-07-03", 105, 300), "2025-07-03", 31_200, rule=2),
    Case("each quarter on its own", dated((QUARTERLY, None, None)), weekly("2025-01-01", 53, 60), "2025-12-19", 3_060),
    Case("one quarter empty", dated((QUARTERLY, None, None)), [*weekly("2025-01-01", 13, 240), *weekly("2025-10-15", 13, 240)], None),
    # --- one organisation, and age on the day ---
    Case("80 hours at one", COMPETENCE, [("2026-02-01", 4_800)], "2026-02-01", 4_800, BORN_2010),
    Case("80 hours at two", COMPETENCE, [("2026-02-01", 2_400, 1), ("2026-02-02", 2_400, 2)], None, None, BORN_2010),
    Case("80 and some at two", COMPETENCE, [("2026-02-01", 90, 1), ("2026-02-02", 4_800, 2)], "2026-02-02", 4_800, BORN_2010),
    Case("the turn of a year parts them", COMPETENCE, [("2025-12-31", 1_440), ("2026-01-01", 3_360)], None, None, BORN_2010),
    Case("thirteen that day, fourteen since", COMPETENCE, [("2024-02-01", 4_800)], "2024-05-01", 4_800, BORN_2010),
    Case("thirteen until the next year ended", COMPETENCE, [("2022-02-01", 4_800)], None, None, BORN_2010),
    Case("no birth date", COMPETENCE, [("2026-02-01", 4_800)], None),
    Case("eighteen on the day itself", dated((ADULT, None, None)), [("2026-01-05", 60)], "2026-05-01", 60, Person(dt.date(2008, 5, 1))),
    Case("eighteen only tomorrow", dated((ADULT, None, None)), [("2026-01-05", 60)], None, None, Person(dt.date(2008, 11, 24))),
    Case("born on a leap day", dated((ADULT, None, None)), [("2026-02-28", 60)], "2026-03-01", 60, LEAP_CHILD),
    # --- evidence ---
    Case("weaker evidence does not count", dated((KNOWN, None, None)), [("2026-01-05", 60, 1, "unknown_address")], None),
    Case("the lowest that counts", dated((KNOWN, None, None)), [("2026-01-05", 60, 1, "known_domain")], "2026-01-05", 60),
    Case("only the better part", dated((KNOWN, None, None)), [("2026-01-05", 59, 1, "registered"), ("2026-01-06", 60, 1, "unknown_address"), ("2026-01-07", 1, 1, "known_domain")], "2026-01-07", 60),
    # --- years and pauses ---
    Case("a year to the day", shipped("years-1"), [("2025-03-10", 60), ("2025-10-01", 60), ("2026-03-10", 60)], "2026-03-10", 180),
    Case("a day short of a year", shipped("years-1"), [("2025-03-10", 60), ("2025-10-01", 60), ("2026-03-09", 60)], None),
    Case("begun on a leap day", shipped("years-1"), [("2024-02-29", 60), ("2024-09-01", 60), ("2025-02-28", 60)], "2025-02-28", 180),
    Case("a break of a year begins the years anew", shipped("years-2"), [("2023-01-01", 60), ("2024-01-01", 60), ("2025-01-02", 60)], None),
    Case("two years without a break", shipped("years-2"), [("2023-01-01", 60), ("2023-12-31", 60), ("2024-12-30", 60), ("2025-01-01", 60)], "2025-01-01", 240),
    Case("back after a year", shipped("back"), [("2024-02-10", 60), ("2025-02-10", 90)], "2025-02-10", 90),
    Case("back a day too early", shipped("back"), [("2024-02-10", 60), ("2025-02-09", 90)], None),
    Case("a correction opens the pause", shipped("back"), [("2024-02-10", 60), ("2024-08-01", 0), ("2025-02-10", 90)], "2025-02-10", 90),
    # --- waivers, and days to come ---
    Case("a waiver needs no hours", CARD, [], "2024-05-01", 0, Person(waivers=(Held("juleica", dt.date(2024, 5, 1)),)), rule=2),
    Case("a waiver from before the rule", CARD, [], "2023-07-01", 0, Person(waivers=(Held("fire_brigade", dt.date(2019, 5, 1)),)), rule=2),
    Case("a waiver that ended before the rule", CARD, [], None, 0, Person(waivers=(Held("juleica", dt.date(2019, 5, 1), dt.date(2023, 6, 30)),))),
    Case("the last day of a waiver", CARD, [], "2023-07-01", 0, Person(waivers=(Held("juleica", dt.date(2020, 7, 2), dt.date(2023, 7, 1)),)), rule=2),
    Case("a second waiver after the first", CARD, [], "2024-05-01", 0, Person(waivers=(Held("juleica", dt.date(2019, 5, 1), dt.date(2022, 4, 30)), Held("juleica", dt.date(2024, 5, 1), dt.date(2027, 4, 30)))), rule=2),
    Case("a waiver of another programme", COMPETENCE, [], None, None, Person(dt.date(2000, 1, 1), (Held("juleica", dt.date(2024, 5, 1)),))),
    Case("not before its day", shipped("hours-25"), [("2026-11-23", 1_500)], None, today="2026-11-22"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_reached_on_the_day_of_the_table(case: Case) -> None:
    hours = Hours.of(Fact(dt.date.fromisoformat(one[0]), *one[1:]) for one in case.entries)
    found = first_reached(case.rules, hours, case.person, dt.date.fromisoformat(case.today))
    if case.reached is None:
        assert found is None
    else:
        assert found is not None
        minutes = found.minutes if case.minutes is None else case.minutes
        assert (found.on.isoformat(), found.minutes, found.key) == (case.reached, minutes, case.rule)
