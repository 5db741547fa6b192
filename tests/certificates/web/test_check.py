"""The page behind the QR code, and the check of files and texts."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from certificates.content import LANGUAGES
from certificates.models import Certificate
from certificates.press import press
from certificates.press.wording import wording
from certificates.services import files, verifying
from certificates.web import views
from tests.backend.stage import Stage
from tests.certificates.press import seals
from tests.certificates.press.samples import KINDS, content, pages_by_pdfium

pytestmark = pytest.mark.usefixtures("staged")


def show(data: bytes, status: int = 200) -> str:
    """The page's answer to a file."""
    response = Client().post("/pruefen", {"file": SimpleUploadedFile("urkunde.pdf", data), "text": ""})
    assert response.status_code == status
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in response["Cache-Control"]
    assert response.cookies == {}
    return response.content.decode()


def tell(text: str) -> str:
    """The page's answer to a text."""
    response = Client().post("/pruefen", {"text": text})
    assert response.status_code == 200
    return response.content.decode()


def verdict(page: str) -> str:
    """Its colour, its drawing and its words: each of them says it."""
    found = re.findall(
        r'class="verdict (\w+)"><svg class="icon icon-(\w+)".*?<strong>([^<]+)</strong> ([^<]+)<', page, re.DOTALL
    )
    assert len(found) < 2
    return " / ".join(found[0]) if found else ""


GENUINE = "genuine / check / Echt / Hier ausgestellt und gültig"
REPLACED = "replaced / undo / Ersetzt / Es gilt eine neuere Urkunde"
REVOKED = "revoked / cross / Widerrufen / Diese Urkunde gilt nicht mehr"
ALTERED = "altered / cross / Verändert / So wurde diese Urkunde hier nicht ausgestellt"
UNKNOWN = "unknown / warning / Unbekannt / Diese Urkunde kennen wir nicht"


def end(certificate: Certificate, stage: Stage, status: str) -> None:
    """Revoked by Carla, or replaced by the stage's other one."""
    changes: dict[str, Any] = {"status": status}
    if status == "revoked":
        changes |= {
            "revoked_at": certificate.issued_at,
            "revoked_by": stage.world.carla,
            "revocation_code": "wrong_facts",
            "revocation_reason": "Ada war im Urlaub",
        }
    else:
        changes |= {"replaced_by": stage.failed}
    Certificate.objects.filter(pk=certificate.pk).update(**changes)


# --- files ---


def test_issued_file_is_genuine(stage: Stage) -> None:
    page = show(files.pdf_of(stage.certificate))
    assert verdict(page) == GENUINE
    assert stage.certificate.number_text in page
    assert "dafür bürgt keine fremde Stelle" in re.sub(r"Dafür", "dafür", page)


@pytest.mark.parametrize(("status", "said"), [("revoked", REVOKED), ("replaced", REPLACED)])
def test_issued_file_that_no_longer_holds_says_so(status: str, said: str, stage: Stage) -> None:
    data = files.pdf_of(stage.certificate)
    end(stage.certificate, stage, status)
    page = show(data)
    assert verdict(page) == said
    assert ("die Angaben stimmen nicht" in page) == (status == "revoked")
    assert "Urlaub" not in page  # the reason in words is for the coordination
    assert (f'href="/v/{stage.failed.code}"' in page) == (status == "replaced")


def test_altered_file_says_what_differs(stage: Stage) -> None:
    data = bytearray(files.pdf_of(stage.certificate))
    data[data.index(b"<dc:title>") + 60] ^= 1
    page = show(bytes(data))
    assert verdict(page) == ALTERED
    assert "Ihre Prüfsumme (SHA-256) weicht ab." in page
    assert "Das Siegel ist gebrochen" in page


def test_forged_file_with_our_code_says_which_facts_differ(stage: Stage) -> None:
    forged = content(
        "record", code=stage.certificate.code, verify_url=f"https://dank.example.org/v/{stage.certificate.code}"
    )
    page = show(press(forged, seal=seals.ec_seal()))
    assert verdict(page) == ALTERED
    assert "Das Siegel stammt von keiner Stelle, der hier vertraut wird." in page
    for what in ("die Nummer", "der Name", "eine Tätigkeit"):
        assert f"Im Text weicht ab: {what}." in page
    assert "der Prüfcode." not in page


def test_file_from_elsewhere_is_unknown(stage: Stage) -> None:
    page = show(press(content("thanks")))
    assert verdict(page) == UNKNOWN
    assert "Die Datei trägt kein Siegel." in page


@pytest.mark.parametrize("data", [b"MZ\x90\x00", b"<html>", b"\x00" * 100])
def test_what_is_no_pdf_is_refused(data: bytes, db: None) -> None:
    assert "Das ist kein PDF." in show(data, 400)


def test_pdf_of_nonsense_is_unknown(db: None) -> None:
    page = show(b"%PDF-1.7\nnothing of a kind")
    assert verdict(page) == UNKNOWN
    assert "Die Datei ist beschädigt" in page


def test_file_over_ten_megabytes_is_refused(db: None) -> None:
    assert "größer als 10 MB" in show(b"%PDF-1.7\n" + bytes(10_000_000), 413)


class Endless:
    """A request's body of a gigabyte that is never in memory at once: the head of a form, then zeros."""

    def __init__(self, size: int) -> None:
        head = b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
        self.left = size
        self.head = head
        self.largest = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0  # nobody asks for all of it
        self.largest = max(self.largest, size)
        piece, self.head = self.head[:size], self.head[size:]
        more = min(size - len(piece), self.left)
        self.left -= more
        return piece + bytes(more)

    def readline(self) -> bytes:
        assert self.left == 0  # a line may be all of the rest
        return b""


def test_file_of_a_gigabyte_is_refused_and_never_held(db: None) -> None:
    body = Endless(1_000_000_000)
    request = RequestFactory().generic("POST", "/pruefen", b"-", content_type="multipart/form-data; boundary=xx")
    request.META |= {"CONTENT_LENGTH": str(1_000_000_000)}
    stream: Any = body
    request._stream = stream
    response = views.check(request)
    assert response.status_code == 413
    assert "größer als 10 MB" in response.content.decode()
    assert body.largest <= 1_000_000


def test_nothing_is_kept_of_a_file(stage: Stage) -> None:
    before = {model: model.objects.count() for model in (Certificate,)}
    show(press(content("thanks")))
    assert {model: model.objects.count() for model in before} == before


# --- codes and texts ---


def test_code_leads_to_its_certificate(stage: Stage) -> None:
    code = stage.certificate.code
    grouped = " ".join(code[i : i + 4] for i in range(0, 16, 4)).lower()
    for text in (code, grouped, f"http://127.0.0.1:8000/v/{code}"):
        page = tell(text)
        assert verdict(page) == GENUINE
        assert f'href="/v/{code}"' in page


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Ada Beispiel", "Eve Beispiel", "der Name"),
        ("1 Std. 30 Min.", "91 Std. 30 Min.", "die Stunden"),
        ("1. März 2026", "11. März 2026", "der Zeitraum"),
        ("Sprechrunde", "Chorleitung", "eine Tätigkeit"),
    ],
)
def test_text_of_the_paper_is_genuine_and_a_changed_one_is_not(old: str, new: str, what: str, stage: Stage) -> None:
    text = " ".join(pages_by_pdfium(files.pdf_of(stage.certificate))).replace("1 Stunde 30 Minuten", "1 Std. 30 Min.")
    assert verdict(tell(text)) == GENUINE
    assert old in text
    changed = tell(text.replace(old, new))
    assert verdict(changed) == ALTERED
    assert re.findall(r"Im Text weicht ab: ([^.]+)\.", changed) == [what]
    Certificate.objects.filter(pk=stage.certificate.pk).update(hidden_at=stage.certificate.issued_at)
    assert verdict(tell(text.replace(old, new))) == ALTERED


@pytest.mark.parametrize("kind", KINDS)
def test_text_of_a_paper_in_any_language_fits_its_row(kind: str, stage: Stage) -> None:
    code = stage.certificate.code
    address = f"https://dank.example.org/v/{code}"
    answers = {}
    for language in LANGUAGES:
        for beside in ("", "ar" if language == "de" else "de"):
            paper = content(kind, language=language, beside=beside, code=code, verify_url=address)
            Certificate.objects.filter(pk=stage.certificate.pk).update(content=paper.model_dump(mode="json"))
            answer = verifying.check_text(" ".join(pages_by_pdfium(press(paper))))
            answers[language, beside] = (answer.outcome, answer.reasons)
    assert len(answers) == 2 * len(LANGUAGES)
    assert set(answers.values()) == {(verifying.Outcome.GENUINE, ())}


@pytest.mark.parametrize("text", ["ABCDEFGHIJKLMNOP", "Guten Tag", "x" * 300_000, "\x00", "🙂"])
def test_text_without_a_code_of_ours_is_unknown(text: str, db: None) -> None:
    assert verdict(tell(text)) == UNKNOWN


def test_refused_file_leaves_the_typed_text_where_it_was(db: None) -> None:
    file = SimpleUploadedFile("bild.png", b"\x89PNG")
    page = Client().post("/pruefen", {"file": file, "text": "ABCD <efgh>"}).content.decode()
    assert re.findall(r"<textarea[^>]*>(.*?)</textarea>", page) == ["ABCD &lt;efgh&gt;"]


def test_page_of_a_certificate_speaks_the_language_that_is_asked_for(stage: Stage) -> None:
    """Also where the paper speaks another one; the code in the address stays the same for all."""
    address = f"/v/{stage.certificate.code}"
    german, arabic = (Client().get(address, {"lang": code}).content.decode() for code in ("de", "ar"))
    assert '<html lang="de" dir="ltr">' in german
    assert "Tätigkeitsnachweis" in german
    assert '<html lang="ar" dir="rtl">' in arabic
    assert wording("ar").title["record"] in arabic
    assert "Ada Beispiel" in arabic


def test_empty_form_is_refused(db: None) -> None:
    response = Client().post("/pruefen", {"text": "  "})
    assert response.status_code == 400
    assert "Bitte wählen Sie ein PDF" in response.content.decode()


def test_certificate_that_failed_is_unknown(stage: Stage) -> None:
    assert verdict(tell(stage.failed.code)) == UNKNOWN


# --- the page behind the QR code ---


def test_replaced_certificate_leads_to_the_new_one(stage: Stage) -> None:
    end(stage.certificate, stage, "replaced")
    page = Client().get(f"/v/{stage.certificate.code}").content.decode()
    assert verdict(page) == REPLACED
    assert f'href="/v/{stage.failed.code}"' in page


def test_hidden_details_leave_the_verdict_alone(stage: Stage) -> None:
    Certificate.objects.filter(pk=stage.certificate.pk).update(hidden_at=stage.certificate.issued_at)
    page = Client().get(f"/v/{stage.certificate.code}").content.decode()
    assert verdict(page) == GENUINE
    assert "Die Angaben auf dieser Urkunde sind verborgen." in page
    for fact in ("Ada", "Sprechrunde", stage.certificate.number_text, stage.certificate.digest):
        assert fact not in page


def test_page_says_what_the_seal_proves(stage: Stage) -> None:
    page = Client().get(f"/v/{stage.certificate.code}").content.decode()
    assert "Es beweist nicht, wer dahinter steht" in page
    Certificate.objects.filter(pk=stage.certificate.pk).update(seal_key="")
    assert "Diese Urkunde trägt kein Siegel." in Client().get(f"/v/{stage.certificate.code}").content.decode()


def test_competence_page_shows_what_the_paper_shows(stage: Stage) -> None:
    paper = content("competence", code=stage.certificate.code)
    Certificate.objects.filter(pk=stage.certificate.pk).update(content=paper.model_dump(mode="json"))
    page = Client().get(f"/v/{stage.certificate.code}").content.decode()
    facts = [paper.name, paper.name_latin, paper.number, paper.issuer.name, paper.role, paper.replaces]
    facts += [each.title for each in paper.activities]
    facts += [words for each in paper.competences for words in (each.title, each.example)]
    facts += ["112 Stunden 45 Minuten", "1. September 2024", "30. November 2025", "5. Dezember 2025", "2024: 26 Std."]
    missing = [fact for fact in facts if fact not in page.replace("\u00a0", " ")]
    assert missing == []


def test_too_many_looks_are_refused_for_a_minute(db: None) -> None:
    client = Client()
    statuses = [client.get("/v/ABCDEFGHIJKLMNOP").status_code for _ in range(61)]
    assert statuses == [404] * 60 + [429]
    assert client.get("/pruefen").status_code == 200  # the form itself costs nothing


def test_too_many_files_are_refused_for_a_minute(db: None) -> None:
    client = Client()
    statuses = [client.post("/pruefen", {"text": "ABCDEFGHIJKLMNOP"}).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
