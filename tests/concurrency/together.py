"""Several people at the same moment: each in a thread with a database connection of its own (PostgreSQL)."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction

from backend.common.errors import DomainError

SECONDS = 30.0  # only a test that fails waits that long
Job = Callable[[], Any]


def meeting(of: int = 2) -> threading.Barrier:
    """Where threads wait for each other, between reading and writing: that is the race."""
    return threading.Barrier(of, timeout=SECONDS)


def at_once(*jobs: Job, while_held: Job | None = None) -> list[Any]:
    """What each job returned or raised, in their order.

    With `while_held` nothing is left to chance: that work is done here first and its transaction stays open, with
    what it locked, until each job either waits for a lock or is through. Then it is rolled back and the jobs go on.
    """
    start = threading.Barrier(len(jobs) + 1, timeout=SECONDS)
    backends: list[int] = []

    def run(job: Job) -> Any:
        try:
            backends.append(_backend())
            start.wait()
            return job()
        except Exception as error:  # noqa: BLE001 - the test judges it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        with transaction.atomic():
            if while_held is not None:
                while_held()
            futures = [pool.submit(run, job) for job in jobs]
            start.wait()
            if while_held is not None:
                _until_all_wait_or_are_through(backends, futures)
            transaction.set_rollback(True)
        return [future.result(timeout=SECONDS) for future in futures]


def outcomes(results: Iterable[Any]) -> list[str]:
    """`done` or the code of the refusal, sorted; any other error is raised."""
    return sorted(_outcome(result) for result in results)


def _outcome(result: Any) -> str:
    if isinstance(result, DomainError):
        return result.code
    if isinstance(result, BaseException):
        raise result
    return "done"


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _until_all_wait_or_are_through(backends: Sequence[int], futures: Sequence[Future[Any]]) -> None:
    end = time.monotonic() + SECONDS
    while sum(future.done() for future in futures) + _waiting(backends) < len(futures):
        assert time.monotonic() < end, "neither waiting nor through"
        time.sleep(0.005)


def _waiting(backends: Sequence[int]) -> int:
    """How many of these PostgreSQL processes wait for somebody's lock now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM unnest(%s::int[]) AS pid WHERE cardinality(pg_blocking_pids(pid)) > 0",
            [list(backends)],
        )
        return int(cursor.fetchone()[0])
