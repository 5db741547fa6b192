"""Names and titles as text: NFC, one space, nothing invisible that changes what is read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.text import blank, fold, tidy, unprintable


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("  Ada   Beispiel ", "Ada Beispiel"),
        ("Ada\tBeispiel\n", "Ada Beispiel"),
        ("Ada\N{NO-BREAK SPACE}Beispiel", "Ada Beispiel"),
        ("Ada\N{LINE SEPARATOR}Beispiel", "Ada Beispiel"),
        ("Zoe\N{COMBINING DIAERESIS}", "Zoë"),
        ("\N{DEVANAGARI LETTER QA}", "\N{DEVANAGARI LETTER KA}\N{DEVANAGARI SIGN NUKTA}"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_tidy_is_nfc_with_single_spaces(given_text: str, expected: str) -> None:
    assert tidy(given_text) == expected


@given(st.text())
def test_tidy_twice_is_tidy_once(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text())
def test_fold_does_not_tell_upper_case_from_fold_of_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_fold_finds_the_same_name_in_other_spellings() -> None:
    assert fold("  GROSSMANN,  Zoe\N{COMBINING DIAERESIS}") == fold("Großmann, ZOË")
    assert fold("Gross") != fold("Grosz")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ada\u202eBeispiel", "U+202E"),
        ("\u200fAda", "U+200F"),
        ("Ada\u2066", "U+2066"),
        ("Ada\u061c", "U+061C"),
        ("Ada\x00", "U+0000"),
        ("Ada\x7f", "U+007F"),
        ("Ada\ue000", "U+E000"),
        ("Ada\ud800", "U+D800"),
        ("Ada\u2028", "U+2028"),
        ("Ada\u0378", "U+0378"),
        ("Ada\U000e0080", "U+E0080"),
    ],
)
def test_unprintable_names_the_character(text: str, code: str) -> None:
    assert unprintable(text) == code


@pytest.mark.parametrize(
    "text", ["Ada Beispiel", "نازنین\u200cزهرا", "क्\u200dष", "Żaneta Śliwińska", "王小明", "D’Angelo-O'Neil", ""]
)
def test_unprintable_lets_every_script_pass_with_its_joiners(text: str) -> None:
    assert unprintable(text) is None


@pytest.mark.parametrize(
    ("text", "nothing"),
    [("", True), (" \t", True), ("\u200b", True), ("\u200d \u00ad", True), ("\ufeff", True), ("a\u200b", False)],
)
def test_blank_is_what_nobody_can_see(text: str, *, nothing: bool) -> None:
    assert blank(text) is nothing
