"""The lists of bits, and the places that are drawn in them."""

import gzip
from base64 import urlsafe_b64decode

import pytest
from django.db import transaction
from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from certificates.models import Certificate
from certificates.services import status_list
from tests.cast import World
from tests.certificates.orders import order


def ended(certificate: Certificate, bit: int, number: int = 1) -> None:
    """A certificate that was issued and revoked, at that place of a list."""
    Certificate.objects.filter(pk=certificate.pk).update(
        status="revoked",
        issued_at=certificate.queued_at,
        digest="0" * 64,
        size=1,
        engine_version="2",
        revoked_at=certificate.queued_at,
        revoked_by=certificate.ordered_by,
        revocation_code="other",
        revocation_reason="Test",
        status_list=number,
        status_index=bit,
    )


@pytest.mark.parametrize("places", [[], [0], [7, 8, 4242, 131_071]])
def test_encoded_list_is_read_back_by_a_strangers_program(places: list[int]) -> None:
    text = status_list.encoded(places)
    assert set_indices(decode_encoded_list(text)) == set(places)
    assert len(decode_encoded_list(text)) * 8 == 131_072
    assert urlsafe_b64decode(text[1:] + "==")[4:8] == bytes(4)  # no time in the header of gzip
    assert gzip.decompress(urlsafe_b64decode(text[1:] + "==")) == decode_encoded_list(text)


def test_order_takes_a_place_that_its_content_names(world: World) -> None:
    certificate = order(world)
    assert certificate.status_list == 1
    assert certificate.content["status"] == {
        "list": "http://127.0.0.1:8000/status/1",
        "index": certificate.status_index,
    }


def test_places_are_free_different_and_from_the_newest_list(world: World) -> None:
    certificate = order(world)
    with transaction.atomic():
        places = status_list.free_places(2000)
    assert {place.list for place in places} == {1}
    bits = {place.bit for place in places}
    assert len(bits) == 2000
    assert certificate.status_index not in bits
    assert max(bits) < 131_072
    assert max(bits) - min(bits) > 100_000  # spread over the list: 2000 in a row of 100,000 by chance happen never


def test_list_of_which_half_is_given_out_is_followed_by_a_new_one(world: World) -> None:
    with transaction.atomic():
        places = status_list.free_places(65_536 + 3)
    assert [sum(place.list == number for place in places) for number in (1, 2)] == [65_536, 3]
    assert places[-1].address == "http://127.0.0.1:8000/status/2"


def test_bits_of_a_list_are_what_was_revoked_in_it(world: World) -> None:
    here, elsewhere, held = order(world), order(world), order(world)
    ended(here, 4242)
    ended(elsewhere, 7, number=2)
    assert status_list._set_places(1) == [4242]
    assert status_list._set_places(2) == [7]
    assert held.status_index != 4242
    assert [status_list.exists(number) for number in (1, 2, 3)] == [True, True, False]
