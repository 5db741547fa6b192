"""The house that the browser visits: a Dankwerk of its own, with the stage set, and its people."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client, override_settings

from tests.backend.stage import Stage
from tests.installation import Installation
from volunteers.models import User

T = TypeVar("T")


class Backstage:
    """Where a browser test speaks to the database: a thread of its own.

    Playwright's event loop stands in the thread of the tests, and there Django refuses to wait for a database.
    """

    def __init__(self, own: Installation) -> None:
        """What it presses lies where the installation's processes look for it."""
        self._pool = ThreadPoolExecutor(1, "backstage")
        self._places = {"CERTIFICATE_DIR": own.certificates, "KEYS_DIR": own.folder / "var" / "keys"}

    def __call__(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """What `work(*args, **kwargs)` returns."""

        def worked() -> T:
            with override_settings(**self._places):
                return work(*args, **kwargs)

        return self._pool.submit(worked).result()

    def close(self) -> None:
        """Leaves no connection and no thread behind."""
        self._pool.submit(connections.close_all).result()
        self._pool.shutdown()


@dataclass
class House:
    """`address` has no slash at the end; `backstage` runs what asks the database."""

    address: str
    own: Installation
    stage: Stage
    backstage: Backstage

    def session_of(self, user: User) -> str:
        """The cookie of who has just signed in."""
        return self.backstage(_session, user)

    @staticmethod
    def end_sessions() -> None:
        """Everybody is signed out, as after two weeks; to be run backstage."""
        Session.objects.all().delete()


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
