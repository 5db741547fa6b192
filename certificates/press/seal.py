"""The seal: one key with its certificate, signing documents (PAdES B-B) and tokens (vc+jwt).

A signature here has no clock and no chance in it: ECDSA takes its nonce from key and message (RFC 6979), the signed
attributes carry no signing-time (ETSI EN 319 142-1, 6.3: in PDF the time stands in /M of the signature dictionary).
Equal digest and equal key give equal bytes, so a sealed document can be pressed again and compared.
"""

import base64
import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Key: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

# DER, ITU-T X.690: tag bytes and the object identifiers that a SignedData needs (RFC 5652, 5035, 5754).
_SEQUENCE, _SET, _OCTETS, _CONTEXT_0 = 0x30, 0x31, 0x04, 0xA0
_ONE = bytes.fromhex("020101")
_SHA256 = bytes.fromhex("300b0609608648016503040201")  # AlgorithmIdentifier without parameters: RFC 5754, 2
_OID_DATA = bytes.fromhex("06092a864886f70d010701")
_OID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_OID_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_OID_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_OID_SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_RSA_SHA256 = bytes.fromhex("300d06092a864886f70d01010b0500")


_DETERMINISTIC = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class SealError(ValueError):
    """The key or its certificate cannot seal. The sentence says why and holds no secret."""


@dataclass(frozen=True, slots=True)
class Seal:
    """One key, immutable. Made by `Seal.of`.

    `key_id` is the first 16 hex digits of the SHA-256 of the certificate; `did` names the issuer in tokens;
    `container_bytes` is the most that `sign_document` can return, to be reserved in /Contents.
    """

    key_id: str
    did: str
    container_bytes: int
    certificate: x509.Certificate = field(repr=False)
    chain: tuple[x509.Certificate, ...] = field(repr=False)
    _key: Key = field(repr=False)
    _frame: "Frame" = field(repr=False)

    @classmethod
    def of(cls, key: Any, certificate: x509.Certificate, chain: Sequence[x509.Certificate], did: str) -> "Seal":
        """A seal from a private key, its certificate and those above it, nearest first.

        Raises SealError when the two do not belong together or the kind of key is none that we seal with.
        """
        if isinstance(key, ec.EllipticCurvePrivateKey):
            if key.curve.name != "secp256r1":
                raise SealError("of the elliptic curves only P-256 is supported.")
            longest = 72  # a SEQUENCE of two INTEGERs of at most 33 bytes
        elif isinstance(key, rsa.RSAPrivateKey):
            if key.key_size < 2048:
                raise SealError("the RSA key is shorter than 2048 bits.")
            longest = (key.key_size + 7) // 8
        elif key is None:
            raise SealError("there is no private key with the certificate")
        else:
            raise SealError("the key is neither ECDSA (P-256) nor RSA.")
        if _public_bytes(key.public_key()) != _public_bytes(certificate.public_key()):
            raise SealError("the key does not match its certificate.")
        frame = Frame.of(certificate, chain)
        return cls(
            key_id=key_id(certificate),
            did=did,
            container_bytes=len(frame.container(bytes(32), bytes(longest))),
            certificate=certificate,
            chain=tuple(chain),
            _key=key,
            _frame=frame,
        )

    def speaking_for(self, did: str) -> "Seal":
        """The same key in the name of that DID; without one, itself."""
        return dataclasses.replace(self, did=did) if did and did != self.did else self

    def sign_document(self, digest: bytes) -> bytes:
        """The CMS SignedData (DER) over the SHA-256 digest of the byte ranges: CAdES as PAdES B-B asks for it.

        At most `container_bytes` long; an ECDSA signature may be a few bytes shorter.
        """
        return self._frame.container(digest, self._sign(self._frame.signed_attributes(digest)))

    def sign_token(self, payload: bytes) -> bytes:
        """A compact JWS (RFC 7515) of a W3C credential: ``vc+jwt``, ES256 or, with an RSA key, RS256."""
        message = b"%b.%b" % (_token_header(self._frame.algorithm, self.did, self.key_id), base64url(payload))
        signature = self._sign(message)
        if self._frame.algorithm == _ECDSA_SHA256:  # RFC 7518, 3.4: r and s as 32 bytes each, not as DER
            r, s = decode_dss_signature(signature)
            signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return b"%b.%b" % (message, base64url(signature))

    def _sign(self, message: bytes) -> bytes:
        key: Any = self._key
        if self._frame.algorithm == _RSA_SHA256:
            signed: bytes = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        else:
            signed = key.sign(message, _DETERMINISTIC)
        return signed


class Frame(NamedTuple):
    """All of a container but digest and signature: the same bytes for every document of a key."""

    before_digest: bytes  # the signed attributes up to the digest, and after it
    after_digest: bytes
    signer: bytes  # whose certificate: issuer and serial number
    certificates: bytes
    algorithm: bytes

    @classmethod
    def of(cls, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> "Frame":
        """The frame of a key with the certificates above it."""
        before, after = _attributes(certificate)
        return cls(
            before_digest=before,
            after_digest=after,
            signer=_der(_SEQUENCE, certificate.issuer.public_bytes(), _serial(certificate)),
            # DER asks that a SET OF is sorted by its bytes (X.690, 11.6)
            certificates=b"".join(sorted(each.public_bytes(Encoding.DER) for each in (certificate, *chain))),
            algorithm=_RSA_SHA256 if isinstance(certificate.public_key(), rsa.RSAPublicKey) else _ECDSA_SHA256,
        )

    def signed_attributes(self, digest: bytes) -> bytes:
        """What is signed: the SET OF itself, not the [0] that stands in its place in the container (RFC 5652, 5.4)."""
        return _der(_SET, self.before_digest, digest, self.after_digest)

    def container(self, digest: bytes, signature: bytes) -> bytes:
        """ContentInfo { SignedData } with one signer, the certificates and no content: detached (RFC 5652, 5.1)."""
        before, between = _around(self, len(signature))
        return b"".join((before, digest, between, signature))

    def whole_container(self, digest: bytes, signature: bytes) -> bytes:
        """The same, put together from its parts."""
        signer = _der(
            _SEQUENCE,
            _ONE,
            self.signer,
            _SHA256,
            _der(_CONTEXT_0, self.before_digest, digest, self.after_digest),
            self.algorithm,
            _der(_OCTETS, signature),
        )
        signed = _der(
            _SEQUENCE,
            _ONE,
            _der(_SET, _SHA256),
            _der(_SEQUENCE, _OID_DATA),
            _der(_CONTEXT_0, self.certificates),
            _der(_SET, signer),
        )
        return _der(_SEQUENCE, _OID_SIGNED_DATA, _der(_CONTEXT_0, signed))


@lru_cache(maxsize=64)
def _around(frame: Frame, length: int) -> tuple[bytes, bytes]:
    """What stands before the digest and between it and a signature of that length, which comes last."""
    digest, signature = hashlib.sha256(b"the place of the digest").digest(), bytes(length)
    before, after = frame.whole_container(digest, signature).split(digest)
    return before, after.removesuffix(signature)


@lru_cache(maxsize=64)
def _token_header(algorithm: bytes, did: str, key: str) -> bytes:
    """The header of a token, as it stands in one."""
    name = "ES256" if algorithm == _ECDSA_SHA256 else "RS256"
    return base64url(compact_json({"alg": name, "cty": "vc", "kid": f"{did}#{key}", "typ": "vc+jwt"}))


def key_id(certificate: x509.Certificate) -> str:
    """The name of a key: 16 hex digits of the SHA-256 thumbprint of its certificate."""
    return certificate.fingerprint(hashes.SHA256()).hex()[:16]


def jwk_of(certificate: x509.Certificate) -> dict[str, str]:
    """The public key as JSON Web Key (RFC 7517). Raises SealError for a kind of key that seals no document."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1":
        point = key.public_numbers()
        return {"kty": "EC", "crv": "P-256", "x": _integer(point.x, 32), "y": _integer(point.y, 32)}
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {
            "kty": "RSA",
            "n": _integer(numbers.n, (key.key_size + 7) // 8),
            "e": _integer(numbers.e, (numbers.e.bit_length() + 7) // 8),
        }
    raise SealError("the certificate's key is neither ECDSA (P-256) nor RSA.")


def base64url(data: bytes) -> bytes:
    """Without padding, as JWS writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def compact_json(data: Any) -> bytes:
    """Always the same bytes for the same data: sorted keys, no spaces, UTF-8."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def _integer(value: int, size: int) -> str:
    return base64url(value.to_bytes(size, "big")).decode()


def _public_bytes(key: Any) -> bytes:
    encoded: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded


def _der(tag: int, *parts: bytes) -> bytes:
    """One value: tag, length in its shortest form, content (X.690, 10.1)."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _attributes(certificate: x509.Certificate) -> tuple[bytes, bytes]:
    """The attributes of PAdES B-B before and after the 32 bytes of the digest (EN 319 142-1, table 1).

    content-type, message-digest and signing-certificate-v2 (RFC 5035): without the last, another certificate of the
    same key could take the signature over. Sorted by their bytes, as DER asks of a SET OF (X.690, 11.6).
    """
    marker = hashlib.sha256(b"the place of the digest").digest()
    thumbprint = certificate.fingerprint(hashes.SHA256())
    # SigningCertificateV2 { certs { ESSCertIDv2 { hashAlgorithm DEFAULT sha256, certHash } } }
    signing_certificate = _der(_SEQUENCE, _der(_SEQUENCE, _der(_SEQUENCE, _der(_OCTETS, thumbprint))))
    attributes = sorted(
        [
            _der(_SEQUENCE, _OID_CONTENT_TYPE, _der(_SET, _OID_DATA)),
            _der(_SEQUENCE, _OID_MESSAGE_DIGEST, _der(_SET, _der(_OCTETS, marker))),
            _der(_SEQUENCE, _OID_SIGNING_CERTIFICATE_V2, _der(_SET, signing_certificate)),
        ]
    )
    before, after = b"".join(attributes).split(marker)
    return before, after


def _serial(certificate: x509.Certificate) -> bytes:
    number = certificate.serial_number  # positive; one byte more where the first bit would say negative
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))
