"""Fixtures of what is tested over the API."""

from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.backend.stage import Stage


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The OpenAPI document as it is committed; nobody changes it."""
    written = (settings.BASE_DIR / "docs/openapi.yaml").read_text()
    loaded: dict[str, Any] = yaml.load(written, yaml.CSafeLoader)  # our own file, and the parser in C
    return loaded


@pytest.fixture(scope="module")
def visitors(staged: Stage, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """The cookie of everybody's session: to sign in anew for each address costs more than most answers."""
    cookies = {"anonymous": ""}
    with django_db_blocker.unblock():
        for role, user in staged.users().items():
            if user is not None:
                client = Client()
                client.force_login(user)
                cookies[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return cookies
