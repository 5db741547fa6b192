"""All actors at the ledger in any order, step by step beside the model; after each step the ledger is recounted.

The recount reads the append-only events alone: what an entry counts and where it stands follows from them, never from
the entry. Which person, activity and day it was the model knows, for it logged them.
"""

import contextlib
import copy
import datetime as dt
import uuid as uuids
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Self, TypeVar

from django.db import transaction

from backend.common.errors import DomainError
from tests.volunteers.ledger_model import ACCOUNTS, ACTIVITIES, ACTORS, Model
from tests.volunteers.ledger_recount import Cast, Recounted
from tests.volunteers.ledger_walk import precondition, rule
from volunteers.models import WeeklyPlan
from volunteers.services import confirming, correcting, links, logging, objecting, plans

T = TypeVar("T")
Option = TypeVar("Option", bound=tuple[Any, ...])
SECOND = dt.timedelta(seconds=1)
ADDRESSES = ("lena@example.net", "team@cafe.example")
NUMBER = range(5040)  # which of the possible; divides without rest by all up to ten
RARELY = (False, False, False, True)
EITHER = (False, True)
BACK = (0, 1, 2, 1, -1, 4)
MINUTES = (90, 100, 60, 700, 1440, 1, 1441, 0)
CHANGE = (-30, 30, -90, 600, -1440, 0, 1440)


class Ledger(Recounted):
    """The steps, and where a sequence of them stands."""

    def __init__(self, cast: Cast, before: "Ledger | None" = None) -> None:
        start = before.model.copy() if before else Model(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC))
        super().__init__(cast, start)
        self.met: Counter[tuple[str, bool]] = before.met if before else Counter()
        self.plans: dict[tuple[str, str], WeeklyPlan] = {}
        if before:
            for mine, its in zip(self.rows(), before.rows(), strict=True):
                mine.extend(copy.copy(one) for one in its)
            self.plans.update(before.plans)
            self.locked.update(before.locked)
            self.read_anew()

    @contextlib.contextmanager
    def branch(self) -> Iterator[Self]:
        """One that goes its own way from here; undone at the end."""
        with transaction.atomic():
            yield type(self)(self.cast, self)
            transaction.set_rollback(True)

    def read_anew(self) -> None:
        """What hangs on these was loaded in another place, where it may have become something else."""
        for beside in (*self.corrections, *self.objections):
            beside._state.fields_cache.clear()

    # --- one step ---

    def choose(self, options: Iterable[Option], may: Callable[..., bool], number: int, *, wild: bool) -> Option:
        """One of the options; mostly of those that are allowed, where there are any."""
        every = list(options)
        good = [] if wild else [one for one in every if may(*one)]
        return _pick(good or every, number)

    def attempt(self, allowed: bool, step: Callable[..., T], **given: Any) -> T | None:  # noqa: FBT001 - the model's word
        """Do as the model says: a refusal where it refuses, and none where it allows. None if refused."""
        told = f"{step.__module__.rpartition('.')[2]}.{step.__name__}"
        self.met[told, allowed] += 1
        refusal, result = None, None
        try:
            result = step(**given)
        except DomainError as error:
            refusal = error
        assert (refusal is None) == allowed, f"{told}: the model says {allowed}, the service {refusal and refusal.code}"
        return result

    def tick(self, wait: dt.timedelta = SECOND) -> None:
        self.model.now += wait
        self.cast.clock.shift(wait)

    # --- hours ---

    @rule(number=NUMBER, wild=RARELY, back=BACK, minutes=MINUTES)
    def log(self, number: int, wild: bool, back: int, minutes: int) -> None:  # noqa: FBT001 - passed by name
        actor, who, activity = self.choose(EVERYBODY, self.model.may_log_for, number, wild=wild)
        self.log_hours(actor, who, activity, self.model.today - dt.timedelta(back), minutes)

    def log_hours(self, actor: str, who: str, activity: str, day: dt.date, minutes: int) -> None:
        self.tick()
        one = uuids.uuid4()
        allowed = self.model.may_log_for(actor, who, activity) and self.model.fits(who, activity, day, minutes)
        done = self.attempt(
            allowed, logging.log_hours, uuid=one, day=day, minutes=minutes, **self._logging(actor, who, activity)
        )
        if done:
            self.model.log(actor, who, activity, day, minutes, one)
            self.entries.append(done[0])
            assert done[1]

    @rule(number=NUMBER, wild=RARELY, actor=ACTORS, other=RARELY)
    def log_again(self, number: int, wild: bool, actor: str, other: bool) -> None:  # noqa: FBT001 - as above
        """The same UUID a second time, with the same content or another."""
        self.tick()
        entry = _pick(self.model.entries, number)
        actor = actor if wild else ACCOUNTS[entry.who] or "mina"
        allowed = self.model.may_log_for(actor, entry.who, entry.activity) and not other
        done = self.attempt(
            allowed,
            logging.log_hours,
            uuid=entry.uuid,
            day=entry.day,
            minutes=entry.minutes + other,
            **self._logging(actor, entry.who, entry.activity),
        )
        assert done is None or not done[1]

    def _logging(self, actor: str, who: str, activity: str) -> dict[str, Any]:
        return {
            "actor": self.cast.users[actor],
            "volunteer": self.cast.people[who],
            "activity": self.cast.activities[activity],
            "way": "api",
        }

    def _of(self, actor: str, **row: Any) -> dict[str, Any]:
        return {"actor": self.cast.users[actor], "way": "api", **row}

    @rule(number=NUMBER, wild=RARELY, yes=EITHER)
    def decide(self, number: int, wild: bool, yes: bool) -> None:  # noqa: FBT001 - as above
        actor, key = self.choose(_each(self.model.entries), self.model.may_decide, number, wild=wild)
        self.settle(actor, key, yes=yes)

    def settle(self, actor: str, key: int, *, yes: bool) -> None:
        self.tick()
        allowed = self.model.may_decide(actor, key)
        if yes:
            done = self.attempt(allowed, confirming.confirm, **self._of(actor, entry=self.entries[key]))
        else:
            row = self._of(actor, entry=self.entries[key], reason="Nein")
            done = self.attempt(allowed, confirming.decline, **row)
        if done:
            (self.model.confirm if yes else self.model.decline)(actor, key)

    @rule(actor=ACTORS, bits=NUMBER, yes=EITHER)
    def decide_many(self, actor: str, bits: int, yes: bool) -> None:  # noqa: FBT001 - as above
        """Any of the entries, own and foreign ones too, and one that nobody knows."""
        self.tick()
        keys = [key for key in range(len(self.model.entries)) if bits >> key & 1]
        asked = [*(self.entries[key].uuid for key in keys), uuids.UUID(int=bits)]
        row: dict[str, Any] = {"actor": self.cast.users[actor], "uuids": asked, "way": "api"}
        decided = confirming.confirm_many(**row) if yes else confirming.decline_many(reason="Nein", **row)
        good = [key for key in keys if self.model.may_decide(actor, key)]
        self.met["many", bool(good)] += 1
        for key in good:
            (self.model.confirm if yes else self.model.decline)(actor, key)
        assert [one.uuid for one in decided if one.error is None] == [self.entries[key].uuid for key in good]

    @rule(number=NUMBER, wild=RARELY, back=BACK, minutes=MINUTES)
    def resubmit(self, number: int, wild: bool, back: int, minutes: int) -> None:  # noqa: FBT001 - as above
        self.tick()
        actor, key = self.choose(_each(self.model.entries), self.model.may_resubmit, number, wild=wild)
        entry, day = self.model.entries[key], self.model.today - dt.timedelta(back)
        allowed = self.model.may_resubmit(actor, key) and self.model.fits(entry.who, entry.activity, day, minutes)
        row = self._of(actor, entry=self.entries[key], day=day, minutes=minutes)
        if self.attempt(allowed, logging.resubmit, **row):
            self.model.resubmit(actor, key, day, minutes)

    @rule(number=NUMBER, wild=RARELY)
    def withdraw(self, number: int, wild: bool) -> None:  # noqa: FBT001 - as above
        self.tick()
        actor, key = self.choose(_each(self.model.entries), self.model.may_withdraw, number, wild=wild)
        allowed = self.model.may_withdraw(actor, key)
        if self.attempt(allowed, logging.withdraw, **self._of(actor, entry=self.entries[key])):
            self.model.step(self.model.entries[key], "withdrawn", actor)

    # --- corrections ---

    @rule(number=NUMBER, wild=RARELY, minutes=CHANGE)
    def propose(self, number: int, wild: bool, minutes: int) -> None:  # noqa: FBT001 - as above
        actor, key = self.choose(_each(self.model.entries), self.model.may_propose, number, wild=wild)
        self.ask_correction(actor, key, minutes)

    def ask_correction(self, actor: str, key: int, minutes: int) -> None:
        self.tick()
        allowed = self.model.may_propose(actor, key) and self.model.correction_fits(key, minutes)
        row = self._of(actor, entry=self.entries[key], minutes=minutes, reason="Anders")
        done = self.attempt(allowed, correcting.propose, **row)
        if done:
            self.model.propose(actor, key, minutes)
            self.corrections.append(done)

    @precondition(lambda self: self.corrections)
    @rule(number=NUMBER, wild=RARELY, yes=EITHER)
    def answer_correction(self, number: int, wild: bool, yes: bool) -> None:  # noqa: FBT001 - as above
        self.tick()
        actor, key = self.choose(_each(self.corrections), self.model.may_answer, number, wild=wild)
        one = self.model.corrections[key]
        allowed = self.model.may_answer(actor, key)
        row = self._of(actor, correction=self.corrections[key])
        if yes:
            fits = self.model.correction_fits(one.entry, one.minutes)
            done = self.attempt(allowed and fits, correcting.agree, **row)
        else:
            done = self.attempt(allowed, correcting.refuse, reason="Nein", **row)
        if done:
            other = "organisation" if one.side == "volunteer" else "volunteer"
            self.model.settle(actor, key, to="agreed" if yes else "refused", side=other)

    @precondition(lambda self: self.corrections)
    @rule(number=NUMBER, wild=RARELY)
    def take_back_correction(self, number: int, wild: bool) -> None:  # noqa: FBT001 - as above
        self.tick()
        actor, key = self.choose(_each(self.corrections), self.model.may_take_back, number, wild=wild)
        row = self._of(actor, correction=self.corrections[key])
        if self.attempt(self.model.may_take_back(actor, key), correcting.withdraw, **row):
            self.model.settle(actor, key, to="withdrawn", side=self.model.corrections[key].side)

    @precondition(lambda self: self.corrections)
    @rule(number=NUMBER, wild=RARELY, yes=EITHER)
    def decide_correction(self, number: int, wild: bool, yes: bool) -> None:  # noqa: FBT001 - as above
        self.tick()
        actor, key = self.choose(_each(self.corrections), self.model.may_decide_correction, number, wild=wild)
        one = self.model.corrections[key]
        fits = not yes or self.model.correction_fits(one.entry, one.minutes)
        row = self._of(actor, correction=self.corrections[key], agreed=yes, reason="So ist es")
        if self.attempt(self.model.may_decide_correction(actor, key) and fits, correcting.decide, **row):
            self.model.settle(actor, key, to="agreed" if yes else "refused", side="coordination")

    # --- objections ---

    @rule(number=NUMBER, wild=RARELY)
    def object_to(self, number: int, wild: bool) -> None:  # noqa: FBT001 - as above
        declined = ((actor, key, None) for actor in ACTORS for key in range(len(self.entries)))
        asked = ((actor, one.entry, key) for actor in ACTORS for key, one in enumerate(self.model.corrections))
        self.object_against(*self.choose([*declined, *asked], self.model.may_object, number, wild=wild))

    def object_against(self, actor: str, key: int, correction: int | None) -> None:
        self.tick()
        row = self._of(actor, entry=self.entries[key], reason="Doch")
        against = None if correction is None else self.corrections[correction]
        allowed = self.model.may_object(actor, key, correction)
        done = self.attempt(allowed, objecting.object_to, correction=against, **row)
        if done:
            self.model.object_to(key, correction)
            self.objections.append(done)

    @precondition(lambda self: self.objections)
    @rule(number=NUMBER, wild=RARELY)
    def drop_objection(self, number: int, wild: bool) -> None:  # noqa: FBT001 - as above
        self.tick()
        actor, key = self.choose(_each(self.objections), self.model.may_drop_objection, number, wild=wild)
        row = self._of(actor, objection=self.objections[key])
        if self.attempt(self.model.may_drop_objection(actor, key), objecting.withdraw, **row):
            self.model.objections[key].status = "withdrawn"

    @precondition(lambda self: self.objections)
    @rule(number=NUMBER, wild=RARELY, yes=EITHER)
    def judge(self, number: int, wild: bool, yes: bool) -> None:  # noqa: FBT001 - as above
        def may(actor: str, key: int) -> bool:
            return self.model.may_judge(actor, key, upheld=yes)

        self.tick()
        actor, key = self.choose(_each(self.objections), may, number, wild=wild)
        row = self._of(actor, objection=self.objections[key], upheld=yes, reason="Entschieden")
        if self.attempt(may(actor, key), objecting.decide, **row):
            self.model.judge(actor, key, upheld=yes)

    # --- mail links, plans, time ---

    @rule(number=NUMBER, wild=RARELY, named=EITHER, own=RARELY)
    def ask_by_mail(self, number: int, wild: bool, named: bool, own: bool) -> None:  # noqa: FBT001 - as above
        options = ((actor, slug, to) for actor in ACTORS for slug in ("cafe", "club") for to in ADDRESSES)
        actor, slug, address = self.choose(options, self.model.may_ask, number, wild=wild)
        address = f"{actor}+eigen@example.org" if own else address
        keys = self.model.askable(actor, slug)[:1] if named and not wild else self.model.askable(actor, slug)
        if named and wild:
            keys = [number % len(self.entries)]
        self.ask_for(actor, slug, address, keys, named=named)

    def ask_for(self, actor: str, slug: str, address: str, keys: list[int], *, named: bool) -> None:
        self.tick()
        allowed = self.model.may_ask(actor, slug, address) and set(keys) <= set(self.model.askable(actor, slug))
        done = self.attempt(
            allowed,
            links.ask,
            organisation=self.cast.organisations[slug],
            email=address,
            entries=[self.entries[key].uuid for key in keys] if named else None,
            **self._of(actor),
        )
        if done:
            self.model.ask(actor, slug, address, keys)
            self.links.append(done)

    @precondition(lambda self: self.links)
    @rule(number=NUMBER, yes=NUMBER, no=NUMBER)
    def answer_by_mail(self, number: int, yes: int, no: int) -> None:
        """By a page that was opened when the mail came: it knows of no answer since."""
        self.tick()
        key = number % len(self.links)
        confirm, decline = ({key for key in range(len(self.entries)) if bits >> key & 1} for bits in (yes, no))
        allowed = bool(confirm | decline) and self.model.links[key].state(self.model.now) in {"open", "answered"}
        done = self.attempt(
            allowed,
            links.answer,
            link=copy.copy(self.links[key]),
            confirm=[self.entries[one].uuid for one in confirm],
            decline=[self.entries[one].uuid for one in decline],
            reason="Nein",
        )
        if done:
            assert done[1] == self.model.answer(key, confirm, decline)

    @precondition(lambda self: self.links)
    @rule(number=NUMBER, wild=RARELY)
    def revoke(self, number: int, wild: bool) -> None:  # noqa: FBT001 - as above
        self.tick()
        actor, key = self.choose(_each(self.links), self.model.may_revoke, number, wild=wild)
        row = self._of(actor, link=copy.copy(self.links[key]))
        if self.attempt(self.model.may_revoke(actor, key), links.revoke, **row):
            self.model.links[key].status = "revoked"

    @rule(number=NUMBER, wild=EITHER)
    def end_plan(self, number: int, wild: bool) -> None:  # noqa: FBT001 - as above
        self.tick()
        options = ((actor, plan) for actor in ACTORS for plan in self.plans)
        actor, key = self.choose(options, self.model.may_end, number, wild=wild)
        row = self._of(actor, plan=copy.copy(self.plans[key]))
        if self.attempt(self.model.may_end(actor, key), plans.end, **row):
            self.model.plans[key].status = "ended"

    @rule(days=(1, 14, 13, 60))
    def wait(self, days: int) -> None:
        self.tick(dt.timedelta(days))


def _each(rows: Sequence[object]) -> list[tuple[str, int]]:
    """Each actor with each of the rows, by its place."""
    return [(actor, key) for actor in ACTORS for key in range(len(rows))]


def _pick(rows: Sequence[T], number: int) -> T:
    return rows[number % len(rows)]


EVERYBODY = [(actor, who, activity) for actor in ACTORS for who in ACCOUNTS for activity in ACTIVITIES]
