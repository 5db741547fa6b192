"""Typing a sign-in sheet in: its rows down, its days across, all by the keyboard; what was refused stays as typed."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.pages import typed
from volunteers import sheet_codes
from volunteers.models import HourEntry, HourStatus, SheetForm, SheetStatus, SignInRow, SignInSheet, Volunteer
from volunteers.services import sheets as services
from volunteers.services.sheets import Line, Outcome
from volunteers.text import blank, fold, tidy
from volunteers.web import durations
from volunteers.web.desk.hours import KNOWN, NOTE
from volunteers.web.desk.place import Desk, at_desk
from volunteers.web.desk.sheet_form import key_of
from volunteers.web.desk.sign_in_sheets import sheet_of
from volunteers.web.me.fields import DayField


@dataclass(slots=True)
class Cell:
    """One day of one row: what it became, what was typed, why that was refused. `day` is None where none is printed."""

    name: str
    day: dt.date | None
    entry: HourEntry | None = None
    text: str = ""
    again: bool = False
    error: str = ""

    @property
    def declined(self) -> bool:
        """Whether it may be sent again from here: by an organisation for somebody without account."""
        entry = self.entry
        return entry is not None and entry.status == HourStatus.DECLINED and entry.volunteer.user_id is None

    @property
    def open(self) -> bool:
        """Whether something can be typed."""
        return self.entry is None or self.declined


@dataclass(slots=True)
class Row:
    """One row of the paper as its line of the grid. `day` is the one that stands in the row, as typed."""

    row: SignInRow
    cells: list[Cell]
    name: str = ""
    new: bool = False
    person: Volunteer | None = None
    namesakes: list[Volunteer] = field(default_factory=list)
    note: str = ""
    day: str = ""
    error: str = ""
    day_error: str = ""

    @property
    def code(self) -> str:
        """Of the row."""
        return self.row.code

    @property
    def asked(self) -> list[Cell]:
        """The cells in which something was typed."""
        return [cell for cell in self.cells if not blank(cell.text)]

    @property
    def open(self) -> bool:
        """Whether anything of it is left to type."""
        return any(cell.open for cell in self.cells)

    @property
    def faults(self) -> int:
        """How much of it was refused."""
        return bool(self.error) + bool(self.day_error) + sum(bool(cell.error) for cell in self.cells)


@dataclass(slots=True)
class Grid:
    """The whole sheet. `day` is the one that stands above all rows, by hand."""

    desk: Desk
    sheet: SignInSheet
    rows: list[Row]
    day: str = ""
    day_error: str = ""

    @property
    def own_days(self) -> bool:
        """Whether each row has its day."""
        return self.sheet.form == SheetForm.OWN_DAYS

    @property
    def one_day(self) -> bool:
        """Whether one day stands above all of them."""
        return self.sheet.form == SheetForm.ONE_DAY

    @property
    def faults(self) -> int:
        """How many fields were refused."""
        return bool(self.day_error) + sum(row.faults for row in self.rows)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def sheet(request: HttpRequest, desk: Desk, sheet: uuid.UUID) -> HttpResponse:
    """The grid. A POST logs what was typed, row by row; sent twice it is once."""
    found = sheet_of(desk, sheet)
    said = typed(request) or QueryDict()
    grid = _grid(desk, found, said)
    jump, wrong = _row_meant(found, said.get("zeile", "") or request.GET.get("zeile", ""), grid)
    if request.method == "POST" and found.status != SheetStatus.OPEN:
        messages.error(request, _("Diese Liste ist nicht mehr offen."))
        return HttpResponseRedirect(request.path)
    if request.method == "POST" and said.get("tun") != "springen":
        saved = _save(grid)
        if saved:
            text = ngettext("%(number)s Eintrag gespeichert.", "%(number)s Einträge gespeichert.", saved)
            messages.success(request, text % {"number": saved})
        if not grid.faults and not wrong:
            if not saved:
                messages.info(request, _("Es war nichts Neues eingetragen."))
            return HttpResponseRedirect(request.path + (f"?zeile={jump}" if jump else ""))
        _show_entries(grid)
        found.refresh_from_db(fields=["entry_count"])
    context = {
        "desk": desk,
        "sheet": found,
        "grid": grid,
        "jump": jump or ("" if wrong or grid.faults else next((row.code for row in grid.rows if row.open), "")),
        "jump_error": wrong,
        "today": clock.today(),
        "known": Volunteer.objects.known_at(desk.organisation).order_by("name").values_list("name", flat=True)[:KNOWN],
    }
    return render(request, "volunteers/desk/sheet.html", context, status=400 if grid.faults or wrong else 200)


def _grid(desk: Desk, sheet: SignInSheet, said: QueryDict) -> Grid:
    """All rows with what was typed in them, or is entered already."""
    days: Sequence[dt.date | None] = sheet.fixed_days or [None]
    rows = [
        Row(
            row,
            [
                Cell(name, day, text=said.get(name, "").strip()[:40], again=f"wieder-{name}" in said)
                for name, day in ((f"dauer-{row.code}-{place}", day) for place, day in enumerate(days))
            ],
            name=tidy(said.get(f"name-{row.code}", ""))[:200],
            new=f"neu-{row.code}" in said,
            note=tidy(said.get(f"bemerkung-{row.code}", "").replace("\0", ""))[:NOTE],  # no database keeps that sign
            day=said.get(f"tag-{row.code}", "").strip()[:20],
        )
        for row in sheet.rows.in_order()
    ]
    grid = Grid(desk, sheet, rows, day=said.get("tag", "").strip()[:20])
    _chosen(grid, said)
    _show_entries(grid)
    return grid


def _chosen(grid: Grid, said: QueryDict) -> None:
    """Who was chosen among people of the same name."""
    keys = {row.code: key_of(said.get(f"person-{row.code}", "")) for row in grid.rows}
    wanted = [key for key in keys.values() if key]
    if wanted:
        here = Volunteer.objects.known_at(grid.desk.organisation).filter(uuid__in=wanted).in_bulk(field_name="uuid")
        for row in grid.rows:
            key = keys[row.code]
            row.person = here.get(key) if key else None


def _show_entries(grid: Grid) -> None:
    """What is entered already, so that nobody types it again; a declined one stands there to be sent again."""
    found = services.entries_of(grid.sheet, [row.row for row in grid.rows])
    for row in grid.rows:
        entries = {entry.uuid: entry for entry in found.get(row.row, [])}
        for cell in row.cells:
            cell.entry = entries.get(row.row.entry_uuid(cell.day))
            if cell.entry is None:
                continue
            row.row.volunteer = cell.entry.volunteer
            if grid.one_day and not grid.day:
                grid.day = cell.entry.day.isoformat()
            if grid.own_days and not row.day:
                row.day = cell.entry.day.isoformat()


def _row_meant(sheet: SignInSheet, text: str, grid: Grid) -> tuple[str, str]:
    """The code of the row to go to, or what is wrong with it."""
    code = sheet_codes.tidy(text)
    if not code:
        return "", ""
    if any(row.code == code for row in grid.rows):
        return code, ""
    if sheet_codes.is_sound(code, within=sheet.code):
        return "", _("Diese Zeile gibt es auf der Liste nicht.")
    return "", _("Dieser Code stimmt nicht: Es ist ein Tippfehler darin, oder er gehört zu einer anderen Liste.")


def _save(grid: Grid) -> int:
    """Log every cell that can be; returns how many entries are new, or sent again."""
    wanted = list(_lines(grid))
    outcomes = services.type_in(actor=grid.desk.user, sheet=grid.sheet, lines=[line for _row, _cell, line in wanted])
    for (row, cell, _line), outcome in zip(wanted, outcomes, strict=True):
        _tell(grid, row, cell, outcome)
    return sum(outcome.new for outcome in outcomes)


def _lines(grid: Grid) -> Iterator[tuple[Row, Cell, Line]]:
    """What can be asked of the service; the rest is told where it stands."""
    above = None
    if grid.one_day and any(row.asked for row in grid.rows):
        above, grid.day_error = _day(grid.day)
    for row in grid.rows:
        cells = row.asked
        if not cells:
            if row.open and not any(cell.entry for cell in row.cells) and (row.name or row.day):
                row.error = _("Für diese Zeile fehlt noch eine Dauer.")
            continue
        day = above
        if grid.own_days:
            day, row.day_error = _day(row.day)
        for cell in cells:
            try:
                minutes = durations.parse_span(cell.text)
            except durations.Unclear:
                cell.error = _("Bitte schreiben Sie die Dauer wie 1:30, 1,5, 90 min oder 17:00-18:30.")
                continue
            if cell.day is None and day is None:
                continue
            line = Line(
                row.code,
                minutes,
                day=cell.day or day,
                name=row.name,
                may_be_new=row.new,
                volunteer=row.person,
                note=row.note,
                again=cell.again,
            )
            yield row, cell, line


def _tell(grid: Grid, row: Row, cell: Cell, outcome: Outcome) -> None:
    """A refusal stands beside what it is about; what was saved is no longer typed."""
    error = outcome.error
    if error is None:
        cell.text = ""
        return
    if error.field in {"name", "volunteer"}:
        row.error = str(error.detail)
        if error.code == "name_ambiguous":
            row.error = _("Diesen Namen haben mehrere Personen. Bitte wählen Sie, wen Sie meinen.")
            row.namesakes = _namesakes(grid, row.name)
    elif error.field == "day" and grid.own_days:
        row.day_error = str(error.detail)
    elif error.field == "day" and grid.one_day:
        grid.day_error = str(error.detail)
    else:
        cell.error = str(error.detail)


def _namesakes(grid: Grid, name: str) -> list[Volunteer]:
    """Known people of that name, with the last day on which each helped here."""
    here = grid.desk.organisation
    lately = Max("hours__day", filter=Q(hours__organisation=here))
    known = Volunteer.objects.known_at(here).annotate(last_day=lately).order_by("pk")
    return [one for one in known if fold(one.name) == fold(name)]


def _day(text: str) -> tuple[dt.date | None, str]:
    """A typed day, or the sentence that says why it is none."""
    if blank(text):
        return None, _("Bitte geben Sie den Tag an.")
    try:
        return DayField().clean(text), ""
    except ValidationError:
        return None, _("Das ist kein Datum. Bitte schreiben Sie es wie 14.11.2026.")
