"""The list of what waits, as its template wants it: a page of groups below their people, odd ones first."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import dateformat
from django.utils.formats import date_format, get_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.pages import typed
from backend.templatetags.hours import hours
from volunteers.models import HourEntry
from volunteers.services.confirming import is_same_person
from volunteers.services.marks import MOST, Fact, Mark
from volunteers.web.desk import waiting
from volunteers.web.desk.choosing import on_other_pages, ticked
from volunteers.web.desk.filtering import Filter
from volunteers.web.desk.place import Desk

REGULAR = 4  # so many of a rhythm, and a weekly plan would spare the work
_COLUMNS = (
    *("pk", "uuid", "day", "minutes", "note", "activity__title", "activity__uuid"),
    *("volunteer__name", "volunteer__uuid", "volunteer__user", "volunteer__email"),
    *("earlier", "earlier__day", "earlier__minutes", "earlier__note", "earlier__reason"),
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
    here = {row["uuid"] for row in rows.values()}
    elsewhere = _still_waiting(desk, selected - here)
    context = {
        "desk": desk,
        "form": form,
        "page": page,
        "capped": backlog.capped,
        "most": MOST,
        "sections": _sections(groups, rows, selected),
        "lines": ",".join(rows[fact.pk]["key"] for fact in _facts(groups) if fact.pk in rows),
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
    """What is shown of the entries of a page, by key. In words already: a template is slow at finding them."""
    keys = [fact.pk for fact in _facts(groups)]
    labels = {mark.value: mark.label for mark in Mark}
    day_format = f"D, {get_format('SHORT_DATE_FORMAT')}"
    return {
        row["pk"]: {
            **row,
            "key": str(row["uuid"]),
            "name": row["volunteer__name"],
            "title": row["activity__title"],
            "number": str(row["minutes"]),
            "hours": hours(row["minutes"]),
            "date": dateformat.format(row["day"], day_format),
            "own": is_same_person(actor=desk.user, user_id=row["volunteer__user"], email=row["volunteer__email"]),
            "marks": [labels[code] for code in backlog.marks.get(row["pk"], ())],
            "changes": [] if row["earlier"] is None else changes(row),
            "declined": row["earlier__reason"] or "",
        }
        for row in HourEntry.objects.filter(pk__in=keys).values(*_COLUMNS)
    }


def changes(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is different since it was declined: what, old, new, in words."""
    found = []
    if row["earlier__day"] != row["day"]:
        old, new = (date_format(day, "SHORT_DATE_FORMAT") for day in (row["earlier__day"], row["day"]))
        found.append((_("Tag"), old, new))
    if row["earlier__minutes"] != row["minutes"]:
        found.append((_("Dauer"), hours(row["earlier__minutes"]), hours(row["minutes"])))
    if row["earlier__note"] != row["note"]:
        found.append((_("Bemerkung"), row["earlier__note"] or "–", row["note"] or "–"))
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
                    row["selected"] = row["uuid"] in selected
                if lines:
                    shown.append(_group(group, lines, line))
                line += len(lines)
            if not shown:
                continue
            if not sections or sections[-1]["odd"] is not odd:
                sections.append({"odd": odd, "people": []})
            sections[-1]["people"].append({"key": person, "first": shown[0]["first"], "groups": shown})
    return sections


def _plan_of(row: dict[str, Any]) -> str:
    """The query that prefills a weekly plan; "" for somebody without an account, who could not agree."""
    if row["volunteer__user"] is None:
        return ""
    return urlencode(
        {
            "person": str(row["volunteer__uuid"]),
            "taetigkeit": str(row["activity__uuid"]),
            "tag": str(row["day"].weekday()),
            "minuten": str(row["minutes"]),
        }
    )


def _group(group: waiting.Group, lines: list[dict[str, Any]], start: int) -> dict[str, Any]:
    return {
        "odd": group.odd,
        "lines": lines,
        "range": f"{start}-{start + len(lines) - 1}",
        "first": lines[0],
        "last": lines[-1],
        "minutes": sum(row["minutes"] for row in lines),
        "single": len(lines) == 1,
        "own": lines[0]["own"],
        "selected": any(row["selected"] for row in lines),
        "plannable": "" if group.odd or len(lines) < REGULAR else _plan_of(lines[0]),
    }
