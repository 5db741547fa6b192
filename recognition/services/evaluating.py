"""Who reached what: found out for everybody every night, and within a minute for whom something changed.

1. Read the hours of a thousand people. 2. Ask for each programme on which day its rule was met. 3. Compare with what
stands: write what is new, what rests on other entries now, and what is met no longer; nothing where nothing changed.
Each thousand is a transaction of its own. Running twice changes nothing.

A change shows in the events of the ledger, of corrections, and in merges. Events are followed by their keys. A key may
become visible after a higher one, so events younger than `SETTLED` are looked at again; who needed longer than that to
commit is found in the night.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max, Min, Q

from backend.common import clock
from backend.common.bulk import insert_many
from recognition.models import EvaluationCursor, Lapsed, Reached
from recognition.rules import Person, Reach, first_reached
from recognition.rules.language import EVIDENCE
from recognition.services import helping, thanking
from recognition.services.reading import NO_HOURS, Rulebook, hours_of, rulebook, waivers_of
from volunteers.models import CorrectionEvent, HourEntry, LedgerEvent, Merge, Volunteer
from volunteers.querysets import HourEntryQuerySet

BATCH = 1000
SETTLED = dt.timedelta(minutes=2)
_COLUMNS = ("volunteer_id", "programme_id", "rule_id", "reached_on", "minutes", "basis")
LEASE = dt.timedelta(minutes=10)  # of a process that is at it; prolonged with each thousand


def ask_for_everybody() -> None:
    """All people are due again: the next look finds it, even where a message to a worker was lost."""
    EvaluationCursor.objects.update(asked=F("asked") + 1)


def follow() -> int:
    """Evaluate whom something changed for since the last time, or all people where that is due.

    Returns the number of people. 0 where another process is at it.
    """
    now = clock.now()
    free = EvaluationCursor.objects.filter(Q(leased_until=None) | Q(leased_until__lt=now))
    if not free.update(leased_until=now + LEASE):
        return 0
    try:
        return _follow(EvaluationCursor.objects.get(), now)
    finally:
        EvaluationCursor.objects.update(leased_until=None)


def _follow(cursor: EvaluationCursor, now: dt.datetime) -> int:
    # Before anybody is read, so that what happens meanwhile is looked at next time.
    ledger = _settled(LedgerEvent, cursor.ledger_event, now)
    corrections = _settled(CorrectionEvent, cursor.correction_event, now)
    complete = cursor.asked > cursor.answered
    batches = _all() if complete else _changed(cursor)
    book, number = rulebook(), 0
    for keys in batches:
        evaluate(keys, book=book)
        thanking.catch_up(keys)
        helping.refresh(keys)
        number += len(keys)
        EvaluationCursor.objects.update(leased_until=clock.now() + LEASE)
    thanking.forget_merged()
    helping.forget_merged()
    answered = {"answered": cursor.asked} if complete else {}
    EvaluationCursor.objects.update(
        ledger_event=ledger, correction_event=corrections, looked_at=now - SETTLED, **answered
    )
    return number


def _settled(events: type[models.Model], since: int, now: dt.datetime) -> int:
    """The key below which no event can appear any more."""
    later = events._default_manager.filter(pk__gt=since)
    young = later.filter(at__gte=now - SETTLED).aggregate(first=Min("pk"))["first"]
    last: int | None = young - 1 if young is not None else later.aggregate(last=Max("pk"))["last"]
    return since if last is None else last


def _all() -> Iterator[list[int]]:
    last = 0
    people = Volunteer.objects.remembered().order_by("pk").values_list("pk", flat=True)
    while keys := list(people.filter(pk__gt=last)[:BATCH]):
        yield keys
        last = keys[-1]


def _changed(cursor: EvaluationCursor) -> Iterator[list[int]]:
    steps = LedgerEvent.objects.filter(pk__gt=cursor.ledger_event, to_status="confirmed")
    corrections = CorrectionEvent.objects.filter(pk__gt=cursor.correction_event, to_status="agreed")
    merges = Merge.objects.filter(Q(merged_at__gte=cursor.looked_at) | Q(undone_at__gte=cursor.looked_at))
    found = {
        *steps.values_list("entry__volunteer", flat=True),
        *corrections.values_list("entry__volunteer", flat=True),
        *(key for pair in merges.values_list("source", "target") for key in pair),
    }
    keys = sorted(found)
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


@transaction.atomic
def evaluate(keys: Sequence[int], *, book: Rulebook | None = None, today: dt.date | None = None) -> Counter[str]:
    """Evaluate these people (at most some thousand), by key. Returns what was `new`, `changed` and `lapsed`.

    Who was erased or merged away is left as they are.
    """
    book, today = book or rulebook(), today or clock.today()
    people = Volunteer.objects.remembered().filter(pk__in=keys).values_list("pk", "details__birth_date")
    born = dict(people)
    evidence = {one.key: one.rule.evidence for rules in book.programmes.values() for one in rules}
    hours, waivers = dict(hours_of(list(born), evidence=book.evidence)), waivers_of(list(born))
    rows = Reached.objects.filter(volunteer__in=list(born), lapsed_at=None)
    # Plain rows: nearly all of them stay as they are.
    standing = {(row["volunteer_id"], row["programme_id"]): row for row in rows.values("pk", *_COLUMNS)}
    now = clock.now()
    new: list[Reached] = []
    changed: list[Reached] = []
    for volunteer, birth_date in born.items():
        own, person = hours.get(volunteer, NO_HOURS), Person(birth_date, waivers.get(volunteer, ()))
        if not own.days and not person.waivers:
            continue  # no rule is met without either
        for programme, rules in book.programmes.items():
            found = first_reached(rules, own, person, today)
            if found is None:
                continue
            before, told = standing.pop((volunteer, programme), None), _told(found, evidence[found.key])
            if before is None:
                new.append(Reached(volunteer_id=volunteer, programme_id=programme, evaluated_at=now, **told))
            elif any(before[name] != value for name, value in told.items()):
                changed.append(Reached(**before | told, evaluated_at=now))
    lapsed = [Reached(**one, lapsed_at=now, lapsed_why=_why(one, book)) for one in standing.values()]
    return _write(new, changed, lapsed)


def entries_of(reached: Reached) -> HourEntryQuerySet:
    """The entries that a reached status rests on: they are never deleted, and those confirmed later are not among them.

    What each of them counted then is told by its steps and corrections up to `evaluated_at`. None for a waiver.
    """
    basis = reached.basis
    if "waiver" in basis:
        return HourEntry.objects.none()
    found = HourEntry.objects.counting().filter(
        volunteer=reached.volunteer_id,
        day__gte=basis["from"],
        day__lte=basis["to"],
        confirmed_at__lte=reached.evaluated_at,
    )
    if "organisation" in basis:
        found = found.filter(organisation=basis["organisation"])
    if "evidence" in basis:
        found = found.filter(evidence__in=EVIDENCE[EVIDENCE.index(basis["evidence"]) :])
    return found


def _told(found: Reach, evidence: str) -> dict[str, Any]:
    """The columns that say what was found."""
    basis: dict[str, Any] = {"from": found.since.isoformat(), "to": found.on.isoformat(), "entries": found.entries}
    if found.organisation is not None:
        basis["organisation"] = found.organisation
    if evidence != EVIDENCE[0]:
        basis["evidence"] = evidence
    if found.waiver is not None:
        basis["waiver"] = found.waiver
    return {"rule_id": found.key, "reached_on": found.on, "minutes": found.minutes, "basis": basis}


def _why(row: dict[str, Any], book: Rulebook) -> Lapsed:
    """Whether the rule of that day is another one by now; else it was what the status rested on."""
    rule = book.valid(row["programme_id"], row["rule_id"])
    if rule is None or (rule.valid_to is not None and rule.valid_to < row["reached_on"]):
        return Lapsed.RULE
    return Lapsed.WAIVER if "waiver" in row["basis"] else Lapsed.HOURS


def _write(new: list[Reached], changed: list[Reached], lapsed: list[Reached]) -> Counter[str]:
    """Write for those who are still there: whoever forgets or merges a person locks them, and so do we."""
    keys = {one.volunteer_id for one in (*new, *changed, *lapsed)}
    there = Volunteer.objects.remembered().select_for_update(of=("self",), no_key=True).order_by("pk")
    left = set(there.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    new, changed, lapsed = ([one for one in rows if one.volunteer_id in left] for rows in (new, changed, lapsed))
    insert_many(new)
    told = ["rule", "reached_on", "minutes", "basis", "evaluated_at"]
    Reached.objects.bulk_update(changed, told, batch_size=BATCH)
    Reached.objects.bulk_update(lapsed, ["lapsed_at", "lapsed_why"], batch_size=BATCH)
    return Counter(new=len(new), changed=len(changed), lapsed=len(lapsed))
