"""Fixtures that every test may use."""

import gc
import itertools
import pickle
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from tests import templates
from tests.backend.stage import Stage, set_stage
from tests.cast import World, make_world
from tests.reference import restore_after_a_flush
from volunteers.models import User

# A password of the cast keeps no secret: what makes guessing dear would make the suite slow.
Argon2PasswordHasher.time_cost = 1
Argon2PasswordHasher.memory_cost = 64  # the least for eight lanes
# Pages name static files by their plain names: no `collectstatic` before a test.
django_settings.STORAGES = django_settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
_files = Path(tempfile.mkdtemp(dir=django_settings.VAR_DIR))
_running = itertools.count(1)

restore_after_a_flush()

_OF_THE_API = re.compile(r"test_(api_\w+|errors|idempotency|pagination|questions)\.py")
_TOGETHER = (
    "tests/backend/test_demo.py",  # not long, but to found the demo again on another worker costs as much as all of it
    "tests/browser/",
)
_LONG = (
    "tests/backend/test_openapi.py",
    "tests/backend/test_foreign.py",
    "tests/volunteers/test_ledger_sequences.py",
    "tests/faults/",
)


@pytest.hookimpl(trylast=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """What is tested once instead of on both databases (decision 10).

    Without a database: anywhere. What a page says: on SQLite; on PostgreSQL the table of routes and the browser open
    each. What the API answers: on PostgreSQL. The services below both are tested on both.
    """
    asks = {"django_db_setup", "db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    if any(item.get_closest_marker(name) for name in ("postgres", "sqlite")):
        return
    if {"site", "web"} & set(item.path.parts) or not (asks or item.get_closest_marker("django_db")):
        item.add_marker("sqlite")
    elif _OF_THE_API.fullmatch(item.path.name):
        item.add_marker("postgres")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The browser's and the demo to the first worker: one house. What is long to the second, as the first it does.

    pytest-xdist gives each worker as many in a row. Who is done takes over the last of what another has before it: what
    stands first there stays together, and nobody is left with something long when the others are done.
    """

    def of(names: tuple[str, ...]) -> list[pytest.Item]:
        return [item for name in names for item in items if item.nodeid.startswith(name)]

    workers: int = getattr(config, "workerinput", {}).get("workercount", 1)
    together, long = of(_TOGETHER), of(_LONG)
    first = {*together, *long}
    others = [item for item in items if item not in first]
    rest = max(0, len(items) // workers - len(together))
    items[:] = [*together, *others[:rest], *long, *others[rest:]]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: not to be searched for rubbish, now or again and again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()  # `tests.isolation` turned it off


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The test database of this process begins as a copy, where `tests.run` has made a template."""
    with templates.copied(django_settings.DATABASES["default"]):
        yield


@pytest.fixture(scope="module")
def staged(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """The stage, set once for a module with `usefixtures("staged")`, and taken back after its last test.

    Setting it costs a quarter of a second. Each test gets a copy of its objects, and its rows back as they were.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        stage = set_stage(make_world())
        connection.check_constraints()  # here and once: PostgreSQL would look at all rows again after each test
        yield stage
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def packed(staged: Stage) -> bytes:
    """The stage to make copies from: for `copy.deepcopy` one takes twenty times as long."""
    return pickle.dumps(staged)


@pytest.fixture
def stage(request: pytest.FixtureRequest, db: None) -> Stage:
    """A row of every kind, in every state."""
    if "staged" in request.fixturenames:
        return pickle.loads(request.getfixturevalue("packed"))  # type: ignore[no-any-return]  # noqa: S301 - packed here
    return set_stage(request.getfixturevalue("world"))


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> World:
    """The fixed cast."""
    if "staged" in request.fixturenames:
        return request.getfixturevalue("stage").world  # type: ignore[no-any-return]  # pytest knows no types
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
def _german() -> None:
    """A request leaves its language behind in the thread, and the test client has no thread of its own."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _own_files() -> None:
    """Each test presses into a folder of its own, and starts without remembered tries."""
    django_settings.CERTIFICATE_DIR = _files / f"certificates-{next(_running)}"
    cache.clear()
