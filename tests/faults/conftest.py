from collections.abc import Iterator
from pathlib import Path
import pytest
from pytest_django import DjangoDbBlocker
from tests.services import RedisServer
from tests.installation import Installation, installation


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    server = RedisServer(durable=True)
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def own(tmp_path: Path, redis: RedisServer, transactional_db: None) -> Iterator[Installation]:
    with installation(tmp_path, broker_url=redis.url, cache_url=redis.url) as made:
        yield made
