"""A process that stands still in the middle of a transaction: it loses its locks, and the others go on."""

import pytest

from certificates.models import Certificate, NumberSeries
from certificates.services import ordering
from tests.cast import World, make_world
from tests.faults.issuing import END, START
from tests.installation import Installation

LIMIT = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SHOW idle_in_transaction_session_timeout")
    print(*cursor.fetchone())
"""
HOLDER = """
import time, django
django.setup()
from django.db import transaction
from certificates.models import NumberSeries
with transaction.atomic():
    NumberSeries.objects.update(last_number=1000)
    print("holding", flush=True)
    time.sleep(600)
"""


def order(world: World) -> Certificate:
    return ordering.request_certificate(
        actor=world.carla, volunteer=world.ada_volunteer, kind="thanks", issuer=world.issuer, start=START, end=END
    )


@pytest.mark.postgres
def test_process_that_hangs_with_the_counter_locked_holds_nobody_up_for_long(production: Installation) -> None:
    world = make_world()
    order(world)
    asking = production.start("asking", "-c", LIMIT)
    assert (asking.exit_code, asking.log.read_text()) == (0, "1min\n")

    production.database_url += "?options=-c%20idle_in_transaction_session_timeout%3D1000"  # a second instead
    holder = production.start("holder", "-c", HOLDER)
    production.until(lambda: "holding" in holder.log.read_text(), "it holds the counter")
    assert order(world).number == 2  # after that second; without it this would wait for ever
    assert holder.alive
    assert NumberSeries.objects.get().last_number == 2
