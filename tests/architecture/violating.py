"""Rows written behind the back of everything, to see what the database refuses."""

import copy
import uuid
from collections.abc import Callable
from typing import Any

from django.db import models

from tests.backend.stage import Stage

Deed = Callable[[Stage], object]


def change(row: models.Model, **changes: Any) -> None:
    """Behind the back of everything: no save, no service."""
    type(row)._default_manager.filter(pk=row.pk).update(**changes)


def twin(row: models.Model, **changes: Any) -> models.Model:
    """Another row like this one but for its own identifiers and the changes."""
    other = copy.copy(row)
    other.pk = None
    other._state.adding = True
    if hasattr(other, "uuid"):
        other.uuid = uuid.uuid4()
    for name, value in changes.items():
        setattr(other, name, value)
    return type(row)._default_manager.bulk_create([other])[0]


def first(model: Any, **filters: Any) -> Any:
    return model._default_manager.filter(**filters).order_by("pk")[0]
