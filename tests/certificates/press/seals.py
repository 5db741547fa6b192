"""Seals for tests: fixed keys and fixed certificates, so that equal content gives equal bytes on any day."""

import datetime as dt
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from certificates.press.seal import Key, Seal

DID = "did:web:dank.example.org"
FROM = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
UNTIL = dt.datetime(2060, 1, 1, tzinfo=dt.UTC)


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def certificate(
    subject: str,
    key: Key,
    issuer: str,
    issuer_key: Key,
    *,
    authority: bool,
    not_before: dt.datetime = FROM,
    not_after: dt.datetime = UNTIL,
) -> x509.Certificate:
    """A certificate whose bytes depend on its arguments alone."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(int.from_bytes(subject.encode()[:16], "big"))
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if isinstance(issuer_key, ec.EllipticCurvePrivateKey):
        return builder.sign(issuer_key, hashes.SHA256(), ecdsa_deterministic=True)
    return builder.sign(issuer_key, hashes.SHA256())


def ec_key(secret: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(secret, ec.SECP256R1())


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def authority() -> x509.Certificate:
    return certificate("Test-Stelle", ec_key(1_000_003), "Test-Stelle", ec_key(1_000_003), authority=True)


def sealed_by(key: Key, did: str = DID, subject: str = "Test-Siegel") -> Seal:
    own = certificate(subject, key, "Test-Stelle", ec_key(1_000_003), authority=False)
    return Seal.of(key, own, [authority()], did)


@cache
def ec_seal() -> Seal:
    """The usual one: always the same key."""
    return sealed_by(ec_key(1_000_033))


@cache
def rsa_seal() -> Seal:
    return sealed_by(rsa_key())
