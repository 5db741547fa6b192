"""Codes for kept records: 60 bits, made from the offer's UUID with the installation's key.

So a code can be printed again, and what is stored, a keyed hash, opens nothing: neither by itself nor by trying.
"""

import base64
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

from volunteers.models import Takeover

LETTERS = 12  # of base32
GROUP = 4
# What people and telephones make of letters: digits that no code has, and what stands between the groups.
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B", "-": "", "\u2013": "", " ": ""})


def code_of(takeover: Takeover) -> str:
    """The code in groups of four; "" for an offer without, and where the installation has another key by now."""
    for key in _keys():
        code = _code(takeover, key)
        if any(hmac.compare_digest(takeover.code_hash, one) for one in hashes(code)):
            return "-".join(code[start : start + GROUP] for start in range(0, LETTERS, GROUP))
    return ""


def hash_of(takeover: Takeover) -> str:
    """What is stored for a new offer."""
    return hashes(_code(takeover, settings.SECRET_KEY))[0]


def as_meant(written: str) -> str:
    """The letters of a code as somebody wrote it down."""
    return written.strip().upper().translate(_MISREAD)


def hashes(code: str) -> list[str]:
    """What a code is stored as: by the present key of the installation, and those before it."""
    return [
        salted_hmac("volunteers.claiming.hash", code, secret=key, algorithm="sha256").hexdigest() for key in _keys()
    ]


def _code(takeover: Takeover, key: str | bytes) -> str:
    digest = salted_hmac("volunteers.claiming.code", takeover.uuid.hex, secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode("ascii")[:LETTERS]


def _keys() -> list[str | bytes]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
