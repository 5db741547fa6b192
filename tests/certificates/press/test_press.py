"""The door: names come back from the paper, equal content gives equal bytes, the press needs no one."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from certificates.content import parse_content
from certificates.press import ENGINE_VERSION, press
from tests.certificates.press.samples import KINDS, ROOT, content, pages_by_mupdf, pages_by_pdfium, people, raw

READERS = [pages_by_pdfium, pages_by_mupdf]
# Other names that the shipped fonts promise; readers are known to turn right-to-left text with marks or hyphens round.
FURTHER = [
    ("fa", "نازنین\u200cزهرا کاظمی"),
    ("th", "กิตติ์ น้ำใจดี"),
    ("hy", "Հայկ Սարգսյան"),
    ("el", "Γιώργος Παπαδόπουλος"),
    ("zh", "陳大文"),
    ("ko", "김민준"),
    ("ja", "山田 はなこ"),
    ("ta", "தமிழ்ச்செல்வி"),
    ("hi", "क्षत्रिय ज्ञानेश्वर"),
    ("zgh", "ⵎⵓⵃⴰⵎⵎⴷ"),
    ("de", "R̥̄ita K͟Han"),
]
DIGESTS = """
import hashlib, json, sys
from certificates.content import parse_content
from certificates.press import press
for job in json.loads(sys.stdin.buffer.read()):
    print(job["number"], hashlib.sha256(press(parse_content(job))).hexdigest())
"""


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_name_is_read_back_as_it_is_stored(kind: str, reader: Callable[[bytes], list[str]]) -> None:
    wrong = []
    for person in people():
        changes = {"name": person["name"], "name_latin": person["latin"], "language": person["language"]}
        text = " ".join(reader(press(content(kind, **changes))))
        if person["name"] not in text or person["latin"] not in text:
            wrong.append(person["script"])
    assert wrong == []


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("language", "name"), FURTHER)
def test_names_in_further_scripts_are_read_back(
    language: str,
    name: str,
    reader: Callable[[bytes], list[str]],
) -> None:
    assert name in reader(press(content("thanks", name=name, language=language)))[0]


def test_bytes_are_the_same_in_any_process_order_and_hash_seed() -> None:
    jobs = [
        raw(kind, name=person["name"], language=person["language"], number=f"{kind} {i}")
        for kind in KINDS
        for i, person in enumerate(people() if kind == "thanks" else people()[4:16:5])
    ]

    def run(seed: str, ordered: list[dict[str, Any]]) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", DIGESTS],
            input=json.dumps(ordered),
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "", "TZ": "Asia/Tokyo" if seed == "7" else "UTC"},
            capture_output=True,
            text=True,
            check=True,
        )
        return sorted(done.stdout.splitlines())

    first = run("0", jobs)
    assert len(first) == len(jobs)
    assert run("7", jobs[::-1]) == first
    assert sorted(f"{job['number']} {hashlib.sha256(press(parse_content(job))).hexdigest()}" for job in jobs) == first


def test_bytes_differ_where_any_fact_differs() -> None:
    changes: list[dict[str, object]] = [
        {},
        {"name": "Ada"},
        {"number": "NI-1"},
        {"issued_on": "2025-12-06"},
        {"role": "Patin"},
        {"unpaid": False},
        {"replaces": "NI-0"},
        {"evidence": "known_domain"},
        {"minutes_total": 14431},
    ]
    digests = {hashlib.sha256(press(content("record", **change))).digest() for change in changes}
    assert len(digests) == len(changes)


def test_the_press_imports_neither_django_nor_celery() -> None:
    code = (
        "import sys, certificates.press; print(sorted({m.split('.')[0] for m in sys.modules} & {'django', 'celery'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_engine_version_fits_its_column() -> None:
    assert re.fullmatch(r"\d+-hb[\d.]+-z[\d.]+-rl[\d.]+-qr[\d.]+-pl[\d.]+-ph[\d.]+", ENGINE_VERSION)
    assert len(ENGINE_VERSION) <= 80


@pytest.mark.parametrize("kind", KINDS)
def test_file_says_what_it_is_to_archives_and_screen_readers(kind: str) -> None:
    pdf = press(content(kind))
    assert b"/Lang(de)/MarkInfo<</Marked true>>" in pdf
    assert b"/OutputIntents[" in pdf
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    document = pypdfium2.PdfDocument(pdf)
    metadata = document.get_metadata_dict()
    document.close()
    title = {"thanks": "Dankurkunde", "record": "Tätigkeitsnachweis", "competence": "Kompetenznachweis"}[kind]
    assert metadata["Title"] == f"{title} – {raw(kind)['name']}"
    assert metadata["CreationDate"] == "D:20251205000000Z"


def test_a_name_in_a_language_without_texts_says_so() -> None:
    pdf = press(content("thanks", name="ნინო ბერიძე", language="ka"))
    assert pdf.count(b"/Lang(ka)") == 1
    assert b"/Lang(ka)" not in press(content("thanks"))


def test_a_document_in_the_language_of_the_name_says_so_once() -> None:
    pdf = press(content("thanks", name="Олена Ковальчук", language="uk"))
    assert pdf.count(b"/Lang(uk)") == 2  # catalog and document element
    assert b"/Lang(de)" not in pdf


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_qr_code_is_read_back_from_the_paper(kind: str, language: str) -> None:
    document = pypdfium2.PdfDocument(press(content(kind, language=language)))
    image = document[len(document) - 1].render(scale=3).to_pil()
    document.close()
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [raw(kind)["verify_url"]]
    left = zxingcpp.read_barcodes(image)[0].position.top_left.x < image.width / 2
    assert left == (language == "ar")  # it stands where the line ends


@pytest.mark.parametrize("kind", KINDS)
def test_the_address_to_verify_is_printed_and_can_be_clicked(kind: str) -> None:
    pdf = press(content(kind))
    address = raw(kind)["verify_url"]
    assert pages_by_pdfium(pdf)[-1].count(f"Echtheit prüfen: {address}") == 1
    assert pdf.count(b"/A<</S/URI/URI(" + address.encode() + b")>>") == 1


def test_a_record_says_all_its_facts() -> None:
    (page,) = pages_by_pdfium(press(content("record", replaces="NI-2024-000007")))
    for fact in (
        "Sprachcafé Leer e. V. Rathausstraße 1 26789 Leer (Ostfriesland) kontakt@sprachcafe-leer.example",
        "Tätigkeitsnachweis über freiwilliges, unentgeltliches Engagement Олена Ковальчук Olena Kovalchuk",
        "Funktion Sprachpatin",
        "Zeitraum seit 1. März 2023, fortdauernd (Stand 30. November 2025)",
        "Umfang 240 Std. 30 Min.",
        "davon 2023: 65 Std. 15 Min. · 2024: 88 Std. · 2025: 87 Std. 15 Min.",
        "Art freiwillig und unentgeltlich",
        "Sprachcafé am Dienstag Sprachcafé Leer e. V. 127 Std. 30 Min.",
        "Summe 240 Std. 30 Min.",
        "Alle Stunden wurden von angemeldeten Verantwortlichen der genannten Organisationen bestätigt.",
        "Leer, 5. Dezember 2025 Anna-Lena Großmann Vorsitzende",
        "Nr. NI-2025-000042 · Code K7QXM2VDPA4TZ5RE",
        "ersetzt Nachweis Nr. NI-2024-000007",
        "Seite 1 von 1",
    ):
        assert fact in page


def test_a_paid_activity_is_not_called_unpaid() -> None:
    assert "unentgeltlich" not in " ".join(pages_by_pdfium(press(content("record", unpaid=False))))
    assert "unentgeltlich" not in " ".join(pages_by_pdfium(press(content("thanks", unpaid=False))))


@pytest.mark.parametrize(
    ("evidence", "sentence"),
    [
        ("known_domain", "über eine E-Mail-Adresse, die zur genannten Organisation gehört."),
        ("unknown_address", "deren Zugehörigkeit zur genannten Organisation nicht geprüft ist."),
    ],
)
def test_the_weakest_evidence_is_said_in_words(evidence: str, sentence: str) -> None:
    assert sentence in " ".join(pages_by_pdfium(press(content("record", evidence=evidence))))


def test_a_competence_certificate_lists_its_competences() -> None:
    text = " ".join(pages_by_mupdf(press(content("competence"))))
    said = raw("competence")["competences"]
    assert [text.count(one["example"]) for one in said] == [1, 1, 1]
    assert [text.count(one["title"]) for one in said] == [2, 1, 1]  # an activity begins with the first
    assert "Kompetenzen Im Engagement gezeigt" not in " ".join(pages_by_mupdf(press(content("record"))))
