"""Which key seals now, which ones sealed before, and what of them the public may know.

Three ways (backend/settings.py, "The seal"): a file that the operator brings; the word `none`; or, outside production
and with nothing set, a seal of one's own in ``keys/`` below DANKWERK_VAR, made on first use.
Read once a process: a new key needs a restart.
"""

import uuid
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from cryptography import x509
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backend.common import clock
from certificates.press.seal import Seal, SealError, jwk_of, key_id
from certificates.services import keyfiles
from volunteers.models import ProtocolEvent
from volunteers.services.protocol import Act, note

UNSEALED = "none"
_SUFFIXES = {".pem", ".crt", ".cer", ".p12", ".pfx"}


class SealMisconfigured(ImproperlyConfigured):
    """The seal cannot be used as it is configured. Names the variable or file, never a password."""


class KnownKey(NamedTuple):
    """A key of this installation: now in use or retired. `seal` is None where only the certificate was kept."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    seal: Seal | None

    @property
    def key_id(self) -> str:
        """The name of the key in tokens, in did.json and in the row of a certificate."""
        return key_id(self.certificate)

    @property
    def root(self) -> x509.Certificate:
        """The topmost certificate that we know above it."""
        return self.chain[-1] if self.chain else self.certificate

    @property
    def self_made(self) -> bool:
        """Whether it proves integrity alone: nobody but this installation vouches for who it is."""
        return keyfiles.is_self_made(self.root)


def current_seal() -> Seal | None:
    """The seal for new certificates; None where the operator said `none`.

    Raises SealMisconfigured, not only at the start: a certificate may expire while a worker runs.
    """
    if settings.SEAL == UNSEALED:
        return None
    current = certificates()[0]
    certificate, now = current.certificate, clock.now()
    if now >= certificate.not_valid_after_utc:
        raise SealMisconfigured(
            f"{_origin()}: the certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}. Bring a new one, and "
            "keep this one in DANKWERK_SEAL_RETIRED."
        )
    if now < certificate.not_valid_before_utc:
        raise SealMisconfigured(
            f"{_origin()}: the certificate is not valid before {certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC."
        )
    return current.seal


def seal_for_answers() -> Seal | None:
    """The seal for what says how things stand today, such as a status list: the newest key, expired or not.

    None where there is no key. Answers must not stop with a certificate: a stranger would take every paper for void.
    """
    return next((known.seal for known in certificates() if known.seal is not None), None)


def seal_by_id(wanted: str) -> Seal | None:
    """The seal that once sealed under that id, to press an old paper again; None where its key is gone.

    An expired certificate is no obstacle: nothing new is issued with it.
    """
    return next((known.seal for known in certificates() if known.key_id == wanted), None)


def certificates() -> tuple[KnownKey, ...]:
    """Every key that ever sealed here, the current one first. Raises SealMisconfigured."""
    return _ring(settings.SEAL, settings.SEAL_PASSWORD, settings.SEAL_RETIRED_DIR, settings.KEYS_DIR, did())


def known_key(wanted: str) -> KnownKey | None:
    """The key of that id."""
    return next((known for known in certificates() if known.key_id == wanted), None)


def note_rotation() -> bool:
    """Say in the protocol that another key seals from now on; whether it did. Once for each key."""
    try:
        current = certificates()[:1] if settings.SEAL != UNSEALED else ()
    except SealMisconfigured:  # the queue says so, and says it to people
        return False
    for known in current:
        subject = uuid.uuid5(uuid.NAMESPACE_URL, f"{did()}#{known.key_id}")
        if not ProtocolEvent.objects.filter(subject=subject, act=Act.KEY_FIRST_USED).exists():
            note(act=Act.KEY_FIRST_USED, actor=None, subject=subject, detail={"key": known.key_id})
            return True
    return False


def trust_roots() -> list[x509.Certificate]:
    """Whom `verify` trusts when nobody says otherwise: the topmost certificate above each known key."""
    return [known.root for known in certificates()]


def did() -> str:
    """The issuer's decentralized identifier: ``did:web`` and the host of the public address (did:web, 3.2)."""
    address = urlsplit(settings.PUBLIC_URL)
    return f"did:web:{quote(address.netloc.rpartition('@')[2], safe='')}"


def did_document() -> dict[str, Any]:
    """What ``/.well-known/did.json`` answers: all keys, so that old credentials still verify; the current one first."""
    name = did()
    methods = [
        {
            "id": f"{name}#{known.key_id}",
            "type": "JsonWebKey",
            "controller": name,
            "publicKeyJwk": jwk_of(known.certificate) | {"kid": known.key_id},
        }
        for known in certificates()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": name,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


@cache
def _ring(seal: str, password: str, retired: Path, folder: Path, name: str) -> tuple[KnownKey, ...]:
    known = [] if seal == UNSEALED else [_load_current(seal, password, folder, name)]
    known += _load_retired(retired, password, name)
    found: dict[str, KnownKey] = {}
    for each in known:  # a certificate may lie in several files: the first wins, one with its key before one without
        if each.key_id not in found or found[each.key_id].seal is None:
            found[each.key_id] = each
    return tuple(found.values())


def _load_current(seal: str, password: str, folder: Path, name: str) -> KnownKey:
    path = Path(seal) if seal else folder / "seal.pem"
    if not seal:
        if settings.PRODUCTION:
            raise SealMisconfigured(
                "DANKWERK_SEAL is not set. Name the file of the seal (PKCS#12 or PEM); or `none`, and certificates are "
                "issued without a seal."
            )
        if not path.exists():
            _make(path)
    try:
        found = keyfiles.read(path, password if seal else "")
        return KnownKey(found.certificate, found.chain, Seal.of(found.key, found.certificate, found.chain, name))
    except SealError as error:
        raise SealMisconfigured(f"{_origin()}: {path}: {error}. (Its password: DANKWERK_SEAL_PASSWORD.)") from None


def _load_retired(folder: Path, password: str, name: str) -> list[KnownKey]:
    """All keys and certificates of the folder, by file name; a folder that is not there is empty."""
    known = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.suffix.lower() not in _SUFFIXES:
            continue
        try:
            found = keyfiles.read(path, password)
            seal = Seal.of(found.key, found.certificate, found.chain, name) if found.key is not None else None
            jwk_of(found.certificate)
        except SealError as error:
            raise SealMisconfigured(f"DANKWERK_SEAL_RETIRED: {path}: {error}.") from None
        known.append(KnownKey(found.certificate, found.chain, seal))
    return known


def _make(path: Path) -> None:
    try:
        keyfiles.make_self_made(path, urlsplit(settings.PUBLIC_URL).netloc, clock.now())
    except OSError as error:
        raise SealMisconfigured(
            f"{path.parent}: {error.strerror}. Check space and rights there, or name another folder in DANKWERK_VAR."
        ) from None


def _origin() -> str:
    return "DANKWERK_SEAL" if settings.SEAL else "The seal of this installation"
