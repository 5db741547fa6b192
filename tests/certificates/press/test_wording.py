"""What certificates say in each language. Expected values are written by hand after CLDR, not by another library."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from certificates.content import LANGUAGES, Period
from certificates.press.fonts import DISPLAY, SANS, STRONG
from certificates.press.text import check
from certificates.press.wording import Wording, printed_in, wording
from certificates.press.wording.base import arabic, east_slavic, one_or_more

GERMAN = wording("de")
OTHERS = [language for language in LANGUAGES if language != "de"]


def texts(value: Any) -> Iterator[str]:
    """Every text within."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


def sentences(words: Wording) -> dict[str, list[str]]:
    """All texts by field; those of the units too."""
    found = {field.name: list(texts(getattr(words, field.name))) for field in dataclasses.fields(words)}
    units = {field.name: list(texts(getattr(words.units, field.name))) for field in dataclasses.fields(words.units)}
    return {name: some for name, some in (found | units).items() if some}


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_has_a_wording_of_its_own(language: str) -> None:
    assert (wording(language).language, printed_in(language)) == (language, language)


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("de-DE", "de"),
        ("de-AT", "de"),
        ("en-GB", "en"),
        ("pt-br", "de"),
        ("ckb", "de"),
        ("zh-Hans-CN", "de"),
        ("ar-SY", "ar"),
        ("fa-AF", "fa"),
        ("", "de"),
    ],
)
def test_tag_leads_to_its_language_or_to_german(tag: str, printed: str) -> None:
    assert wording(tag).language == printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_and_printable_in_every_family(language: str) -> None:
    for field, some in sentences(wording(language)).items():
        for text in some:
            assert text.strip() == text or field == "grouping", (field, text)
            for family in (SANS, STRONG, DISPLAY):
                check(text, family)


@pytest.mark.parametrize("language", OTHERS)
def test_language_says_as_much_as_the_german_one(language: str) -> None:
    words = wording(language)
    for field in dataclasses.fields(Wording):
        ours, german = getattr(words, field.name), getattr(GERMAN, field.name)
        if isinstance(german, dict):
            assert (field.name, ours.keys()) == (field.name, german.keys())
    assert len(words.months) == 12


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_german(language: str) -> None:
    german, words = sentences(GERMAN), sentences(wording(language))
    alike = {name for name in german if set(german[name]) & set(words.get(name, []))}
    # "Organisation", "Code" and "April" are English too; simple German shares months, words and forms with German.
    shared = {
        "en": {"organisation", "code", "months"},
        "de-simple": {"months", "date_form", "grouping", "long_hours", "long_minutes", "code", "page"},
        "tr": {"grouping"},
    }
    assert alike - {"direction", "joined"} == shared.get(language, set())


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_take_their_values(language: str) -> None:
    words = wording(language)
    assert "3" in words.page.format(page=3, pages=17)
    assert "17" in words.page.format(page=3, pages=17)
    assert {"{" in text or "}" in text for name, some in sentences(words).items() for text in some if fixed(name)} == {
        False
    }


def fixed(field: str) -> bool:
    """Whether the field takes no values."""
    return field not in {
        *("page", "date_form", "span_form", "ongoing_form", "joined"),
        *("short_hours", "short_minutes", "long_hours", "long_minutes"),
    }


def test_simple_german_divides_no_word_by_a_dot_and_shortens_none() -> None:
    some = [text for texts in sentences(wording("de-simple")).values() for text in texts]
    assert [text for text in some if "·" in text or "\u2027" in text] == []
    assert [text for text in some for short in ("Nr.", "Std.", "Min.", "z. B.", "bzw.") if short in text] == []
    spoken = [text for name, found in sentences(wording("de-simple")).items() for text in found if fixed(name)]
    long = [part for text in spoken for part in text.replace(":", ".").replace("?", ".").split(".")]
    assert [part for part in long if len(part.split()) > 9] == []


@pytest.mark.parametrize(
    ("language", "march", "december"),
    [
        ("de", "1. März 2025", "31. Dezember 2024"),
        ("de-simple", "1. März 2025", "31. Dezember 2024"),
        ("en", "1 March 2025", "31 December 2024"),
        ("uk", "1 березня 2025 року", "31 грудня 2024 року"),
        ("ru", "1 марта 2025 года", "31 декабря 2024 года"),
        ("tr", "1 Mart 2025", "31 Aralık 2024"),
        ("ar", "1 مارس 2025", "31 ديسمبر 2024"),
        ("fa", "1 مارس 2025", "31 دسامبر 2024"),
    ],
)
def test_date_is_written_in_the_form_of_the_language(language: str, march: str, december: str) -> None:
    words = wording(language)
    assert (words.date(dt.date(2025, 3, 1)), words.date(dt.date(2024, 12, 31))) == (march, december)


@pytest.mark.parametrize(
    ("language", "closed", "ongoing"),
    [
        (
            "de",
            "1. Mai 2024 bis 2. Juni 2025",
            "seit 1. Mai 2024, fortdauernd (Stand 2. Juni 2025)",
        ),
        (
            "de-simple",
            "vom 1. Mai 2024 bis zum 2. Juni 2025",
            "seit dem 1. Mai 2024. Die Hilfe geht weiter. Gezählt bis zum 2. Juni 2025.",
        ),
        ("en", "1 May 2024 to 2 June 2025", "since 1 May 2024, ongoing (as of 2 June 2025)"),
        (
            "uk",
            "з 1 травня 2024 року по 2 червня 2025 року",
            "з 1 травня 2024 року, триває (станом на 2 червня 2025 року)",
        ),
        (
            "ru",
            "с 1 мая 2024 года по 2 июня 2025 года",
            "с 1 мая 2024 года, продолжается (по состоянию на 2 июня 2025 года)",
        ),
        (
            "tr",
            "1 Mayıs 2024 – 2 Haziran 2025",
            "1 Mayıs 2024 tarihinden beri, devam ediyor (2 Haziran 2025 itibarıyla)",
        ),
        (
            "ar",
            "من 1 مايو 2024 إلى 2 يونيو 2025",
            "منذ 1 مايو 2024، وما زال مستمرًا (حتى تاريخ 2 يونيو 2025)",
        ),
        (
            "fa",
            "از 1 مه 2024 تا 2 ژوئن 2025",
            "از 1 مه 2024، همچنان ادامه دارد (تا تاریخ 2 ژوئن 2025)",
        ),
    ],
)
def test_span_says_from_when_to_when_or_that_it_goes_on(language: str, closed: str, ongoing: str) -> None:
    first, last = dt.date(2024, 5, 1), dt.date(2025, 6, 2)
    words = wording(language)
    assert words.span(Period(start=first, end=last)) == closed
    assert words.span(Period(start=first, end=last, ongoing=True)) == ongoing
    assert words.span(Period(start=first, end=first)) == words.date(first)


DURATIONS = {  # minutes: hours and minutes in words; no-break spaces stand as spaces here
    "de": {
        0: "0 Stunden",
        1: "1 Minute",
        60: "1 Stunde",
        61: "1 Stunde 1 Minute",
        135: "2 Stunden 15 Minuten",
        74_100: "1.235 Stunden",
    },
    "de-simple": {60: "1 Stunde", 135: "2 Stunden und 15 Minuten", 30: "30 Minuten"},
    "en": {1: "1 minute", 60: "1 hour", 135: "2 hours 15 minutes", 74_100: "1,235 hours"},
    "uk": {
        0: "0 годин",
        1: "1 хвилина",
        60: "1 година",
        122: "2 години 2 хвилини",
        300: "5 годин",
        660: "11 годин",
        720: "12 годин",
        1260: "21 година",
        1320: "22 години",
        1500: "25 годин",
        6660: "111 годин",
        14_460: "241 година",
        74_100: "1 235 годин",
    },
    "ru": {
        0: "0 часов",
        1: "1 минута",
        60: "1 час",
        122: "2 часа 2 минуты",
        300: "5 часов",
        660: "11 часов",
        1260: "21 час",
        1330: "22 часа 10 минут",
        6720: "112 часов",
        74_100: "1 235 часов",
    },
    "tr": {60: "1 saat", 135: "2 saat 15 dakika", 74_100: "1.235 saat"},
    "ar": {
        0: "0 ساعة",
        1: "دقيقة واحدة",
        60: "ساعة واحدة",
        122: "ساعتان ودقيقتان",
        183: "3 ساعات و3 دقائق",
        600: "10 ساعات",
        671: "11 ساعة و11 دقيقة",
        5940: "99 ساعة",
        6000: "100 ساعة",
        6180: "103 ساعات",
        6720: "112 ساعة",
        74_100: "1,235 ساعة",
    },
    "fa": {60: "1 ساعت", 135: "2 ساعت و 15 دقیقه", 74_100: "1,235 ساعت"},
}
SHORT = {
    "de": "1.235 Std. 5 Min.",
    "de-simple": "1.235 Stunden 5 Minuten",
    "en": "1,235 h 5 min",
    "uk": "1 235 год 5 хв",
    "ru": "1 235 ч 5 мин",
    "tr": "1.235 sa. 5 dk.",
    "ar": "1,235 س 5 د",
    "fa": "1,235 ساعت 5 دقیقه",
}


def test_durations_are_tried_in_every_language() -> None:
    assert DURATIONS.keys() == SHORT.keys() == set(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "minutes", "expected"),
    [(language, minutes, text) for language, some in DURATIONS.items() for minutes, text in some.items()],
)
def test_duration_in_words_has_the_plural_that_the_number_asks_for(language: str, minutes: int, expected: str) -> None:
    assert wording(language).duration_words(minutes).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(("language", "expected"), SHORT.items())
def test_short_duration_groups_digits_as_the_language_does(language: str, expected: str) -> None:
    words = wording(language)
    assert words.duration_text(74_105).replace("\u00a0", " ") == expected
    assert words.duration_text(74_105) == " ".join(words.duration(74_105))


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_duration_leaves_out_what_is_nothing(language: str) -> None:
    words = wording(language)
    nothing, hour, minute = words.duration(0), words.duration(60), words.duration(1)
    assert [bool(part) for pair in (nothing, hour, minute) for part in pair] == [True, False, True, False, False, True]


def test_number_and_unit_stay_on_one_line() -> None:
    assert GERMAN.duration_words(135) == "2\u00a0Stunden 15\u00a0Minuten"
    assert GERMAN.duration(135) == ("2\u00a0Std.", "15\u00a0Min.")


def test_plural_categories_are_those_of_cldr() -> None:
    """Integer samples as CLDR lists them beside its rules."""
    slavic = {
        "one": [1, 21, 31, 41, 51, 61, 71, 81, 101, 1001],
        "few": [2, 3, 4, 22, 23, 24, 32, 33, 34, 102, 1002],
        "many": [0, 5, 11, 12, 13, 14, 19, 100, 111, 112, 1000, 10_000],
    }
    arabian = {
        "zero": [0],
        "one": [1],
        "two": [2],
        "few": [3, 4, 10, 103, 110, 1003],
        "many": [11, 26, 99, 111, 199, 1011],
        "other": [100, 101, 102, 200, 201, 202, 1000, 10_000],
    }
    assert {name: [n for n in some if east_slavic(n) == name] for name, some in slavic.items()} == slavic
    assert {name: [n for n in some if arabic(n) == name] for name, some in arabian.items()} == arabian
    assert [one_or_more(n) for n in (0, 1, 2, 21)] == ["other", "one", "other", "other"]


def test_digits_are_latin_everywhere() -> None:
    day = dt.date(2025, 10, 24)
    for language in LANGUAGES:
        words = wording(language)
        said = words.date(day) + words.duration_text(74_105) + words.page.format(page=3, pages=9)
        assert [character for character in said if character.isdigit() and not character.isascii()] == []
