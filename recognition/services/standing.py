"""Where one person stands with every programme at this moment: what they reached, what is missing, when it will be."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from backend.common import clock
from recognition.models import Programme, ProgrammeKind, ProgrammeRule
from recognition.rules import Condition, Held, Person, outlook
from recognition.rules.outlook import at_pace
from recognition.services.reading import NO_HOURS, hours_of, rulebook_of, waivers_of
from volunteers.models import Organisation, Volunteer, VolunteerDetails


@dataclass(frozen=True, slots=True)
class Standing:
    """One programme for one person.

    `rule` is the one under which it was reached, else the one of the day; None where none is valid. `conditions` tell
    what the rule of the day needs; minutes, months or years by their `unit`. `organisation` where a rule counts the
    hours of one alone: the one where the person is furthest. `expected_on` is the local date on which it will be
    reached at the pace of the last 13 weeks; None where it is, or not within five years. `holds`: that day meets the
    rule of the day (`rule_of_day`), so that the card is due to who asks for it now; by `waiver` alone where that is
    not "".
    """

    programme: Programme
    rule: ProgrammeRule | None
    reached_on: dt.date | None
    minutes: int
    conditions: tuple[Condition, ...]
    organisation: Organisation | None
    expected_on: dt.date | None
    holds: bool = False
    waiver: str = ""
    rule_of_day: ProgrammeRule | None = None

    @property
    def reached(self) -> bool:
        """Whether the person is there."""
        return self.reached_on is not None


def of(
    volunteer: Volunteer,
    *,
    day: dt.date | None = None,
    kinds: Collection[str] = ProgrammeKind.values,
    held: tuple[Held, ...] | None = None,
) -> list[Standing]:
    """Every programme of these kinds, in their order, as it stands on that local date (today), from the hours.

    Five queries at most, however many hours there are; one less where the volunteer's details were fetched with them,
    and one where the waivers are `held` in hand.
    """
    today = day or clock.today()
    read = ProgrammeRule.objects.filter(programme__kind__in=kinds).select_related("programme")
    rules = {rule.pk: rule for rule in read.order_by("programme__position", "programme", "version")}
    book = rulebook_of(rules.values())
    # Without evidence what is asked is the index alone; with it the entries themselves.
    hours = dict(hours_of([volunteer.pk], evidence=book.evidence)).get(volunteer.pk, NO_HOURS).until(today)
    person = Person(_birth_date(volunteer), waivers_of([volunteer.pk]).get(volunteer.pk, ()) if held is None else held)
    later = at_pace(hours, today)
    found = [(own, outlook(own, hours, later, person, today)) for own in book.programmes.values()]
    places = Organisation.objects.in_bulk({one.organisation for _own, one in found if one.organisation is not None})
    standings = []
    for own, one in found:
        valid = [dated.key for dated in own if (dated.valid_from or today) <= today <= (dated.valid_to or today)]
        rule_of_day = rules[valid[0]] if valid else None
        standings.append(
            Standing(
                programme=rules[own[0].key].programme,
                rule=rules[one.reach.key] if one.reach else rule_of_day,
                reached_on=one.reach.on if one.reach else None,
                minutes=one.reach.minutes if one.reach else 0,
                conditions=one.conditions,
                organisation=places.get(one.organisation) if one.organisation is not None else None,
                expected_on=one.expected_on,
                holds=one.now is not None,
                waiver=(one.now.waiver or "") if one.now else "",
                rule_of_day=rule_of_day,
            )
        )
    return standings


def _birth_date(volunteer: Volunteer) -> dt.date | None:
    try:
        return volunteer.details.birth_date
    except VolunteerDetails.DoesNotExist:
        return None
