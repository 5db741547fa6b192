"""What is printed from a cast: the same bytes whenever it is met, and the same text as any other."""

import pytest

from certificates.press import casting, press
from tests.certificates.press.samples import KINDS, activities, content, joined, pages_by_mupdf, pages_by_pdfium
from tests.certificates.press.seals import ec_seal


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wish", [{}, {"language": "ar", "beside": "de"}])
def test_a_document_is_the_same_from_new_casts_and_from_old_ones(kind: str, wish: dict[str, str]) -> None:
    one = content(kind, **{"language": "de", **wish})
    old = press(one, seal=ec_seal())
    assert press(one, seal=ec_seal()) == old
    casting._casts.clear()  # as in a process that begins
    assert press(one, seal=ec_seal()) == old


def test_no_more_casts_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casting, "_MOST", 10)
    casting._casts.clear()
    one = content("record", activities=activities(12))
    first = press(one)
    assert len(casting._casts) == 10
    assert press(one) == first


@pytest.mark.parametrize(
    "title", ["100 % dabei: %d, %s und %%", "<</MCID 0>> BDC (\\)", "ሰላም 小龙 ნინო", "Nguyễn hilft"]
)
def test_a_title_says_what_it_says_from_a_cast_too(title: str) -> None:
    rows = [{"title": title, "organisation": "Café", "minutes": 60 * i} for i in (1, 2, 2)]
    pdf = press(content("record", language="de", activities=rows))
    found = [joined(" ".join(pages)) for pages in (pages_by_pdfium(pdf), pages_by_mupdf(pdf))]
    assert [text.count(title) for text in found] == [3, 3]


def test_a_cast_of_one_issuer_is_never_printed_for_another() -> None:
    def issued_by(name: str) -> str:
        one = content("record", language="de")
        return " ".join(
            pages_by_mupdf(press(one.model_copy(update={"issuer": one.issuer.model_copy(update={"name": name})})))
        )

    assert ["Verein Eins" in issued_by("Verein Eins"), "Verein Eins" in issued_by("Verein Zwei")] == [True, False]
