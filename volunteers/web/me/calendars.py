"""`/ich/kalender`: what stands in one's calendar, to tick what was help.

Nothing of the file is kept: what was found stands in the page, and comes back with the form. Each date there is a
hidden field ``termin-<n>`` (JSON: key, day, title, begin, end, minutes) with ``dauer-<n>`` and a box ``wahl``; those of
one title share ``taetigkeit-<g>`` and a box ``alle``. Only what is ticked becomes an entry, through `services.logging`.
"""

import datetime as dt
import json
import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.throttling import may_upload
from backend.common.uploads import is_too_large, read_up_to
from volunteers.imports import calendars
from volunteers.models import Activity, HourEntry, Volunteer, Way
from volunteers.services import agenda, logging
from volunteers.text import fold
from volunteers.web import durations
from volunteers.web.me.fields import DayField
from volunteers.web.me.own import actor_of, helping

USUAL = dt.timedelta(days=60)
MOST_FOUND = 12
FAULTS = {
    "no_calendar": gettext_lazy("Das ist keine Kalender-Datei. Bitte nimm die Datei mit der Endung .ics."),
    "encoding": gettext_lazy(
        "In der Datei stehen Zeichen, die sich nicht lesen lassen. Bitte exportiere den Kalender noch einmal."
    ),
    "too_large": gettext_lazy(
        "Dieser Kalender ist zu groß. Bitte exportiere nur einen Kalender, am besten mit kürzerem Zeitraum."
    ),
    "too_hard": gettext_lazy(
        "Dieser Kalender lässt sich nicht in vernünftiger Zeit auswerten. Bitte wähle einen kürzeren Zeitraum, oder "
        "trag die Tage unter „Stunden eintragen“ ein."
    ),
}
SKIPPED = {
    "too_often": gettext_lazy("wiederholt sich mehrmals am Tag"),
    "too_long": gettext_lazy("dauert länger als drei Tage am Stück"),
    "too_hard": gettext_lazy("mit einer Wiederholung, die sich nicht ausrechnen lässt"),
    "unreadable": gettext_lazy("nicht lesbar"),
}


class CalendarForm(forms.Form):
    """A file and a period."""

    datei = forms.FileField(
        label=gettext_lazy("Kalender-Datei (.ics)"),
        help_text=gettext_lazy("Höchstens 5 MB. Wir lesen sie und vergessen sie; auch die Titel speichern wir nicht."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={
            "required": gettext_lazy("Bitte wähle die Datei deines Kalenders aus."),
            "empty": gettext_lazy("Die Datei ist leer. Bitte exportiere den Kalender noch einmal."),
        },
    )
    von = DayField(label=gettext_lazy("Termine von"))
    bis = DayField(label=gettext_lazy("bis"))
    suche = forms.CharField(
        label=gettext_lazy("Du hast dort noch nie Stunden eingetragen? Such die Organisation oder Tätigkeit"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    use_required_attribute = False  # the browser's own words would stand in its language, not in the page's

    def __init__(self, data: QueryDict | None = None, files: object = None) -> None:
        """The last 60 days are offered."""
        today = clock.today()
        super().__init__(data, files, initial={"von": today - USUAL, "bis": today}, label_suffix="")  # type: ignore[arg-type]  # the request's own
        for name in ("von", "bis"):
            day: object = self.fields[name]
            if isinstance(day, DayField):
                day.until(today)

    def clean(self) -> dict[str, object]:
        """The period is in order, and no longer than a year."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        first, last = data.get("von"), data.get("bis")
        if isinstance(first, dt.date) and isinstance(last, dt.date):
            if first > last:
                self.add_error("bis", ValidationError(_("Das Ende liegt vor dem Anfang. Bitte prüf beide Tage.")))
            elif (last - first).days >= calendars.MOST_DAYS:
                self.add_error("von", ValidationError(_("Höchstens ein Jahr auf einmal. Bitte wähle weniger.")))
        return data


@dataclass(slots=True)
class Row:
    """One date. `entry` is what it became already, `beside` the minutes that stand at that day in other ways."""

    number: int
    uuid: uuids.UUID
    day: dt.date
    title: str
    begins: str
    ends: str
    minutes: int | None
    text: str = ""
    ticked: bool = False
    error: str = ""
    entry: HourEntry | None = None
    beside: int = 0

    @property
    def packed(self) -> str:
        """The hidden field."""
        return json.dumps([str(self.uuid), self.day.isoformat(), self.title, self.begins, self.ends, self.minutes])


@dataclass(slots=True)
class Group:
    """The dates of one title, newest first. `activity` is the key of the chosen one, or empty."""

    number: int
    title: str
    rows: list[Row] = field(default_factory=list)
    activity: str = ""
    error: str = ""
    all_ticked: bool = False

    @property
    def open(self) -> list[Row]:
        """Those that are not written down yet."""
        return [row for row in self.rows if row.entry is None]


@require_http_methods(["GET", "HEAD", "POST"])
@read_up_to(calendars.MOST_BYTES)
@helping
def calendar(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Upload, choose, log. Everything works without scripts, and sending twice is sending once."""
    if request.method != "POST":
        return _form(request, CalendarForm())
    if request.POST.get("tun") == "eintragen":
        return _chosen(request, volunteer)
    form = CalendarForm(request.POST, request.FILES)
    if is_too_large(request):
        form.errors.pop("datei", None)
        form.add_error("datei", str(FAULTS["too_large"]))
    elif form.is_valid() and not may_upload(request):
        form.add_error("datei", _("Das waren viele Dateien auf einmal. Bitte versuch es in einer Minute noch einmal."))
    if not form.is_valid():
        return _form(request, form)
    first, last = form.cleaned_data["von"], min(form.cleaned_data["bis"], clock.today())
    found = calendars.read_apart(form.cleaned_data["datei"].read(), first, last, clock.now())
    if found.fault:
        form.add_error("datei", str(FAULTS[found.fault]))
        return _form(request, form)
    rows = [
        Row(
            number,
            agenda.uuid_of(volunteer, one.key),
            one.day,
            one.title,
            one.begins,
            one.ends,
            one.minutes,
            text=durations.written(one.minutes) if one.minutes else "",
        )
        for number, one in enumerate(found.occurrences)
    ]
    words = form.cleaned_data["suche"].strip()
    offered = _offered(request, volunteer, words)
    groups = _grouped(rows)
    for group in groups:
        likely = agenda.guess(group.title, offered)
        group.activity = str(likely.uuid) if likely else ""
    skipped = [(SKIPPED[reason], number) for reason, number in found.skipped.items()]
    more = {"skipped": skipped, "cut": found.cut, "first": first, "last": last, "words": words}
    return _choose(request, volunteer, groups, offered, more)


def _form(request: HttpRequest, form: CalendarForm) -> HttpResponse:
    return render(request, "volunteers/me/calendar.html", {"form": form}, status=400 if form.errors else 200)


def _choose(
    request: HttpRequest,
    volunteer: Volunteer,
    groups: list[Group],
    offered: list[Activity],
    more: dict[str, object],
    status: int = 200,
) -> HttpResponse:
    rows = [row for group in groups for row in group.rows]
    known = agenda.known(volunteer, [row.uuid for row in rows])
    beside = agenda.written_down(volunteer, {row.day for row in rows})
    for row in rows:
        row.entry = known.get(row.uuid)
        row.beside = 0 if row.entry else beside.get(row.day, 0)
    context = {"groups": groups, "offered": offered, "open": sum(len(group.open) for group in groups), **more}
    return render(request, "volunteers/me/calendar_choose.html", context, status=status)


def _chosen(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Log what is ticked; what was refused comes back with the reason beside it."""
    words = request.POST.get("suche", "")[:100].strip()
    rows = _sent(request.POST)
    if rows is None:
        form = CalendarForm()
        messages.warning(request, _("Das hat nicht geklappt. Bitte wähl die Datei noch einmal aus."))
        return render(request, "volunteers/me/calendar.html", {"form": form}, status=400)
    groups = _grouped(rows)
    offered = _offered(request, volunteer, words)
    ticked = set(request.POST.getlist("wahl"))
    all_of = set(request.POST.getlist("alle"))
    by_key = {str(activity.uuid): activity for activity in offered}
    known = agenda.known(volunteer, [row.uuid for row in rows])
    saved = 0
    for group in groups:
        group.activity = request.POST.get(f"taetigkeit-{group.number}", "")
        group.all_ticked = str(group.number) in all_of
        wanted = [
            row
            for row in reversed(group.rows)
            if row.uuid not in known and (group.all_ticked or str(row.number) in ticked)
        ]
        activity = by_key.get(group.activity)
        for row in wanted:
            row.ticked = True
        if wanted and activity is None:
            group.error = _("Bitte wähle, wo du geholfen hast.")
        elif activity is not None:
            saved += sum(_log(request, volunteer, activity, row) for row in wanted)
    failed = any(group.error or any(row.error for row in group.rows) for group in groups)
    if saved:
        text = ngettext("%(number)s Eintrag gespeichert.", "%(number)s Einträge gespeichert.", saved)
        messages.success(request, text % {"number": saved})
    if saved and not failed:
        return redirect("me-entries")
    if not failed:
        messages.info(request, _("Es ist noch nichts angekreuzt."))
    more: dict[str, object] = {"words": words, "failed": failed}
    return _choose(request, volunteer, groups, offered, more, status=400)


def _log(request: HttpRequest, volunteer: Volunteer, activity: Activity, row: Row) -> bool:
    """Whether the date is an entry now that it was not before."""
    if not row.text:
        row.error = _("Bitte schreib, wie lange, zum Beispiel 1:30.")
        return False
    try:
        _entry, new = logging.log_hours(
            actor=actor_of(request),
            volunteer=volunteer,
            activity=activity,
            day=row.day,
            minutes=durations.parse(row.text),
            way=Way.PAGE,
            uuid=row.uuid,
        )
    except durations.Unclear as unclear:
        row.error = str(unclear)
    except DomainError as error:
        row.error = str(error.detail)
    else:
        return new
    return False


def _offered(request: HttpRequest, volunteer: Volunteer, words: str) -> list[Activity]:
    """One's own activities, and those that were asked for."""
    own = agenda.own_activities(volunteer)
    if not words:
        return own
    found = Activity.objects.visible_to(actor_of(request)).taking_hours(clock.today()).matching(words)
    ordered = found.select_related("organisation").order_by("organisation__name", "title", "pk")[:MOST_FOUND]
    return list(dict.fromkeys([*ordered, *own]))


def _grouped(rows: Iterable[Row]) -> list[Group]:
    """By title, in the order in which they came."""
    groups: dict[str, Group] = {}
    for row in rows:
        groups.setdefault(fold(row.title), Group(len(groups), row.title)).rows.append(row)
    return list(groups.values())


def _sent(fields: QueryDict) -> list[Row] | None:
    """The dates as they stood in the page; None where something else was sent."""
    rows = []
    for number in range(calendars.MOST):
        packed = fields.get(f"termin-{number}")
        if packed is None:
            break
        try:
            key, day, title, begins, ends, minutes = json.loads(packed)
            length = None if minutes is None else int(minutes)
            row = Row(number, uuids.UUID(key), dt.date.fromisoformat(day), str(title), str(begins), str(ends), length)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None
        row.text = fields.get(f"dauer-{number}", "").strip()[:40]
        rows.append(row)
    return rows or None
