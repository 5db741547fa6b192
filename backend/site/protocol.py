"""The protocol as people read it: one's own, a desk's, the coordination's. Four kinds of steps, one manner of telling.

Who reads their own learns which side decided, not which person: that is theirs (as in the copy of one's data).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.common.keysets import page_of
from backend.common.pages import signed_in
from backend.templatetags.hours import hours
from certificates.models import CertificateAct, CertificateEvent
from volunteers.models import Act, CorrectionEvent, HourStatus, LedgerEvent, ProtocolEvent, User
from volunteers.models.corrections import CorrectionStatus
from volunteers.reach import reach_of
from volunteers.web.desk.place import Desk, at_desk


@dataclass(frozen=True, slots=True)
class Line:
    """One step for the eye. `who` is empty where a rule did it."""

    at: dt.datetime
    person: str
    about: str
    what: str
    who: str
    way: str
    reason: str


Who = Callable[[Any], str]  # how a page names who took a step


def of_hours(rows: Iterable[LedgerEvent], who: Who) -> list[Line]:
    """Steps of entries; the rows come with entry, volunteer, activity, organisation, actor and reason."""
    return [
        Line(
            one.at,
            one.entry.volunteer.name,
            _entry(one, one.minutes),
            one.get_to_status_display(),
            who(one),
            one.get_way_display(),
            _said(one),
        )
        for one in rows
    ]


def of_corrections(rows: Iterable[CorrectionEvent], who: Who) -> list[Line]:
    """Steps of corrections, with the same."""
    return [
        Line(
            one.at,
            one.entry.volunteer.name,
            _entry(one, one.minutes),
            _("Korrektur: %(status)s") % {"status": one.get_to_status_display()},
            who(one),
            one.get_way_display(),
            _said(one),
        )
        for one in rows
    ]


def of_decisions(rows: Iterable[ProtocolEvent], who: Who) -> list[Line]:
    """Decisions; the rows come with volunteer, organisation, actor and reason."""
    return [
        Line(
            one.at,
            one.volunteer.name if one.volunteer else "",
            one.organisation.name if one.organisation else "",
            one.act_label,
            who(one),
            one.get_way_display() if one.way else "",
            _said(one),
        )
        for one in rows
    ]


def of_certificates(rows: Iterable[CertificateEvent], who: Who) -> list[Line]:
    """What was done with papers; the rows come with certificate, actor and reason."""
    return [
        Line(
            one.at,
            "",
            one.certificate.number_text,
            one.get_act_display(),
            who(one),
            "",
            _said(one),
        )
        for one in rows
    ]


def _entry(event: Any, minutes: int) -> str:
    day = formats.date_format(event.entry.day, "SHORT_DATE_FORMAT")
    return f"{event.activity.title}, {event.organisation.name} · {day} · {hours(minutes)}"


def _said(event: Any) -> str:
    return event.reason.text if event.reason else ""


# --- filters ---

TABS: Final[dict[str, Any]] = {
    "stunden": HourStatus,
    "korrekturen": CorrectionStatus,
    "entscheidungen": Act,
    "urkunden": CertificateAct,
}
_COLUMN = {"stunden": "to_status", "korrekturen": "to_status", "entscheidungen": "act", "urkunden": "act"}
_WITH = {
    "stunden": ("entry__volunteer", "activity", "organisation", "actor", "reason"),
    "korrekturen": ("entry__volunteer", "activity", "organisation", "actor", "reason"),
    "entscheidungen": ("volunteer", "organisation", "actor", "reason"),
    "urkunden": ("certificate", "actor", "other", "reason"),
}
_TELL: dict[str, Callable[[Any, Who], list[Line]]] = {
    "stunden": of_hours,
    "korrekturen": of_corrections,
    "entscheidungen": of_decisions,
    "urkunden": of_certificates,
}


def tab_of(query: QueryDict) -> str:
    """Which kind of steps the address asks for."""
    wish = query.get("art", "")
    return wish if wish in TABS else "stunden"


def narrowed(rows: Any, tab: str, query: QueryDict) -> Any:
    """Those of one act, and of a period (local days, both included); what makes no sense narrows nothing."""
    if query.get("was") in TABS[tab].values:
        rows = rows.filter(**{_COLUMN[tab]: query["was"]})
    if start := _day(query.get("von", "")):
        rows = rows.filter(at__gte=_midnight(start))
    if end := _day(query.get("bis", "")):
        rows = rows.filter(at__lt=_midnight(end + dt.timedelta(days=1)))
    return rows.select_related(*_WITH[tab])


def _day(text: str) -> dt.date | None:
    try:
        found = parse_date(text)
    except ValueError:  # well formed, and no day
        return None
    return found if found and 2000 <= found.year <= 9000 else None


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def shown(rows: Any, tab: str, query: QueryDict, who: Who) -> dict[str, Any]:
    """What templates need: a keyset page, its lines, and the filters as they are set."""
    page: Any = page_of(narrowed(rows, tab, query), query)
    return {
        "page": page,
        "lines": _TELL[tab](page.rows, who),
        "tab": tab,
        "acts": TABS[tab].choices,
        "chosen": {name: query.get(name, "") for name in ("was", "von", "bis")},
    }


def by_name(event: Any) -> str:
    """For who works together: the name; and whether somebody without account did it."""
    return str(event.actor) if event.actor else ""


# --- pages ---


@require_safe
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """What happened to one's own entries, consents and certificates, and what one decided oneself."""
    user = cast("User", request.user)
    key = reach_of(user).volunteer_id
    tab = tab_of(request.GET)
    rows: dict[str, Any] = {
        "stunden": LedgerEvent.objects.filter(entry__volunteer=key),
        "korrekturen": CorrectionEvent.objects.filter(entry__volunteer=key),
        "entscheidungen": ProtocolEvent.objects.filter(
            Q(volunteer__isnull=False, volunteer=key) | Q(actor=user, volunteer=None)
        ),
        "urkunden": CertificateEvent.objects.filter(certificate__volunteer=key),
    }
    found = rows[tab] if key is not None or tab == "entscheidungen" else rows[tab].none()

    def who(event: Any) -> str:
        if event.actor_id == user.pk:
            return _("du")
        if event.actor_id is None and not getattr(event, "way", ""):
            return ""
        place = getattr(event, "organisation", None)
        return place.name if place else _("die Koordination")

    return render(request, "site/me/protocol.html", shown(found, tab, request.GET, who))


@require_safe
@at_desk
def desk(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What happened at this organisation. What concerns roles and the organisation itself, its managers see."""
    place = desk.organisation
    tab = tab_of(request.GET)
    tab = "stunden" if tab == "urkunden" or (tab == "entscheidungen" and not desk.manages) else tab
    rows: dict[str, Any] = {
        "stunden": LedgerEvent.objects.filter(organisation=place),
        "korrekturen": CorrectionEvent.objects.filter(organisation=place),
        "entscheidungen": ProtocolEvent.objects.filter(organisation=place),
    }
    context = shown(rows[tab], tab, request.GET, by_name) | {"organisation": place, "manages": desk.manages}
    return render(request, "site/desk_protocol.html", context)
