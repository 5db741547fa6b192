"""Counting and timing what the database and the processor do for a piece of work."""

import contextlib
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

_BUFFERS = """
    SELECT coalesce(sum(pg_stat_get_xact_blocks_fetched(oid)), 0)::bigint FROM pg_class
    WHERE relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)
"""


@dataclass
class Statement:
    """One statement as it was sent, and how long we waited for its result, in milliseconds."""

    sql: str
    parameters: Any
    ms: float


@dataclass
class Reading:
    """Milliseconds by the clock, of our processor, and waiting for the database; and the statements."""

    wall: float = 0.0
    cpu: float = 0.0
    statements: list[Statement] = field(default_factory=list)

    @property
    def database(self) -> float:
        """Milliseconds from sending each statement to its result, with psycopg's own work in it."""
        return sum(statement.ms for statement in self.statements)


@contextlib.contextmanager
def timed() -> Iterator[Reading]:
    """Times a block of work on this thread's connection."""
    reading = Reading()

    def watch(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        begun = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            reading.statements.append(Statement(sql, parameters, (time.perf_counter() - begun) * 1000))

    with connection.execute_wrapper(watch):
        wall, cpu = time.perf_counter(), time.process_time()
        yield reading
        reading.wall, reading.cpu = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def buffers(work: Callable[[], object]) -> int:
    """Pages of our tables and indexes that the work touches on PostgreSQL, found in memory or not; it is rolled back.

    From the counters that a session keeps for its own transaction, so exact, whatever else goes on. Foreign keys are
    checked at the commit otherwise, here before the second reading. The system's catalogues are left out.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BUFFERS)
        (before,) = cursor.fetchone()
        work()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_BUFFERS)
        (after,) = cursor.fetchone()
        transaction.set_rollback(True)
    return int(after - before)


def middle(values: "list[float]") -> float:
    """The median, to three digits."""
    return float(f"{statistics.median(values):.3g}")
