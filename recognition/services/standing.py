"""Where one person stands with every programme at this moment: what they reached, what is missing, when it will be."""

import datetime as dt
from dataclasses import dataclass

from backend.common import clock
from recognition.models import Programme, ProgrammeRule
from recognition.rules import Condition, Person, outlook
from recognition.rules.outlook import at_pace
from recognition.services.reading import NO_HOURS, hours_of, rulebook
from volunteers.models import Organisation, Volunteer, VolunteerDetails


@dataclass(frozen=True, slots=True)
class Standing:
    """One programme for one person.

    `rule` is the one under which it was reached, else the one of the day; None where none is valid. `conditions` tell
    what the rule of the day needs; minutes, months or years by their `unit`. `organisation` where a rule counts the
    hours of one alone: the one where the person is furthest. `expected_on` is the local date on which it will be
    reached at the pace of the last 13 weeks; None where it is, or not within five years.
    """

    programme: Programme
    rule: ProgrammeRule | None
    reached_on: dt.date | None
    minutes: int
    conditions: tuple[Condition, ...]
    organisation: Organisation | None
    expected_on: dt.date | None

    @property
    def reached(self) -> bool:
        """Whether the person is there."""
        return self.reached_on is not None


def of(volunteer: Volunteer, *, day: dt.date | None = None) -> list[Standing]:
    """Every programme, in their order, as it stands on that local date (today), from the hours themselves.

    Six queries at most, however many hours there are.
    """
    today, book = day or clock.today(), rulebook()
    # Without evidence what is asked is the index alone; with it the entries themselves.
    hours = dict(hours_of([volunteer.pk], evidence=book.evidence)).get(volunteer.pk, NO_HOURS)
    hours = hours.until(today)
    born = VolunteerDetails.objects.filter(volunteer=volunteer).values_list("birth_date", flat=True).first()
    person, later = Person(born), at_pace(hours, today)
    rules = {rule.pk: rule for rule in ProgrammeRule.objects.select_related("programme")}
    found = [(own, outlook(own, hours, later, person, today)) for own in book.programmes.values()]
    places = Organisation.objects.in_bulk({one.organisation for _own, one in found if one.organisation is not None})
    standings = []
    for own, one in found:
        valid = [dated.key for dated in own if (dated.valid_from or today) <= today <= (dated.valid_to or today)]
        key = one.reach.key if one.reach else next(iter(valid), None)
        standings.append(
            Standing(
                programme=rules[own[0].key].programme,
                rule=rules[key] if key is not None else None,
                reached_on=one.reach.on if one.reach else None,
                minutes=one.reach.minutes if one.reach else 0,
                conditions=one.conditions,
                organisation=places.get(one.organisation) if one.organisation is not None else None,
                expected_on=one.expected_on,
            )
        )
    return standings
