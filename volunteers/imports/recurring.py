"""The occurrences of a calendar's events within a period: the process that `calendars.read_apart` starts.

1. Keep of the file what is needed (`unfolding`). 2. Let icalendar read each series, and recurring-ical-events work out
its days, no longer than half a second. 3. Put them into local time, cut at midnight. What fails takes only its series.
"""

import datetime as dt
import json
import logging
import resource
import signal
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]  # it has no types of its own

from volunteers.imports.calendars import MEMORY, MOST, SECONDS, SECONDS_A_SERIES, Found, Occurrence
from volunteers.imports.unfolding import Unusable, series
from volunteers.text import tidy, unprintable

HERE = ZoneInfo("Europe/Berlin")
MOST_TITLE = 120
LONGEST = dt.timedelta(days=3)  # of an event with times
MOST_WHOLE_DAYS = 14
MOST_OF_A_SERIES = 2_000
_DAY = dt.timedelta(days=1)
_MIDNIGHT = dt.time(tzinfo=HERE)


class _TooHard(Exception):
    """A series that takes too long."""


class _TooLong(Exception):
    """An event that lasts too long."""


def read(data: bytes, first: dt.date, last: dt.date, now: dt.datetime) -> Found:
    """As `calendars.read_apart`, in this process and its main thread: bounded in time for a series, not in memory."""
    skipped: Counter[str] = Counter()
    try:
        groups = series(data, first, last, skipped)
    except Unusable as error:
        return Found(fault=error.code)
    found: dict[str, Occurrence] = {}
    for lines in groups:
        for event in _events(lines, first, last, skipped):
            try:
                found.update({one.key: one for one in _occurrences(event, now) if first <= one.day <= last})
            except _TooLong:
                skipped["too_long"] += 1
            except Exception:  # noqa: BLE001 - what a foreign file makes a parser raise, nobody can list
                skipped["unreadable"] += 1
    ordered = sorted(found.values(), key=lambda one: (one.day, one.begins, one.title, one.key), reverse=True)
    return Found(ordered[:MOST], dict(skipped), cut=len(ordered) > MOST)


def _events(lines: list[str], first: dt.date, last: dt.date, skipped: Counter[str]) -> list[Any]:
    """The events of a series in the period; none, and a reason counted, where it cannot be worked out."""
    try:
        with _no_longer_than(SECONDS_A_SERIES):
            return _expanded(lines, first, last)
    except _TooHard:
        skipped["too_hard"] += 1
    except Exception:  # noqa: BLE001 - as above
        skipped["unreadable"] += 1
    return []


@contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: Any) -> None:
        raise _TooHard

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _expanded(lines: list[str], first: dt.date, last: dt.date) -> list[Any]:
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])
    calendar = icalendar.Calendar.from_ical(text)
    start = dt.datetime.combine(first, _MIDNIGHT)
    stop = dt.datetime.combine(last + _DAY, _MIDNIGHT)
    events: list[Any] = recurring_ical_events.of(calendar).between(start, stop)
    if len(events) > MOST_OF_A_SERIES:
        raise _TooHard
    return events


def _occurrences(event: Any, now: dt.datetime) -> Iterator[Occurrence]:
    """One for each local date that the event touches and that was over for it by now. Raises _TooLong."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    start, end = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else event["DTSTART"].dt
    title = _title(event)
    # What makes it itself: its series, and when it begins.
    itself = f"{str(event.get('UID', '')) or title}\n{_written(start)}"
    if not isinstance(start, dt.datetime):
        days = max(1, (end - start).days)
        if days > MOST_WHOLE_DAYS:
            raise _TooLong
        for day in (start + _DAY * number for number in range(days)):
            if day <= now.astimezone(HERE).date():
                yield Occurrence(f"{itself}\n{day}", title, day, "", "", None)
        return
    begins, ends = _local(start), _local(end)
    if ends - begins > LONGEST:
        raise _TooLong
    if ends > now:
        return
    while True:
        midnight = dt.datetime.combine(begins.date() + _DAY, _MIDNIGHT)
        until = min(ends, midnight)
        # Between instants, not between clocks: a night in March has an hour less.
        minutes = round((until.astimezone(dt.UTC) - begins.astimezone(dt.UTC)).total_seconds() / 60)
        told = f"{until:%H:%M}" if until < midnight else "24:00"
        day = begins.date()
        length = min(minutes, 1440) if minutes > 0 else None
        yield Occurrence(f"{itself}\n{day}", title, day, f"{begins:%H:%M}", told if length else "", length)
        if ends <= midnight:
            return
        begins = midnight


def _local(moment: dt.datetime) -> dt.datetime:
    """In Europe/Berlin; a time without a zone, or with one that nobody knows, is meant to be there."""
    return moment.replace(tzinfo=HERE) if moment.tzinfo is None else moment.astimezone(HERE)


def _written(moment: dt.date) -> str:
    if isinstance(moment, dt.datetime):
        return _local(moment).astimezone(dt.UTC).isoformat()
    return moment.isoformat()


def _title(event: Any) -> str:
    title = tidy(str(event.get("SUMMARY", "")))
    return "".join(sign for sign in title if unprintable(sign) is None)[:MOST_TITLE].strip()


def _main() -> None:
    """A line of JSON with first, last and now; then the file. JSON out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)  # what libraries say about a file belongs in no log
    first, last, now = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    found = read(data, dt.date.fromisoformat(first), dt.date.fromisoformat(last), dt.datetime.fromisoformat(now))
    sys.stdout.write(json.dumps(asdict(found), default=str))


if __name__ == "__main__":
    _main()
