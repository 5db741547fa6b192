"""The two rollups: kept in the transaction that changes what counts, and reconciled by night."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from volunteers.models import DistrictMonth, HourEntry, OrganisationMonth
from volunteers.models.totals import SLOTS


@dataclass(frozen=True, slots=True)
class Counted:
    """What one entry adds to the totals: keys, local date, whole minutes (negative for a correction downwards)."""

    organisation_id: int
    district_id: int
    field_id: int
    day: dt.date
    minutes: int
    entries: int = 1


Key = tuple[Any, ...]
Deltas = dict[Key, tuple[int, int]]


def slot_of(organisation_id: int) -> int:
    """The slot in which an organisation's hours count: always the same one, so a recount finds it again."""
    return organisation_id % SLOTS


def add(counted: Iterable[Counted]) -> None:
    """Add the entries to both rollups: two statements, whatever the number of entries.

    1. Sum per rollup row. 2. Upsert in sorted order of keys, so that two transactions never wait for each other in a
    circle. Call it inside the transaction that changed the entries, after it holds their rows.
    """
    organisations: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    districts: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for one in counted:
        month = one.day.replace(day=1)
        by_organisation = organisations[(one.organisation_id, month, one.field_id)]
        by_district = districts[(one.district_id, one.field_id, month, slot_of(one.organisation_id))]
        for row in (by_organisation, by_district):
            row[0] += one.minutes
            row[1] += one.entries
    _upsert(OrganisationMonth, ["organisation_id", "month", "field_id"], organisations)
    _upsert(DistrictMonth, ["district_id", "field_id", "month", "slot"], districts)


def _upsert(model: type[models.Model], keys: list[str], deltas: dict[Key, list[int]]) -> None:
    if not deltas:
        return
    table = model._meta.db_table
    columns = [*keys, "minutes", "entries"]
    rows = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(deltas))
    # Django's own upsert replaces, this one adds. Only names from this file enter it; every value is a parameter.
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {rows} "  # noqa: S608 - see above
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET "
        f"minutes = {table}.minutes + excluded.minutes, entries = {table}.entries + excluded.entries"
    )
    values = [value for key, delta in sorted(deltas.items()) for value in (*key, *delta)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@dataclass(frozen=True, slots=True)
class Difference:
    """A rollup row that did not hold what the ledger says. Minutes and entries as (held, true)."""

    rollup: str
    key: tuple[str, ...]
    minutes: tuple[int, int]
    entries: tuple[int, int]


@transaction.atomic
def reconcile() -> list[Difference]:
    """Recount both rollups from the ledger, mend what differs, and return what differed (empty is the good answer).

    1. Hold both rollup tables, so that nobody confirms in between. 2. Recount. 3. Compare row by row. 4. Mend.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"LOCK TABLE {OrganisationMonth._meta.db_table}, {DistrictMonth._meta.db_table} "
                "IN SHARE ROW EXCLUSIVE MODE"
            )
    confirmed = HourEntry.objects.confirmed().annotate(month=TruncMonth("day"))
    organisations: Deltas = {
        (organisation, month, field): (minutes, entries)
        for organisation, month, field, minutes, entries in confirmed.values_list(
            "organisation_id", "month", "activity__field_id"
        ).annotate(total=Sum("counted"), number=Count("pk"))
    }
    districts: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for district, field, month, organisation, minutes, entries in confirmed.values_list(
        "activity__district_id", "activity__field_id", "month", "organisation_id"
    ).annotate(total=Sum("counted"), number=Count("pk")):
        cell = districts[(district, field, month, slot_of(organisation))]
        cell[0] += minutes
        cell[1] += entries
    return [
        *_mend(OrganisationMonth, ["organisation_id", "month", "field_id"], organisations),
        *_mend(
            DistrictMonth,
            ["district_id", "field_id", "month", "slot"],
            {key: (cell[0], cell[1]) for key, cell in districts.items()},
        ),
    ]


def _mend(model: type[models.Model], keys: list[str], true: Deltas) -> list[Difference]:
    held: Deltas = {
        tuple(row[key] for key in keys): (row["minutes"], row["entries"])
        for row in model._default_manager.values(*keys, "minutes", "entries")
    }
    differences = []
    deltas: dict[Key, list[int]] = {}
    for key in sorted(held.keys() | true.keys()):
        have, want = held.get(key, (0, 0)), true.get(key, (0, 0))
        if have != want:
            deltas[key] = [want[0] - have[0], want[1] - have[1]]
            differences.append(
                Difference(
                    rollup=model.__name__,
                    key=tuple(str(part) for part in key),
                    minutes=(have[0], want[0]),
                    entries=(have[1], want[1]),
                )
            )
    _upsert(model, keys, deltas)
    return differences
