"""The ledger recounted: what an entry counts and where it stands follows from the append-only events alone.

Which person, activity and day it was the model knows, for it logged them.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from time_machine import Traveller

from tests.volunteers.ledger_model import DAY_HAS, Model
from volunteers.models import (
    Activity,
    ConfirmationLink,
    Correction,
    CorrectionEvent,
    DistrictMonth,
    HourEntry,
    LedgerEvent,
    Merge,
    Objection,
    Organisation,
    OrganisationMonth,
    User,
    Volunteer,
)
from volunteers.services import totals


def _statement(rows: "QuerySet[Any, Any]") -> tuple[str, tuple[Any, ...]]:
    """Put into words once: it runs after each step of each sequence."""
    return rows.query.sql_with_params()


STEPS = _statement(
    LedgerEvent.objects.order_by("pk").values_list(
        *("entry", "organisation", "activity", "from_status", "to_status", "actor", "way", "minutes", "evidence")
    )
)
ANSWERS = _statement(
    CorrectionEvent.objects.order_by("pk").values_list(
        *("correction", "entry", "organisation", "activity", "from_status", "to_status", "actor", "actor_as", "minutes")
    )
)
ENTRIES = _statement(
    HourEntry.objects.values_list("pk", "volunteer", "activity", "day", "minutes", "status", "counted")
)
ORGANISATIONS = _statement(
    OrganisationMonth.objects.values_list("organisation", "month", "field", "minutes", "entries")
)
DISTRICTS = _statement(DistrictMonth.objects.values_list("district", "field", "month", "slot", "minutes", "entries"))
PEOPLE = _statement(Volunteer.objects.with_totals().order_by().values_list("pk", F("confirmed_minutes")))


def read(statement: tuple[str, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """All rows, by SQLite's own cursor: six times a step, what Django puts around it would cost more than the query."""
    sql, parameters = statement
    return connection.connection.execute(sql.replace("%s", "?"), parameters).fetchall()  # type: ignore[no-any-return]  # untyped


class Cast:
    """Who and what the model's names stand for."""

    def __init__(self, users: Iterable[User], activities: dict[str, Activity], clock: Traveller) -> None:
        self.clock = clock
        self.users = {user.email.partition("@")[0]: user for user in users}
        self.people = {one.given_name.lower(): one for one in Volunteer.objects.select_related("user")}
        self.activities = activities
        self.organisations = {one.slug: one for one in Organisation.objects.all()}


class Recounted:
    """A ledger and a model of it, which say the same at any time."""

    def __init__(self, cast: Cast, model: Model) -> None:
        self.cast = cast
        self.model = model
        self.entries: list[HourEntry] = []
        self.corrections: list[Correction] = []
        self.objections: list[Objection] = []
        self.links: list[ConfirmationLink] = []
        self.merges: list[Merge] = []
        self.locked: dict[int, tuple[Any, ...]] = {}
        cast.clock.move_to(model.now)

    def rows(self) -> tuple[list[Any], ...]:
        """What the model knows by its place."""
        return self.entries, self.corrections, self.objections, self.links, self.merges

    def recount(self) -> None:
        """Events as the model took the steps; everything else as the events say."""
        keys = {entry.pk: key for key, entry in enumerate(self.entries)}
        counted, standing = self._replayed(keys)
        found: dict[tuple[str, dt.date], int] = defaultdict(int)
        for pk, person, activity, day, minutes, status, counts in read(ENTRIES):
            entry = self.model.entries[keys[pk]]
            kept = (self.cast.people[entry.who].pk, self.cast.activities[entry.activity].pk, entry.day, entry.minutes)
            assert (person, activity, day, minutes) == kept
            assert status == standing[pk]
            assert 0 <= counts <= DAY_HAS
            if status == "confirmed":
                assert counts == counted[pk]
                assert self.locked.setdefault(pk, kept) == kept, "a confirmed entry changed"
            else:
                assert pk not in self.locked, "a confirmed entry is not confirmed any more"
            if status in {"submitted", "confirmed"}:
                found[person, day] += counts
        assert max(found.values(), default=0) <= DAY_HAS
        self._check_totals({keys[pk]: minutes for pk, minutes in counted.items()})

    def _replayed(self, keys: dict[int, int]) -> tuple[dict[int, int], dict[int, str]]:
        """What each confirmed entry counts and where each entry stands, from the events alone."""
        took: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        counted: dict[int, int] = {}
        standing: dict[int, str] = {}
        for pk, organisation, activity, *step in read(STEPS):
            took[pk].append((organisation, activity, *step))
            standing[pk] = step[1]
            if step[1] == "confirmed":
                counted[pk] = step[4]
        assert took == {pk: self._expected(key) for pk, key in keys.items()}
        answers: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for pk, *answer in read(ANSWERS):
            answers[pk].append(tuple(answer))
            if answer[4] == "agreed":
                counted[answer[0]] += answer[7]
        assert answers == {one.pk: self._answers(key) for key, one in enumerate(self.corrections)}
        return counted, standing

    def _place(self, key: int) -> tuple[int, int]:
        activity = self.cast.activities[self.model.entries[key].activity]
        return activity.organisation_id, activity.pk

    def _expected(self, key: int) -> list[tuple[Any, ...]]:
        entry, place, users = self.model.entries[key], self._place(key), self.cast.users
        for _before, to, actor, *_rest in entry.steps:
            if to == "confirmed" and actor is not None:
                own = (users[actor].pk, users[actor].email.lower())
                person = self.cast.people[entry.who]
                assert person.user_id != own[0], "four eyes"
                assert person.email.lower() != own[1], "four eyes, by the address"
        return [
            (*place, before, to, users[actor].pk if actor else None, *rest) for before, to, actor, *rest in entry.steps
        ]

    def _answers(self, key: int) -> list[tuple[Any, ...]]:
        one = self.model.corrections[key]
        place = (self.entries[one.entry].pk, *self._place(one.entry))
        return [
            (*place, before, to, self.cast.users[actor].pk, side, one.minutes) for before, to, actor, side in one.steps
        ]

    def _check_totals(self, counted: dict[int, int]) -> None:
        """Both rollups and each person's total are the sum of what the events say. Minutes and entries."""
        organisations: Counter[tuple[Any, ...]] = Counter()
        districts: Counter[tuple[Any, ...]] = Counter()
        people: Counter[int] = Counter()
        for key, minutes in counted.items():
            entry = self.model.entries[key]
            activity, month = self.cast.activities[entry.activity], entry.day.replace(day=1)
            slot = totals.slot_of(activity.organisation_id)
            organisation = (activity.organisation_id, month, activity.field_id)
            district = (activity.district_id, activity.field_id, month, slot)
            people[self.cast.people[entry.who].pk] += minutes
            for sums, cell in ((organisations, organisation), (districts, district)):
                sums[*cell, "minutes"] += minutes
                sums[*cell, "entries"] += 1
        assert _cells(read(ORGANISATIONS)) == +organisations
        assert _cells(read(DISTRICTS)) == +districts
        assert {pk: minutes for pk, minutes in read(PEOPLE) if minutes} == +people


def _cells(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """Minutes and entries of rollup rows, without what is nought."""
    cells = {}
    for *cell, minutes, entries in rows:
        cells[*cell, "minutes"], cells[*cell, "entries"] = minutes, entries
    return {cell: value for cell, value in cells.items() if value}
