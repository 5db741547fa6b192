"""*Stunden für andere*: a week at one activity, people down, days across; each cell is an entry of its own."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import typed
from volunteers.models import Activity, HourEntry, HourStatus, Volunteer, Way
from volunteers.services import logging, people
from volunteers.text import blank, tidy
from volunteers.web import durations
from volunteers.web.desk.place import Desk, at_desk

LATELY = dt.timedelta(weeks=8)  # who helped since then has a line without being typed
LINES = 60  # of people who helped lately
BLANK = 4  # lines for others
KNOWN = 500  # names offered while typing
NOTE = 500  # characters


@dataclass(slots=True)
class Cell:
    """One day of one person: what is there already, what was typed, and why it was refused."""

    name: str
    day: dt.date
    entries: list[HourEntry] = field(default_factory=list)
    text: str = ""
    error: str = ""


@dataclass(slots=True)
class Line:
    """One person, known or typed as a name."""

    number: int
    person: Volunteer | None = None
    name: str = ""
    new: bool = False
    error: str = ""
    cells: list[Cell] = field(default_factory=list)

    @property
    def asked(self) -> bool:
        """Whether something was typed in its days."""
        return any(not blank(cell.text) for cell in self.cells)


@dataclass(slots=True)
class Week:
    """The grid. `token` makes the entries of one form the same entries when it is sent twice."""

    desk: Desk
    monday: dt.date
    activity: Activity
    token: uuid.UUID
    lines: list[Line]
    note: str = ""

    @property
    def days(self) -> list[dt.date]:
        """Monday to Sunday."""
        return [self.monday + dt.timedelta(days=number) for number in range(7)]

    @property
    def faults(self) -> int:
        """How many names and cells were refused."""
        return sum(bool(line.error) + sum(bool(cell.error) for cell in line.cells) for line in self.lines)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def hours(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The grid of a week and activity; a POST logs what was typed and shows what was refused where it stands."""
    said = typed(request) or QueryDict()
    chosen = said or request.GET
    monday = _monday(chosen.get("woche", ""))
    activities = list(
        Activity.objects.filter(organisation=desk.organisation).select_related("organisation").order_by("title", "pk")
    )
    if not activities:
        return render(request, "volunteers/desk/hours.html", {"desk": desk})
    wanted = chosen.get("taetigkeit", "")
    activity = next((one for one in activities if str(one.uuid) == wanted), activities[0])
    week = Week(desk, monday, activity, _token(said), [], note=tidy(said.get("bemerkung", "").replace("\0", ""))[:NOTE])
    week.lines = _lines(week, said, request.GET.get("mit", ""))
    if request.method == "POST":
        saved = _save(week)
        if saved:
            text = ngettext("%(number)s Eintrag gespeichert.", "%(number)s Einträge gespeichert.", saved)
            messages.success(request, text % {"number": saved})
        if not week.faults:
            if not saved:
                messages.info(request, _("Es war nichts Neues eingetragen."))
            here = reverse("desk-hours", args=[desk.organisation.uuid])
            return HttpResponseRedirect(f"{here}?woche={monday:%Y-%m-%d}&taetigkeit={activity.uuid}")
    _show_entries(week)
    context = {
        "desk": desk,
        "week": week,
        "activities": activities,
        "today": clock.today(),
        "before": monday - dt.timedelta(weeks=1),
        "after": monday + dt.timedelta(weeks=1),
        "known": Volunteer.objects.known_at(desk.organisation).order_by("name").values_list("name", flat=True)[:KNOWN],
    }
    return render(request, "volunteers/desk/hours.html", context, status=400 if week.faults else 200)


def _monday(text: str) -> dt.date:
    """The Monday of the week of a date as `2026-11-23`; of yesterday's if it is none, or one out of bounds."""
    yesterday = clock.today() - dt.timedelta(days=1)  # on a Monday one writes down last week
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = yesterday
    if not dt.date(1900, 1, 8) <= day <= clock.today():
        day = yesterday
    return day - dt.timedelta(days=day.weekday())


def _token(said: QueryDict) -> uuid.UUID:
    try:
        return uuid.UUID(said.get("formular", ""))
    except ValueError:
        return uuid.uuid4()


def _lines(week: Week, said: QueryDict, wanted: str) -> list[Line]:
    """Those who helped at this activity lately and who is asked for by key, then blank ones; with what was typed."""
    lately = (
        HourEntry.objects.occupying()
        .filter(activity=week.activity, day__gte=week.monday - LATELY, day__lt=week.monday + dt.timedelta(weeks=1))
        .values("volunteer")
    )
    sent = {wanted, *(said.get(name, "") for name in said if name.startswith("person-"))}
    keys = [key for key in map(_uuid, sent) if key]
    here = Volunteer.objects.known_at(week.desk.organisation)
    found = (here.filter(pk__in=lately) | here.filter(uuid__in=keys)) if keys else here.filter(pk__in=lately)
    persons = list(found.order_by("name", "pk")[:LINES])
    fields = _typed_lines(said)
    lines = []
    for number, person in enumerate(persons):
        lines.append(_line(week, Line(number, person, person.name), fields.get(str(person.uuid), (number, said))))
    typed_names = [key for key in fields.values() if key[0] >= 0 and not said.get(f"person-{key[0]}")]
    for place in range(max(BLANK, len(typed_names))):
        source = typed_names[place] if place < len(typed_names) else (-1, said)
        name = tidy(said.get(f"name-{source[0]}", ""))
        new = f"neu-{source[0]}" in said
        lines.append(_line(week, Line(len(lines), None, name, new), source))
    return lines


def _typed_lines(said: QueryDict) -> dict[str, tuple[int, QueryDict]]:
    """The line of the form in which each person stood; a name that was typed is found under its number."""
    found: dict[str, tuple[int, QueryDict]] = {}
    for name in said:
        kind, _dash, number = name.partition("-")
        if number.isdecimal() and kind == "person":
            found[said.get(name, "")] = (int(number), said)
        elif number.isdecimal() and kind == "name" and _has_content(said, int(number)):
            found[f"#{number}"] = (int(number), said)
    return found


def _has_content(said: QueryDict, number: int) -> bool:
    fields = [f"name-{number}", *(f"zelle-{number}-{day}" for day in range(7))]
    return any(not blank(said.get(name, "")) for name in fields)


def _line(week: Week, line: Line, source: tuple[int, QueryDict]) -> Line:
    number, said = source
    for place, day in enumerate(week.days):
        text = said.get(f"zelle-{number}-{place}", "").strip()[:40]
        line.cells.append(Cell(f"zelle-{line.number}-{place}", day, text=text))
    return line


def _save(week: Week) -> int:
    """Log every cell that can be; returns how many entries are new."""
    saved = 0
    for line in week.lines:
        if not line.asked:
            if line.name and line.person is None:
                line.error = _("Für diesen Namen fehlt noch eine Dauer.")
            continue
        try:
            person = line.person or _person(week, line)
        except DomainError as error:
            line.error = str(error.detail)
            continue
        line.person, line.name = person, person.name
        saved += sum(_log(week, line, person))
    return saved


def _person(week: Week, line: Line) -> Volunteer:
    """Whom the typed name means: somebody known here, or somebody new if that was said."""
    return people.find_or_keep(
        actor=week.desk.user, organisation=week.desk.organisation, name=line.name, may_be_new=line.new
    )


def _log(week: Week, line: Line, person: Volunteer) -> Iterator[bool]:
    """Log the cells of a line; yields whether each is new."""
    for cell in line.cells:
        if blank(cell.text):
            continue
        try:
            minutes = durations.parse(cell.text)
        except durations.Unclear:
            cell.error = _("Bitte schreiben Sie die Dauer wie 1:30, 1,5 oder 90 min.")
            continue
        try:
            _entry, new = logging.log_hours(
                actor=week.desk.user,
                volunteer=person,
                activity=week.activity,
                day=cell.day,
                minutes=minutes,
                note=week.note,
                way=Way.PAGE,
                # The same form sent twice says the same about the same person, activity and day.
                uuid=uuid.uuid5(week.token, f"{person.uuid} {week.activity.uuid} {cell.day}"),
            )
        except DomainError as error:
            cell.error = str(error.detail)
            continue
        cell.text = ""
        yield new


def _show_entries(week: Week) -> None:
    """Put what is logged already into its cells, so that nobody types it again."""
    found: dict[tuple[int, dt.date], list[HourEntry]] = defaultdict(list)
    end = week.monday + dt.timedelta(days=6)
    entries = HourEntry.objects.filter(activity=week.activity).in_period(week.monday, end)
    for entry in entries.exclude(status=HourStatus.WITHDRAWN).order_by("pk"):
        found[entry.volunteer_id, entry.day].append(entry)
    for line in week.lines:
        if line.person is not None:
            for cell in line.cells:
                cell.entries = found.get((line.person.pk, cell.day), [])


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
