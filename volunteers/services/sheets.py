"""Sign-in sheets: make one, type it in row by row, end it, and forget who stood on it.

What a row says becomes entries of the ledger by the same door as any other hours (`services.logging`), so the same
rules hold: bounds, four eyes, confirmation. The row gives the entry its UUID: typed in twice it is one entry.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, DomainError, Forbidden, Invalid
from backend.common.transitions import move
from volunteers import bounds, sheet_codes
from volunteers.models import (
    Activity,
    HourEntry,
    HourStatus,
    SheetForm,
    SheetStatus,
    SignInRow,
    SignInSheet,
    Volunteer,
    Way,
)
from volunteers.models.sheets import SHEET_TRANSITIONS
from volunteers.reach import reach_of
from volunteers.services import logging, people
from volunteers.services.protocol import Act, note
from volunteers.text import fold

if TYPE_CHECKING:
    from volunteers.models import User

MOST_ROWS = 120
MOST_DAYS = 7  # columns that leave room for a name and a signature
_TRIES = 20  # for a code that is not taken: nearly always the first is free


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed of one row and day. `code` is the row's, tidy; `day` may be left out where the paper has one.

    Whom a blank row means is `volunteer`, or `name` as `people.find_or_keep` reads it. `again` sends a declined entry
    again.
    """

    code: str
    minutes: int
    day: dt.date | None = None
    name: str = ""
    may_be_new: bool = False
    volunteer: Volunteer | None = None
    note: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line: an entry, which may have been there before, or a refusal."""

    line: Line
    entry: HourEntry | None = None
    new: bool = False
    error: DomainError | None = None


@transaction.atomic
def make_sheet(
    *,
    actor: "User",
    activity: Activity,
    form: str,
    days: Sequence[dt.date] = (),
    volunteers: Sequence[Volunteer] = (),
    blank_rows: int = 0,
    language: str = "",
    way: str,
) -> SignInSheet:
    """A sheet with a row for each of these people, by name, and blank ones.

    Raises Forbidden (`not_member`), Invalid (`organisation_inactive`, `days_of_sheet`, `outside_activity_period`,
    `rows_of_sheet`, `person_unknown`, `language_unknown`).
    """
    organisation = activity.organisation
    _check_member(actor, organisation.pk)
    if not organisation.is_active:
        raise Invalid(
            _("Diese Organisation nimmt keine Stunden mehr an."), code="organisation_inactive", field="activity"
        )
    if language and language not in dict(settings.LANGUAGES):
        raise Invalid(_("Diese Sprache gibt es hier nicht."), code="language_unknown", field="language")
    found = _checked_days(activity, form, days)
    persons = sorted({person.pk: person for person in volunteers}.values(), key=lambda one: (one.name, one.pk))
    if not 1 <= len(persons) + blank_rows <= MOST_ROWS or blank_rows < 0:
        raise Invalid(
            _("Eine Liste hat 1 bis %(most)s Zeilen. Bitte wählen Sie Namen oder leere Zeilen.") % {"most": MOST_ROWS},
            code="rows_of_sheet",
            field="blank_rows",
        )
    known = Volunteer.objects.known_at(organisation).filter(pk__in=[person.pk for person in persons]).count()
    if known < len(persons):
        raise unknown_person()
    now = clock.now()
    sheet = _with_free_code(
        SignInSheet(
            organisation=organisation,
            activity=activity,
            form=form,
            days=[day.isoformat() for day in found],
            language=language if language != settings.LANGUAGE_CODE else "",
            created_at=now,
            created_by=actor,
            touched_at=now,
        )
    )
    whose: list[Volunteer | None] = [*persons, *[None] * blank_rows]
    numbers = secrets.SystemRandom().sample(range(sheet_codes.MOST_ROWS), len(whose))
    SignInRow.objects.bulk_create(
        SignInRow(
            sheet=sheet,
            position=position,
            code=sheet_codes.checked(sheet_codes.of_number(number, sheet_codes.ROW_LENGTH - 1), within=sheet.code),
            volunteer=person,
            printed=person is not None,
        )
        for position, (person, number) in enumerate(zip(whose, numbers, strict=True), 1)
    )
    _note(Act.SHEET_MADE, actor, sheet, way, rows=len(whose), names=len(persons))
    return sheet


def type_in(*, actor: "User", sheet: SignInSheet, lines: Iterable[Line]) -> list[Outcome]:
    """Log what was typed, line by line, each by itself: what is refused keeps nothing else back.

    Raises Forbidden (`not_member`). Not one transaction on purpose: it would hold the people of all lines, and two
    sheets could wait for each other.
    """
    _check_member(actor, sheet.organisation_id)
    outcomes = []
    for line in lines:
        try:
            entry, new = type_line(actor=actor, sheet=sheet, line=line)
        except DomainError as error:
            outcomes.append(Outcome(line, error=error))
        else:
            outcomes.append(Outcome(line, entry, new))
    return outcomes


@transaction.atomic
def type_line(*, actor: "User", sheet: SignInSheet, line: Line) -> tuple[HourEntry, bool]:
    """Log one row and day; returns the entry and whether it was logged, or sent again, by this.

    Raises Forbidden (`not_member`), Conflict (`sheet_ended`, `row_typed_in`, `row_of_somebody_else`), Invalid
    (`row_code_mistyped`, `row_unknown`, `day_missing`, `day_not_on_sheet`), and what `people.find_or_keep`,
    `logging.log_hours` and `logging.resubmit` refuse.
    """
    _check_member(actor, sheet.organisation_id)
    # Whoever types on the same sheet, or closes it, waits: a row is one person's, however many type.
    sheet = SignInSheet.objects.select_for_update(of=("self",), no_key=True).select_related("activity").get(pk=sheet.pk)
    if sheet.status != SheetStatus.OPEN:
        raise Conflict(_("Diese Liste ist nicht mehr offen."), code="sheet_ended")
    row = _row(sheet, line.code)
    day, printed = _day(sheet, line.day)
    entry = HourEntry.objects.filter(uuid=row.entry_uuid(printed)).first()
    if entry is not None:
        return _typed_before(actor, entry, line, day)
    person = _person(actor, sheet, row, line)
    entry, _new = logging.log_hours(
        actor=actor,
        volunteer=person,
        activity=sheet.activity,
        day=day,
        minutes=line.minutes,
        note=line.note,
        way=Way.SHEET,
        uuid=row.entry_uuid(printed),
    )
    if row.volunteer_id is None:
        SignInRow.objects.filter(pk=row.pk).update(volunteer=person)
    SignInSheet.objects.filter(pk=sheet.pk).update(touched_at=clock.now(), entry_count=F("entry_count") + 1)
    return entry, True


@transaction.atomic
def close_sheet(*, actor: "User", sheet: SignInSheet, way: str) -> SignInSheet:
    """Nothing more is typed in. Raises Forbidden (`not_member`), IllegalTransition."""
    _check_member(actor, sheet.organisation_id)
    move(sheet, to=SheetStatus.CLOSED, transitions=SHEET_TRANSITIONS, closed_at=clock.now())
    _note(Act.SHEET_CLOSED, actor, sheet, way)
    return sheet


@transaction.atomic
def reopen_sheet(*, actor: "User", sheet: SignInSheet, way: str) -> SignInSheet:
    """Type in what was forgotten. Raises Forbidden (`not_member`), IllegalTransition, Conflict (`sheet_emptied`)."""
    _check_member(actor, sheet.organisation_id)
    if sheet.emptied_at is not None and sheet.status == SheetStatus.CLOSED:
        raise Conflict(
            _("Diese Liste ist zu lange abgeschlossen. Tragen Sie die Stunden bitte unter „Stunden für andere“ ein."),
            code="sheet_emptied",
        )
    move(sheet, to=SheetStatus.OPEN, transitions=SHEET_TRANSITIONS, closed_at=None, touched_at=clock.now())
    _note(Act.SHEET_REOPENED, actor, sheet, way)
    return sheet


@transaction.atomic
def discard_sheet(*, actor: "User", sheet: SignInSheet, way: str) -> SignInSheet:
    """A sheet that nobody needs; its rows go at once. Raises Forbidden, IllegalTransition, Conflict (`sheet_in_use`).

    Waits for whoever is typing it in.
    """
    _check_member(actor, sheet.organisation_id)
    sheet = SignInSheet.objects.select_for_update(of=("self",), no_key=True).get(pk=sheet.pk)
    if sheet.status == SheetStatus.OPEN and sheet.entry_count:
        raise Conflict(
            _("Von dieser Liste ist schon etwas eingetragen. Bitte schließen Sie sie ab, statt sie zu verwerfen."),
            code="sheet_in_use",
        )
    now = clock.now()
    move(sheet, to=SheetStatus.DISCARDED, transitions=SHEET_TRANSITIONS, closed_at=now, emptied_at=now)
    sheet.rows.all().delete()
    _note(Act.SHEET_DISCARDED, actor, sheet, way)
    return sheet


def entries_of(sheet: SignInSheet, rows: Sequence[SignInRow] | None = None) -> dict[SignInRow, list[HourEntry]]:
    """The rows that became entries, with these. Two queries, or one where the rows are known."""
    rows = list(sheet.rows.in_order()) if rows is None else rows
    days = sheet.fixed_days
    whose = {key: row for row in rows for key in row.entry_uuids(days)}
    found: dict[SignInRow, list[HourEntry]] = {}
    for entry in HourEntry.objects.filter(uuid__in=whose).select_related("volunteer").order_by("day", "pk"):
        found.setdefault(whose[entry.uuid], []).append(entry)
    return found


@transaction.atomic
def close_forgotten(keys: Sequence[int]) -> None:
    """Sheets that nobody came back to: closed by the rule, so that their names are not kept for ever."""
    for sheet in SignInSheet.objects.filter(pk__in=keys, status=SheetStatus.OPEN):
        move(sheet, to=SheetStatus.CLOSED, transitions=SHEET_TRANSITIONS, closed_at=clock.now())
        _note(Act.SHEET_CLOSED, None, sheet, "")


@transaction.atomic
def empty(keys: Sequence[int]) -> None:
    """Forget who stood on these ended sheets. Their entries stay whose they are."""
    ended = SignInSheet.objects.filter(pk__in=keys).exclude(status=SheetStatus.OPEN)
    SignInRow.objects.filter(sheet__in=ended.values("pk")).delete()
    ended.update(emptied_at=clock.now())


def unknown_person() -> Invalid:
    """The refusal for somebody who is not known at the organisation, or whom the asker does not see."""
    return Invalid(_("Diese Person kennen wir hier nicht."), code="person_unknown", field="volunteers")


def _checked_days(activity: Activity, form: str, days: Sequence[dt.date]) -> list[dt.date]:
    found = sorted(set(days))
    if (form == SheetForm.DAYS) != bool(found) or len(found) > MOST_DAYS:
        raise Invalid(
            _("Bitte geben Sie 1 bis %(most)s Tage an, oder lassen Sie sie von Hand eintragen.") % {"most": MOST_DAYS},
            code="days_of_sheet",
            field="days",
        )
    for day in found:
        bounds.check_day(day, today=max(day, clock.today()))  # a sheet is printed beforehand
        try:
            bounds.check_activity_period(activity, day)
        except Invalid as error:
            raise Invalid(error.detail, code=error.code, field="days") from error
    return found


def _with_free_code(sheet: SignInSheet) -> SignInSheet:
    length = sheet_codes.SHEET_LENGTH - 1
    for last in reversed(range(_TRIES)):
        number = secrets.randbelow(len(sheet_codes.SIGNS) ** length)
        sheet.code = sheet_codes.checked(sheet_codes.of_number(number, length))
        try:
            with transaction.atomic():
                sheet.save(force_insert=True)
        except IntegrityError:
            if not last:
                raise
        else:
            break
    return sheet


def _row(sheet: SignInSheet, code: str) -> SignInRow:
    if not sheet_codes.is_sound(code, within=sheet.code):
        raise Invalid(
            _("Dieser Code stimmt nicht: Es ist ein Tippfehler darin, oder er gehört zu einer anderen Liste."),
            code="row_code_mistyped",
            field="row",
        )
    row = sheet.rows.in_order().filter(code=code).first()
    if row is None:
        raise Invalid(_("Diese Zeile gibt es auf der Liste nicht."), code="row_unknown", field="row")
    return row


def _day(sheet: SignInSheet, day: dt.date | None) -> tuple[dt.date, dt.date | None]:
    """The day of the entry, and the printed one that its UUID is made of."""
    days = sheet.fixed_days
    if day is None and len(days) == 1:
        (day,) = days
    if day is None:
        raise Invalid(_("Bitte geben Sie den Tag an."), code="day_missing", field="day")
    if days and day not in days:
        raise Invalid(_("Dieser Tag steht nicht auf der Liste."), code="day_not_on_sheet", field="day")
    return day, day if days else None


def _person(actor: "User", sheet: SignInSheet, row: SignInRow, line: Line) -> Volunteer:
    """Whose row it is; of a blank one, whom the line means."""
    meant = line.volunteer
    if row.volunteer is not None:
        named = not line.name or fold(row.volunteer.name) == fold(line.name)
        if (meant is not None and meant.pk != row.volunteer_id) or not named:
            raise Conflict(_("Diese Zeile gehört schon jemand anderem."), code="row_of_somebody_else", field="name")
        return row.volunteer
    if meant is not None:
        return meant
    return people.find_or_keep(actor=actor, organisation=sheet.organisation, name=line.name, may_be_new=line.may_be_new)


def _typed_before(actor: "User", entry: HourEntry, line: Line, day: dt.date) -> tuple[HourEntry, bool]:
    if (entry.day, entry.minutes, entry.note) == (day, line.minutes, line.note) and not line.again:
        return entry, False
    if line.again and entry.status == HourStatus.DECLINED:
        return (
            logging.resubmit(actor=actor, entry=entry, way=Way.SHEET, day=day, minutes=line.minutes, note=line.note),
            True,
        )
    raise Conflict(
        _("Diese Zeile ist schon eingetragen. Was danach noch zu ändern ist, geht über den Eintrag selbst."),
        code="row_typed_in",
        field="row",
    )


def _check_member(actor: "User", organisation_id: int) -> None:
    if organisation_id not in reach_of(actor).organisations:
        raise Forbidden(_("Sie gehören nicht zu dieser Organisation."), code="not_member", field="organisation")


def _note(act: Act, actor: "User | None", sheet: SignInSheet, way: str, **detail: int) -> None:
    note(
        act=act,
        actor=actor,
        way=way,
        organisation=sheet.organisation,
        subject=sheet.uuid,
        detail={"code": sheet.code, **detail},
    )
