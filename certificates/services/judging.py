"""Is this PDF one that was sealed, whole and as it was? Judged from the file alone: no database, no network, no Django.

Whoever shows us a file may mean harm: `judge` takes any bytes and answers with findings, never with an exception;
`judge_apart` does it in a process of its own, bounded in memory and time, for files that strangers upload.

1. The signature: pyHanko reads the file and validates it; then, stricter, the container must be byte for byte the one
   that our seal makes (`press.seal.Frame`), for most of a container is not covered by its own signature.
2. The whole file must be signed: nothing appended, nothing but the container left out.
3. The certificate must lead to one that is trusted.
4. The embedded credential must be signed by the same key, and its facts must stand on the paper.
"""

import base64
import contextlib
import datetime as dt
import hashlib
import io
import json
import logging
import re
import resource
import subprocess
import sys
import unicodedata
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.press.seal import Frame, key_id
from certificates.services.keyfiles import chain_above, issued

# pyHanko is imported where it is used: it is a quarter of what a web process loads, and works in the process apart.
if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko_certvalidator import ValidationContext

MOST_BYTES = 10_000_000
_SECONDS = 10
_MEMORY = 2_000_000_000
_ROOT = Path(__file__).resolve().parent.parent.parent
_JWS = re.compile(rb"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$")


class Finding(StrEnum):
    """What is wrong with a file; the first is the weightiest."""

    TOO_LARGE = "too_large"
    NO_PDF = "no_pdf"
    DAMAGED = "damaged"
    UNSIGNED = "unsigned"
    SEVERAL_SIGNATURES = "several_signatures"
    NOT_WHOLE = "not_whole"
    BROKEN = "broken"
    UNTRUSTED = "untrusted"
    NO_CREDENTIAL = "no_credential"
    CREDENTIAL_BROKEN = "credential_broken"
    NUMBER_DIFFERS = "number_differs"
    NAME_DIFFERS = "name_differs"
    CODE_DIFFERS = "code_differs"
    TOO_HARD = "too_hard"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Findings, none of which means genuine; and what the file says, as far as it could be read.

    `key_id` and `signer` are those of the certificate in the signature, trusted or not.
    """

    findings: tuple[str, ...] = ()
    number: str = ""
    name: str = ""
    code: str = ""
    key_id: str = ""
    signer: str = ""
    text: str = field(default="", repr=False)

    @property
    def genuine(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def judge(data: bytes, trusted: Sequence[x509.Certificate]) -> Judgement:
    """The judgement about a file. Takes any bytes, raises nothing."""
    if len(data) > MOST_BYTES:
        return Judgement((Finding.TOO_LARGE,))
    if not data.startswith(b"%PDF-"):
        return Judgement((Finding.NO_PDF,))
    for logger in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)  # what they say about a file belongs in no log
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _judge(data, trusted)
    except (Exception, RecursionError):  # noqa: BLE001 - what a foreign file makes two parsers raise, nobody can list
        return Judgement((Finding.DAMAGED,))


def judge_apart(data: bytes, trusted: Sequence[x509.Certificate]) -> Judgement:
    """The same in a process of its own with bounded memory and time: a file may be made to fill or freeze a reader."""
    if len(data) > MOST_BYTES or not data.startswith(b"%PDF-"):
        return judge(data, trusted)
    roots = b"".join(each.public_bytes(Encoding.PEM) for each in trusted)
    message = b"%d\n%b%b" % (len(roots), roots, data)
    command = [sys.executable, "-m", "certificates.services.judging"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and nothing of the file in the command
            command,
            input=message,
            capture_output=True,
            timeout=_SECONDS + 5,
            check=True,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},  # none of our secrets beside a foreign file
        )
        return Judgement(**{**(found := json.loads(done.stdout)), "findings": tuple(found["findings"])})
    except (subprocess.SubprocessError, OSError, ValueError):
        return Judgement((Finding.TOO_HARD,))


def essence(text: str) -> str:
    """Letters, marks and digits alone: a line break or a hyphen is no difference."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(each for each in normal if each.isalnum() or unicodedata.category(each)[0] == "M")


def text_of(data: bytes) -> str:
    """The text of all pages as pdfium reads it."""
    with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _judge(data: bytes, trusted: Sequence[x509.Certificate]) -> Judgement:
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - see above

    reader = PdfFileReader(io.BytesIO(data))
    signatures = reader.embedded_signatures
    said: dict[str, str] = {"text": text_of(data)}
    findings: list[str] = []
    token = _attached_token(reader)
    claims = _claims(token)
    said |= {key: claims.get(key, "") for key in ("number", "name", "code")}
    if len(signatures) != 1:
        findings.append(Finding.SEVERAL_SIGNATURES if signatures else Finding.UNSIGNED)
        return Judgement(tuple(findings), **said)
    (signature,) = signatures
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    said |= {"key_id": key_id(certificate), "signer": certificate.subject.rfc4514_string()}
    findings += _signature_findings(data, signature, certificate, trusted)
    if token is None:
        findings.append(Finding.NO_CREDENTIAL)
    elif not claims or not _signed_by(certificate, token):
        findings.append(Finding.CREDENTIAL_BROKEN)
    else:
        paper = essence(said["text"])
        found = {"number": Finding.NUMBER_DIFFERS, "name": Finding.NAME_DIFFERS, "code": Finding.CODE_DIFFERS}
        findings += [finding for key, finding in found.items() if not _stands_in(claims[key], paper)]
    return Judgement(tuple(findings), **said)


def _signature_findings(
    data: bytes, signature: "EmbeddedPdfSignature", certificate: x509.Certificate, trusted: Sequence[x509.Certificate]
) -> list[str]:
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - see above
    from pyhanko.sign.validation.settings import KeyUsageConstraints  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    others = [x509.load_der_x509_certificate(each.dump()) for each in signature.other_embedded_certs]
    status = validate_pdf_signature(
        signature,
        _context(signature, [certificate, *others], trusted),
        key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}),
    )
    findings: list[str] = []
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        findings.append(Finding.NOT_WHOLE)
    if not status.intact or not status.valid or not _is_canonical(data, signature, certificate, others):
        findings.append(Finding.BROKEN)
    elif not status.trusted or not _anchored([certificate, *chain_above(certificate, others)][-1], trusted):
        findings.append(Finding.UNTRUSTED)
    return findings


def _context(
    signature: "EmbeddedPdfSignature", chain: Sequence[x509.Certificate], trusted: Sequence[x509.Certificate]
) -> "ValidationContext":
    """Whom to trust, on the day that the signature claims.

    A paper outlives the certificate of its seal. Without a timestamp the day is the sealer's word; it is bounded by the
    certificate's own period, and the seal's owner could lie only with a key that is no longer in use.
    """
    from pyhanko.keys import load_certs_from_pemder_data  # noqa: PLC0415 - see above
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    roots = [root for each in trusted for root in load_certs_from_pemder_data(each.public_bytes(Encoding.DER))]
    claimed = signature.self_reported_timestamp or dt.datetime.now(dt.UTC)
    first = max(each.not_valid_before_utc for each in chain)  # the day of the paper may begin before the seal was made
    return ValidationContext(trust_roots=roots, moment=max(claimed, first), allow_fetching=False)


def _anchored(top: x509.Certificate, trusted: Sequence[x509.Certificate]) -> bool:
    """Whether the topmost certificate in the file is a trusted one, byte for byte, or signed by one.

    A path may be valid with a copy of the root in which something else was changed: nothing reads it.
    """
    return any(top == root or issued(root, top) for root in trusted)


def _is_canonical(
    data: bytes, signature: "EmbeddedPdfSignature", certificate: x509.Certificate, others: list[x509.Certificate]
) -> bool:
    """Whether /Contents is exactly what our seal writes: the one container for this digest, in lower case, then zeros.

    Also every certificate in it must belong to the chain: an intermediate one that nobody needs is covered by nothing.
    """
    start, size, resume, rest = (int(figure) for figure in signature.byte_range)
    if start != 0 or resume + rest != len(data):
        return False
    digest = hashlib.sha256(data[:size] + data[resume:]).digest()
    chain = chain_above(certificate, others)
    if len(chain) != len(others):
        return False
    # A certificate ends in a BIT STRING with its signature; how many bits of it count (none are left out) is unsigned.
    if not all(each.public_bytes(Encoding.DER).endswith(b"\0" + each.signature) for each in others):
        return False
    container = Frame.of(certificate, chain).container(digest, signature.signer_info["signature"].native)
    written = data[size:resume]
    digits = container.hex().encode()
    room = len(written) - 2 - len(digits)
    return room >= 0 and written == b"<%b%b>" % (digits, b"0" * room)


def _attached_token(reader: "PdfFileReader") -> bytes | None:
    """The one associated file of the document that is a credential."""
    files: Any = reader.root.get("/AF", [])
    if len(files) != 1:
        return None
    token: bytes = files[0]["/EF"]["/F"].data
    return token if _JWS.match(token) else None


def _claims(token: bytes | None) -> dict[str, str]:
    """Number, name and code as the credential says them; empty for one that is none of ours."""
    if token is None:
        return {}
    try:
        body = json.loads(_decoded(token.split(b".")[1]))
        subject = body["credentialSubject"]
        return {
            "number": str(subject["licenseNumber"]),
            "name": str(subject["identifier"][0]["identityHash"]),
            "code": str(body["id"]).rpartition("/")[2],
        }
    except (ValueError, KeyError, IndexError, TypeError):
        return {}


def _signed_by(certificate: x509.Certificate, token: bytes) -> bool:
    """Whether the key of that certificate signed the token, and the token says so."""
    message, _, signature = token.rpartition(b".")
    try:
        header, raw = json.loads(_decoded(message.partition(b".")[0])), _decoded(signature)
        if str(header["kid"]).partition("#")[2] != key_id(certificate):
            return False
        key = certificate.public_key()
        if isinstance(key, ec.EllipticCurvePublicKey) and header["alg"] == "ES256" and len(raw) == 64:
            r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey) and header["alg"] == "RS256":
            key.verify(raw, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except (InvalidSignature, ValueError, KeyError, TypeError):
        return False
    return True


def _stands_in(fact: str, paper: str) -> bool:
    wanted = essence(fact)
    return bool(wanted) and wanted in paper


def _decoded(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def _main() -> None:
    """The process apart: a line with a length, that many bytes of trusted certificates (PEM), the file; JSON out."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    size = int(sys.stdin.buffer.readline())
    roots = sys.stdin.buffer.read(size)
    found = judge(sys.stdin.buffer.read(), x509.load_pem_x509_certificates(roots) if roots else [])
    sys.stdout.write(json.dumps(asdict(found)))


if __name__ == "__main__":
    _main()
