import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import CharField, Model
from hypothesis import example, given
from hypothesis import strategies as st

from certificates.content import ContentError, parse_content
from volunteers.imports import values
from volunteers.imports.faults import RowFault
from volunteers.imports.values import (
    PersonName,
    Unit,
    parse_day,
    parse_email,
    parse_minutes,
    parse_name,
    parse_note,
    parse_title,
    shown,
)
from volunteers.models import Activity, HourEntry, Volunteer

MINUTES = st.integers(min_value=1, max_value=1440)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1,5", 90),
        ("1.5", 90),
        (",5", 30),
        ("2", 120),
        ("0,33", 20),
        ("1,33", 80),
        ("0,3333333333", 20),
        ("24", 1440),
        ("1:30", 90),
        ("01:30", 90),
        ("1:30:00", 90),
        ("1:30 h", 90),
        ("24:00", 1440),
        ("90 min", 90),
        ("90min.", 90),
        ("90 Minuten", 90),
        ("1 Minute", 1),
        ("90,0 min", 90),
        ("2 Std.", 120),
        ("1,5 Stunden", 90),
        ("2h", 120),
        ("1 hour", 60),
        ("1 h 30", 90),
        ("1h30", 90),
        ("1 Std. 30 Min.", 90),
        ("1 Stunde und 30 Minuten", 90),
        (" 1,5 ", 90),
        ("1,5\N{NO-BREAK SPACE}h", 90),
        ("٢", 120),
    ],
)
def test_duration_in_a_column_of_hours(text: str, minutes: int) -> None:
    assert parse_minutes(text, bare="hours") == minutes


@pytest.mark.parametrize(("text", "minutes"), [("90", 90), ("90,0", 90), ("1:30", 90), ("1,5 h", 90), ("45 min", 45)])
def test_duration_in_a_column_of_minutes(text: str, minutes: int) -> None:
    assert parse_minutes(text, bare="minutes") == minutes


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        *((text, "hours") for text in ("", "  ", "0", "0:00", "-2", "+2", "=1+1", "viel", "24:01", "25", "1441 min")),
        *((text, "hours") for text in ("1:60", "1:5", "1,5 min", "1.200 min", "1e2", "∞", "½", "2 Tage", "1,,5", "²")),
        *((text, "minutes") for text in ("1,5", "1.200", ",0", "0", "1441", "-5")),
        ("9" * 5000, "hours"),
    ],
)
def test_duration_that_is_none_is_refused(text: str, bare: Unit) -> None:
    with pytest.raises(RowFault) as refused:
        parse_minutes(text, bare=bare)
    assert refused.value.kind == "duration"


@given(MINUTES)
def test_duration_comes_back_from_every_way_to_write_it(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    decimal = f"{Decimal(minutes) / 60:.2f}"
    written = [
        decimal,
        decimal.replace(".", ","),
        f"{decimal} h",
        f"{hours}:{rest:02d}",
        f"{minutes} min",
        f"{hours} h {rest}",
    ]
    assert [parse_minutes(text, bare="hours") for text in written] == [minutes] * len(written)
    assert parse_minutes(str(minutes), bare="minutes") == minutes


@given(st.text(max_size=30), st.sampled_from(["hours", "minutes"]))
def test_duration_of_any_text_is_within_a_day_or_refused(text: str, bare: Unit) -> None:
    try:
        minutes = parse_minutes(text, bare=bare)
    except RowFault as fault:
        assert fault.kind == "duration"  # noqa: PT017 - either outcome is right
    else:
        assert 1 <= minutes <= 1440


@pytest.mark.parametrize(
    "text",
    [
        *("24.07.2026", "24.7.2026", "24.7.26", "24. 7. 2026", " 24.07.2026 ", "24.07.2026 00:00"),
        *("2026-07-24", "2026-7-24", "2026-07-24 00:00:00", "2026-07-24T00:00:00"),
    ],
)
def test_day_in_german_or_iso_writing(text: str) -> None:
    assert parse_day(text) == dt.date(2026, 7, 24)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "31.02.2026", "29.02.2026", "00.01.2026", "24.13.2026", "24/07/2026", "07/24/2026", "24.07."),
        *("24.07.026", "gestern", "45497", "2026-07-24T23:30:00Z", "24.07.1826", "0001-01-01", "=TODAY()"),
    ],
)
def test_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RowFault) as refused:
        parse_day(text)
    assert refused.value.kind == "date"


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2999, 12, 31)))
def test_day_comes_back_from_both_writings(day: dt.date) -> None:
    assert [parse_day(day.isoformat()), parse_day(f"{day.day}.{day.month}.{day.year}")] == [day, day]


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_day_with_two_digits_of_the_year_is_in_this_century(day: dt.date) -> None:
    assert parse_day(f"{day.day:02d}.{day.month:02d}.{day.year % 100:02d}") == day


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"given": "Ada", "family": "Müller"}, PersonName("Ada Müller", "Ada", "Müller")),
        ({"given": " Ada  Maria ", "family": "von  Berg"}, PersonName("Ada Maria von Berg", "Ada Maria", "von Berg")),
        ({"given": "", "family": "Suharto"}, PersonName("Suharto", "", "Suharto")),
        ({"given": "صهيب", "family": "بنو سعد"}, PersonName("صهيب بنو سعد", "صهيب", "بنو سعد")),
        ({"full": "Ada Müller"}, PersonName("Ada Müller")),
        ({"full": "Müller, Ada"}, PersonName("Ada Müller", "Ada", "Müller")),
        ({"full": "Müller,"}, PersonName("Müller", "", "Müller")),
        ({"full": "Ada Müller", "family": "Müller"}, PersonName("Ada Müller", "", "Müller")),
        ({"full": "=HYPERLINK(1)"}, PersonName("=HYPERLINK(1)")),
        ({"full": "A\u0308da"}, PersonName("Äda")),
        ({"full": "فاطمه\u200cحسینی"}, PersonName("فاطمه\u200cحسینی")),
    ],
)
def test_name_from_its_cells(cells: dict[str, str], name: PersonName) -> None:
    assert parse_name(**cells) == name


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({}, "name"),
        ({"given": " ", "family": "\N{NO-BREAK SPACE}"}, "name"),
        ({"full": ","}, "name"),
        ({"full": "Ada\u202eadA"}, "name"),
        ({"full": "Ada\x07"}, "name"),
        ({"given": "Ada\nMaria", "family": "Müller"}, "name"),
        ({"given": "A" * 101, "family": "Müller"}, "cell_too_long"),
        ({"given": "A" * 100, "family": "B" * 100}, "cell_too_long"),
        ({"full": "A" * 201}, "cell_too_long"),
    ],
)
def test_name_that_cannot_be_printed_is_refused(cells: dict[str, str], kind: str) -> None:
    with pytest.raises(RowFault) as refused:
        parse_name(**cells)
    assert refused.value.kind == kind


@given(st.text(min_size=1, max_size=20))
@example("\u2060")  # a word joiner alone
def test_name_is_accepted_only_if_a_certificate_can_print_it(text: str) -> None:
    try:
        name = parse_name(full=text).name
    except RowFault:
        return
    content = {
        "kind": "thanks",
        "language": "de",
        "name": name,
        "number": "1",
        "code": "A" * 16,
        "verify_url": "https://example.org/",
        "issued_on": "2026-01-01",
        "issuer": {"name": "Verein", "place": "Leer", "signatory_name": "Omar", "signatory_role": "Vorstand"},
    }
    try:
        printed = parse_content(content).name
    except ContentError as error:  # pragma: no cover - the assertion that must never speak
        pytest.fail(f"an accepted name cannot be printed: {error.field}")
    assert printed == name


@pytest.mark.parametrize(
    ("text", "email"),
    [("Ada@Example.ORG ", "ada@example.org"), ("", ""), ("  ", ""), ("ada@müller.de", "ada@müller.de")],
)
def test_email_in_lower_case_or_empty(text: str, email: str) -> None:
    assert parse_email(text) == email


@pytest.mark.parametrize("text", ["ada", "ada@", "@example.org", "a b@example.org", "=1+1", f"{'a' * 250}@example.org"])
def test_email_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RowFault) as refused:
        parse_email(text)
    assert refused.value.kind == "email"


def test_title_is_tidied() -> None:
    assert parse_title("  Sprach\u00a0 café ") == "Sprach café"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "activity"), (" ", "activity"), ("Sprach\u202ecafé", "activity"), ("x" * 121, "cell_too_long")],
)
def test_title_that_cannot_stand_is_refused(text: str, kind: str) -> None:
    with pytest.raises(RowFault) as refused:
        parse_title(text)
    assert refused.value.kind == kind


@pytest.mark.parametrize("text", ["=1+1", "+49 491", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_note_keeps_a_formula_as_text(text: str) -> None:
    assert parse_note(text) == text


def test_note_keeps_its_lines() -> None:
    assert parse_note(" eins\r\nzwei\rdrei ") == "eins\nzwei\ndrei"


def test_note_that_is_too_long_is_refused() -> None:
    with pytest.raises(RowFault) as refused:
        parse_note("x" * 501)
    assert (refused.value.kind, refused.value.column) == ("cell_too_long", "note")


def test_shown_value_is_one_short_visible_line() -> None:
    assert shown("a\x1b[31m\u202e\n" + "b" * 100) == "a\ufffd[31m\ufffd " + "b" * 32 + "…"


@pytest.mark.parametrize(
    ("model", "column", "length"),
    [
        (Volunteer, "name", values.NAME_LENGTH),
        (Volunteer, "given_name", values.NAME_PART_LENGTH),
        (Volunteer, "family_name", values.NAME_PART_LENGTH),
        (Volunteer, "email", values.EMAIL_LENGTH),
        (Activity, "title", values.TITLE_LENGTH),
        (HourEntry, "note", values.NOTE_LENGTH),
    ],
)
def test_length_is_that_of_the_column(model: type[Model], column: str, length: int) -> None:
    field = model._meta.get_field(column)
    assert isinstance(field, CharField)
    assert field.max_length == length
