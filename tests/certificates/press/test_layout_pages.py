"""What layouts become on paper: mirrored where the language asks for it, in two languages, with pictures, in full."""

import re
from collections.abc import Iterator

import pymupdf
import pytest
from PIL import Image

from certificates.content import LANGUAGES
from certificates.press import press
from certificates.press.layout import parse_layout, shipped
from certificates.press.plate import decoration
from certificates.press.wording import wording
from tests.certificates.press.layouts import design, logo, picture
from tests.certificates.press.samples import KINDS, activities, content, pages_by_mupdf, pages_by_pdfium

WIDTH = 595.28


def spans(pdf: bytes, page: int = 0) -> Iterator[tuple[str, float, float]]:
    """Pieces of text with their left and right edge."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:  # type: ignore[no-untyped-call]  # it publishes no types
        for block in document[page].get_text("dict")["blocks"]:
            for line in block.get("lines", []):
                for span in line["spans"]:
                    yield span["text"].strip(), span["bbox"][0], span["bbox"][2]


def edges(pdf: bytes, text: str, page: int = 0) -> tuple[int, int]:
    """Left and right edge of the first piece that contains the text, in points."""
    return next((round(left), round(right)) for found, left, right in spans(pdf, page) if text in found)


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_a_page_written_from_the_right_mirrors_the_other(language: str) -> None:
    german, other = press(content("record")), press(content("record", language=language))
    for text in (
        "Rathausstraße 1",  # letterhead
        "Sprachpatin",  # value of a fact
        "Fahrradwerkstatt",  # first column
        "Initiative Rückenwind",  # second column
        "Vorsitzende",  # signature
    ):
        (left, _), (_, right) = edges(german, text), edges(other, text)
        assert abs((WIDTH - left) - right) <= 1, text
    assert edges(german, "Seite 1 von 1")[1] == round(WIDTH - 64)
    number = [(left, right) for text, left, right in spans(other) if wording(language).page.split()[0] in text]
    assert max(right for _, right in number) < WIDTH / 2


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_german_facts_stay_german_on_a_page_written_from_the_right(language: str) -> None:
    for reader in (pages_by_mupdf, pages_by_pdfium):
        (page,) = reader(press(content("record", language=language)))
        for fact in ("Sprachcafé Leer e. V.", "26789 Leer (Ostfriesland)", "NI-2025-000042"):
            assert fact in page


def test_decoration_is_mirrored_with_the_page() -> None:
    shapes = shipped("record").decoration
    assert decoration(shapes, mirrored=True) != decoration(shapes, mirrored=False)
    assert decoration(shapes, mirrored=True) == decoration(shapes, mirrored=True)


@pytest.mark.parametrize("kind", KINDS)
def test_decoration_of_a_shipped_design_is_small(kind: str) -> None:
    layout = shipped(content(kind).kind)
    assert len(decoration(layout.decoration, mirrored=False)) < 20_000
    assert len(decoration(layout.next_decoration, mirrored=False)) < 1_000


def collisions(pdf: bytes) -> list[tuple[int, str, str]]:
    """Pairs of letters that hide each other by more than a third, by page; points may stand under a neighbour.

    By letter, because MuPDF widens pieces of right-to-left text by the spaces between them.
    """
    found = []
    with pymupdf.open(stream=pdf, filetype="pdf") as document:  # type: ignore[no-untyped-call]  # it publishes no types
        for page in document:
            boxes = []
            for block in page.get_text("rawdict")["blocks"]:
                for span in (span for line in block.get("lines", []) for span in line["spans"]):
                    size = span["size"]
                    for char in span["chars"]:
                        (x0, _, x1, _), (_, base) = char["bbox"], char["origin"]
                        if char["c"].isalnum() and x1 - x0 > 0.1 * size:
                            boxes.append((base - 0.6 * size, base, x0, x1, char["c"]))
            boxes.sort()
            for i, (top, bottom, left, right, letter) in enumerate(boxes):
                assert 12 < top < bottom < page.rect.height - 25, letter
                assert 60 < left < right < page.rect.width - 60, letter
                for other_top, _, other_left, other_right, other in boxes[i + 1 :]:
                    if other_top >= bottom:
                        break
                    if (
                        min(right, other_right) - max(left, other_left)
                        > min(right - left, other_right - other_left) / 3
                    ):
                        found.append((page.number, letter, other))
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stands_over_anything_else(kind: str, language: str) -> None:
    for beside in ("", "ar" if language == "de" else "de"):
        text = "Besonders danken wir für die Sommerfreizeit. " * 4
        printed = content(kind, language=language, beside=beside, text=text, trainings=["Erste Hilfe"])
        assert collisions(press(printed)) == []


def test_what_stands_over_something_else_is_found() -> None:
    data = design("thanks")
    box = {"x": 30, "y": 200, "width": 60}
    data["elements"] += [{"type": "text", "text": text, "style": "text", "box": box} for text in ("Danke", "Merci")]
    assert collisions(press(content("thanks"), parse_layout(data))) != []


def test_each_language_of_two_is_marked() -> None:
    pdf = press(content("record", language="ar", beside="de"))
    assert b"/Lang(ar)/MarkInfo" in pdf
    assert pdf.count(b"/Lang(de)") > 10
    assert b"/Lang(de)" not in press(content("record", language="ar"))


@pytest.mark.parametrize(("first", "second"), [("ar", "de"), ("de", "ar"), ("uk", "de")])
def test_labels_of_facts_are_said_in_both_languages(first: str, second: str) -> None:
    one, two = wording(first), wording(second)
    for reader in (pages_by_mupdf, pages_by_pdfium):
        text = reader(press(content("record", language=first, beside=second)))[0]
        for labels in ((one.role, two.role), (one.period, two.period), (one.hours, two.hours)):
            assert [label in text for label in labels] == [True, True]
        assert text.count("Sprachpatin") == 1


def test_german_stands_left_and_arabic_right_whichever_comes_first() -> None:
    for first, second in (("ar", "de"), ("de", "ar")):
        pdf = press(content("thanks", language=first, beside=second))
        assert edges(pdf, "Dankurkunde")[1] < WIDTH / 2
        assert edges(pdf, "شكر")[0] > WIDTH / 2


@pytest.mark.parametrize("language", ["de", "ar"])
def test_three_hundred_activities_break_well(language: str) -> None:
    pdf = press(content("record", language=language, activities=activities(300)))
    pages, words = pages_by_mupdf(pdf), wording(language)
    text = " ".join(pages)
    assert [text.count(f"Nummer {i:03d}") for i in range(1, 301)] == [1] * 300
    rows = [page for page in pages if "Nummer " in page]
    assert [words.activity in page and words.organisation in page for page in rows] == [True] * len(rows)
    assert [str(i) in page and str(len(pages)) in page for i, page in enumerate(pages, 1)] == [True] * len(pages)
    assert collisions(pdf) == []


def test_what_is_not_set_leaves_no_label() -> None:
    (without,) = pages_by_mupdf(press(content("record")))
    (with_all,) = pages_by_mupdf(
        press(content("record", birth_date="1990-02-03", trainings=["Erste Hilfe"], text="Ein eigener Absatz."))
    )
    for said in ("Geburtsdatum 3. Februar 1990", "Fortbildungen", "Erste Hilfe", "Ein eigener Absatz."):
        assert (said in with_all, said in without) == (True, False)


def test_a_text_in_other_languages_than_the_document_is_german() -> None:
    data = design("thanks")
    data["elements"].insert(0, {"type": "text", "text": {"de": "Hallo", "tr": "Merhaba"}, "style": "fact"})
    layout = parse_layout(data)
    found = {}
    for language in ("de", "de-simple", "tr", "uk"):
        (page,) = pages_by_mupdf(press(content("thanks", language=language), layout))
        found[language] = [word for word in ("Hallo", "Merhaba") if word in page]
    assert found == {"de": ["Hallo"], "de-simple": ["Hallo"], "tr": ["Merhaba"], "uk": ["Hallo"]}


def images(pdf: bytes) -> list[tuple[int, int]]:
    """Pixels of the pictures on page 1."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:  # type: ignore[no-untyped-call]  # it publishes no types
        return [(found[2], found[3]) for found in document[0].get_images()]


def test_a_logo_is_a_figure_with_its_alternative_text() -> None:
    data = design("thanks")
    data["elements"].append(logo(picture(Image.new("RGBA", (90, 60), (9, 90, 90, 120)))))
    pdf = press(content("thanks"), parse_layout(data))
    assert images(pdf) == [(90, 60)]
    assert pdf.count(b"/S/Figure") == 2
    assert pdf.count(b"/Alt(Logo)") == 1
    assert pdf.count(b"/SMask") == 1
    box = re.search(rb"/Alt\(Logo\)/A<</O/Layout/Placement/Block/BBox\[([\d. ]+)\]", pdf)
    assert box is not None
    left, low, right, high = map(float, box.group(1).split())
    assert (round(left), round(841.89 - high)) == (85, 85)  # 30 mm from both edges
    assert (round(right - left, 1), round(high - low, 1)) == (56.7, 37.8)  # 20 mm wide, not distorted


def test_a_logo_without_alternative_text_is_decoration() -> None:
    data = design("thanks")
    data["elements"].append(logo(picture(Image.new("RGB", (30, 30), "navy"), "JPEG"), alt=""))
    pdf = press(content("thanks"), parse_layout(data))
    assert (images(pdf), pdf.count(b"/S/Figure"), pdf.count(b"/SMask")) == ([(30, 30)], 1, 0)


def test_a_logo_is_stored_no_finer_than_print_needs() -> None:
    data = design("thanks")
    data["elements"].append(logo(picture(Image.new("RGB", (3000, 1500), "navy"))))
    assert images(press(content("thanks"), parse_layout(data))) == [(236, 118)]  # 20 mm at 300 dpi


def test_a_scanned_signature_stands_above_the_name_and_says_whose_it_is() -> None:
    data = design("record")
    scan = picture(Image.new("RGBA", (300, 100), (20, 20, 120, 99)))
    data["foot"][0]["columns"][0]["elements"][0]["image"] = scan
    pdf = press(content("record"), parse_layout(data))
    assert len(images(pdf)) == 1
    assert pdf.count(b"/Alt<FEFF" + "Anna-Lena Großmann".encode("utf-16-be").hex().upper().encode()) == 1
