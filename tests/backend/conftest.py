"""Fixtures of what is tested over the API."""

from typing import Any

import pytest
import yaml
from django.conf import settings


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The OpenAPI document as it is committed; nobody changes it."""
    written = (settings.BASE_DIR / "docs/openapi.yaml").read_text()
    loaded: dict[str, Any] = yaml.load(written, yaml.CSafeLoader)  # our own file, and the parser in C
    return loaded
