"""Calendars of strangers: the right days in the right time zone, and never a hang, whatever stands in the file."""

import datetime as dt
import time
from typing import Any

import pytest

from volunteers.imports import calendars, recurring, unfolding
from volunteers.imports.calendars import Found, Occurrence, read_apart

FIRST, LAST = dt.date(2026, 9, 24), dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
ZONE = "TZID=Europe/Berlin"

pytestmark = pytest.mark.sqlite


def event(*lines: str, uid: str = "one@example.org", title: str = "Sprachcafé") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//DE", *parts, "END:VCALENDAR", ""]).encode()


def read(*parts: str) -> Found:
    return recurring.read(calendar(*parts), FIRST, LAST, NOW)


def said(found: Found) -> list[tuple[str, str, str, int | None]]:
    """Oldest first."""
    return [(f"{one.day:%d.%m.}", one.begins, one.ends, one.minutes) for one in reversed(found.occurrences)]


WEEKLY = (f"DTSTART;{ZONE}:20260901T180000", f"DTEND;{ZONE}:20260901T193000", "RRULE:FREQ=WEEKLY")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            (f"DTSTART;{ZONE}:20261001T180000", "DURATION:PT90M"), ("01.10.", "18:00", "19:30", 90), id="duration"
        ),
        pytest.param(
            ("DTSTART:20261001T160000Z", "DTEND:20261001T173000Z"), ("01.10.", "18:00", "19:30", 90), id="utc"
        ),
        pytest.param(
            ("DTSTART:20261001T180000", "DTEND:20261001T193000"), ("01.10.", "18:00", "19:30", 90), id="floating"
        ),
        pytest.param(
            ("DTSTART;TZID=W. Europe Standard Time:20261001T180000", "DURATION:PT1H"),
            ("01.10.", "18:00", "19:00", 60),
            id="windows",
        ),
        pytest.param(
            ("DTSTART;TZID=America/New_York:20261001T180000", "DURATION:PT30M"),
            ("02.10.", "00:00", "00:30", 30),
            id="another day there",
        ),
        pytest.param(
            ("DTSTART;TZID=Hinter dem Mond:20261001T180000", "DURATION:PT1H"),
            ("01.10.", "18:00", "19:00", 60),
            id="moon",
        ),
        pytest.param(("DTSTART;VALUE=DATE:20261001",), ("01.10.", "", "", None), id="whole day"),
        pytest.param((f"DTSTART;{ZONE}:20261001T180000",), ("01.10.", "18:00", "", None), id="no end"),
        pytest.param(
            (f"DTSTART;{ZONE}:20261001T180000", f"DTEND;{ZONE}:20261001T180000"),
            ("01.10.", "18:00", "", None),
            id="no time",
        ),
    ],
)
def test_event_lies_on_its_local_day_with_its_minutes(lines: tuple[str, ...], expected: tuple[Any, ...]) -> None:
    assert said(read(event(*lines))) == [expected]


def test_series_is_worked_out_with_what_was_left_out_moved_and_cancelled() -> None:
    found = read(
        event(*WEEKLY, f"EXDATE;{ZONE}:20261006T180000"),
        event(
            f"RECURRENCE-ID;{ZONE}:20261013T180000", f"DTSTART;{ZONE}:20261014T100000", f"DTEND;{ZONE}:20261014T110000"
        ),
        event(f"RECURRENCE-ID;{ZONE}:20261020T180000", f"DTSTART;{ZONE}:20261020T180000", "STATUS:CANCELLED"),
        event("DTSTART;VALUE=DATE:20240101", "RRULE:FREQ=DAILY;UNTIL=20240201", uid="over"),
    )
    days = [day for day, *_rest in said(found)]
    assert days == ["29.09.", "14.10.", "27.10.", "03.11.", "10.11.", "17.11."]
    assert said(found)[1] == ("14.10.", "10:00", "11:00", 60)
    # 18 o'clock stays 18 o'clock when the clocks are changed.
    assert {begins for day, begins, *_rest in said(found) if day != "14.10."} == {"18:00"}


def test_night_is_cut_at_midnight_and_lasts_as_long_as_it_did() -> None:
    night = event(f"DTSTART;{ZONE}:20261024T220000", f"DTEND;{ZONE}:20261025T060000")  # the clocks go back
    assert said(read(night)) == [("24.10.", "22:00", "24:00", 120), ("25.10.", "00:00", "06:00", 420)]
    until = event(f"DTSTART;{ZONE}:20261024T220000", f"DTEND;{ZONE}:20261025T000000")
    assert said(read(until)) == [("24.10.", "22:00", "24:00", 120)]


def test_what_is_not_over_or_lasts_too_long_is_left_out() -> None:
    found = read(
        event(f"DTSTART;{ZONE}:20261123T120000", f"DTEND;{ZONE}:20261123T140000", uid="now"),  # it is 13 o'clock there
        event(f"DTSTART;{ZONE}:20261124T120000", f"DTEND;{ZONE}:20261124T140000", uid="tomorrow"),
        event("DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261030", uid="holidays"),
        event(f"DTSTART;{ZONE}:20261001T120000", f"DTEND;{ZONE}:20261009T140000", uid="journey"),
    )
    assert (said(found), found.skipped) == ([], {"too_long": 2})


def test_key_is_the_same_for_the_same_event_and_differs_by_day() -> None:
    first, again = read(event(*WEEKLY)), read(event(*WEEKLY, title="Umbenannt"))
    assert [one.key for one in first.occurrences] == [one.key for one in again.occurrences]
    assert len({one.key for one in first.occurrences}) == len(first.occurrences) == 8


# --- hostile ---

OFTEN = f"DTSTART;{ZONE}:20260901T180000"
GOOD = event(f"DTSTART;{ZONE}:20261001T180000", "DURATION:PT1H", uid="good")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((OFTEN, "RRULE:FREQ=SECONDLY"), "too_often"),
        ((OFTEN, "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2;BYSECOND=1"), "too_often"),
        ((OFTEN, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "too_hard"),
        ((OFTEN, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), "unreadable"),
        (("DTSTART;VALUE=DATE:00010101", "RRULE:FREQ=DAILY"), "unreadable"),
        ((OFTEN, "RRULE:FREQ=SOMETIMES"), "unreadable"),
        ((OFTEN, "RDATE:" + ",".join(["20261001T180000"] * 100_000)), "unreadable"),
        (("DTSTART:gestern",), "unreadable"),
        ((), "unreadable"),
    ],
)
def test_series_that_only_makes_work_takes_nothing_with_it(lines: tuple[str, ...], reason: str) -> None:
    began = time.process_time()
    found = read(event(*lines), GOOD)
    assert (said(found), found.skipped) == ([("01.10.", "18:00", "19:00", 60)], {reason: 1})
    assert time.process_time() - began < 20 * calendars.SECONDS_A_SERIES  # a hang, not a speed


def test_hundred_thousand_recurrences_are_cut_to_the_newest() -> None:
    many = [event(OFTEN, "DURATION:PT5M", "RRULE:FREQ=DAILY;COUNT=100000", uid=str(number)) for number in range(5)]
    found = read(*many)
    assert (len(found.occurrences), found.cut, found.occurrences[0].day) == (
        calendars.MOST,
        True,
        dt.date(2026, 11, 22),
    )


def test_definition_of_a_time_zone_is_not_worked_out() -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:Falle\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
    zone += "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    found = read(zone, event("DTSTART;TZID=Falle:20261001T180000", "DURATION:PT1H"))
    assert said(found) == [("01.10.", "18:00", "19:00", 60)]


def test_line_of_megabytes_and_parts_of_an_event_are_passed_over() -> None:
    alarm = "BEGIN:VALARM\r\nSUMMARY:Wecker\r\nDTSTART:20200101T000000\r\nEND:VALARM"
    folded = "ATTACH:" + "\r\n ".join(["x" * 70] * 20_000)
    found = read(
        event("DESCRIPTION:" + "x" * 4_000_000, folded, alarm, f"DTSTART;{ZONE}:20261001T180000", "DURATION:PT1H")
    )
    assert [(one.title, one.minutes) for one in found.occurrences] == [("Sprachcafé", 60)]


def test_title_is_one_short_line_that_can_be_read() -> None:
    found = read(event(f"DTSTART;{ZONE}:20261001T180000", title="Sprach\\ncafé \u202e" + "x" * 500))
    assert found.occurrences[0].title == ("Sprach café " + "x" * 500)[:120]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "no_calendar"),
        (b"%PDF-1.7 \xff\xfe", "no_calendar"),
        (b"Nachname;Vorname", "no_calendar"),
        (calendar(event(OFTEN)).replace("é".encode(), b"\xe9"), "encoding"),
        (calendar(event(OFTEN)).decode().encode("utf-16")[:-1], "encoding"),
        (calendar(*["BEGIN:VEVENT\r\nEND:VEVENT"] * (unfolding.MOST_EVENTS + 1)), "too_large"),
        (calendar(*[event(OFTEN, "RRULE:FREQ=DAILY")] * (unfolding.MOST_KEPT + 1)), "too_large"),
    ],
)
def test_file_that_is_no_calendar_of_a_person_is_refused(data: bytes, fault: str) -> None:
    assert recurring.read(data, FIRST, LAST, NOW) == Found(fault=fault, skipped={})


def test_other_encodings_that_say_what_they_are_are_read() -> None:
    for data in (b"\xef\xbb\xbf" + calendar(event(*WEEKLY)), calendar(event(*WEEKLY)).decode().encode("utf-16")):
        assert {one.title for one in recurring.read(data, FIRST, LAST, NOW).occurrences} == {"Sprachcafé"}


# --- apart ---


def test_process_apart_says_the_same() -> None:
    data = calendar(
        event(*WEEKLY), event("DTSTART;VALUE=DATE:20261001", uid="day"), event(OFTEN, "RRULE:FREQ=HOURLY", uid="x")
    )
    found = read_apart(data, FIRST, LAST, NOW)
    assert found == recurring.read(data, FIRST, LAST, NOW)
    assert isinstance(found.occurrences[0], Occurrence)


def test_process_apart_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "SECONDS", 0.1)  # of the parent, which waits no longer than twice that
    hard = [event(OFTEN, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", uid=str(number)) for number in range(100)]
    assert read_apart(calendar(*hard), FIRST, LAST, NOW) == Found(fault="too_hard")
    assert read_apart(b"x" * (calendars.MOST_BYTES + 1), FIRST, LAST, NOW) == Found(fault="too_large")
