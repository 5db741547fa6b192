"""The same installation twice: as on one's own machine, and as in production."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.installation import Installation, installation
from tests.services import RedisServer


@pytest.fixture
def own(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Installation]:
    """PostgreSQL and Redis for a test marked `postgres`, SQLite and the filesystem broker for one marked `sqlite`."""
    vendor = "postgresql" if request.node.get_closest_marker("postgres") else "sqlite"
    assert connection.vendor == vendor, "run `python -m tests.run`: it makes both passes"
    if vendor == "sqlite":
        with django_db_blocker.unblock(), installation(tmp_path) as made:
            yield made
        return
    redis = RedisServer()
    try:
        url = redis.start().url
        cache = url.removesuffix("0") + "1"
        with django_db_blocker.unblock(), installation(tmp_path, broker_url=url, cache_url=cache) as made:
            yield made
    finally:
        redis.stop()
