"""Rules as frozen values, and the one reader that makes them of JSON. The schema beside it says the same in JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

EVIDENCE: Final = ("unknown_address", "known_domain", "registered")  # weakest first (domain.md, "The ledger", 4)
WAIVERS: Final = ("juleica", "fire_brigade", "civil_protection", "rescue_service")
SPANS: Final = (1, 2, 3, 4, 6, 12)  # months; each divides a year


class RuleError(ValueError):
    """JSON that is no rule. `place` is where, a path such as `needs.years`, without the JSON's values."""

    def __init__(self, place: str) -> None:
        """Where it is wrong."""
        super().__init__(f"no rule: {place}")
        self.place = place


@dataclass(frozen=True, slots=True)
class InYear:
    """At least `minutes` in a calendar year."""

    minutes: int


@dataclass(frozen=True, slots=True)
class AWeek:
    """At least `minutes` a week on average, in a stretch of `months` months."""

    minutes: int
    months: int


Measure: TypeAlias = InYear | AWeek


@dataclass(frozen=True, slots=True)
class Volume:
    """One of `measures` for `years` years running; `together` adds organisations up, else one has to suffice.

    It has to last for `lasting` months, 0 where that is not asked.
    """

    measures: tuple[Measure, ...]
    years: int
    together: bool
    lasting: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """At least `minutes` ever."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Engaged:
    """Help `years` years after the first day, or after the last break of a year."""

    years: int


@dataclass(frozen=True, slots=True)
class Back:
    """Help again after `months` months without."""

    months: int


Needs: TypeAlias = Volume | Total | Engaged | Back


@dataclass(frozen=True, slots=True)
class Rule:
    """What is needed, from which age (whole years), on which evidence; and what stands for it."""

    needs: Needs
    minimum_age: int | None = None
    evidence: str = EVIDENCE[0]
    waivers: tuple[str, ...] = ()


def parse(told: object) -> Rule:
    """The rule that this JSON means. Raises RuleError with the place of the first fault."""
    rule = _object(told, "", {"needs"}, {"minimum_age", "evidence", "waivers"})
    age = rule.get("minimum_age")
    waivers = rule.get("waivers")
    if "waivers" in rule and (not isinstance(waivers, list) or not waivers or len({*map(str, waivers)}) < len(waivers)):
        raise RuleError("waivers")
    return Rule(
        needs=_needs(rule["needs"]),
        minimum_age=None if "minimum_age" not in rule else _number(age, "minimum_age", 120),
        evidence=_one_of(rule.get("evidence", EVIDENCE[0]), "evidence", EVIDENCE),
        waivers=tuple(_one_of(waiver, "waivers", WAIVERS) for waiver in waivers or ()),
    )


def _needs(told: object) -> Needs:
    if not isinstance(told, Mapping):
        raise RuleError("needs")
    if "hours" in told:
        volume = _object(told, "needs", {"hours", "years", "organisations"}, {"lasting_months"})
        measures = volume["hours"]
        if not isinstance(measures, list) or not 1 <= len(measures) <= 4:
            raise RuleError("needs.hours")
        return Volume(
            measures=tuple(_measure(measure) for measure in measures),
            years=_number(volume["years"], "needs.years", 10),
            together=_one_of(volume["organisations"], "needs.organisations", ("together", "one")) == "together",
            lasting=_number(volume["lasting_months"], "needs.lasting_months", 120) if "lasting_months" in volume else 0,
        )
    if "total_hours" in told:
        return Total(60 * _number(_object(told, "needs", {"total_hours"})["total_hours"], "needs.total_hours", 100_000))
    if "years_engaged" in told:
        return Engaged(_number(_object(told, "needs", {"years_engaged"})["years_engaged"], "needs.years_engaged", 80))
    back = _object(told, "needs", {"back_after_months"})
    return Back(_number(back["back_after_months"], "needs.back_after_months", 120))


def _measure(told: object) -> Measure:
    if isinstance(told, Mapping) and "in_year" in told:
        return InYear(60 * _number(_object(told, "needs.hours", {"in_year"})["in_year"], "needs.hours.in_year", 8784))
    weekly = _object(told, "needs.hours", {"a_week", "months"})
    months = _number(weekly["months"], "needs.hours.months", 12)
    if months not in SPANS:
        raise RuleError("needs.hours.months")
    return AWeek(60 * _number(weekly["a_week"], "needs.hours.a_week", 168), months)


def _object(told: object, place: str, needed: set[str], allowed: frozenset[str] | set[str] = frozenset()) -> Any:
    if not isinstance(told, Mapping):
        raise RuleError(place or "rule")
    if missing := needed - told.keys():
        raise RuleError(f"{place}.{min(missing)}".lstrip("."))
    if told.keys() - needed - allowed:
        raise RuleError(place or "rule")
    return told


def _number(told: object, place: str, most: int) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or not 1 <= told <= most:
        raise RuleError(place)
    return told


def _one_of(told: object, place: str, known: tuple[str, ...]) -> str:
    if not isinstance(told, str) or told not in known:
        raise RuleError(place)
    return told
