"""Durations as people write them, and those that would be a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.web.durations import Unclear, parse, parse_span, western, written

WHOLE = st.integers(min_value=0, max_value=1440)
ZEROS = "٠۰०০೦０"  # Arabic, Persian, Devanagari, Bengali, Kannada, full width


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1:30", 90),
        ("01:30", 90),
        ("0:30", 30),
        ("1:30 h", 90),
        ("1,5", 90),
        ("1.5", 90),
        ("1,25", 75),
        ("1,50 Std.", 90),
        ("0,1", 6),
        ("2", 120),
        ("12", 720),
        ("25", 25),
        ("90", 90),
        ("90 min", 90),
        ("90min.", 90),
        ("90 Minuten", 90),
        ("90'", 90),
        ("1 h", 60),
        ("1h30", 90),
        ("1 Std. 30 Min.", 90),
        ("1 Stunde und 30 Minuten", 90),
        ("2 Stunden", 120),
        ("15 min", 15),
        ("  1:30 ", 90),
        ("١٫٥", 90),
        ("۱٫۵", 90),
        ("١:٣٠", 90),
        ("٩٠ دقيقة", 90),
        ("۹۰ دقیقه", 90),
        ("2 год 10 хв", 130),
        ("2 часа 10 минут", 130),
        ("1 saat 20 dk", 80),
        ("\u200f1:30\u200e", 90),
        ("0", 0),
    ],
)
def test_duration_is_read(text: str, minutes: int) -> None:
    assert parse(text) == minutes


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Das verstehen wir nicht als Dauer. Bitte schreib zum Beispiel 1:30, 1,5 oder 90 min."),
        ("den ganzen Tag", "Das verstehen wir nicht als Dauer. Bitte schreib zum Beispiel 1:30, 1,5 oder 90 min."),
        ("-1", "Das verstehen wir nicht als Dauer. Bitte schreib zum Beispiel 1:30, 1,5 oder 90 min."),
        ("99999", "Das verstehen wir nicht als Dauer. Bitte schreib zum Beispiel 1:30, 1,5 oder 90 min."),
        ("1:75", "Eine Stunde hat 60 Minuten. Bitte schreib zum Beispiel 1:30 oder 90 min."),
        ("1,30", "Meinst du Stunden und Minuten? Dann schreib bitte 1:30. Ein Teil einer Stunde geht so: 1,5."),
        ("15", "Meinst du 15 Minuten oder Stunden? Bitte schreib min oder Std. dazu."),
    ],
)
def test_duration_that_would_be_a_guess_is_asked_about(text: str, sentence: str) -> None:
    with pytest.raises(Unclear) as refusal:
        parse(text)
    assert str(refusal.value) == sentence


@given(WHOLE)
def test_written_duration_is_read_back(minutes: int) -> None:
    assert parse(written(minutes)) == minutes


@given(WHOLE, st.sampled_from(ZEROS))
def test_digits_of_every_script_mean_the_same(minutes: int, zero: str) -> None:
    theirs = "".join(chr(ord(zero) + int(sign)) if sign.isdigit() else sign for sign in written(minutes))
    assert western(theirs) == written(minutes)
    assert parse(theirs) == minutes


@given(st.integers(min_value=0, max_value=24), st.sampled_from([0, 15, 30, 45]))
def test_decimal_hours_are_the_clock_hours(hours: int, minutes: int) -> None:
    decimal = f"{hours},{minutes * 100 // 60:02d}"
    assert parse(decimal) == parse(f"{hours}:{minutes:02d}") == parse(f"{hours * 60 + minutes} min")


@given(st.text(max_size=40) | st.text(alphabet="0123456789:.,٫' hminStd", max_size=12))
def test_no_text_is_read_as_anything_but_whole_minutes(text: str) -> None:
    try:
        minutes = parse(text)
    except Unclear as error:
        assert str(error).endswith(".")  # noqa: PT017 - either a sentence or a figure
    else:
        assert type(minutes) is int
        assert 0 <= minutes <= 99 * 60 + 9999


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("17-19:30", 150),
        ("17:00–18:30", 90),
        ("von 9.15 bis 10 Uhr", 45),
        ("22:30-1", 150),
        ("0-24", 1440),
        ("٩-١١", 120),
        ("1:30", 90),
        ("90 min", 90),
    ],
)
def test_duration_may_be_told_by_the_clock(text: str, minutes: int) -> None:
    assert parse_span(text) == minutes


@pytest.mark.parametrize("text", ["9-9", "17:75-18", "25-26", "17-18:60", "-3", "9-"])
def test_times_that_leave_no_duration_are_asked_about(text: str) -> None:
    with pytest.raises(Unclear):
        parse_span(text)
