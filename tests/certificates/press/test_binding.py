"""Many certificates bound into one file for the printer."""

import re
from collections.abc import Iterator

import pypdfium2
import pytest

from certificates.press import press
from certificates.press.binding import PAGES_IN_A_GROUP, REMEMBERED, BindingError, bind
from tests.certificates.press import samples
from tests.certificates.press.seals import ec_seal


def papers(number: int, kind: str = "thanks") -> Iterator[bytes]:
    """That many sealed certificates of different people."""
    for index in range(number):
        yield press(samples.content(kind, name=f"Ада Бeispiel {index}"), seal=ec_seal())


def long_record(activities: int) -> bytes:
    """A record of several pages."""
    lines = samples.activities(activities)
    total = sum(line["minutes"] for line in lines)
    years = [{"year": 2025, "minutes": total}]
    return press(samples.content("record", activities=lines, minutes_total=total, years=years))


def test_bound_file_has_every_page_in_its_order_with_its_text() -> None:
    documents = [*papers(3), long_record(80), *papers(1, "record")]
    bound = b"".join(bind(documents))
    for pages in (samples.pages_by_pdfium, samples.pages_by_mupdf):
        single = [text for document in documents for text in pages(document)]
        assert len(single) > len(documents)
        assert pages(bound) == single


def test_bound_page_looks_like_the_single_one() -> None:
    (document,) = papers(1)
    pictures = []
    for data in (document, b"".join(bind([*papers(2), document]))):
        pdf = pypdfium2.PdfDocument(data)
        pictures.append(pdf[len(pdf) - 1].render(scale=1).to_pil().tobytes())
        pdf.close()
    assert pictures[0] == pictures[1]


def test_further_certificate_costs_a_few_kilobytes() -> None:
    """What they share is written once; a single file has some 70 kB."""
    sizes = [sum(map(len, bind(papers(number)))) for number in (10, 30)]
    assert sizes[1] - sizes[0] < 20 * 8_000
    assert b"".join(bind(papers(10))).count(b"/FontFile") <= next(papers(1)).count(b"/FontFile")


def test_bound_file_is_made_document_by_document() -> None:
    """Nothing is read ahead and nothing is kept: one part leaves before the next certificate is asked for."""
    asked = 0

    def counted() -> Iterator[bytes]:
        nonlocal asked
        for document in papers(5):
            asked += 1
            yield document

    parts = bind(counted())
    for expected in range(1, 6):
        assert next(parts)
        assert asked == expected
    assert next(parts).endswith(b"%%EOF\n")
    assert next(parts, None) is None


def test_bound_file_remembers_a_bounded_number_of_objects() -> None:
    from certificates.press.binding import _Binder

    binder = _Binder(sheets=False)
    for index in range(REMEMBERED * 2):
        binder._once(b"<</Number %d>>" % index)
        binder._once(b"<</Shared true>>")
    assert len(binder._seen) == REMEMBERED
    assert binder._once(b"<</Shared true>>") == 2  # used all the time, so never forgotten


def test_more_pages_than_one_group_holds_are_all_there() -> None:
    (document,) = papers(1)
    number = PAGES_IN_A_GROUP * 2 + 1
    pdf = pypdfium2.PdfDocument(b"".join(bind([document] * number)))
    assert len(pdf) == number
    pdf.close()


@pytest.mark.parametrize("sheets", [False, True])
def test_each_begins_on_a_new_sheet_where_it_is_asked_for(*, sheets: bool) -> None:
    record = long_record(80)
    pages = samples.pages_by_pdfium(record)
    assert len(pages) in {3, 5}
    (thanks,) = papers(1)
    (text,) = samples.pages_by_pdfium(thanks)
    blank = [""] if sheets else []
    bound = samples.pages_by_pdfium(b"".join(bind([thanks, record, thanks], sheets=sheets)))
    assert bound == [text, *blank, *pages, *blank, text, *blank]


def test_bound_file_carries_neither_seal_nor_link_nor_attachment() -> None:
    bound = b"".join(bind(papers(2)))
    for word in (b"/Sig", b"/ByteRange", b"/Annots", b"/URI", b"/EmbeddedFile", b"/StructTreeRoot", b"/AcroForm"):
        assert word not in bound


def test_bound_file_of_nothing_is_one_empty_page() -> None:
    assert samples.pages_by_pdfium(b"".join(bind([]))) == [""]


def test_bound_files_of_equal_certificates_are_equal() -> None:
    assert b"".join(bind(papers(3))) == b"".join(bind(papers(3)))


def test_reference_inside_a_string_stays_text() -> None:
    (document,) = papers(1)
    text = b"(5 0 R \\) 6 0 R)"
    from certificates.press.binding import _REFERENCE

    assert (
        _REFERENCE.sub(lambda found: b"X" if found[1] else found[0], b"<</A 7 0 R/B%b>>" % text)
        == b"<</A X/B%b>>" % text
    )
    assert document.startswith(b"%PDF")


@pytest.mark.parametrize(
    "harm",
    [
        lambda _: b"",
        lambda _: b"kein PDF",
        lambda data: data[:-200],
        lambda data: re.sub(rb"startxref\n\d+", b"startxref\n17", data),
        lambda data: data.replace(b"/Root ", b"/Rood "),
        lambda data: data.replace(b"/Resources ", b"/Rezources "),
        lambda data: data.replace(b"/MediaBox", b"/MediaBux"),
        lambda data: data.replace(b"%\xe2\xe3\xcf\xd3\n", b"%\xe2\xe3\xcf\xd3\n\n\n\n"),
    ],
)
def test_what_is_no_document_of_the_press_is_refused(harm: "object") -> None:
    (document,) = papers(1)
    with pytest.raises(BindingError):
        list(bind([harm(document)]))  # type: ignore[operator]  # one of the functions above
