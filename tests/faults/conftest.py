"""Installations to do harm to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tests.installation import Installation, installation
from tests.services import RedisServer

IMPATIENT = {
    "DANKWERK_CERTIFICATE_LEASE_SECONDS": "3",
    "DANKWERK_CERTIFICATE_BATCH": "10",
    "DANKWERK_SWEEP_SECONDS": "1",
}


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis of the test's own, durable as in production: it gets killed."""
    server = RedisServer(durable=True)
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def production(
    tmp_path: Path, settings: Settings, redis: RedisServer, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Installation]:
    """PostgreSQL and Redis (database 0 for the broker, 1 for the cache)."""
    assert connection.vendor == "postgresql", "run `python -m tests.run`: it brings up PostgreSQL"
    cache = redis.url.removesuffix("0") + "1"
    with (
        django_db_blocker.unblock(),
        installation(tmp_path, broker_url=redis.url, cache_url=cache, settings=IMPATIENT) as own,
    ):
        settings.CERTIFICATE_DIR = own.certificates  # one disk for its processes and the test's
        yield own


@pytest.fixture
def embedded(
    tmp_path: Path, settings: Settings, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Installation]:
    """SQLite and the filesystem broker."""
    assert connection.vendor == "sqlite", "this is the embedded mode: run it without DATABASE_URL"
    with django_db_blocker.unblock(), installation(tmp_path, settings=IMPATIENT) as own:
        settings.CERTIFICATE_DIR = own.certificates
        yield own
