"""A database that restarts: the connections that web and worker kept are dead, and nobody notices."""

import pytest
from django.db import connection

from tests.backend.site.account import code_of_app
from tests.cast import PASSWORD, make_world
from tests.faults.issuing import all_issued, check_each_is_issued_once, note_steps, order_for_all, people_with_hours
from tests.installation import Installation


def end_their_connections() -> int:
    """What a restart of PostgreSQL does to everybody who is connected. Returns how many they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.postgres
def test_dead_connections_fail_no_request_and_lose_no_job(production: Installation) -> None:
    world = make_world()
    world.carla.set_password(PASSWORD)
    world.carla.save()
    note_steps()
    people_with_hours(world, 15)
    production.worker()
    production.beat()
    ordered = order_for_all(world)
    carla = production.web().sign_in("carla@example.org", PASSWORD, code_of_app())
    production.until(all_issued(ordered), "everybody has connections")
    for _again in range(3):
        assert end_their_connections() >= 2
        assert [carla.ask("GET", "/api/v1/me").status for _request in range(4)] == [200] * 4
        ordered += order_for_all(world)
        production.until(all_issued(ordered), "the worker found a new connection")
    check_each_is_issued_once(ordered)
