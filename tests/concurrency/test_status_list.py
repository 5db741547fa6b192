"""Places in the status list: each given once, whoever orders at the same moment."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from certificates.models import Certificate
from certificates.services import status_list
from certificates.services.status_list import Place
from tests.cast import World
from tests.certificates.orders import another_issuer, order
from tests.concurrency.together import at_once, meeting

pytestmark = pytest.mark.postgres


def test_two_orders_at_once_draw_different_places(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but two places are taken, so that both orders must want the same ones."""
    first, second = order(world), order(world, issuer=another_issuer())
    monkeypatch.setattr(status_list, "PLACES", 2)
    monkeypatch.setattr(status_list, "_GIVEN_OUT", 2)
    Certificate.objects.update(status_list=None, status_index=None)
    both_looked = meeting()

    def take(certificate: Certificate, draw: Callable[[], Place]) -> Callable[[], Place]:
        @transaction.atomic
        def run() -> Place:
            place = draw()
            Certificate.objects.filter(pk=certificate.pk).update(status_list=place.list, status_index=place.bit)
            return place

        return run

    def unguarded() -> Place:
        taken = set(Certificate.objects.exclude(status_index=None).values_list("status_index", flat=True))
        both_looked.wait()
        return Place(1, min({0, 1} - taken))

    results = at_once(take(first, unguarded), take(second, unguarded))
    assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "Place"]

    Certificate.objects.update(status_list=None, status_index=None)

    def lock() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [status_list._LOCK])

    def guarded() -> Place:
        return status_list.free_places(1)[0]

    results = at_once(take(first, guarded), take(second, guarded), while_held=lock)
    assert sorted(results) == [Place(1, 0), Place(1, 1)]


def test_places_are_drawn_only_where_they_are_stored(world: World) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        status_list.free_places(1)
