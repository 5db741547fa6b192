"""The signature and the credential inside the file, judged by those who did not write them."""

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pymupdf
import pypdfium2
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.press import press
from certificates.press.attachment import Attachment
from certificates.press.credential import credential
from certificates.press.document import About, Document
from certificates.press.objects import stream
from certificates.press.seal import Seal
from tests.certificates.press.samples import KINDS, activities, content, pages_by_mupdf
from tests.certificates.press.seals import authority, ec_seal, rsa_seal


@cache
def sealed(kind: str) -> bytes:
    return press(content(kind), seal=ec_seal())


def judged(pdf: bytes) -> PdfSignatureStatus:
    """What pyHanko finds, trusting the authority of the tests alone."""
    root = x509.Certificate.load(authority().public_bytes(Encoding.DER))
    trust = ValidationContext(trust_roots=[root], allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, trust)


def byte_range(pdf: bytes) -> list[int]:
    (found,) = re.findall(rb"/ByteRange\[(\d+) (\d+) (\d+) (\d+)\]", pdf)
    return [int(figure) for figure in found]


@pytest.mark.parametrize("seal", [ec_seal, rsa_seal])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sealed_document_is_intact_trusted_and_covered_whole(kind: str, seal: Callable[[], Seal]) -> None:
    status = judged(press(content(kind), seal=seal()))
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def test_a_long_record_is_sealed_too() -> None:
    pdf = press(content("record", activities=activities(300)), seal=ec_seal())
    assert len(pages_by_mupdf(pdf)) > 10
    assert judged(pdf).bottom_line


def test_the_signature_lies_in_the_first_revision() -> None:
    pdf = sealed("thanks")
    assert [pdf.count(mark) for mark in (b"%%EOF", b"startxref", b"/Type/Sig/")] == [1, 1, 1]


def test_the_range_leaves_out_the_container_and_nothing_else() -> None:
    pdf = sealed("record")
    start, length, behind, rest = byte_range(pdf)
    assert (start, behind + rest) == (0, len(pdf))
    left_out = pdf[length:behind]
    assert re.fullmatch(rb"<[0-9a-f]+>", left_out)
    assert len(left_out) == 2 * ec_seal().container_bytes + 2


def test_any_changed_byte_is_caught() -> None:
    pdf = sealed("thanks")
    _, length, behind, _ = byte_range(pdf)
    signed = [i for i in range(len(pdf)) if not length <= i < behind]
    digest = hashlib.sha256(bytes(pdf[i] for i in signed)).digest()
    container = bytes.fromhex(pdf[length + 1 : behind - 1].decode())
    assert container.count(digest) == 1  # so each byte of `signed` counts
    for place in signed[7 :: len(signed) // 25]:
        changed = bytearray(pdf)
        changed[place] ^= 1
        try:
            status = judged(bytes(changed))
        except Exception:  # noqa: BLE001, S112 - whatever a reader says of a broken file, it does not call it genuine
            continue
        assert not (status.bottom_line and status.coverage == SignatureCoverageLevel.ENTIRE_FILE), place


def test_the_field_is_found_by_name_and_by_screen_readers() -> None:
    pdf = sealed("thanks")
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    field = signature.sig_field
    assert (field["/T"], field["/TU"], field["/F"], list(field["/Rect"])) == (
        "Siegel",
        "Elektronisches Siegel",
        132,
        [0, 0, 0, 0],
    )
    value = signature.sig_object
    assert (value["/SubFilter"], value["/M"]) == ("/ETSI.CAdES.detached", "D:20251205000000Z")
    root = PdfFileReader(io.BytesIO(pdf)).root
    assert root["/AcroForm"]["/SigFlags"] == 3
    kids = root["/StructTreeRoot"]["/K"]["/K"]
    forms = [kid.get_object() for kid in kids if kid.get_object()["/S"] == "/Form"]
    assert [form["/K"][0]["/Obj"]["/FT"] for form in forms] == ["/Sig"]
    parents = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert parents[-2] == field["/StructParent"]
    assert parents[-1]["/S"] == "/Form"


def test_without_a_seal_there_is_no_field_and_no_credential() -> None:
    pdf = press(content("thanks"))
    assert [mark in pdf for mark in (b"/AcroForm", b"/Sig", b"/EmbeddedFile", b"/S/Form")] == [False] * 4


@pytest.mark.parametrize("kind", KINDS)
def test_the_credential_can_be_saved_from_the_file(kind: str) -> None:
    document = pypdfium2.PdfDocument(sealed(kind))
    (attachment,) = [document.get_attachment(i) for i in range(document.count_attachments())]
    assert attachment.get_name() == "credential.jwt"
    assert bytes(attachment.get_data()) == credential(content(kind), ec_seal())
    document.close()


def test_the_credential_is_an_associated_file_of_the_document() -> None:
    root = PdfFileReader(io.BytesIO(sealed("thanks"))).root
    file = root["/AF"][0]
    assert (file["/AFRelationship"], file["/UF"], file["/F"]) == ("/Data", "credential.jwt", "credential.jwt")
    stream = file["/EF"]["/UF"]
    assert stream["/Subtype"] == "/application/vc+jwt"
    data = stream.data
    assert stream["/Params"]["/Size"] == len(data)
    checksum = stream["/Params"]["/CheckSum"].original_bytes
    assert checksum == hashlib.md5(data, usedforsecurity=False).digest()


def test_several_attachments_are_listed_by_name() -> None:
    about = About(title="t", author="a", subject="s", language="de", date=content("thanks").issued_on)
    document = Document(about, {"P0": stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 9 9 re f")})
    document.page("P0")
    files = [Attachment(name, "text/plain", "", "Supplement", name.encode()) for name in ("z.txt", "(a).txt", "b.txt")]
    with pymupdf.open(stream=document.finish(attachments=files), filetype="pdf") as opened:  # type: ignore[no-untyped-call]  # it publishes no types
        assert {name: opened.embfile_get(name) for name in opened.embfile_names()} == {
            "(a).txt": b"(a).txt",
            "b.txt": b"b.txt",
            "z.txt": b"z.txt",
        }


def test_equal_content_and_key_give_equal_bytes_and_another_key_others() -> None:
    assert press(content("thanks"), seal=ec_seal()) == sealed("thanks")
    assert press(content("thanks"), seal=rsa_seal()) != sealed("thanks")


def test_a_container_that_is_larger_than_reserved_is_an_error() -> None:
    with pytest.raises(AssertionError, match="500 were reserved"):
        press(content("thanks"), seal=replace(ec_seal(), container_bytes=500))


@pytest.mark.parametrize("kind", KINDS)
def test_a_sealed_certificate_is_smaller_than_110_kilobytes(kind: str) -> None:
    assert len(sealed(kind)) < 110_000
