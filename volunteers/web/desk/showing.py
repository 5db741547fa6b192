"""The list of what waits, as its template wants it: a page of groups below their people, odd ones first."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.pages import typed
from backend.templatetags.hours import hours
from volunteers.models import EarlierVersion, HourEntry
from volunteers.services.confirming import is_own
from volunteers.services.marks import MOST, Fact, Mark
from volunteers.web.desk import waiting
from volunteers.web.desk.choosing import on_other_pages, ticked
from volunteers.web.desk.filtering import Filter
from volunteers.web.desk.place import Desk

REGULAR = 4  # so many of a rhythm, and a weekly plan would spare the work
_COLUMNS = (
    *("uuid", "day", "minutes", "note", "way", "activity__title", "activity__uuid"),
    *("volunteer__name", "volunteer__uuid", "volunteer__user", "volunteer__email"),
    *("earlier__day", "earlier__minutes", "earlier__note", "earlier__reason"),
)


def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page that the address names, or the form that was sent to turn it; what was ticked stays ticked."""
    backlog = waiting.backlog(desk.organisation, today=clock.today())
    form = Filter(request.GET, backlog=backlog)
    facts = backlog.matching(form.wish())
    kept = typed(request) or QueryDict()
    pages = Paginator(waiting.cut(backlog.groups(facts)) or [[]], 1)
    page = pages.get_page(kept.get("blaettern") or request.GET.get("seite"))
    groups = page.object_list[0]
    query = request.GET.copy()
    if "blaettern" in kept:
        query["seite"] = str(page.number)
    selected = set() if "vergessen" in kept else {*ticked(kept), *on_other_pages(kept)}
    rows = _rows(desk, groups, backlog)
    here = {row["entry"].uuid for row in rows.values()}
    elsewhere = _still_waiting(desk, selected - here)
    context = {
        "desk": desk,
        "form": form,
        "page": page,
        "capped": backlog.capped,
        "most": MOST,
        "sections": _sections(groups, rows, selected),
        "lines": ",".join(str(rows[fact.pk]["entry"].uuid) for fact in _facts(groups) if fact.pk in rows),
        "on_page": len(rows),
        "sums": waiting.sums(facts, backlog.marks),
        "all": len(backlog.facts),
        "scope": "filter" if kept.get("umfang") == "filter" else "auswahl",
        "elsewhere": ",".join(str(key) for key, _minutes in elsewhere),
        "elsewhere_count": len(elsewhere),
        "elsewhere_minutes": sum(minutes for _key, minutes in elsewhere),
        "now": clock.now().isoformat(),
        "query": query.urlencode(),
        "filtered": form.is_set(),
    }
    return render(request, "volunteers/desk/desk.html", context)


def _still_waiting(desk: Desk, keys: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, int]]:
    """Keys and minutes of those ticked on other pages; no question where there are none."""
    if not keys:
        return []
    waiting_here = HourEntry.objects.waiting().filter(organisation=desk.organisation, uuid__in=keys)
    return list(waiting_here.order_by("pk").values_list("uuid", "minutes"))


def _rows(desk: Desk, groups: Sequence[waiting.Group], backlog: waiting.Backlog) -> dict[int, dict[str, Any]]:
    """What is shown of the entries of a page, by key."""
    keys = [fact.pk for fact in _facts(groups)]
    entries = HourEntry.objects.filter(pk__in=keys).select_related("volunteer", "activity", "earlier").only(*_COLUMNS)
    return {
        entry.pk: {
            "entry": entry,
            "own": is_own(desk.user, entry),
            "marks": [Mark(code).label for code in backlog.marks.get(entry.pk, ())],
            "changes": changes(entry, entry.earlier) if hasattr(entry, "earlier") else [],
            "declined": entry.earlier.reason if hasattr(entry, "earlier") else "",
        }
        for entry in entries
    }


def changes(entry: HourEntry, before: EarlierVersion) -> list[tuple[str, str, str]]:
    """What is different since it was declined: what, old, new, in words."""
    found = []
    if before.day != entry.day:
        old, new = (date_format(day, "SHORT_DATE_FORMAT") for day in (before.day, entry.day))
        found.append((_("Tag"), old, new))
    if before.minutes != entry.minutes:
        found.append((_("Dauer"), hours(before.minutes), hours(entry.minutes)))
    if before.note != entry.note:
        found.append((_("Bemerkung"), before.note or "–", entry.note or "–"))
    return found


def _facts(groups: Iterable[waiting.Group]) -> Iterator[Fact]:
    return (fact for group in groups for fact in group.facts)


def _sections(
    groups: Sequence[waiting.Group], rows: dict[int, dict[str, Any]], selected: set[uuid.UUID]
) -> list[dict[str, Any]]:
    """Odd ones and the others, each by person, each with their groups. A group names its lines of the page."""
    sections: list[dict[str, Any]] = []
    line = 0
    for person, found in waiting.by_person(groups):
        for odd in (True, False):
            shown = []
            for group in (group for group in found if group.odd is odd):
                # Somebody may have decided on one between the two questions: then it is not shown.
                lines = [rows[fact.pk] for fact in group.facts if fact.pk in rows]
                for row in lines:
                    row["selected"] = row["entry"].uuid in selected
                if lines:
                    shown.append(_group(group, lines, line))
                line += len(lines)
            if not shown:
                continue
            if not sections or sections[-1]["odd"] is not odd:
                sections.append({"odd": odd, "people": []})
            sections[-1]["people"].append({"key": person, "volunteer": shown[0]["first"].volunteer, "groups": shown})
    return sections


def _plan_of(entry: HourEntry) -> str:
    """The query that prefills a weekly plan; "" for somebody without an account, who could not agree."""
    if entry.volunteer.user_id is None:
        return ""
    return urlencode(
        {
            "person": str(entry.volunteer.uuid),
            "taetigkeit": str(entry.activity.uuid),
            "tag": str(entry.day.weekday()),
            "minuten": str(entry.minutes),
        }
    )


def _group(group: waiting.Group, lines: list[dict[str, Any]], start: int) -> dict[str, Any]:
    return {
        "odd": group.odd,
        "lines": lines,
        "range": f"{start}-{start + len(lines) - 1}",
        "first": lines[0]["entry"],
        "last": lines[-1]["entry"],
        "minutes": sum(row["entry"].minutes for row in lines),
        "single": len(lines) == 1,
        "own": lines[0]["own"],
        "selected": any(row["selected"] for row in lines),
        "plannable": "" if group.odd or len(lines) < REGULAR else _plan_of(lines[0]["entry"]),
    }
