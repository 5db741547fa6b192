"""Two records made one and taken apart again, as two more steps of the machine; and what the model says to them.

Who owns an entry changes with them, and nothing else does: the recount goes on as before. Petro never goes into Olga's
record: she would come to his address with it, and the model knows addresses by heart.
"""

from collections import Counter

from tests.volunteers.ledger_machine import EITHER, NUMBER, RARELY, Ledger
from tests.volunteers.ledger_model import (
    ACCOUNTS,
    ACTORS,
    DAY_HAS,
    KEPT_BY,
    MEMBERS,
    MONTH,
    SAME_ADDRESS,
    Joined,
    Model,
    coordinates,
    is_own,
)
from tests.volunteers.ledger_walk import precondition, rule
from volunteers.models import HourEntry
from volunteers.services import merging

PAIRS = [(one, other) for one in ACCOUNTS for other in ACCOUNTS if one != other and (one, other) != ("petro", "olga")]


def speaks_for(model: Model, actor: str, source: str, target: str) -> bool:
    """Two records that a member's organisation keeps, or two people in a coordinator's scope; never one's own."""
    both = (source, target)
    if any(model.gone(who) or is_own(actor, who) for who in both) or ACCOUNTS[source]:
        return False
    return bool(_keeper(actor, *both)) or all(_reaches(model, actor, who) for who in both)


def may_merge(model: Model, actor: str, source: str, target: str) -> bool:
    """If nothing stands in the way."""
    return speaks_for(model, actor, source, target) and not _stands_in_the_way(model, (source, target))


def merge(model: Model, actor: str, source: str, target: str) -> None:
    moved = [number for number, entry in enumerate(model.entries) if entry.who == source]
    for number in moved:
        model.entries[number].who = target
    model.merges.append(Joined(source, target, _keeper(actor, source, target), model.now, moved))


def may_undo(model: Model, actor: str, key: int) -> bool:
    """The person, the organisation whose word it was, a coordinator of the person; within thirty days."""
    one = model.merges[key]
    by_address = is_own(actor, one.target) and ACCOUNTS[one.target] != actor
    speaks = (
        actor == ACCOUNTS[one.target]
        or actor in MEMBERS.get(one.organisation or "", ())
        or _reaches(model, actor, one.target)
    )
    return speaks and not by_address and not one.undone and model.now < one.at + MONTH and not model.gone(one.target)


def undo(model: Model, key: int) -> None:
    one = model.merges[key]
    one.undone = True
    for number in one.moved:
        entry = model.entries[number]
        if entry.who == one.target and not _confirmed_by(model, number, _identity(one.source)):
            entry.who = one.source


def _keeper(actor: str, source: str, target: str) -> str | None:
    place = KEPT_BY.get(source)
    return place if place and place == KEPT_BY.get(target) and actor in MEMBERS[place] else None


def _reaches(model: Model, actor: str, who: str) -> bool:
    return actor == "carla" or any(coordinates(actor, entry.activity) for entry in model.entries if entry.who == who)


def _identity(*people: str) -> set[str | None]:
    return {ACCOUNTS[who] for who in people} | {SAME_ADDRESS.get(who) for who in people}


def _confirmed_by(model: Model, number: int, who: set[str | None]) -> bool:
    """By an account; a link never goes to the address of somebody in this cast."""
    entry = model.entries[number]
    return entry.status == "confirmed" and entry.steps[-1][2] is not None and entry.steps[-1][2] in who


def _stands_in_the_way(model: Model, both: tuple[str, str]) -> bool:
    theirs = {number for number, entry in enumerate(model.entries) if entry.who in both}
    days = Counter[object]()
    owners: dict[object, set[str]] = {}
    for number in theirs:
        entry = model.entries[number]
        if entry.status in {"submitted", "confirmed"}:
            days[entry.day] += entry.takes
            owners.setdefault(entry.day, set()).add(entry.who)
    who = _identity(*both) - {None}
    return (
        any(minutes > DAY_HAS and len(owners[day]) > 1 for day, minutes in days.items())
        or any(_confirmed_by(model, number, who) for number in theirs)
        or any(
            (one.side == "organisation" and one.by in who)
            or (one.status == "agreed" and one.steps[-1][2] in who and one.steps[-1][3] != "volunteer")
            for one in model.corrections
            if one.entry in theirs and one.status in {"proposed", "agreed"}
        )
    )


class Records(Ledger):
    """The ledger of people who may be there twice."""

    @rule(number=NUMBER, wild=RARELY, regretted=EITHER)
    def merge_people(self, number: int, wild: bool, regretted: bool) -> None:  # noqa: FBT001 - passed by name
        def may(actor: str, source: str, target: str) -> bool:
            return speaks_for(self.model, actor, source, target)

        self.tick()
        options = [(actor, *pair) for actor in ACTORS for pair in PAIRS]
        actor, source, target = self.choose(options, may, number, wild=wild)
        row = self._of(actor, source=self.cast.people[source], target=self.cast.people[target])
        if done := self.attempt(may_merge(self.model, actor, source, target), merging.merge, **row):
            merge(self.model, actor, source, target)
            self.merges.append(done)
            self._look_again()
            if regretted:  # a merge is rare, and rarer a merge and then its undoing: here anybody tries it at once
                self._undo(ACTORS[number % len(ACTORS)], len(self.merges) - 1)

    @precondition(lambda self: self.merges)
    @rule(number=NUMBER, wild=EITHER)  # half of the tries are to be refused
    def undo_merge(self, number: int, wild: bool) -> None:  # noqa: FBT001 - as above
        def may(actor: str, key: int) -> bool:
            return may_undo(self.model, actor, key)

        options = [(actor, key) for actor in ACTORS for key in range(len(self.merges))]
        self._undo(*self.choose(options, may, number, wild=wild))

    def _undo(self, actor: str, key: int) -> None:
        self.tick()
        if self.attempt(may_undo(self.model, actor, key), merging.undo, **self._of(actor, merge=self.merges[key])):
            undo(self.model, key)
            self._look_again()

    def _look_again(self) -> None:
        """Whose each entry is now: nobody here opened a page before, which tests/concurrency does."""
        owners = dict(HourEntry.objects.values_list("pk", "volunteer"))
        for entry in self.entries:
            if entry.volunteer_id != owners[entry.pk]:
                entry.volunteer_id = owners[entry.pk]
                self.locked.pop(entry.pk, None)
        self.read_anew()
