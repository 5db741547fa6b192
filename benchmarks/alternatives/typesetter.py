"""typst, tagged PDF/A-3a and PDF/UA-1, then signed by pyHanko in an incremental update: the best that can be had ready.

Both keep what they can keep: one compiler with its fonts, one signer with its key.
"""

import io
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp

import typst
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from benchmarks.alternatives import Maker
from benchmarks.alternatives.page import FONTS, decoration_jpeg, decoration_svg, hand, logo, qr_svg, texts_of
from certificates.content import CertificateContent
from tests.certificates.press.seals import authority, certificate, ec_key

_TEMPLATE = """
#let r = json(bytes(sys.inputs.data))
#set document(title: r.title + " – " + r.name, author: r.issuer, date: datetime(year: 2026, month: 1, day: 1))
#set text(font: ("Noto Sans", FALLBACK), size: 12pt, lang: "de", fill: rgb("#21262b"))
#set page(paper: "a4", margin: (x: 77pt, top: 181pt, bottom: 67pt),
  background: pdf.artifact(image("PICTURE", width: 100%, height: 100%)))
#set par(leading: 8pt)
#pdf.attach("credential.jwt", bytes(r.credential), relationship: "data", mime-type: "application/vc+jwt",
  description: "Open Badges 3.0 credential")
#show heading: set text(font: "Noto Serif Display", size: 46pt, weight: "medium", fill: rgb("#0d4a54"))
#align(center)[
  #image("logo.png", width: 100pt, alt: "Logo")
  #text(size: 11pt, weight: "semibold")[#r.issuer]
  #v(8pt)
  = #r.title
  #text(size: 13pt)[#r.opening]

  #text(font: ("Noto Serif Display", FALLBACK), size: 34pt, weight: "medium", fill: rgb("#0d4a54"))[#r.name]

  #text(size: 14pt)[#r.name_latin]
  #v(20pt)
  #r.text
  #v(8pt)
  #for fact in r.facts [#text(size: 11pt)[#fact] \\ ]
  #for (title, organisation) in r.activities [
    #text(size: 9.5pt, weight: "semibold")[#title] \\
    #text(size: 9.5pt)[#organisation] \\
  ]
]
#v(1fr)
#grid(columns: (1fr, 84pt), [
  #r.where
  #image("hand.png", width: 130pt, alt: "Unterschrift")
  #text(size: 10pt, weight: "semibold")[#r.signatory] \\
  #text(size: 8.5pt)[#r.role]
], image(bytes(r.qr), format: "svg", width: 84pt, alt: "QR-Code"))
#text(size: 8.5pt)[#r.identity \\ #r.verify #link(r.address)[#r.address]]
"""
_FALLBACK = ("Naskh Arabic", "Serif Hebrew", "Serif Ethiopic", "Serif Georgian", "Serif Devanagari", "Sans CJK SC")


def maker(*, lines: bool) -> Maker:
    """Compiler, fonts, key and certificates are read once."""
    folder = Path(mkdtemp(prefix="dankwerk-typst-"))
    for name, data in {
        "decoration.jpg": decoration_jpeg(),
        "decoration.svg": decoration_svg().encode(),
        "logo.png": logo(),
        "hand.png": hand(),
    }.items():
        (folder / name).write_bytes(data)
    picture = "decoration.svg" if lines else "decoration.jpg"
    fallback = ", ".join(f'"Noto {name}"' for name in _FALLBACK)
    source = folder / "certificate.typ"
    source.write_text(
        _TEMPLATE.replace("FALLBACK", fallback).replace("PICTURE", picture),
        encoding="utf-8",
    )
    compiler = typst.Compiler(str(source), root=str(folder), font_paths=[str(FONTS)], ignore_system_fonts=True)
    sign = _signer()

    def make(content: CertificateContent) -> bytes:
        texts = texts_of(content)
        # As long as a real one. Signing it is left out: that would be the same for all.
        data = asdict(texts) | {
            "qr": qr_svg(texts.address),
            "credential": content.code * 130,
        }
        pdf = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)}, pdf_standards=["a-3a", "ua-1"])
        return sign(b"".join(pdf) if isinstance(pdf, list) else pdf or b"")

    return make


def _signer() -> Callable[[bytes], bytes]:
    key, issuer = ec_key(1_000_033), ec_key(1_000_003)
    own = certificate("Test-Siegel", key, "Test-Stelle", issuer, authority=False)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko types most, not this
    store.register(x509.Certificate.load(authority().public_bytes(Encoding.DER)))
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(own.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=store,
    )
    metadata = signers.PdfSignatureMetadata(
        field_name="Siegel", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )

    def sign(pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signed: bytes = signers.PdfSigner(metadata, signer=signer).sign_pdf(writer).getvalue()
        return signed

    return sign
