"""Words are divided by the rules of their language, where that reads better, and read back as if they were not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.press import press
from certificates.press.fonts import DISPLAY, SANS, STRONG, Family
from certificates.press.hyphens import divisions
from certificates.press.operators import kept_part
from certificates.press.page import Style
from certificates.press.setting import Manner, Voice, set_fact, set_text
from certificates.press.text import Hyphenation, Line, break_lines
from tests.certificates.press.samples import content, too_wide
from tests.certificates.press.test_conformance import failures
from tests.certificates.press.test_extraction import READERS, Reader

STYLE = Style(SANS, 10, 14, (0, 0, 0))
GERMAN = Hyphenation("de")
LONG = "Rechtsschutzversicherungsgesellschaftenbetreuungskoordination"


def said(lines: list[Line] | tuple[Line, ...]) -> list[str]:
    """The lines as they are seen, from left to right."""
    texts = ("".join(glyph.text for run in line.runs for glyph in run.glyphs) for line in lines)
    return [text.replace("\u00ad", "¬") for text in texts]


def divided(word: str, language: str) -> str:
    places = divisions(word, language)
    return "".join(f"-{letter}" if i in places else letter for i, letter in enumerate(word))


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("de", "Lebensmittelausgabe", "Lebens-mit-tel-aus-gabe"),
        ("de", "„Öffentlichkeitsarbeit“,", "„Öffent-lich-keits-ar-beit“,"),
        ("de-simple", "Schifffahrt", "Schiff-fahrt"),
        ("de", "Integrationslots*innen", "Inte-gra-ti-ons-lots*innen"),
        ("en", "neighbourhood", "neigh-bour-hood"),
        ("uk", "підтверджених", "під-твер-дже-них"),
        ("uk", "здоров’ями", "здо-ров’-ями"),
        ("ru", "зарегистрированными", "заре-ги-стри-ро-ван-ными"),
        ("tr", "İstanbulluların", "İstan-bul-lu-la-rın"),
        ("tr", "saatlerinde", "saat-le-rinde"),
        ("ru", "Lebensmittelausgabe", "Lebens-mit-tel-aus-gabe"),  # by its letters, a word of this country
        ("ar", "Lebensmittelausgabe", "Lebens-mit-tel-aus-gabe"),
    ],
)
def test_a_word_has_the_divisions_of_its_language(language: str, word: str, parts: str) -> None:
    assert divided(word, language) == parts


@pytest.mark.parametrize(
    "piece",
    [
        "Gruppe",  # three letters on each side
        "kontakt@sprachcafe-leer.example",
        "https://dankwerk.example/v/K7QXM2VDPA4TZ5RE",
        "NI-2025-000042",
        "KQXMVDPAHTZMREAB",
        "30.11.2025",
        "добровільна",  # Ukrainian or Russian: nothing says which
        "المتطوعين",
        "FreundeskreisAsyl",
    ],
)
def test_what_is_no_word_of_the_language_has_no_divisions(piece: str) -> None:
    assert divided(piece, "de") == piece


def test_arabic_and_persian_words_have_no_divisions() -> None:
    assert [divisions("المتطوعين", language) for language in ("ar", "fa")] == [(), ()]


@pytest.mark.parametrize("family", [SANS, STRONG, DISPLAY])
def test_a_word_wider_than_its_line_is_divided_by_the_rules(family: Family) -> None:
    lines = break_lines(f"Die {LONG}", family, 13.0, hyphens=GERMAN)
    assert "".join(said(lines)).replace("¬", "").replace(" ", "") == f"Die{LONG}"
    assert [line.endswith("¬") for line in said(lines)].count(True) == len(lines) - 1
    assert all(line.width <= 13.0 for line in lines)
    assert all(kept_part(run) for line in lines for run in line.runs)  # or no cast could hold it
    assert {glyph.gid for line in lines for run in line.runs for glyph in run.glyphs if glyph.text == "\u00ad"} == {
        glyph.gid for run in break_lines("-", family, 9)[0].runs for glyph in run.glyphs
    }


def test_words_are_divided_where_that_saves_a_line() -> None:
    text = "Volkshochschule der Landeshauptstadt Hannover"
    assert said(break_lines(text, SANS, 12.4)) == ["Volkshochschule der", "Landeshauptstadt", "Hannover"]
    assert said(break_lines(text, SANS, 12.4, hyphens=GERMAN)) == ["Volkshochschule der Lan¬", "deshauptstadt Hannover"]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Arbeitsgemeinschaft Flüchtlingshilfe Oldenburger Münsterland", 14.0),  # no line less
        ("Volkshochschule der Landeshauptstadt", 12.4),  # its last word
        ("Volkshochschule der Evangelisch-lutherischen Kirche", 12.4),  # a hyphen of its own
    ],
)
def test_words_stay_whole_where_dividing_them_gains_nothing(text: str, width: float) -> None:
    lines = break_lines(text, SANS, width)
    assert len(lines) > 1
    assert said(break_lines(text, SANS, width, hyphens=GERMAN)) == said(lines)


def test_no_more_than_two_lines_in_a_row_end_with_a_hyphen() -> None:
    text = "Die " + "Grundschulkinder " * 12 + "Ende"
    found = set()
    for width in range(103, 160, 4):
        lines = said(break_lines(text, SANS, width / 10, hyphens=GERMAN))
        found |= set("".join("-" if line.endswith("¬") else " " for line in lines).split())
    assert found == {"-", "--"}


SENTENCE = "Wir danken der Landeshauptstadt Hannover"
WHOLE = ["Wir danken der", "Landeshauptstadt", "Hannover"]
SHORTER = ["Wir danken der Landes¬", "hauptstadt Hannover"]


@pytest.mark.parametrize(
    ("manner", "language", "facts", "lines"),
    [
        ("prose", "de", (), SHORTER),
        ("prose", "de", ((15, 31),), WHOLE),  # the second word is a fact
        ("free", "de", ((15, 31),), SHORTER),
        ("listed", "de", (), SHORTER),
        ("listed", "uk", (), SHORTER),
        ("listed", "en", (), WHOLE),  # in which of the two languages?
        ("prose", "de-simple", (), WHOLE),
        ("middle", "de", (), WHOLE),
        ("cut", "de", (), WHOLE),
    ],
)
def test_the_manner_says_which_words_are_divided(
    manner: Manner, language: str, facts: tuple[tuple[int, int], ...], lines: list[str]
) -> None:
    width = 11.3 * STYLE.size
    assert said(set_text("x", SENTENCE, STYLE, width, Voice(language, rtl=False), manner, facts)) == lines


@pytest.mark.parametrize("manner", ["prose", "free", "listed", "middle"])
@pytest.mark.parametrize("language", ["de", "de-simple", "en", "tr", "uk"])
def test_a_word_too_wide_has_a_hyphen_in_any_manner_but_a_cut_one(manner: Manner, language: str) -> None:
    voice, width = Voice(language, rtl=False), 11.3 * STYLE.size
    assert said(set_fact("x", LONG, STYLE, width, voice, manner))[0].endswith("¬")
    assert "¬" not in "".join(said(set_fact("x", LONG, STYLE, width, voice)))


def test_a_word_between_arabic_words_is_not_divided_to_fill_a_line() -> None:
    text = "شكرا Landeshauptstadt Hannover جزيلا لكم"
    for width in range(95, 200, 5):
        lines = break_lines(text, SANS, width / 10, language="ar", base=1, hyphens=Hyphenation("ar"))
        assert "¬" not in "".join(said(lines))
    alone = break_lines("Volkshochschule der Landeshauptstadt Hannover", SANS, 12.4, base=1, hyphens=Hyphenation("ar"))
    assert said(alone)[0] == "Volkshochschule der Lan¬"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["Landeshauptstadt", LONG, "der", " ", " ", "-", "42", "محمد", "李", "ö"]), max_size=25),
    st.sampled_from([5.0, 8.0, 12.0, 20.0]),
)
def test_divided_lines_of_any_text_keep_all_of_it_and_the_width(parts: list[str], limit: float) -> None:
    text = "".join(parts)
    plain, lines = break_lines(text, SANS, limit), break_lines(text, SANS, limit, hyphens=GERMAN)

    def letters(found: list[Line]) -> list[str]:
        return sorted(re.sub("[¬ ]", "", "".join(said(found))))

    assert letters(lines) == letters(plain)
    assert all(line.width <= limit + 1e-6 for line in lines)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("language", ["de", "ar", "ru"])
def test_divided_words_are_read_back_whole_or_with_a_soft_hyphen(language: str, reader: Reader) -> None:
    """Poppler and MuPDF keep U+00AD at the end of the line; pdfium joins the word and writes U+FFFE for the hyphen."""
    text = " ".join(reader(press(content("record", language=language, activities=too_wide(LONG), minutes_total=90))))
    assert LONG not in text
    assert re.sub("\u00ad |\ufffe", "", text).count(LONG) == 2


def test_a_document_with_divided_words_conforms() -> None:
    assert (
        failures(press(content("record", language="ar", beside="de", activities=too_wide(LONG), minutes_total=90)))
        == []
    )
