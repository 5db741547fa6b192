"""The one place that writes ledger events."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from volunteers.models import HourEntry, LedgerEvent

if TYPE_CHECKING:
    from volunteers.models import User


def record(
    entries: Iterable[HourEntry],
    *,
    actor: "User | None",
    way: str,
    at: dt.datetime,
    from_status: str,
    to_status: str,
    evidence: str = "",
    reason: str = "",
) -> None:
    """Append one event for each entry, in one statement. Call it in the transaction that changed the entries."""
    LedgerEvent.objects.bulk_create(
        LedgerEvent(
            entry_id=entry.pk,
            organisation_id=entry.organisation_id,
            at=at,
            actor=actor,
            way=way,
            from_status=from_status,
            to_status=to_status,
            minutes=entry.minutes,
            evidence=evidence,
            reason=reason,
        )
        for entry in entries
    )
