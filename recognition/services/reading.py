"""Hours and rules out of the database, in the form that `recognition.rules` evaluates."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection

from recognition.models import ProgrammeRule, Waiver
from recognition.rules import Dated, Held, Hours, parse
from recognition.rules.language import EVIDENCE
from volunteers.models import HourEntry

NO_HOURS = Hours([], [], [])

# As `HourEntryQuerySet.counting()`: one row a person instead of one an entry, a fifth of the time. Without evidence the
# index `hours_of_volunteer` has all of it, in this order.
_IN_COLUMNS = """
    SELECT volunteer_id, array_agg(day), array_agg(counted), array_agg(organisation_id) {evidence}
    FROM (
        SELECT volunteer_id, day - DATE '0001-01-01' + 1 AS day, counted, organisation_id, evidence
        FROM volunteers_hourentry WHERE status = 'confirmed' AND counted > 0 AND volunteer_id = ANY(%s)
        ORDER BY volunteer_id, volunteers_hourentry.day
    ) entry GROUP BY volunteer_id
"""


class Rulebook(NamedTuple):
    """The rules of each programme by its key, from the first to the last; and whether one asks for evidence."""

    programmes: dict[int, tuple[Dated, ...]]
    evidence: bool

    def valid(self, programme: int, rule: int) -> Dated | None:
        """That rule with its days as they are now."""
        return next((one for one in self.programmes.get(programme, ()) if one.key == rule), None)


def rulebook() -> Rulebook:
    """All rules. One query."""
    rows = ProgrammeRule.objects.order_by("programme__position", "programme", "version")
    return _book(rows.values_list("programme", "pk", "rule", "valid_from", "valid_to"))


def rulebook_of(rules: Iterable[ProgrammeRule]) -> Rulebook:
    """The same of rules that were read already, in the order of their programmes and versions."""
    return _book((one.programme_id, one.pk, one.rule, one.valid_from, one.valid_to) for one in rules)


def _book(columns: Iterable[tuple[int, int, Any, dt.date | None, dt.date | None]]) -> Rulebook:
    programmes = {
        programme: tuple(Dated(key, parse(rule), first, last) for _programme, key, rule, first, last in own)
        for programme, own in groupby(columns, key=lambda row: row[0])
    }
    needed = {dated.rule.evidence for own in programmes.values() for dated in own}
    return Rulebook(programmes, bool(needed - {EVIDENCE[0]}))


def waivers_of(volunteers: Sequence[int]) -> dict[int, tuple[Held, ...]]:
    """The waivers of each person who has one, by key. One query."""
    rows = Waiver.objects.counting().filter(volunteer__in=volunteers).order_by("volunteer", "held_since", "pk")
    told = rows.values_list("volunteer", "kind", "held_since", "held_until")
    return {key: tuple(Held(*one[1:]) for one in own) for key, own in groupby(told, key=lambda row: row[0])}


def hours_of(volunteers: Sequence[int], *, evidence: bool) -> Iterator[tuple[int, Hours]]:
    """Each person who has hours that count, by key, with all of them; one query."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_IN_COLUMNS.format(evidence=", array_agg(evidence)" if evidence else ""), [list(volunteers)])
            for person, *columns in cursor:
                yield person, Hours(*columns)
        return
    rows = HourEntry.objects.counting().filter(volunteer__in=volunteers).order_by("volunteer", "day")
    told = rows.values_list("volunteer", "day", "counted", "organisation", "evidence").iterator(chunk_size=10_000)
    for person, own in groupby(told, key=lambda row: row[0]):
        _keys, days, minutes, organisations, levels = zip(*own, strict=True)
        yield person, Hours([day.toordinal() for day in days], minutes, organisations, levels)
