import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.press.fonts import DISPLAY, SANS
from certificates.press.text import Line, TooWideError, UncoveredError, balanced, break_lines, check, clusters

# Letters and combining marks of DIN 91379 that have no composed form, as a register may hold them.
DIN_SEQUENCES = (
    "A̋ C̀ C̄ C̆ C̈ C̕ C̣ C̦ C̨̆ D̂ F̀ F̄ G̀ H̄ H̦ H̱ J́ J̌ K̀ K̂ K̄ K̇ K̕ K̛ K̦ K͟H K͟h L̂ L̥ L̥̄ L̦ M̀ M̂ M̆ M̐ N̂ N̄ N̆ N̦ P̀ P̄ P̕ P̣ R̆ R̥ R̥̄ S̀ S̄ S̛̄ S̱ "
    "T̀ T̄ T̈ T̕ T̛ U̇ Z̀ Z̄ Z̆ Z̈ Z̧ a̋ c̀ c̄ ë̂ l̥̄ m̂ n̄ r̥̄ s̱ t̛ z̆ Ġ ḳ ə ß ẞ ʰ ʼ"
)


def said(line: Line) -> str:
    """The text of a line in logical order; only for lines of one direction."""
    runs = line.runs if all(run.level == 0 for run in line.runs) else line.runs[::-1]
    return "".join("".join(g.text for g in (run.glyphs[::-1] if run.level % 2 else run.glyphs)) for run in runs)


@pytest.mark.parametrize("family", [SANS, DISPLAY])
def test_letters_of_german_registers_are_all_drawn_by_the_first_font(family: object) -> None:
    assert family in (SANS, DISPLAY)
    chosen = SANS if family is SANS else DISPLAY
    (line,) = break_lines(DIN_SEQUENCES, chosen, 1000)
    assert {run.font.postscript_name for run in line.runs} == {chosen.files[0].removesuffix(".ttf")}
    assert said(line) == unicodedata.normalize("NFC", DIN_SEQUENCES)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*"abc öß-/ Wш李。ተ", "दि", "e\u0301"]), max_size=80), st.sampled_from([2.0, 5.0, 12.0])
)
def test_lines_of_any_text_keep_all_of_it_and_the_width(parts: list[str], limit: float) -> None:
    text = "".join(parts)
    lines = break_lines(text, SANS, limit)
    normal = unicodedata.normalize("NFC", text)
    assert "".join(said(line) for line in lines).replace(" ", "") == normal.replace(" ", "")
    assert all(line.width <= limit + 1e-6 for line in lines)


def test_words_of_an_arabic_name_stand_from_right_to_left() -> None:
    (line,) = break_lines("محمد الأحمد", DISPLAY, 100)
    first_drawn = next(glyph for run in line.runs for glyph in run.glyphs)
    assert first_drawn.text == "د"  # the last letter of the second word is leftmost


def test_a_sentence_that_begins_in_arabic_keeps_the_german_order() -> None:
    (line,) = break_lines("محمد hilft", SANS, 100)
    assert line.runs[-1].level == 0
    assert "".join(g.text for g in line.runs[-1].glyphs) == "hilft"


def test_marks_stay_with_their_letter() -> None:
    assert list(clusters("कि\u0301ab̈")) == ["कि\u0301", "a", "b̈"]


def test_a_double_name_is_not_divided_unless_asked() -> None:
    whole = break_lines("Anna Müller-Lüdenscheidt", SANS, 11.5, divide=False)
    assert [said(line) for line in whole] == ["Anna", "Müller-Lüdenscheidt"]
    divided = break_lines("Anna Müller-Lüdenscheidt", SANS, 8)
    assert [said(line) for line in divided] == ["Anna Müller-", "Lüdenscheidt"]


def test_a_date_is_not_divided_at_its_hyphens() -> None:
    assert [said(line) for line in break_lines("am 2025-12-05", SANS, 5.9)] == ["am", "2025-12-05"]


def test_a_word_wider_than_the_line_is_cut_or_refused() -> None:
    assert [said(line) for line in break_lines("WWWWW", SANS, 2)] == ["WW", "WW", "W"]
    with pytest.raises(TooWideError):
        break_lines("WWWWW", SANS, 2, divide=False)
    with pytest.raises(TooWideError):
        break_lines("W", SANS, 0.5)


def test_chinese_breaks_between_characters_but_not_before_a_full_stop() -> None:
    assert [said(line) for line in break_lines("李小龙。王", SANS, 3)] == ["李小", "龙。王"]


def test_lines_of_a_heading_are_about_equally_wide() -> None:
    lines = balanced("eins zwei drei vier fünf sechs", SANS, 11)
    assert [said(line) for line in lines] == ["eins zwei drei", "vier fünf sechs"]


def test_white_space_alone_gives_no_line() -> None:
    assert break_lines(" \u3000 ", SANS, 10) == []


@pytest.mark.parametrize("character", ["😀", "\U000131fa", "\u00ad", "\u200b", "\ufe0f"])
def test_a_character_without_a_font_is_named(character: str) -> None:
    with pytest.raises(UncoveredError) as caught:
        check(f"Ada{character}", DISPLAY)
    assert caught.value.character == character
