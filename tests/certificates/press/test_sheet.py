"""The sign-in sheet as paper: it conforms, says what it must in every script, and is the same each time."""

import re

import pymupdf
import pytest

from certificates.content import ContentError
from certificates.press.sheet import press_sheet
from certificates.press.sheet_words import GERMAN, words_beside
from tests.certificates.press.samples import joined, pages_by_mupdf, pages_by_pdfium
from tests.certificates.press.sheets import ADDRESS, CODES, LANGUAGES, NAMES, every_sheet, sheet
from tests.certificates.press.test_conformance import failures


@pytest.mark.parametrize("name", [f"sheet-{one}" for one in ("scripts", "above-ar", "rows-uk", "week-fa")])
def test_each_form_conforms_and_is_the_same_again(name: str) -> None:
    made = dict(every_sheet())[name]
    pdf = press_sheet(made)
    assert failures(pdf) == []
    assert press_sheet(made) == pdf


def test_every_name_can_be_read_beside_its_code() -> None:
    pages = pages_by_mupdf(press_sheet(sheet(rows=len(NAMES), names=NAMES)))
    text = " ".join(pages)
    letters = re.sub(r"[\s\u00ad-]", "", text)  # a long name is divided between lines
    assert [code for code in CODES[: len(NAMES)] if code not in text] == []
    wanted = {name: re.sub(r"[\s-]", "", name) for name in NAMES}
    assert [name for name, one in wanted.items() if one not in letters and one[::-1] not in letters] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_second_language_says_the_same_beside_the_german(language: str) -> None:
    words = words_beside(language)
    assert words is not None
    (page,) = pages_by_pdfium(press_sheet(sheet(beside=language)))
    german = f"{GERMAN.write} {GERMAN.then}"
    assert german in page.replace("\ufffe", "").replace("\u00ad ", "")
    assert "90" in words.privacy
    assert page.count("Dankwerk") == 2 + f"{words.then} {words.privacy}".count("Dankwerk")
    structure = press_sheet(sheet(beside=language))
    tag = "".join(f"{ord(sign):04X}" for sign in language)
    assert re.search(rf"/Lang\s*(\({language}\)|<FEFF{tag}>)".encode(), structure)


def test_pages_repeat_head_code_and_foot_and_each_row_stands_once() -> None:
    pages = pages_by_mupdf(press_sheet(sheet(rows=60)))
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert f"Seite {number} von 3" in page
        assert "Liste K7R4X" in page
        assert "Unterschrift" in page
        assert "Montag, 23. November 2026" in page
    found = [code for page in pages for code in CODES[:60] if re.search(rf"\b{code}\b", page)]
    assert sorted(found) == sorted(CODES[:60])


def test_code_of_the_page_leads_to_where_it_is_typed_in() -> None:
    with pymupdf.open(stream=press_sheet(sheet()), filetype="pdf") as document:  # type: ignore[no-untyped-call]
        assert [link["uri"] for link in document[0].get_links()] == [ADDRESS]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"names": ("Ada \U000e0001",)}, "rows.0.name"),
        ({"organisation": "Verein \U0001f600"}, "organisation"),
        ({"activity": "Fest \U0001f600"}, "activity"),
    ],
)
def test_letter_that_no_font_draws_is_named_with_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(ContentError) as error:
        press_sheet(sheet(**changes))  # type: ignore[arg-type]
    assert error.value.field == field


def test_longest_titles_find_their_place() -> None:
    long = "Begleitung zu Ämtern und Arztterminen für neu angekommene Familien " * 2
    pages = pages_by_mupdf(press_sheet(sheet(activity=long[:120], organisation=("Förderverein " * 16)[:200])))
    assert joined(long[:60]) in pages[0]
    assert len(press_sheet(sheet(names=("Maximiliane " * 16,)))) > 1000
