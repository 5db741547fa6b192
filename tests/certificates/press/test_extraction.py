"""What readers copy from the page is what is stored: names of every script, and the letters of German registers."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator

import pytest

from certificates.press import press
from tests.certificates.press.samples import KINDS, ROOT, content, joined, pages_by_mupdf, pages_by_pdfium, people
from tests.certificates.press.seals import ec_seal

# The Latin letters that DIN 91379 writes with one character, and their neighbours. Not among them: wynn, and digraphs
# that pdfium reads as two letters.
COMPOSED = [*range(0x41, 0x1BF), *range(0x1CD, 0x1F1), *range(0x1F4, 0x250), *range(0x1E00, 0x1F00)]
Reader = Callable[[bytes], list[str]]


def pages_by_poppler(pdf: bytes) -> list[str]:
    """The text of each page as poppler finds it, without the direction marks that it adds for a terminal."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return [joined(text) for text in re.sub("[\u202a-\u202e]", "", done.stdout.decode()).split("\f")]


READERS = [
    pages_by_mupdf,
    pages_by_pdfium,
    pytest.param(
        pages_by_poppler,
        marks=pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed"),
    ),
]


def letters() -> list[str]:
    """Composed letters, and those of tests/data/din91379.txt that Unicode knows only as a letter with marks."""
    sequences = (ROOT / "tests/data/din91379.txt").read_text(encoding="utf-8").split()
    composed = [chr(code) for code in COMPOSED if unicodedata.category(chr(code)) in {"Lu", "Ll", "Lt"}]
    assert (len(sequences), len(composed)) == (118, 689)
    return [*sequences, *composed]


def in_names(parts: list[str], size: int) -> Iterator[str]:
    """Names of words that hold one of the letters twice each."""
    words = [unicodedata.normalize("NFC", f"{part}n{part}") for part in parts]
    for start in range(0, len(words), size):
        yield " ".join(words[start : start + size])


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", KINDS)
def test_names_of_sealed_documents_are_read_back_as_they_are_stored(kind: str, reader: Reader) -> None:
    wrong = []
    for person in people():
        changes = {"name": person["name"], "name_latin": person["latin"], "language": person["language"]}
        text = " ".join(reader(press(content(kind, **changes), seal=ec_seal())))
        if person["name"] not in text or person["latin"] not in text:
            wrong.append(person["script"])
    assert wrong == []


@pytest.mark.parametrize("reader", READERS)
def test_letters_of_german_registers_are_read_back_in_both_sizes(reader: Reader) -> None:
    wrong = []
    for name in in_names(letters(), 24):
        text = " ".join(reader(press(content("thanks", name=name, name_latin=name))))
        if text.count(name) != 2:
            wrong += [word for word in name.split() if text.split().count(word) < 2]
    assert wrong == []
