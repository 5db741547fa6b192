"""A calendar as text: its events cut out, without anything in them that nobody asked for. Pure, and linear in length.

Whoever shows us a calendar may mean harm, and most of a calendar is none of our business: descriptions, guests, alarms,
attachments, definitions of time zones are dropped before any library looks. What is left is small and of known kinds.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MOST_EVENTS = 50_000  # in the file
MOST_KEPT = 3_000  # that may fall into the period
_MOST_LINE = 8_000  # characters of a line that is kept: some 500 days that are left out of a series
_MOST_LINES = 500  # of one event
_FAR = dt.timedelta(days=31)  # so long before the period an event may begin and reach into it
_KEPT = frozenset(
    ["UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS"]
)
_NEWLINE = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]{1,40}")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Nobody helps once an hour: such rules, and such parts of rules, only make work.
_OFTEN = re.compile(r"FREQ=(?:HOURLY|MINUTELY|SECONDLY)|BY(?:HOUR|MINUTE|SECOND)=", re.IGNORECASE)


class Unusable(Exception):
    """The file as a whole cannot be used; `code` says why: `encoding`, `no_calendar`, `too_large`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class RawEvent:
    """The lines of one event that are kept, unfolded; `values` are the values by name, of each name the first."""

    lines: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    unreadable: bool = False

    def keep(self, line: str) -> None:
        """Take a line, if it is of a kind that is kept."""
        found = _NAME.match(line)
        name = found[0].upper() if found else ""
        if name not in _KEPT:
            return
        if name == "SUMMARY":
            line = line[:_MOST_LINE]
        if len(line) > _MOST_LINE or len(self.lines) == _MOST_LINES or (name == "RRULE" and name in self.values):
            self.unreadable = True
            return
        self.lines.append(line)
        self.values.setdefault(name, line.partition(":")[2] if name == "UID" else line.rpartition(":")[2])

    @property
    def uid(self) -> str:
        """The identifier that the program gave it, for all that belong to one series the same; perhaps empty."""
        return self.values.get("UID", "").strip()

    @property
    def recurs(self) -> bool:
        """Whether it is the head of a series."""
        return "RRULE" in self.values or "RDATE" in self.values


def series(data: bytes, first: dt.date, last: dt.date, skipped: Counter[str]) -> list[list[str]]:
    """The lines of all events that may fall on the local dates from first to last, those of one series together.

    Counts what is left out and might have been meant, by reason, in `skipped`: `too_often`, `unreadable`. Raises
    Unusable.
    """
    kept: dict[str, list[RawEvent]] = {}
    changes: dict[str, list[RawEvent]] = {}  # single dates of a series: none of our business where the series is not
    refused: set[str] = set()
    total = 0
    for number, event in enumerate(_events(_text(data))):
        if number == MOST_EVENTS:
            raise Unusable("too_large")
        uid = event.uid or f"without {number}"
        reason = _unfit(event)
        if reason and uid not in refused:
            skipped[reason] += 1
            refused.add(uid)
        elif not reason and _near(event, first, last):
            kept.setdefault(uid, []).append(event)
            total += 1
        elif not reason and "RECURRENCE-ID" in event.values:
            changes.setdefault(uid, []).append(event)
        if total > MOST_KEPT:
            raise Unusable("too_large")
    return [_written([*events, *changes.get(uid, [])]) for uid, events in kept.items() if uid not in refused]


def _written(events: Iterable[RawEvent]) -> list[str]:
    return [line for event in events for line in ("BEGIN:VEVENT", *event.lines, "END:VEVENT")]


def _text(data: bytes) -> str:
    """The file as text: UTF-8 as the standard has it, or UTF-16 where it says so. Raises Unusable."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # A picture or a PDF is no calendar in whatever encoding.
        start = data[:1000].replace(b"\0", b"").upper()
        raise Unusable("encoding" if b"BEGIN:VCALENDAR" in start else "no_calendar") from None
    if not text[:1000].lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise Unusable("no_calendar")
    return text.replace("\0", "")


def _unfolded(text: str) -> Iterator[str]:
    """Logical lines. One that is far too long is cut: it is either not kept or refused for its length."""
    parts: list[str] = []
    length = place = 0
    while place <= len(text):
        end = _NEWLINE.search(text, place)
        stop = end.start() if end else len(text)
        if text[place : place + 1] in {" ", "\t"} and parts:
            if length <= _MOST_LINE:
                parts.append(text[place + 1 : min(stop, place + 2 + _MOST_LINE)])
                length += len(parts[-1])
        else:
            if parts:
                yield "".join(parts)
            parts = [text[place : min(stop, place + 1 + _MOST_LINE)]]
            length = len(parts[0])
        place = end.end() if end else len(text) + 1
    yield "".join(parts)


def _events(text: str) -> Iterator[RawEvent]:
    event: RawEvent | None = None
    inside = ""  # a component within an event, such as an alarm
    for line in _unfolded(text):
        word = line[:60].strip().upper()
        if event is None:
            if word == "BEGIN:VEVENT":
                event, inside = RawEvent(), ""
        elif inside:
            if word == f"END:{inside}":
                inside = ""
        elif word == "END:VEVENT":
            yield event
            event = None
        elif word.startswith("BEGIN:"):
            inside = word.removeprefix("BEGIN:")
        else:
            event.keep(line)


def _unfit(event: RawEvent) -> str | None:
    rule = event.values.get("RRULE", "")
    if _OFTEN.search(rule):
        return "too_often"
    begins = _day(event.values.get("DTSTART", ""))
    if event.unreadable or begins is None or (event.recurs and begins.year < 1900):
        return "unreadable"
    return None


def _near(event: RawEvent, first: dt.date, last: dt.date) -> bool:
    """Whether it may touch the period, with room for time zones and for what lasts longer than a day."""
    begins = _day(event.values["DTSTART"]) or last
    if begins > last + dt.timedelta(days=1):
        return False
    if event.recurs:
        until = re.search(r"UNTIL=(\d{8})", event.values.get("RRULE", ""), re.IGNORECASE)
        ended = _day(until[1]) if until else None
        return ended is None or ended >= first - _FAR or "RDATE" in event.values
    return begins >= first - _FAR


def _day(text: str) -> dt.date | None:
    found = _DAY.match(text.strip())
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
