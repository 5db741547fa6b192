"""What the ledger allows, said a second time: plain dictionaries and the sentences of the domain, no database.

`may_…` says whether a step is allowed, the other methods take it. Written from the rules (the ledger, corrections,
objections, mail links, weekly plans) and not from the services, so that one finds the other's mistakes.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from uuid import UUID

DAY_HAS = 1440
FORTNIGHT = dt.timedelta(days=14)
MONTH = dt.timedelta(days=30)


class Place(NamedTuple):
    """An activity: whose, where, in which field; and from when to when, where it is not for ever."""

    organisation: str
    district: str
    field: str
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None


FIRST = dt.date(2026, 3, 2)  # a Monday, with another month right before it
ACTIVITIES = {
    "talking": Place("cafe", "leer", "language"),
    "football": Place("club", "emden", "living"),
    "outing": Place("cafe", "emden", "living", FIRST - dt.timedelta(1), FIRST + dt.timedelta(3)),
}
ACTORS = ("ada", "omar", "mina", "fritz", "mallory", "nora", "dora", "carla")
MEMBERS = {"cafe": {"omar", "mina", "fritz"}, "club": {"mallory", "nora"}}
# People who help, and the account that is theirs. Olga and Petro have none; Petro's address is Omar's.
ACCOUNTS = {"ada": "ada", "mallory": "mallory", "dora": "dora", "olga": None, "petro": None}
KEPT_BY = {"olga": "cafe", "petro": "cafe"}
SAME_ADDRESS = {"petro": "omar"}
DOMAINS = {"cafe": "cafe.example"}


def is_own(actor: str, who: str) -> bool:
    return actor in {ACCOUNTS[who], SAME_ADDRESS.get(who)}


def coordinates(actor: str, activity: str) -> bool:
    place = ACTIVITIES[activity]
    return (
        actor == "carla"
        or (actor == "dora" and place.district == "emden")
        or (actor == "fritz" and place.field == "language")
    )


@dataclass
class Entry:
    uuid: UUID
    who: str
    activity: str
    day: dt.date
    minutes: int
    sent: dt.datetime  # the last time
    status: str = ""
    corrected: int = 0
    declined_by: str | None = None
    # From, to, actor, way, minutes, evidence: what must stand in the ledger's events, in this order.
    steps: list[tuple[str, str, str | None, str, int, str]] = field(default_factory=list)

    @property
    def organisation(self) -> str:
        return ACTIVITIES[self.activity].organisation

    @property
    def takes(self) -> int:
        return self.minutes + self.corrected if self.status in {"submitted", "confirmed"} else 0


@dataclass
class Asked:
    """A correction."""

    entry: int
    minutes: int
    side: str
    by: str
    at: dt.datetime
    status: str = ""
    # From, to, actor, for whom: as above.
    steps: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass
class Objected:
    entry: int
    correction: int | None
    at: dt.datetime
    status: str = "open"


@dataclass
class Link:
    who: str
    organisation: str
    address: str
    at: dt.datetime
    entries: dict[int, dt.datetime]  # and when each was sent
    status: str = "open"

    def state(self, now: dt.datetime) -> str:
        return "expired" if self.status == "open" and now >= self.at + FORTNIGHT else self.status


@dataclass
class Plan:
    confirmer: str
    ends_on: dt.date
    status: str = "agreed"
    minutes: int = 90
    tolerance: int = 30


@dataclass
class Joined:
    """A record that went into another, and whose word it was, where not the coordination's."""

    source: str
    target: str
    organisation: str | None
    at: dt.datetime
    moved: list[int]
    undone: bool = False


@dataclass
class Model:
    now: dt.datetime
    entries: list[Entry] = field(default_factory=list)
    corrections: list[Asked] = field(default_factory=list)
    objections: list[Objected] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    plans: dict[tuple[str, str], Plan] = field(default_factory=dict)
    merges: list[Joined] = field(default_factory=list)

    def copy(self) -> "Model":
        """One that goes its own way. Said by hand, for a deep copy does not know what never changes."""
        return Model(
            self.now,
            [replace(one, steps=[*one.steps]) for one in self.entries],
            [replace(one, steps=[*one.steps]) for one in self.corrections],
            [replace(one) for one in self.objections],
            [replace(one) for one in self.links],
            {key: replace(one) for key, one in self.plans.items()},
            [replace(one) for one in self.merges],
        )

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def step(self, entry: Entry, to: str, actor: str | None, *, way: str = "api", evidence: str = "") -> None:
        entry.steps.append((entry.status, to, actor, way, entry.minutes, evidence))
        entry.status = to

    # --- hours ---

    def may_log_for(self, actor: str, who: str, activity: str) -> bool:
        place = ACTIVITIES[activity]
        known = KEPT_BY.get(who) == place.organisation or any(
            entry.who == who and entry.organisation == place.organisation for entry in self.entries
        )
        return ACCOUNTS[who] == actor or (actor in MEMBERS[place.organisation] and known and not self.gone(who))

    def gone(self, who: str) -> bool:
        """Whether that record is part of another one now."""
        return any(one.source == who and not one.undone for one in self.merges)

    def fits(self, who: str, activity: str, day: dt.date, minutes: int) -> bool:
        place = ACTIVITIES[activity]
        inside = (place.starts_on or day) <= day <= (place.ends_on or day)
        return 1 <= minutes <= DAY_HAS and day <= self.today and inside and self.has_room(who, day, minutes)

    def has_room(self, who: str, day: dt.date, minutes: int) -> bool:
        return minutes + sum(entry.takes for entry in self.entries if (entry.who, entry.day) == (who, day)) <= DAY_HAS

    def log(self, actor: str, who: str, activity: str, day: dt.date, minutes: int, uuid: UUID) -> Entry:
        confirmer = self._planned(who, activity, day, minutes)
        entry = Entry(uuid, who, activity, day, minutes, self.now)
        self.step(entry, "submitted", actor)
        if confirmer:
            self.step(entry, "confirmed", confirmer, way="plan", evidence="registered")
        self.entries.append(entry)
        return entry

    def _planned(self, who: str, activity: str, day: dt.date, minutes: int) -> str | None:
        """Who confirms by a plan: it is in force, it fits, and nothing is odd about the day."""
        plan = self.plans.get((who, activity))
        if plan is None or plan.status != "agreed" or max(day, self.today) > plan.ends_on:
            return None
        others = [entry for entry in self.entries if (entry.who, entry.day) == (who, day)]
        again = any(entry.activity == activity and entry.status != "withdrawn" for entry in others)
        long = minutes + sum(entry.takes for entry in others) > 12 * 60
        return None if again or long or abs(minutes - plan.minutes) > plan.tolerance else plan.confirmer

    def may_change(self, actor: str, number: int) -> bool:
        entry = self.entries[number]
        account = ACCOUNTS[entry.who]
        return actor == account or (account is None and actor in MEMBERS[entry.organisation])

    def may_withdraw(self, actor: str, number: int) -> bool:
        return self.may_change(actor, number) and self.entries[number].status == "submitted"

    def may_resubmit(self, actor: str, number: int) -> bool:
        return self.may_change(actor, number) and self.entries[number].status == "declined"

    def resubmit(self, actor: str, number: int, day: dt.date, minutes: int) -> None:
        entry = self.entries[number]
        entry.day, entry.minutes, entry.sent = day, minutes, self.now
        self.step(entry, "submitted", actor)
        for objection in self.objections:
            if objection.entry == number and objection.status == "open":
                objection.status = "withdrawn"

    def may_decide(self, actor: str, number: int) -> bool:
        """Confirm or decline."""
        entry = self.entries[number]
        speaks = actor in MEMBERS[entry.organisation] or coordinates(actor, entry.activity)
        return speaks and not is_own(actor, entry.who) and entry.status == "submitted"

    def confirm(self, actor: str, number: int) -> None:
        self.step(self.entries[number], "confirmed", actor, evidence="registered")

    def decline(self, actor: str | None, number: int, *, way: str = "api") -> None:
        self.step(self.entries[number], "declined", actor, way=way)
        self.entries[number].declined_by = actor

    # --- corrections ---

    def side(self, actor: str, number: int) -> str | None:
        entry = self.entries[number]
        if is_own(actor, entry.who):
            return "volunteer"
        return "organisation" if actor in MEMBERS[entry.organisation] else None

    def may_propose(self, actor: str, number: int) -> bool:
        """If the minutes fit."""
        waits = any(one.entry == number and one.status == "proposed" for one in self.corrections)
        return self.side(actor, number) is not None and self.entries[number].status == "confirmed" and not waits

    def correction_fits(self, number: int, minutes: int) -> bool:
        entry = self.entries[number]
        within = minutes != 0 and 0 <= entry.takes + minutes <= DAY_HAS
        return within and (minutes < 0 or self.has_room(entry.who, entry.day, minutes))

    def propose(self, actor: str, number: int, minutes: int) -> None:
        side = self.side(actor, number) or ""
        self.corrections.append(Asked(number, minutes, side, actor, self.now))
        self._move(self.corrections[-1], "proposed", actor, side)

    def may_answer(self, actor: str, key: int) -> bool:
        one = self.corrections[key]
        who = self.entries[one.entry].who
        other = self.side(actor, one.entry) == "organisation" if one.side == "volunteer" else ACCOUNTS[who] == actor
        return other and actor != one.by and one.status == "proposed"

    def may_take_back(self, actor: str, key: int) -> bool:
        one = self.corrections[key]
        return self.side(actor, one.entry) == one.side and one.status == "proposed"

    def is_neutral(self, actor: str, number: int) -> bool:
        return coordinates(actor, self.entries[number].activity) and self.side(actor, number) is None

    def may_decide_correction(self, actor: str, key: int) -> bool:
        one = self.corrections[key]
        mute = one.side == "organisation" and ACCOUNTS[self.entries[one.entry].who] is None
        ripe = mute or self.now >= one.at + FORTNIGHT
        return self.is_neutral(actor, one.entry) and one.status == "proposed" and ripe and not self._objected(key)

    def _objected(self, key: int) -> bool:
        return any(one.correction == key and one.status == "open" for one in self.objections)

    def settle(self, actor: str, key: int, *, to: str, side: str) -> None:
        """Agreed, refused or withdrawn."""
        one = self.corrections[key]
        self._move(one, to, actor, side)
        if to == "agreed":
            self.entries[one.entry].corrected += one.minutes
        for objection in self.objections:
            if objection.correction == key and objection.status == "open" and side != "coordination":
                objection.status = "withdrawn"

    def _move(self, one: Asked, to: str, actor: str, side: str) -> None:
        one.steps.append((one.status, to, actor, side))
        one.status = to

    # --- objections ---

    def may_object(self, actor: str, number: int, key: int | None) -> bool:
        entry = self.entries[number]
        mine = [one for one in self.objections if one.entry == number]
        if ACCOUNTS[entry.who] != actor or any(one.status == "open" for one in mine):
            return False
        if key is not None:
            asked = self.corrections[key]
            return (asked.entry, asked.status, asked.side) == (number, "proposed", "organisation")
        decided = any(one.correction is None and one.status == "rejected" and one.at >= entry.sent for one in mine)
        return entry.status == "declined" and not decided

    def object_to(self, number: int, key: int | None) -> None:
        self.objections.append(Objected(number, key, self.now))

    def may_drop_objection(self, actor: str, key: int) -> bool:
        one = self.objections[key]
        return ACCOUNTS[self.entries[one.entry].who] == actor and one.status == "open"

    def may_judge(self, actor: str, key: int, *, upheld: bool) -> bool:
        one = self.objections[key]
        entry = self.entries[one.entry]
        if one.status != "open" or not self.is_neutral(actor, one.entry):
            return False
        if one.correction is not None:
            return upheld or self.correction_fits(one.entry, self.corrections[one.correction].minutes)
        room = self.has_room(entry.who, entry.day, entry.minutes)
        return actor != entry.declined_by and (room or not upheld)

    def judge(self, actor: str, key: int, *, upheld: bool) -> None:
        one = self.objections[key]
        one.status = "upheld" if upheld else "rejected"
        if one.correction is not None:
            self.settle(actor, one.correction, to="refused" if upheld else "agreed", side="coordination")
        elif upheld:
            self.entries[one.entry].sent = self.now
            self.step(self.entries[one.entry], "submitted", actor)
            self.confirm(actor, one.entry)

    # --- mail links ---

    def askable(self, who: str, organisation: str) -> list[int]:
        """Waiting entries there that stand in no open link."""
        taken = {number for link in self.links if link.state(self.now) == "open" for number in link.entries}
        return [
            number
            for number, entry in enumerate(self.entries)
            if (entry.who, entry.organisation, entry.status) == (who, organisation, "submitted") and number not in taken
        ]

    def may_ask(self, actor: str, organisation: str, address: str) -> bool:
        """If entries are left to ask about. Ten a day by one person, five to one address, never to oneself."""
        lately = [link for link in self.links if link.at > self.now - dt.timedelta(1)]
        few = sum(link.who == actor for link in lately) < 10 and sum(link.address == address for link in lately) < 5
        return actor in ACCOUNTS and not address.startswith(actor) and few and bool(self.askable(actor, organisation))

    def ask(self, actor: str, organisation: str, address: str, numbers: list[int]) -> None:
        bound = {number: self.entries[number].sent for number in numbers}
        self.links.append(Link(actor, organisation, address, self.now, bound))

    def may_revoke(self, actor: str, key: int) -> bool:
        return self.links[key].who == actor and self.links[key].state(self.now) == "open"

    def answer(self, key: int, confirm: set[int], decline: set[int]) -> bool:
        """Whether this was the answer."""
        link = self.links[key]
        if link.status == "answered":
            return False
        link.status = "answered"
        known = link.address.endswith(f"@{DOMAINS.get(link.organisation)}")
        for number, sent in link.entries.items():
            entry = self.entries[number]
            if entry.sent != sent or entry.status != "submitted":
                continue
            if number in confirm:
                evidence = "known_domain" if known else "unknown_address"
                self.step(entry, "confirmed", None, way="mail_link", evidence=evidence)
            elif number in decline:
                self.decline(None, number, way="mail_link")
        return True

    # --- weekly plans ---

    def may_end(self, actor: str, key: tuple[str, str]) -> bool:
        who, activity = key
        speaks = actor == ACCOUNTS[who] or actor in MEMBERS[ACTIVITIES[activity].organisation]
        return speaks and self.plans[key].status == "agreed"
