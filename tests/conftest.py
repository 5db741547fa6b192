"""Fixtures that every test may use."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from tests.cast import World, make_world
from volunteers.models import User


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that touches no database says the same in both passes: once is enough."""
    for item in items:
        asks = {"django_db_setup", "db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if not asks and not any(item.get_closest_marker(name) for name in ("django_db", "postgres")):
            item.add_marker("sqlite")


@pytest.fixture
def world(db: None) -> World:
    """The fixed cast."""
    return make_world()


@pytest.fixture
def as_user() -> Callable[[User | None], APIClient]:
    """A client of the API for that user; None is nobody."""

    def client(user: User | None) -> APIClient:
        api = APIClient()
        if user is not None:
            api.force_authenticate(user)
        return api

    return client


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Settings) -> None:
    """Each test presses into a folder of its own, and starts without remembered tries."""
    settings.CERTIFICATE_DIR = tmp_path / "certificates"
    # Pages name static files by their plain names: no `collectstatic` before a test.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    cache.clear()
