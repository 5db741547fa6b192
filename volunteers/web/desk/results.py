"""Taking a decision on many entries, and what became of each."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.utils.formats import date_format

from volunteers.models import Activity, HourStatus, LedgerEvent, User, Volunteer, Way
from volunteers.querysets import HourEntryQuerySet
from volunteers.services import confirming
from volunteers.services.confirming import MOST_AT_A_DESK, Decided
from volunteers.web.desk.place import Desk

SHOWN = 200  # refused entries that are listed one by one


@dataclass(frozen=True, slots=True)
class Decision:
    """`act` is "confirm" or "decline". Of `asked` entries those are the desk's; `reasons` are for single ones."""

    act: str
    entries: HourEntryQuerySet
    asked: int
    reason: str = ""
    reasons: Mapping[uuid.UUID, str] = field(default_factory=dict)


class Row(NamedTuple):
    """An entry as results name it."""

    uuid: uuid.UUID
    name: str
    title: str
    day: dt.date
    minutes: int
    person: int


@dataclass(slots=True)
class Done:
    """One person's entries on which the decision holds now."""

    name: str
    minutes: int = 0
    days: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refused:
    """One entry that stayed as it was, or as somebody else made it: then `by` and `at` say who and when."""

    row: Row
    sentence: str
    status: str
    by: User | None = None
    at: dt.datetime | None = None
    reason: str = ""

    @property
    def label(self) -> str:
        """The status in words."""
        return str(HourStatus(self.status).label)


@dataclass(slots=True)
class Outcome:
    """A result for each entry: done ones by person, the others one by one (the first `SHOWN`), unknown ones counted."""

    people: list[Done]
    refused: list[Refused]
    done: int
    minutes: int
    more_refused: int
    unknown: int


def decide(desk: Desk, decision: Decision) -> Outcome:
    """Decide on those entries of this desk; what belongs elsewhere is unknown here. Raises Invalid without a reason."""
    rows = _rows(decision.entries)
    decided = list(_decided(desk.user, decision, list(rows)))
    good = [rows[one.uuid] for one in decided if one.error is None]
    bad = [one for one in decided if one.error is not None]
    return Outcome(
        people=_by_person(good),
        refused=_refused(bad[:SHOWN], rows),
        done=len(good),
        minutes=sum(row.minutes for row in good),
        more_refused=max(0, len(bad) - SHOWN),
        unknown=max(0, decision.asked - len(rows)),
    )


def _rows(entries: HourEntryQuerySet) -> dict[uuid.UUID, Row]:
    """The entries by name and day. Names and titles are few beside the entries, so they are asked for apart."""
    found = list(entries.order_by("day", "pk").values_list("uuid", "volunteer_id", "activity_id", "day", "minutes"))
    names = dict(Volunteer.objects.filter(pk__in={row[1] for row in found}).values_list("pk", "name"))
    titles = dict(Activity.objects.filter(pk__in={row[2] for row in found}).values_list("pk", "title"))
    rows = [
        Row(key, names[person], titles[activity], day, minutes, person) for key, person, activity, day, minutes in found
    ]
    rows.sort(key=lambda row: (row.name, row.person))
    return {row.uuid: row for row in rows}


def _decided(user: User, decision: Decision, known: Sequence[uuid.UUID]) -> Iterable[Decided]:
    """By the service, in as few transactions as it allows: one, but for reasons that differ or more than it takes."""
    if decision.act == "confirm":
        for part in _parts(known):
            yield from confirming.confirm_many(actor=user, uuids=part, way=Way.PAGE, most=MOST_AT_A_DESK)
        return
    by_reason: dict[str, list[uuid.UUID]] = defaultdict(list)
    for key in known:
        by_reason[decision.reasons.get(key, decision.reason)].append(key)
    with transaction.atomic():  # where one reason is refused, nothing is declined
        for reason, keys in by_reason.items():
            for part in _parts(keys):
                yield from confirming.decline_many(
                    actor=user, uuids=part, reason=reason, way=Way.PAGE, most=MOST_AT_A_DESK
                )


def _parts(keys: Sequence[uuid.UUID]) -> Iterable[Sequence[uuid.UUID]]:
    return (keys[start : start + MOST_AT_A_DESK] for start in range(0, len(keys), MOST_AT_A_DESK))


def _by_person(rows: Iterable[Row]) -> list[Done]:
    written: dict[dt.date, str] = {}  # few days, many entries, and writing one takes its time
    people: dict[int, Done] = {}
    for row in rows:
        day = written.get(row.day) or written.setdefault(row.day, date_format(row.day, "SHORT_DATE_FORMAT"))
        done = people.setdefault(row.person, Done(row.name))
        done.minutes += row.minutes
        done.days.append(f"{day} ({row.minutes // 60}:{row.minutes % 60:02d})")
    return list(people.values())


def _refused(bad: Sequence[Decided], rows: Mapping[uuid.UUID, Row]) -> list[Refused]:
    """With who decided otherwise, and when: the last step of each."""
    moved = [one.uuid for one in bad if one.status not in {None, "submitted"}]
    steps = LedgerEvent.objects.filter(entry__uuid__in=moved).select_related("actor", "entry", "reason").order_by("pk")
    last = {step.entry.uuid: step for step in steps} if moved else {}
    found = []
    for one in bad:
        step = last.get(one.uuid)
        found.append(
            Refused(
                row=rows[one.uuid],
                sentence=str(one.error.detail) if one.error else "",
                status=one.status or "",
                by=step.actor if step else None,
                at=step.at if step else None,
                reason=step.reason.text if step and step.reason else "",
            )
        )
    return found
