"""What the tests of the press share: contents to press, and two independent readers for what came out."""

import csv
import json
from pathlib import Path
from typing import Any

import pymupdf
import pypdfium2

from certificates.content import CertificateContent, parse_content

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("thanks", "record", "competence")


def raw(kind: str, /, **changes: Any) -> dict[str, Any]:
    """The committed example of a kind as JSON, with changes to its top-level keys."""
    example: dict[str, Any] = json.loads((ROOT / f"certificates/examples/{kind}.json").read_text(encoding="utf-8"))
    return {**example, **changes}


def content(kind: str, /, **changes: Any) -> CertificateContent:
    """The same, checked."""
    return parse_content(raw(kind, **changes))


def people() -> list[dict[str, str]]:
    """The rows of names.csv: script, language, name, latin."""
    with (ROOT / "tests/data/names.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def joined(text: str) -> str:
    """Lines and gaps as single spaces: a name set in two lines is still one name."""
    return " ".join(text.split())


def pages_by_pdfium(pdf: bytes) -> list[str]:
    """The text of each page as Chrome's reader finds it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [joined(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def pages_by_mupdf(pdf: bytes) -> list[str]:
    """The text of each page as MuPDF finds it."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:  # type: ignore[no-untyped-call]  # it publishes no types
        return [joined(page.get_text()) for page in document]


def activities(count: int) -> list[dict[str, Any]]:
    """So many activities, each with a title of its own, of one to three lines."""
    tails = ("", " mit Begleitung zu Ämtern und Arztterminen", " und Übersetzung von Briefen aus dem Ukrainischen" * 2)
    return [
        {"title": f"Nummer {i:03d}{tails[i % 3]}", "organisation": f"Verein {i % 7}", "minutes": 30 + 7 * i}
        for i in range(1, count + 1)
    ]


def too_wide(word: str) -> list[dict[str, Any]]:
    """Activities with a word that fits in neither column."""
    return [{"title": f"{word} im Landkreis", "organisation": f"Netzwerk {word}", "minutes": 90}]
