"""Single cells to values: names, e-mail addresses, local dates, whole minutes. Each function refuses by RowFault."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from volunteers.bounds import MINUTES_A_DAY
from volunteers.imports.faults import Column, Kind, RowFault
from volunteers.text import blank, tidy, unprintable

Unit = Literal["hours", "minutes"]

NAME_LENGTH = 200
NAME_PART_LENGTH = 100
EMAIL_LENGTH = 254
TITLE_LENGTH = 120
NOTE_LENGTH = 500

_SHOWN = 40  # characters of a wrong value that a reason repeats

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0{1,2}:00(?::00(?:\.0+)?)?)?")
_GERMAN_DAY = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})(?: 0{1,2}:00(?::00)?)?")

_HOUR_WORD = r"(?:h|std|stdn|stunden?|hours?|hrs?)\.?"
_MINUTE_WORD = r"(?:m|min|mins|minuten?|minutes?)\.?"
_CLOCK = re.compile(rf"(\d{{1,2}}):([0-5]\d)(?::00)?(?: ?{_HOUR_WORD})?")
_HOURS = re.compile(rf"(\d{{1,4}}(?:[.,]\d{{1,12}})?|[.,]\d{{1,12}}) ?{_HOUR_WORD}")
_MINUTES = re.compile(rf"(\d{{1,5}})(?:[.,]0{{1,2}})? ?{_MINUTE_WORD}")
_HOURS_AND_MINUTES = re.compile(rf"(\d{{1,2}}) ?{_HOUR_WORD} ?(?:und |and )?([0-5]?\d)(?: ?{_MINUTE_WORD})?")
_BARE = re.compile(r"\d{1,5}(?:[.,]\d{1,12})?|[.,]\d{1,12}")


@dataclass(frozen=True, slots=True)
class PersonName:
    """`name` is "Vorname Nachname" or the whole cell; the parts are empty where the sheet does not tell them apart."""

    name: str
    given: str = ""
    family: str = ""


def shown(value: str) -> str:
    """A wrong value as a reason may repeat it: one line, at most 40 characters, nothing invisible."""
    line = " ".join(value.split())
    plain = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line[:_SHOWN]
    )
    return f"{plain}…" if len(line) > _SHOWN else plain


def parse_name(*, given: str = "", family: str = "", full: str = "") -> PersonName:
    """A person's name from its cells: both parts, or `full` alone ("Ada Müller" or "Müller, Ada").

    One part is enough: there are people with a single name. Raises RowFault name or cell_too_long.
    """
    if not given.strip() and not family.strip() and full.count(",") == 1:
        family, given = full.split(",")
        full = ""
    first = _printable_name(given, Column.FIRST_NAME, NAME_PART_LENGTH)
    last = _printable_name(family, Column.SURNAME, NAME_PART_LENGTH)
    both = f"{first} {last}".strip()
    whole = both if first and last else _printable_name(full, Column.NAME, NAME_LENGTH) or both
    if blank(whole):
        raise RowFault(Kind.NAME, Column.SURNAME, _("Der Name fehlt. Bitte tragen Sie ihn in der Liste nach."))
    if len(whole) > NAME_LENGTH:
        raise _too_long(Column.SURNAME, NAME_LENGTH)
    return PersonName(whole, first, last)


def parse_email(text: str) -> str:
    """The address in lower case; empty where the cell is. Raises RowFault email."""
    address = unicodedata.normalize("NFC", text).strip().lower()
    if address and not _is_email(address):
        reason = _("„%(value)s“ ist keine E-Mail-Adresse. Bitte berichtigen Sie die Zelle oder lassen Sie sie leer.")
        raise RowFault(Kind.EMAIL, Column.EMAIL, reason % {"value": shown(text)})
    return address


@lru_cache(maxsize=4096)
def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= EMAIL_LENGTH and not unprintable(address)


def parse_title(text: str) -> str:
    """The title of an activity, tidy. Raises RowFault activity or cell_too_long."""
    title = tidy(text)
    if not title:
        raise RowFault(
            Kind.ACTIVITY, Column.ACTIVITY, _("Die Tätigkeit fehlt. Bitte tragen Sie sie in der Liste nach.")
        )
    if code := unprintable(title):
        reason = _("Die Tätigkeit enthält das unsichtbare Zeichen %(code)s. Bitte schreiben Sie sie neu.")
        raise RowFault(Kind.ACTIVITY, Column.ACTIVITY, reason % {"code": code})
    if len(title) > TITLE_LENGTH:
        raise _too_long(Column.ACTIVITY, TITLE_LENGTH)
    return title


def parse_note(text: str) -> str:
    """Free text as it stands, lines ended by one newline. A formula is text like any other. RowFault cell_too_long."""
    note = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(note) > NOTE_LENGTH:
        raise _too_long(Column.NOTE, NOTE_LENGTH)
    return note


@lru_cache(maxsize=4096)
def _day(text: str) -> dt.date | None:
    value = " ".join(text.split())
    try:
        if match := _GERMAN_DAY.fullmatch(value):
            day, month, year = (int(part) for part in match.groups())
            return dt.date(year if year > 99 else 2000 + year, month, day)
        if match := _ISO_DAY.fullmatch(value):
            return dt.date(*(int(part) for part in match.groups()))
    except ValueError:  # the 31st of February
        pass
    return None


def parse_day(text: str) -> dt.date:
    """A local date: `24.07.2026`, `24.7.26` (this century) or `2026-07-24`; midnight behind it does not matter.

    Slashes are refused: 03/04/2026 is another day in another country. Raises RowFault date.
    """
    day = _day(text)
    if day is None or day.year < 1900:
        reason = (
            _("„%(value)s“ ist kein Datum, das es gibt. Bitte schreiben Sie es wie 24.07.2026 oder 2026-07-24.")
            if text.strip()
            else _("Das Datum fehlt. Bitte tragen Sie es ein, zum Beispiel 24.07.2026.")
        )
        raise RowFault(Kind.DATE, Column.DATE, reason % {"value": shown(text)})
    return day


def _from_hours(hours: str) -> int:
    """Decimal hours to the nearest whole minute: two digits behind the comma name every minute."""
    return int((Decimal(hours.replace(",", ".")) * 60).to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=4096)
def _minutes(text: str, bare: Unit) -> int | None:
    value = " ".join(text.split()).casefold()
    if match := _CLOCK.fullmatch(value) or _HOURS_AND_MINUTES.fullmatch(value):
        return int(match[1]) * 60 + int(match[2])
    if match := _MINUTES.fullmatch(value):
        return int(match[1])
    if match := _HOURS.fullmatch(value):
        return _from_hours(match[1])
    if not _BARE.fullmatch(value):
        return None
    if bare == "hours":
        return _from_hours(value)
    # Hours typed into a column of minutes look like "1,5"; half a minute was never meant.
    whole, _comma, rest = value.replace(",", ".").partition(".")
    return int(whole) if whole and len(rest) <= 2 and not rest.strip("0") else None


def parse_minutes(text: str, *, bare: Unit) -> int:
    """Whole minutes, 1–1440, from `1,5` `1.5` `1:30` `90 min` `90 Minuten` `2 Std.` `1 h 30`.

    `bare` is the unit of a number without one. Decimal hours round to the nearest minute (0,33 is 20). Minutes have
    no fractions. Raises RowFault duration.
    """
    minutes = _minutes(text, bare)
    if minutes is not None and 1 <= minutes <= MINUTES_A_DAY:
        return minutes
    if not text.strip():
        reason = _("Die Dauer fehlt. Bitte tragen Sie sie ein, zum Beispiel 1,5 oder 1:30 oder 90 min.")
    elif minutes is None:
        reason = _("„%(value)s“ ist keine Dauer. Bitte schreiben Sie sie wie 1,5 oder 1:30 oder 90 min.")
    else:
        reason = _("„%(value)s“ geht nicht: ein Eintrag hat mindestens 1 Minute und höchstens 24 Stunden.")
    raise RowFault(
        Kind.DURATION, Column.MINUTES if bare == "minutes" else Column.HOURS, reason % {"value": shown(text)}
    )


def _printable_name(text: str, column: Column, length: int) -> str:
    if code := unprintable(text.strip()):
        reason = _("Der Name enthält das unsichtbare Zeichen %(code)s. Bitte schreiben Sie ihn neu, ohne zu kopieren.")
        raise RowFault(Kind.NAME, column, reason % {"code": code})
    name = tidy(text)
    if len(name) > length:
        raise _too_long(column, length)
    return name


def _too_long(column: Column, length: int) -> RowFault:
    reason = _("Die Zelle hat mehr als %(length)s Zeichen. Bitte kürzen Sie sie.")
    return RowFault(Kind.CELL_TOO_LONG, column, reason % {"length": length})
