"""The one place that writes ledger events."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import EmptyResultSet
from django.db import connection

from backend.common.models import Reason
from volunteers.models import HourEntry, LedgerEvent
from volunteers.querysets import HourEntryQuerySet

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
    """Append one event for each of a few entries at hand. Call it in the transaction that changed the entries."""
    said = Reason.keep(reason)  # one row for all of them
    LedgerEvent.objects.bulk_create(
        LedgerEvent(
            entry_id=entry.pk,
            organisation_id=entry.organisation_id,
            activity_id=entry.activity_id,
            at=at,
            actor=actor,
            way=way,
            from_status=from_status,
            to_status=to_status,
            minutes=entry.minutes,
            evidence=evidence,
            reason=said,
        )
        for entry in entries
    )


def record_each(
    entries: HourEntryQuerySet,
    *,
    actor: "User | None",
    way: str,
    at: dt.datetime,
    from_status: str,
    to_status: str,
    evidence: str = "",
    reason: str = "",
) -> None:
    """Append one event for each entry that the query finds, without fetching them: one INSERT … SELECT.

    Call it in the transaction that wrote the entries.
    """
    rows = entries.order_by().values_list("pk", "organisation_id", "activity_id", "minutes")
    try:
        found, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # Django sees before asking that there is none
        return
    columns = (
        "entry_id, organisation_id, activity_id, minutes, "
        "at, actor_id, way, from_status, to_status, evidence, reason_id"
    )
    moment = connection.ops.adapt_datetimefield_value(at)
    said = Reason.keep(reason)  # one row for all of them
    same = [moment, actor.pk if actor else None, way, from_status, to_status, evidence, said.pk if said else None]
    marks = ", ".join(["%s"] * len(same))
    # Only names from this file and Django's own query enter the statement; every value is a parameter.
    statement = f"INSERT INTO {LedgerEvent._meta.db_table} ({columns}) SELECT found.*, {marks} FROM ({found}) found"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*same, *parameters])
