"""The annex as paper: it conforms, is the same each time, and says each figure and each word once."""

import dataclasses
import re

import pymupdf
import pytest

from certificates.content import ContentError
from certificates.press.annex import DECLINED, NOT_MET, SIGN, TO_SIGN, Annex, press_annex
from tests.certificates.press.annexes import ANNEX, CAFE, JULEICA, annex, place
from tests.certificates.press.samples import pages_by_mupdf, people
from tests.certificates.press.test_conformance import failures


def words(pdf: bytes) -> str:
    """All of it in one line."""
    return re.sub(r"\s+", " ", " ".join(pages_by_mupdf(pdf)))


def test_every_script_conforms_and_is_the_same_again() -> None:
    names = [person["name"] for person in people()]
    many = annex(CAFE, *(place(name) for name in names), name=names[0], waivers=(JULEICA,))
    pdf = press_annex(many)
    assert failures(pdf) == []
    assert press_annex(many) == pdf
    letters = re.sub(r"[\s\u00ad-]", "", " ".join(pages_by_mupdf(pdf)))
    wanted = {name: re.sub(r"[\s-]", "", name) for name in names}
    assert [name for name, one in wanted.items() if one not in letters and one[::-1] not in letters] == []


def test_one_organisation_needs_one_page_with_its_figures_and_its_word() -> None:
    (page,) = pages_by_mupdf(press_annex(ANNEX))
    said = re.sub(r"\s+", " ", page)
    assert re.findall(r"\d+:\d\d", said) == ["260:00", "265:00", "230:00", "5:00", "5:02", "755:00", "5:00"]
    assert "Am 23. November 2026 waren die Voraussetzungen erfüllt." in said
    assert "Für die Organisation bestätigt am 23. November 2026 von Omar Beispiel." in said
    assert "Zusammen" not in said
    assert "Ada Beispiel · Stand 23. November 2026 · Seite 1 von 1" in said


def test_several_organisations_add_up_and_who_did_not_confirm_can_sign() -> None:
    said = words(press_annex(annex(CAFE, place("Tafel"), place("Chor", word="declined"), met=False)))
    total = said.partition("Zusammen")[2]
    assert re.findall(r"\d+:\d\d", total)[:5] == ["780:00", "795:00", "690:00", "15:02", "15:07"]
    assert NOT_MET.format(day="23. November 2026") in said
    assert [said.count(one) for one in (TO_SIGN, DECLINED, *SIGN)] == [1, 1, 1, 1, 1]


def test_waiver_is_named_with_who_saw_it() -> None:
    said = words(
        press_annex(annex(met_by="Juleica", waivers=(JULEICA, JULEICA._replace(title="Feuerwehr", until=None))))
    )
    assert "waren die Voraussetzungen erfüllt: Juleica." in said
    assert "Juleica, seit dem 1. Mai 2025, gültig bis zum 30. April 2028. Das Papier hat gesehen: Sprachcafé" in said
    assert "Feuerwehr, seit dem 1. Mai 2025. Das Papier" in said


def test_table_over_pages_repeats_its_head_and_each_organisation_stands_in_it_once() -> None:
    pdf = press_annex(annex(*(place(f"Organisation{number:02}") for number in range(40))))
    assert failures(pdf) == []
    pages = pages_by_mupdf(pdf)
    assert [number for number in range(40) if " ".join(pages).count(f"Organisation{number:02}") != 2] == []
    assert [page.count("je Woche") for page in pages[:2]] == [2, 2]


def test_address_leads_to_the_application() -> None:
    with pymupdf.open(stream=press_annex(ANNEX), filetype="pdf") as document:  # type: ignore[no-untyped-call]
        assert [link["uri"] for link in document[0].get_links()] == [ANNEX.address]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [(annex(name="\U0001f600"), "name"), (annex(CAFE, place("\U0001f600")), "places.1.organisation")],
    ids=["name", "organisation"],
)
def test_letter_without_a_font_is_refused_at_its_field(wrong: Annex, field: str) -> None:
    with pytest.raises(ContentError) as refusal:
        press_annex(wrong)
    assert refusal.value.field == field


def test_waiver_alone_makes_an_annex_without_a_table() -> None:
    pdf = press_annex(dataclasses.replace(ANNEX, places=(), waivers=(JULEICA,), met_by="Juleica"))
    assert failures(pdf) == []
    assert ("Organisation" in words(pdf).partition("Woher")[0], b"/Table" in pdf) == (False, False)
