"""Long records: every activity once, nothing over anything else, each page says what it belongs to."""

import pymupdf
import pytest

from certificates.press import press
from tests.certificates.press.samples import activities, content, pages_by_mupdf, raw

COUNTS = [*range(1, 41), 100, 500]


def overlaps(pdf: bytes) -> list[tuple[int, str, str]]:
    """Pairs of text pieces on one page whose letters would touch."""
    found = []
    with pymupdf.open(stream=pdf, filetype="pdf") as document:  # type: ignore[no-untyped-call]  # it publishes no types
        for page in document:
            boxes = []
            for block in page.get_text("dict")["blocks"]:
                for line in block.get("lines", []):
                    for span in line["spans"]:
                        (x0, _, x1, _), (_, base), size = span["bbox"], span["origin"], span["size"]
                        if span["text"].strip():
                            boxes.append((base - 0.72 * size, base + 0.2 * size, x0, x1, span["text"]))
            boxes.sort()
            for i, (top, bottom, left, right, text) in enumerate(boxes):
                assert top > 12, text
                assert bottom < page.rect.height - 25, text
                assert left > 60, text
                assert right < page.rect.width - 60, text
                for other_top, _, other_left, other_right, other in boxes[i + 1 :]:
                    if other_top >= bottom:
                        break
                    if other_left < right - 0.5 and left < other_right - 0.5:
                        found.append((page.number, text, other))
    return found


@pytest.mark.parametrize("count", COUNTS)
def test_each_activity_of_a_long_record_is_printed_once(count: int) -> None:
    pdf = press(content("record", activities=activities(count)))
    pages = pages_by_mupdf(pdf)
    text = " ".join(pages)
    assert [text.count(f"Nummer {i:03d}") for i in range(1, count + 1)] == [1] * count
    assert [f"Seite {i} von {len(pages)}" in page for i, page in enumerate(pages, 1)] == [True] * len(pages)
    assert ["Nr. NI-2025-000042" in page for page in pages] == [True] * len(pages)
    with_rows = [page for page in pages if "Nummer " in page]
    assert ["Tätigkeit Organisation Umfang" in page for page in with_rows] == [True] * len(with_rows)
    assert ["Олена Ковальчук" in page for page in pages] == [True] * len(pages)
    assert "Nummer " in next(page for page in pages if "Summe" in page)
    assert overlaps(pdf) == []


def test_pages_of_five_hundred_activities_are_well_filled() -> None:
    pages = pages_by_mupdf(press(content("record", activities=activities(500))))
    rows = [page.count("Nummer ") for page in pages[1:-1]]
    assert min(rows) >= 17
    assert len(pages) == 27


@pytest.mark.parametrize("count", [1, 5, 20])
def test_long_competences_flow_over_pages(count: int) -> None:
    competences = [f"Kompetenz {i:02d}: " + "hat sorgfältig und freundlich gearbeitet, " * 4 for i in range(count)]
    pdf = press(content("competence", competences=competences, activities=activities(9)))
    text = " ".join(pages_by_mupdf(pdf))
    assert [text.count(f"Kompetenz {i:02d}:") for i in range(count)] == [1] * count
    assert overlaps(pdf) == []


@pytest.mark.parametrize("count", [0, 1, 3, 4, 8, 60, 500])
def test_activities_of_a_thanks_stand_on_it_or_on_pages_after_it(count: int) -> None:
    pdf = press(content("thanks", activities=activities(count)))
    pages = pages_by_mupdf(pdf)
    text = " ".join(pages)
    assert [text.count(f"Nummer {i:03d}") for i in range(1, count + 1)] == [1] * count
    assert "Echtheit prüfen" in pages[0]
    assert (len(pages) > 1) == ("Die Tätigkeiten stehen auf der nächsten Seite." in text)
    assert overlaps(pdf) == []


@pytest.mark.parametrize("years", [0, 1, 3, 30, 100])
def test_many_years_flow_over_lines(years: int) -> None:
    listed = [{"year": 1926 + i, "minutes": 60} for i in range(years)]
    pdf = press(content("record", years=listed))
    text = " ".join(pages_by_mupdf(pdf))
    assert [text.count(f"{1926 + i}: 1 Std.") for i in range(years)] == [1] * years
    assert overlaps(pdf) == []


def test_a_long_name_and_a_long_letterhead_push_the_rest_down() -> None:
    long = ("Große Wörter und " * 12)[:199]
    issuer = raw("record")["issuer"] | {"name": long, "address": [long, long], "signatory_name": long}
    pdf = press(content("record", name=long, name_latin=long, role=long, number=long, issuer=issuer))
    assert overlaps(pdf) == []
    assert " ".join(pages_by_mupdf(pdf)).count(long.strip()) >= 7


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(1, "1 Min."), (60, "1 Std."), (61, "1 Std. 1 Min."), (100_000_000, "1.666.666 Std. 40 Min.")],
)
def test_hours_are_written_exactly(minutes: int, written: str) -> None:
    (page,) = pages_by_mupdf(press(content("record", minutes_total=minutes)))
    assert f"Umfang {written} davon" in page
