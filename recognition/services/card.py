"""The Ehrenamtskarten-Ampel: how far somebody is on the way to the card, over all organisations, in one look."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from backend.common import clock
from recognition.models import ProgrammeKind, ProgrammeRule, Waiver
from recognition.rules import Condition, Held, parse
from recognition.rules.facts import months_after
from recognition.rules.language import AWeek, Volume
from recognition.services import standing
from recognition.services.standing import Standing
from volunteers.models import HourEntry, Volunteer


class Light(StrEnum):
    """What one look says."""

    GREEN = "green"  # the card is due to who asks for it today
    YELLOW = "yellow"  # at this pace it will be, on a day that is told
    GREY = "grey"  # not at this pace: no red, nobody does anything wrong


@dataclass(frozen=True, slots=True)
class Gauge:
    """One measure of hours of which one is enough. All figures are minutes.

    `have` and `need` are those of the calendar year, or of the stretch of `months` months that ends today; a week,
    `weekly` of `weekly_need` on average over its whole weeks; both None for a calendar year.
    """

    code: str
    have: int
    need: int
    months: int = 12
    weekly: int | None = None
    weekly_need: int | None = None


@dataclass(frozen=True, slots=True)
class Ampel:
    """Where somebody stands with the card. `gauges` are measures of hours, `others` what is asked for beside them.

    `rule` is the one of the day; None where there is none. `waiver` is the code by which the card is due without
    hours, "" otherwise; `waivers` are all that hold today. `milestone` is the alliance's next one in hours, which
    everybody reaches; None after the last.
    """

    light: Light
    standing: Standing
    rule: ProgrammeRule | None
    gauges: tuple[Gauge, ...]
    others: tuple[Condition, ...]
    waiver: str
    waivers: tuple[Waiver, ...]
    milestone: Standing | None

    @property
    def past(self) -> bool:
        """Reached once, and not due today."""
        return self.standing.reached and self.light != Light.GREEN


def of(volunteer: Volunteer, *, day: dt.date | None = None) -> Ampel:
    """The Ampel of one person on that local date (today), from the hours themselves. Four queries at most."""
    today = day or clock.today()
    own = list(Waiver.objects.counting().filter(volunteer=volunteer).order_by("kind", "held_since", "pk"))
    held = tuple(Held(one.kind, one.held_since, one.held_until) for one in own)
    kinds = (ProgrammeKind.CARD, ProgrammeKind.MILESTONE)
    standings = standing.of(volunteer, day=today, kinds=kinds, held=held)
    card = next(one for one in standings if one.programme.kind == ProgrammeKind.CARD)
    gauges, others = _gauges(card)
    return Ampel(
        light=Light.GREEN if card.holds else Light.YELLOW if card.expected_on else Light.GREY,
        standing=card,
        rule=card.rule_of_day,
        gauges=gauges,
        others=others,
        waiver=card.waiver,
        waivers=tuple(one for one in own if one.held_since <= today <= (one.held_until or today)),
        milestone=next_milestone(standings),
    )


def next_milestone(standings: list[Standing]) -> Standing | None:
    """The next one in hours that the person did not reach; its only condition tells how much is missing."""
    ahead = [
        one
        for one in standings
        if one.programme.kind == ProgrammeKind.MILESTONE
        and not one.reached
        and [condition.code for condition in one.conditions] == ["total"]
    ]
    return min(ahead, key=lambda one: one.conditions[0].need, default=None)


def _gauges(card: Standing) -> tuple[tuple[Gauge, ...], tuple[Condition, ...]]:
    """The conditions of the rule of the day: its alternatives, in the order of its measures, and the rest."""
    needs = parse(card.rule_of_day.rule).needs if card.rule_of_day is not None else None
    if not isinstance(needs, Volume):
        return (), card.conditions
    number = len(needs.measures)
    gauges = []
    for measure, condition in zip(needs.measures, card.conditions[:number], strict=True):
        have = condition.have or 0
        if isinstance(measure, AWeek):
            weeks = condition.need // measure.minutes
            gauges.append(Gauge(condition.code, have, condition.need, measure.months, have // weeks, measure.minutes))
        else:
            gauges.append(Gauge(condition.code, have, condition.need))
    return tuple(gauges), card.conditions[number:]


@dataclass(frozen=True, slots=True)
class Share:
    """What one organisation contributes: whole minutes of the calendar year, and of the twelve months up to today."""

    organisation: str
    this_year: int
    twelve_months: int


def shares(volunteer: Volunteer, *, day: dt.date | None = None) -> list[Share]:
    """The hours that add up, most first. One query."""
    today = day or clock.today()
    new_year, since = dt.date(today.year, 1, 1), months_after(today, -12) + dt.timedelta(days=1)
    own = HourEntry.objects.counting().filter(volunteer=volunteer, day__gte=min(new_year, since), day__lte=today)
    rows = (
        own.order_by()
        .values_list("organisation__name")
        .annotate(
            this_year=Coalesce(Sum("counted", filter=Q(day__gte=new_year)), 0),
            twelve_months=Coalesce(Sum("counted", filter=Q(day__gte=since)), 0),
        )
    )
    return [Share(*row) for row in rows.order_by("-twelve_months", "organisation__name")]
