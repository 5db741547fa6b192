"""A security key made of code: makes a passkey and signs with it, as WebAuthn (Level 3, sections 6 and 7) asks."""

import base64
import json
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

ORIGIN = "http://localhost"
USER_PRESENT, USER_VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class SecurityKey:
    """One key for one account."""

    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    name: bytes = b"sixteen bytes id"
    owner: str = ""

    def create(self, options: dict[str, Any]) -> str:
        """The answer to navigator.credentials.create, as the page's script sends it."""
        key = options["publicKey"]
        self.owner = key["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.secret.public_key())))  # type: ignore[no-untyped-call]  # as fido2 writes it
        attested = bytes(16) + struct.pack(">H", len(self.name)) + self.name + public
        about = self._about(key["rp"]["id"], WITH_KEY) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": about})
        response = {
            "clientDataJSON": text(self._client_data("webauthn.create", key["challenge"])),
            "attestationObject": text(attestation),
        }
        return self._answer(response, {"credProps": {"rk": True}})

    def get(self, options: dict[str, Any]) -> str:
        """The answer to navigator.credentials.get."""
        key = options["publicKey"]
        about = self._about(key["rpId"], 0)
        client = self._client_data("webauthn.get", key["challenge"])
        signature = self.secret.sign(about + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(about),
            "signature": text(signature),
            "userHandle": self.owner,
        }
        return self._answer(response, {})

    def _about(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([USER_PRESENT | USER_VERIFIED | flags]) + struct.pack(">I", 0)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": ORIGIN, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, str], extensions: dict[str, Any]) -> str:
        key = text(self.name)
        whole = {"id": key, "rawId": key, "type": "public-key", "response": response}
        return json.dumps(whole | {"clientExtensionResults": extensions})
