"""Each kind in each language, alone and beside German: what the paper says can be read back from it."""

import pytest

from certificates.content import LANGUAGES, CertificateContent
from certificates.press import press
from certificates.press.wording import wording
from tests.certificates.press.samples import KINDS, content, pages_by_mupdf, pages_by_pdfium

NAMES = {"ar": "محمد الأحمد", "fa": "فاطمه حسینی", "uk": "Олена Ковальчук", "ru": "Екатерина Щербакова"}


def text_of(pdf: bytes) -> dict[str, str]:
    """All pages, by reader."""
    return {"pdfium": " ".join(pages_by_pdfium(pdf)), "mupdf": " ".join(pages_by_mupdf(pdf))}


def said(printed: CertificateContent, language: str) -> list[str]:
    """Short texts that stand on the paper on one line of their own, in that language."""
    words = wording(language)
    labels = [words.number, words.code] if printed.kind == "thanks" else [words.period, words.organisation, words.total]
    date = words.date(printed.issued_on)
    # Of a line that holds figures and Latin letters beside Arabic ones, readers give the words from left to right.
    dates = [date] if words.direction == "ltr" else date.split()
    return [words.title[printed.kind], *dates, *labels]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_document_says_in_its_language_what_it_is(kind: str, language: str) -> None:
    printed = content(kind, language=language, name=NAMES.get(language, "Ümit Şahin"))
    for reader, text in text_of(press(printed)).items():
        missing = [word for word in (printed.name, *said(printed, language)) if word not in text]
        assert (reader, missing) == (reader, [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "de"])
def test_document_beside_german_says_it_in_both(kind: str, language: str) -> None:
    printed = content(kind, language=language, beside="de", name=NAMES.get(language, "Ümit Şahin"))
    for reader, text in text_of(press(printed)).items():
        wanted = [printed.name, *said(printed, language), *said(printed, "de")]
        assert (reader, [word for word in wanted if word not in text]) == (reader, [])


def test_language_without_texts_is_printed_in_german_once() -> None:
    """A Kurdish reader gets German, and not German beside German."""
    alone = text_of(press(content("record", language="ckb")))["pdfium"]
    beside = text_of(press(content("record", language="ckb", beside="de")))["pdfium"]
    assert (alone.count("Tätigkeitsnachweis"), alone) == (1, beside)


def test_competence_is_named_in_both_languages() -> None:
    competence = {"code": "teamwork", "title": "Уміння працювати в команді", "title_beside": "Teamfähigkeit"}
    alone = content("competence", language="uk", competences=[competence])
    assert "Teamfähigkeit" not in text_of(press(alone))["pdfium"]
    both = content("competence", language="uk", beside="de", competences=[competence])
    for text in text_of(press(both)).values():
        assert (text.count("Уміння працювати в команді"), text.count("Teamfähigkeit")) == (1, 1)
