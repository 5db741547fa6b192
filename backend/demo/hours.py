"""Which hours the volunteers of the example alliance log one by one, and what becomes of each."""

import datetime as dt
import uuid as uuids
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from backend.demo.alliance import NOTES, PARTNERS, VOLUNTEER
from backend.demo.people import Person

# Of all that the demo names itself. The same entry has the same UUID in each run.
NAMESPACE = uuids.UUID("3c1f0a52-6f6e-5b0c-8a5d-1f3f5f0e7d21")
_YEAR = 350  # days over which the entries are spread


class Fate(StrEnum):
    """What becomes of an entry."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    DECLINED = "declined"
    RESUBMITTED = "resubmitted"  # declined, corrected, and waiting again
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Planned:
    """One entry to come; `title` is an activity of the person's `home`. Whole minutes."""

    uuid: uuids.UUID
    person: Person
    title: str
    day: dt.date
    minutes: int
    note: str
    fate: Fate


def plan(people: list[Person], today: dt.date) -> Iterator[Planned]:
    """The entries of the last twelve months before `today`, the same ones for the same day.

    The people of names.csv come to ten hours and more, Ada too, the others stay below: not everybody gets a paper.
    """
    offers = {partner.slug: [offer.title for offer in partner.offers] for partner in PARTNERS}
    for index, person in enumerate(people):
        titles = offers[person.home]
        ada = person.email == VOLUNTEER.email
        for number in range(12 if ada else 6 if person.script else 3):
            back = 1 + index % 14 if number == 0 else 15 + (index * 37 + number * 59) % _YEAR
            minutes = 120 if ada or person.script else 45
            yield Planned(
                uuid=uuids.uuid5(NAMESPACE, f"hours/{person.name}/{number}"),
                person=person,
                title=titles[number % len(titles)],
                day=today - dt.timedelta(days=back),
                minutes=minutes + 15 * ((index + 2 * number) % 5),
                note=NOTES[(index + number) % len(NOTES)],
                fate=_adas_fate(number) if ada else _fate(index, number, person),
            )


def _adas_fate(number: int) -> Fate:
    return {0: Fate.WAITING, 1: Fate.WAITING, 2: Fate.DECLINED, 3: Fate.RESUBMITTED}.get(number, Fate.CONFIRMED)


def _fate(index: int, number: int, person: Person) -> Fate:
    """Of the newest entry of many people something is left to do, or to see. The rest is confirmed."""
    if number or person.script:
        return Fate.CONFIRMED
    if index % 16 == 10:
        return Fate.WITHDRAWN
    if index % 3 == 0:
        return Fate.WAITING
    return Fate.DECLINED if index % 9 == 4 else Fate.CONFIRMED
