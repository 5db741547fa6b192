"""What somebody chose in the list of what waits: single entries, groups, a page, or all that the filter finds."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Invalid
from volunteers.models import HourEntry
from volunteers.querysets import HourEntryQuerySet
from volunteers.services.confirming import MOST_AT_A_DESK
from volunteers.web.desk import waiting
from volunteers.web.desk.filtering import Filter
from volunteers.web.desk.place import Desk

WHOLE = ("filter", "unauffaellig")  # what is chosen without naming each


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wants decided: entries of this desk, decided on or not. `scope` says in which words they chose.

    `asked` is how many they named, one by one by `keys`; `grown` says that there are more than they could have seen.
    """

    scope: str
    entries: HourEntryQuerySet
    asked: int
    keys: tuple[uuid.UUID, ...] = ()
    grown: bool = False


def chosen(request: HttpRequest, desk: Desk) -> Chosen:
    """The entries a form names: single ones and groups, the page as it was shown, or what the filter found then.

    Of a filter only what had come when the page was made: nobody confirms what they could not have seen.
    """
    fields = request.POST
    scope = fields.get("umfang", "auswahl")
    if scope not in WHOLE:
        return _these(desk, scope, ticked(fields))
    shown_at = _moment(fields.get("stand", ""))
    backlog = waiting.backlog(desk.organisation, today=clock.today(), until=shown_at)
    facts = backlog.matching(Filter(request.GET, backlog=backlog).wish(strict=True))
    keys = [fact.pk for fact in facts if scope == "filter" or fact.pk not in backlog.marks]
    number = fields.get("anzahl", "")
    return Chosen(
        scope,
        HourEntry.objects.filter(organisation=desk.organisation, pk__in=keys),
        asked=len(keys),
        grown=not number.isdecimal() or len(keys) > int(number),
    )


def ticked(fields: QueryDict) -> list[uuid.UUID]:
    """Entries named one by one: ticked on the page, by group, by "this page", or ticked on pages turned since.

    Of the page itself alone where that is what was chosen.
    """
    lines = list(uuids(fields.get("zeilen", "").split(",")))
    if fields.get("umfang") == "seite":
        return lines
    found = list(uuids(fields.getlist("eintrag")))
    for group in fields.getlist("gruppe"):
        start, _dash, end = group.partition("-")
        if start.isdecimal() and end.isdecimal():
            found += lines[int(start) : int(end) + 1]
    return list(dict.fromkeys([*found, *on_other_pages(fields)]))


def on_other_pages(fields: QueryDict) -> list[uuid.UUID]:
    """What was ticked before a page was turned, and does not stand on this one."""
    return list(uuids(fields.get("gewaehlt", "").split(",")))[:MOST_AT_A_DESK]


def _these(desk: Desk, scope: str, keys: Iterable[uuid.UUID]) -> Chosen:
    wanted = list(dict.fromkeys(keys))
    entries = HourEntry.objects.filter(organisation=desk.organisation, uuid__in=wanted)
    return Chosen("seite" if scope == "seite" else "auswahl", entries, asked=len(wanted), keys=tuple(wanted))


def _moment(text: str) -> dt.datetime:
    """When the page was made. Without a readable one the person looks again."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(_("Bitte laden Sie die Seite neu: es ist nicht zu erkennen, welche Einträge Sie gesehen haben."))
    return moment


def uuids(texts: Iterable[str]) -> Iterator[uuid.UUID]:
    """Those that are one."""
    for text in texts:
        try:
            yield uuid.UUID(text)
        except ValueError:
            continue


def reasons(fields: QueryDict) -> Iterator[tuple[uuid.UUID, str]]:
    """Reasons that belong to one entry: the fields `grund-<uuid>`."""
    for name in fields:
        reason = fields.get(name, "").strip()
        if name.startswith("grund-") and reason:
            for key in uuids([name.removeprefix("grund-")]):
                yield key, reason
