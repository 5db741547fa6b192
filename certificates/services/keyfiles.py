"""Keys as files: PKCS#12 and PEM are read, and an installation without a seal makes one of its own.

Every refusal is a SealError whose sentence names the reason and never the password or anything of the key.
"""

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from certificates.press.seal import SealError

_MOST = 1_000_000  # bytes; a key with a long chain has 20,000
_PEM_KEY = re.compile(rb"-----BEGIN ([A-Z ]*)PRIVATE KEY-----.+?-----END \1PRIVATE KEY-----", re.DOTALL)
SELF_MADE_DAYS = 3653
_SINCE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_AUTHORITY = "Dankwerk-Prüfstelle"


class KeyFile(NamedTuple):
    """What a file holds: perhaps a key, its certificate (or the first one), and those above it, nearest first."""

    key: Any
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def read(path: Path, password: str) -> KeyFile:
    """A PKCS#12 (.p12, .pfx) or a PEM with certificates and, optionally, one key. Raises SealError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise SealError(f"the file cannot be read: {error.strerror}") from None
    if len(data) > _MOST:
        raise SealError("the file is larger than 1 MB: that is no key")
    found = _from_pem(data, password) if b"-----BEGIN " in data else _from_pkcs12(data, password)
    key, certificates = found
    if not certificates:
        raise SealError("the file holds no certificate")
    own = _certificate_of(key, certificates) if key is not None else certificates[0]
    return KeyFile(key, own, chain_above(own, certificates))


def chain_above(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Who signed it, who signed that one, and so on, as far as `others` reaches."""
    chain: list[x509.Certificate] = []
    current = certificate
    while current.issuer != current.subject:
        above = next((each for each in others if each not in chain and issued(each, current)), None)
        if above is None:
            break
        chain.append(above)
        current = above
    return tuple(chain)


def issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether the key of `issuer` signed `certificate`, and the names agree."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def make_self_made(path: Path, organisation: str, now: dt.datetime) -> None:
    """A seal of one's own in `path` (PEM, readable by its owner alone), unless there is one already.

    An authority signs the seal and its key is thrown away: nobody, not even we, can ever make a second seal that a
    reader would take for one of this authority. Two processes that start at once agree on the first file.
    """
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name, name = _name(organisation, _AUTHORITY), _name(organisation, "Dankwerk-Siegel")
    authority = _certificate(authority_name, authority_key, authority_name, authority_key, now, authority=True)
    own = _certificate(name, key, authority_name, authority_key, now, authority=False)
    pem = serialization.Encoding.PEM
    data = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    data += own.public_bytes(pem) + authority.public_bytes(pem)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_bytes(data)
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        with suppress(OSError):
            draft.unlink()


def is_self_made(root: x509.Certificate) -> bool:
    """Whether that authority was made by `make_self_made`."""
    return [each.value for each in root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)] == [_AUTHORITY]


def _from_pem(data: bytes, password: str) -> tuple[Any, list[x509.Certificate]]:
    key = None
    if block := _PEM_KEY.search(data):
        locked = b"ENCRYPTED" in block.group()
        if locked and not password:
            raise SealError("the key is locked and no password was given")
        try:
            key = serialization.load_pem_private_key(block.group(), password.encode() if locked else None)
        except (ValueError, TypeError):
            raise SealError("the password is wrong" if locked else "the key is damaged") from None
        except UnsupportedAlgorithm:
            raise SealError("the key is of a kind that is not supported") from None
    if b"-----BEGIN CERTIFICATE-----" not in data:
        return key, []
    try:
        return key, x509.load_pem_x509_certificates(data)
    except ValueError:
        raise SealError("a certificate in the file is damaged") from None


def _from_pkcs12(data: bytes, password: str) -> tuple[Any, list[x509.Certificate]]:
    try:
        found = pkcs12.load_pkcs12(data, password.encode() if password else None)
    except ValueError:
        # The format tells a wrong password and a damaged file apart by nothing but the failed check of its sum.
        raise SealError("the password is wrong, or the file is neither PEM nor PKCS#12") from None
    except UnsupportedAlgorithm:
        raise SealError("the file is locked in a way that is not supported; export it again with AES") from None
    own = [found.cert.certificate] if found.cert else []
    return found.key, own + [each.certificate for each in found.additional_certs]


def _certificate_of(key: Any, certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    """The one that belongs to the key."""
    for certificate in certificates:
        if certificate.public_key() == key.public_key():
            return certificate
    raise SealError("the key does not match its certificate")


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: dt.datetime,
    *,
    authority: bool,
) -> x509.Certificate:
    """Valid since long ago: nobody gains by an early date, and a clock set back later stops nobody."""
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_SINCE)
        .not_valid_after(now + dt.timedelta(days=SELF_MADE_DAYS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
