"""*Freigabe*: what waits, odd ones first; confirm or decline one, a group, a page, or all that the filter finds.

Confirming is final in the ledger. So it takes two steps: a page that shows what it would do and a second button. With
JavaScript the second step is ten seconds in which one can take it back (`site/js/desk.js`).
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import Invalid
from backend.common.pages import typed
from volunteers.models import HourEntry
from volunteers.querysets import HourEntryQuerySet
from volunteers.reach import remembered
from volunteers.services.confirming import is_own
from volunteers.web.desk import waiting
from volunteers.web.desk.filtering import Filter
from volunteers.web.desk.place import Desk, at_desk
from volunteers.web.desk.results import Decision, decide

REASONS_EACH = waiting.PAGE  # entries that may each get a reason of their own


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


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def desk(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list; a POST reviews a decision, or takes it."""
    if request.method != "POST":
        return _show(request, desk)
    with remembered():  # a decision changes nobody's roles
        return _decide(request, desk)


def _show(request: HttpRequest, desk: Desk) -> HttpResponse:
    backlog = waiting.backlog(desk.organisation, today=clock.today())
    form = Filter(request.GET, backlog=backlog)
    facts = backlog.matching(form.wish())
    pages = Paginator(waiting.cut(backlog.groups(facts)) or [[]], 1)
    page = pages.get_page(request.GET.get("seite"))
    groups = page.object_list[0]
    kept = typed(request) or QueryDict()
    count, minutes, odd = waiting.sums(facts, backlog.marks)
    rows = _rows(desk, groups, backlog)
    context = {
        "desk": desk,
        "form": form,
        "page": page,
        "capped": backlog.capped,
        "most": waiting.MOST,
        "sections": _sections(groups, rows, set(kept.getlist("eintrag"))),
        "lines": ",".join(str(rows[fact.pk]["entry"].uuid) for fact in _facts(groups) if fact.pk in rows),
        "on_page": len(rows),
        "count": count,
        "minutes": minutes,
        "odd": odd,
        "even": count - odd,
        "all": len(backlog.facts),
        "scope": kept.get("umfang", "auswahl"),
        "now": clock.now().isoformat(),
        "query": request.GET.urlencode(),
        "filtered": form.is_set(),
    }
    return render(request, "volunteers/desk/desk.html", context)


def _rows(desk: Desk, groups: Sequence[waiting.Group], backlog: waiting.Backlog) -> dict[int, dict[str, Any]]:
    """What is shown of the entries of a page, by key."""
    keys = [fact.pk for fact in _facts(groups)]
    entries = (
        HourEntry.objects.filter(pk__in=keys)
        .select_related("volunteer", "activity")
        .only("uuid", "day", "minutes", "note", "way", *PERSON, "activity__title")
    )
    return {
        entry.pk: {
            "entry": entry,
            "own": is_own(desk.user, entry),
            "marks": [waiting.MARKS[name] for name in backlog.marks.get(entry.pk, ())],
        }
        for entry in entries
    }


def _facts(groups: Iterable[waiting.Group]) -> Iterator[waiting.Fact]:
    return (fact for group in groups for fact in group.facts)


PERSON = ("volunteer__name", "volunteer__uuid", "volunteer__user", "volunteer__email")


def _sections(
    groups: Sequence[waiting.Group], rows: dict[int, dict[str, Any]], selected: set[str]
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
                    row["selected"] = str(row["entry"].uuid) in selected
                if lines:
                    shown.append(_group(group, lines, line))
                line += len(lines)
            if not shown:
                continue
            if not sections or sections[-1]["odd"] is not odd:
                sections.append({"odd": odd, "people": []})
            sections[-1]["people"].append({"key": person, "volunteer": shown[0]["first"].volunteer, "groups": shown})
    return sections


def _group(group: waiting.Group, lines: list[dict[str, Any]], start: int) -> dict[str, Any]:
    minutes = sorted({row["entry"].minutes for row in lines})
    return {
        "odd": group.odd,
        "lines": lines,
        "range": f"{start}-{start + len(lines) - 1}",
        "first": lines[0]["entry"],
        "last": lines[-1]["entry"],
        "least": minutes[0],
        "most": minutes[-1],
        "minutes": sum(row["entry"].minutes for row in lines),
        "single": len(lines) == 1,
        "own": lines[0]["own"],
        "selected": any(row["selected"] for row in lines),
    }


def _decide(request: HttpRequest, desk: Desk) -> HttpResponse:
    act = "decline" if request.POST.get("tun") == "ablehnen" else "confirm"
    chosen = _chosen(request, desk)
    if not chosen.asked:
        messages.warning(request, _("Bitte wählen Sie zuerst Einträge aus."))
        return HttpResponseRedirect(request.get_full_path())
    final = "endgueltig" in request.POST and not chosen.grown
    if not final:
        return _review(request, desk, act, chosen)
    decision = Decision(
        act=act,
        entries=chosen.entries,
        asked=chosen.asked,
        reason=request.POST.get("grund", "").strip(),
        reasons=dict(_reasons(request.POST)),
    )
    try:
        outcome = decide(desk, decision)
    except Invalid as error:
        return _review(request, desk, act, chosen, complaint=str(error.detail))
    return render(
        request,
        "volunteers/desk/results.html",
        {"desk": desk, "act": act, "outcome": outcome, "query": request.GET.urlencode()},
    )


def _review(request: HttpRequest, desk: Desk, act: str, chosen: Chosen, *, complaint: str = "") -> HttpResponse:
    """What would be decided, with a last button; a decision that lacks something comes back here, filled."""
    minutes = chosen.entries.waiting().total_minutes()
    listed = []
    if chosen.asked <= REASONS_EACH:
        reasons = dict(_reasons(request.POST))
        entries = chosen.entries.select_related("volunteer", "activity").order_by(
            "volunteer__name", "volunteer", "day", "pk"
        )
        listed = [{"entry": entry, "reason": reasons.get(entry.uuid, "")} for entry in entries]
    context = {
        "desk": desk,
        "act": act,
        "chosen": chosen,
        "count": chosen.asked,
        "minutes": minutes,
        "keys": ",".join(map(str, chosen.keys)),
        "listed": listed,
        "reason": request.POST.get("grund", ""),
        "complaint": complaint,
        "now": request.POST.get("stand", "") if not chosen.grown else clock.now().isoformat(),
        "query": request.GET.urlencode(),
        "suggestions": [
            _("Doppelt eingetragen"),
            _("Der Tag stimmt nicht"),
            _("Die Dauer stimmt nicht"),
            _("Die Tätigkeit stimmt nicht"),
            _("Dieser Einsatz ist uns nicht bekannt"),
        ],
    }
    return render(request, "volunteers/desk/review.html", context, status=400 if complaint else 200)


def _chosen(request: HttpRequest, desk: Desk) -> Chosen:
    """The entries a form names: single ones and groups, the page as it was shown, or what the filter found then.

    Of a filter only what had come when the page was made: nobody confirms what they could not have seen.
    """
    scope = request.POST.get("umfang", "auswahl")
    lines = list(_uuids(request.POST.get("zeilen", "").split(",")))
    if scope == "seite":
        return _these(desk, scope, lines)
    if scope not in {"filter", "unauffaellig"}:
        found = list(_uuids(request.POST.getlist("eintrag")))
        for group in request.POST.getlist("gruppe"):
            start, _dash, end = group.partition("-")
            if start.isdecimal() and end.isdecimal():
                found += lines[int(start) : int(end) + 1]
        return _these(desk, "auswahl", found)
    shown_at = _moment(request.POST.get("stand", ""))
    backlog = waiting.backlog(desk.organisation, today=clock.today(), until=shown_at)
    facts = backlog.matching(Filter(request.GET, backlog=backlog).wish(strict=True))
    keys = [fact.pk for fact in facts if scope == "filter" or fact.pk not in backlog.marks]
    number = request.POST.get("anzahl", "")
    return Chosen(
        scope,
        HourEntry.objects.filter(organisation=desk.organisation, pk__in=keys),
        asked=len(keys),
        grown=not number.isdecimal() or len(keys) > int(number),
    )


def _these(desk: Desk, scope: str, keys: Iterable[uuid.UUID]) -> Chosen:
    wanted = list(dict.fromkeys(keys))
    entries = HourEntry.objects.filter(organisation=desk.organisation, uuid__in=wanted)
    return Chosen(scope, entries, asked=len(wanted), keys=tuple(wanted))


def _moment(text: str) -> dt.datetime:
    """When the page was made. Without a readable one the person looks again."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(_("Bitte laden Sie die Seite neu: es ist nicht zu erkennen, welche Einträge Sie gesehen haben."))
    return moment


def _uuids(texts: Iterable[str]) -> Iterator[uuid.UUID]:
    for text in texts:
        try:
            yield uuid.UUID(text)
        except ValueError:
            continue


def _reasons(fields: QueryDict) -> Iterator[tuple[uuid.UUID, str]]:
    """Reasons that belong to one entry: the fields `grund-<uuid>`."""
    for name in fields:
        reason = fields.get(name, "").strip()
        if name.startswith("grund-") and reason:
            for key in _uuids([name.removeprefix("grund-")]):
                yield key, reason
