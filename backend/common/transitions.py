"""Guarded status changes: a compare-and-set in one UPDATE, so that of two callers exactly one wins."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.errors import IllegalTransition

Transitions = Mapping[str, frozenset[str]]


def sources(transitions: Transitions, to: str) -> list[str]:
    """The statuses from which `to` may be reached, sorted."""
    return sorted(status for status, targets in transitions.items() if to in targets)


def move(row: models.Model, *, to: str, transitions: Transitions, **changes: Any) -> str:
    """Move `row` to status `to` together with `changes`, and refresh it. Returns the status it came from.

    Raises IllegalTransition with the present status when the database says that the row stands elsewhere by now.
    """
    manager = type(row)._default_manager
    before: str = row.status  # type: ignore[attr-defined]  # every guarded model has a status
    allowed = before in sources(transitions, to)
    if not allowed or manager.filter(pk=row.pk, status=before).update(status=to, **changes) != 1:
        row.refresh_from_db()
        raise illegal(row.status)  # type: ignore[attr-defined]  # as above
    row.refresh_from_db()
    return before


def illegal(status: str) -> IllegalTransition:
    """The refusal for a row that stands at `status`."""
    return IllegalTransition(
        _("Das geht im jetzigen Zustand nicht mehr. Bitte die Seite neu laden und nachsehen."),
        field="status",
        extra={"status": status},
    )
