"""The status lists: for strangers, one bit a certificate that says whether it still holds.

W3C Bitstring Status List 1.0. A list has 131,072 places, the least that the standard allows (6.1): whoever fetches it
does not tell which certificate they look at. A place is drawn at random and at most half of a list is given out, so
that neighbours tell nothing. The page behind the QR code asks the row, not the list.
"""

import gzip
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from backend.common import clock
from certificates.models import Certificate, CertificateStatus
from certificates.press.seal import Seal, base64url, compact_json

if TYPE_CHECKING:
    import datetime as dt

PLACES = 131_072
_GIVEN_OUT = PLACES // 2
CACHE_SECONDS = 60
_LOCK = 0x44414E4B  # "DANK": the advisory lock of PostgreSQL under which places are drawn
_dice = random.SystemRandom()


class Place(NamedTuple):
    """A bit of a list. `address` is the list's, as the credential names it."""

    list: int
    bit: int

    @property
    def address(self) -> str:
        """Where the list is published."""
        return address_of(self.list)


def address_of(number: int) -> str:
    """The public address of a list."""
    return f"{settings.PUBLIC_URL}{reverse('status-list', args=[number])}"


def free_places(count: int) -> list[Place]:
    """`count` places that no certificate has, at random, from the newest list and where it is full from new ones.

    Call it in the transaction that stores them: on PostgreSQL it holds a lock until that ends, so that two orders at
    the same moment draw different places; on SQLite there is but one writer.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("free_places needs the transaction that stores the places")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Certificate.objects.exclude(status_list=None).order_by("-status_list").values_list("status_list").first()
    number = last[0] if last and last[0] else 1
    places: list[Place] = []
    while len(places) < count:
        taken = set(Certificate.objects.filter(status_list=number).values_list("status_index", flat=True))
        wanted = min(count - len(places), max(_GIVEN_OUT - len(taken), 0))
        places += [Place(number, index) for index in _drawn(wanted, taken)]
        number += 1
    return places


def _drawn(wanted: int, taken: set[int | None]) -> Iterator[int]:
    """Bits that are free, which then are taken: at least every second try finds one."""
    left = wanted
    while left:
        index = _dice.randrange(PLACES)
        if index not in taken:
            taken.add(index)
            left -= 1
            yield index


def exists(number: int) -> bool:
    """Whether any certificate has a place in that list. The first exists always."""
    return number == 1 or Certificate.objects.filter(status_list=number).exists()


def signed_list(number: int, seal: Seal) -> bytes:
    """The list as ``vc+jwt``, not older than `CACHE_SECONDS`: signing it anew for each stranger would cost us."""
    key = f"status-list:{number}:{seal.did}#{seal.key_id}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = seal.sign_token(compact_json(credential_of(number, seal.did, clock.now())))
        cache.set(key, found, CACHE_SECONDS)
    return found


def credential_of(number: int, did: str, now: "dt.datetime") -> dict[str, Any]:
    """The BitstringStatusListCredential (section 2.2), unsigned. A bit is set for what was revoked or replaced."""
    address = address_of(number)
    valid_from = now.replace(microsecond=0)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": valid_from.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(_set_places(number)),
            "ttl": CACHE_SECONDS * 1000,  # milliseconds
        },
        "iss": did,
        "jti": address,
        "nbf": int(valid_from.timestamp()),
    }


def encoded(places: list[int]) -> str:
    """Bits as the standard writes them (3.2): the first is the highest of the first byte; gzip, multibase base64url.

    Without a time in the gzip header, so that equal bits give equal text.
    """
    bits = bytearray(PLACES // 8)
    for place in places:
        bits[place >> 3] |= 0x80 >> (place & 7)
    return "u" + base64url(gzip.compress(bytes(bits), mtime=0)).decode()


def _set_places(number: int) -> list[int]:
    ended = Certificate.objects.filter(
        status_list=number, status__in=[CertificateStatus.REVOKED, CertificateStatus.REPLACED]
    )
    return [index for index in ended.values_list("status_index", flat=True) if index is not None]
