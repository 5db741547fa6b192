"""The seal's containers and tokens, read by other programs than ours."""

import hashlib
import subprocess
import sys

import jwt
import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.press.seal import Seal, SealError, jwk_of, key_id
from tests.certificates.press import seals

DIGEST = hashlib.sha256(b"the bytes of a paper").digest()


@pytest.fixture(params=["ec", "rsa"])
def seal(request: pytest.FixtureRequest) -> Seal:
    return seals.ec_seal() if request.param == "ec" else seals.rsa_seal()


def test_container_is_der_with_one_signer_and_nothing_inside(seal: Seal) -> None:
    raw = seal.sign_document(DIGEST)
    info = cms.ContentInfo.load(raw, strict=True)
    assert info.copy().dump(force=True) == raw  # another encoder writes the same DER
    signed = info["content"]
    assert (info["content_type"].native, signed["version"].native) == ("signed_data", "v1")
    assert signed["encap_content_info"]["content_type"].native == "data"
    assert signed["encap_content_info"]["content"].native is None
    assert len(signed["signer_infos"]) == 1
    assert {each.chosen.dump() for each in signed["certificates"]} == {
        each.public_bytes(Encoding.DER) for each in (seal.certificate, *seal.chain)
    }


def test_signed_attributes_are_those_of_pades_and_no_time(seal: Seal) -> None:
    signer = cms.ContentInfo.load(seal.sign_document(DIGEST))["content"]["signer_infos"][0]
    attributes = {each["type"].dotted: each["values"][0] for each in signer["signed_attrs"]}
    assert set(attributes) == {"1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.16.2.47"}
    assert attributes["1.2.840.113549.1.9.4"].native == DIGEST
    certified = tsp.SigningCertificateV2.load(attributes["1.2.840.113549.1.9.16.2.47"].dump())["certs"][0]
    assert certified["cert_hash"].native == seal.certificate.fingerprint(hashes.SHA256())
    assert certified["hash_algorithm"]["algorithm"].native == "sha256"
    assert signer["sid"].chosen["serial_number"].native == seal.certificate.serial_number


def test_signature_of_the_container_is_valid(seal: Seal) -> None:
    signer = cms.ContentInfo.load(seal.sign_document(DIGEST))["content"]["signer_infos"][0]
    signature, signed = signer["signature"].native, signer["signed_attrs"].untag().dump()
    key = seal.certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))


def test_container_fits_the_room_it_asks_for(seal: Seal) -> None:
    sizes = {len(seal.sign_document(hashlib.sha256(bytes([number])).digest())) for number in range(200)}
    assert max(sizes) <= seal.container_bytes
    assert seal.container_bytes - min(sizes) < 6  # an ECDSA signature varies by a few bytes


def test_equal_digests_give_equal_containers_in_another_process_too() -> None:
    program = (
        "from tests.certificates.press.seals import ec_seal;"
        f"print(ec_seal().sign_document(bytes.fromhex('{DIGEST.hex()}')).hex(), ec_seal().sign_token(b'{{}}').decode())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    own = seals.ec_seal()
    assert done.stdout.split() == [own.sign_document(DIGEST).hex(), own.sign_token(b"{}").decode()]


def test_token_verifies_with_the_published_key(seal: Seal) -> None:
    token = seal.sign_token(b'{"iss":"did:web:dank.example.org"}').decode()
    algorithm = "RS256" if isinstance(seal.certificate.public_key(), rsa.RSAPublicKey) else "ES256"
    assert jwt.get_unverified_header(token) == {
        "alg": algorithm,
        "cty": "vc",
        "kid": f"did:web:dank.example.org#{seal.key_id}",
        "typ": "vc+jwt",
    }
    key = jwt.PyJWK({**jwk_of(seal.certificate), "alg": algorithm})
    assert jwt.decode(token, key, algorithms=[algorithm]) == {"iss": "did:web:dank.example.org"}


def test_key_id_is_the_beginning_of_the_thumbprint(seal: Seal) -> None:
    assert seal.key_id == hashlib.sha256(seal.certificate.public_bytes(Encoding.DER)).hexdigest()[:16]
    assert key_id(seal.certificate) == seal.key_id


def test_speaking_for_another_changes_the_name_alone() -> None:
    own = seals.ec_seal()
    other = own.speaking_for("did:web:old.example.org")
    assert (other.did, other.key_id) == ("did:web:old.example.org", own.key_id)
    assert other.sign_document(DIGEST) == own.sign_document(DIGEST)
    assert own.speaking_for("") is own


def test_key_of_another_certificate_is_refused() -> None:
    with pytest.raises(SealError, match="does not match its certificate"):
        Seal.of(seals.ec_key(5), seals.ec_seal().certificate, [], seals.DID)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (ec.generate_private_key(ec.SECP384R1()), "only P-256"),
        (rsa.generate_private_key(65537, 1024), "shorter than 2048"),  # noqa: S505 - that is the point
        (ed25519.Ed25519PrivateKey.generate(), "neither ECDSA"),
        (None, "no private key"),
    ],
    ids=["P-384", "RSA 1024", "Ed25519", "none"],
)
def test_other_kinds_of_key_are_refused(key: object, reason: str) -> None:
    with pytest.raises(SealError, match=reason):
        Seal.of(key, seals.ec_seal().certificate, [], seals.DID)


def test_seal_shows_nothing_of_its_key() -> None:
    own = seals.ec_seal()
    assert repr(own) == (
        f"Seal(key_id='{own.key_id}', did='did:web:dank.example.org', container_bytes={own.container_bytes})"
    )


def test_jwk_of_a_key_that_cannot_seal_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    foreign: x509.Certificate = seals.certificate("P-384", key, "P-384", key, authority=False)
    with pytest.raises(SealError, match="neither ECDSA"):
        jwk_of(foreign)
