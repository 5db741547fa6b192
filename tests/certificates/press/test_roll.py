"""A list of thanks as paper: it conforms, is the same each time, and says each name once in its order."""

import dataclasses
import re

import pymupdf
import pytest

from certificates.content import ContentError
from certificates.press.roll import TOLD, press_roll
from tests.certificates.press.rolls import ADDRESS, LATIN, OF_EVERY_SCRIPT, PLAIN
from tests.certificates.press.samples import pages_by_mupdf
from tests.certificates.press.test_conformance import failures


def test_every_script_conforms_and_is_the_same_again() -> None:
    pdf = press_roll(OF_EVERY_SCRIPT)
    assert failures(pdf) == []
    assert press_roll(OF_EVERY_SCRIPT) == pdf
    letters = re.sub(r"[\s\u00ad-]", "", " ".join(pages_by_mupdf(pdf)))  # a long name stands in two lines
    wanted = {name: re.sub(r"[\s-]", "", name) for name in OF_EVERY_SCRIPT.names}
    assert [name for name, one in wanted.items() if one not in letters and one[::-1] not in letters] == []


@pytest.mark.parametrize("number", [0, 1, 7, 60, 150])
def test_each_name_stands_there_once_in_its_order(number: int) -> None:
    pages = pages_by_mupdf(press_roll(dataclasses.replace(PLAIN, names=LATIN[:number], unnamed=3)))
    text = " ".join(pages)
    assert re.findall(r"Person\d{3} Beispiel", text) == list(LATIN[:number])
    others = "und 3 weitere, die" if number else "3 Engagierte, die"
    assert f"{others} ungenannt bleiben möchten" in text
    assert re.sub(r"\s+", " ", TOLD) in re.sub(r"\s+", " ", text)
    for page, said in enumerate(pages, 1):
        assert f"Seite {page} von {len(pages)}" in said


def test_address_leads_to_the_public_page() -> None:
    with pymupdf.open(stream=press_roll(PLAIN), filetype="pdf") as document:  # type: ignore[no-untyped-call]
        assert [link["uri"] for link in document[0].get_links()] == [ADDRESS]


def test_letter_without_a_font_is_refused_at_its_name() -> None:
    with pytest.raises(ContentError) as refusal:
        press_roll(dataclasses.replace(PLAIN, names=(*LATIN[:2], "\U0001f600")))
    assert refusal.value.field == "names.2"
