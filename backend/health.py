"""`/healthz`: this process answers. `/readyz`: everything that a certificate needs on its way is at work.

Readiness is measured, never assumed, and bounded: each part has its own thread and 1.5 s for its answer, because a
server that hangs is the very case this page is for. Nothing on it is about people, and it names no address.
"""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.celery import app
from backend.common.models import Heartbeat
from certificates.models import REFUSALS, Certificate

ANSWER_SECONDS = 1.5
WORKER_SECONDS = 60  # the sweeper touches the heartbeats every 2 to 5 s; a batch may hold it up for 20 s
QUEUE_SECONDS = 900  # 50,000 certificates take a worker some minutes: longer means that nobody presses
FAILED_WAKE_UP_SECONDS = 300
SEALED_SECONDS = 900  # events are sealed each minute; a stream under load may have to wait some times

Check = dict[str, Any]  # "ok" and figures


@require_safe
@never_cache
def alive(_request: HttpRequest) -> HttpResponse:
    """200 ``ok`` from a process that can answer at all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """200 or 503, with what `measure()` found."""
    checks = measure()
    well = all(check["ok"] for check in checks.values())
    return JsonResponse({"ok": well, "checks": checks}, status=200 if well else 503)


def measure() -> dict[str, Check]:
    """Every check by name, each with ``ok`` and its figures, within `ANSWER_SECONDS`.

    Names: database, worker, beat, queue, wake_ups, protocol, broker. What fails or does not answer in time is not ok
    and says so in ``error``.
    """
    _load_drivers()
    asked = [(names, thread.submit(_apart, part)) for names, part, thread in PARTS]
    wait_for([future for _names, future in asked], timeout=ANSWER_SECONDS)
    checks: dict[str, Check] = {}
    for names, future in asked:
        if future.cancel() or not future.done():
            checks |= {name: {"ok": False, "error": "no answer"} for name in names}
        elif error := future.exception():  # its type alone: the text may hold an address
            checks |= {name: {"ok": False, "error": type(error).__name__} for name in names}
        else:
            checks |= future.result()
    return checks


def _load_drivers() -> None:
    """Imports of a process's first call take longer than an answer may; they are no sign of a sick server."""
    _ = connections["default"]
    app.connection_for_write().get_transport_cls()


def _apart(part: Callable[[], dict[str, Check]]) -> dict[str, Check]:
    """Runs a part in a thread of ours and gives its database connection back."""
    try:
        return part()
    finally:
        connections.close_all()


def in_database() -> dict[str, Check]:
    """What the database says, about itself and about the others; ages by its clock."""
    started = time.perf_counter()
    age = ExpressionWrapper(Now() - F("at"), output_field=DurationField())
    beats = {beat.name: beat for beat in Heartbeat.objects.annotate(age=age)}
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    queue = Certificate.objects.waiting().aggregate(
        number=Count("pk"),
        age=ExpressionWrapper(Now() - Min("queued_at"), output_field=DurationField()),
        refused=Count("pk", filter=Q(failure_code__in=REFUSALS)),
    )
    ages = {name: beat.age.total_seconds() for name, beat in beats.items()}
    oldest = queue["age"].total_seconds() if queue["number"] else 0.0
    failed = beats.get("wake-failed")
    return {
        "database": {"ok": True, "milliseconds": milliseconds},
        "worker": _sign_of_life(ages.get("worker")),
        "beat": _sign_of_life(ages.get("beat")),
        "queue": {
            "ok": oldest <= QUEUE_SECONDS and not queue["refused"],
            "queued": queue["number"],
            "oldest_seconds": round(oldest, 1),
            "refused": queue["refused"],  # by a full disk, or a seal that cannot be used
        },
        "wake_ups": {
            "ok": ages.get("wake-failed", FAILED_WAKE_UP_SECONDS) >= FAILED_WAKE_UP_SECONDS,
            "failed": failed.count if failed else 0,
        },
        # Before the first minute is over nothing was sealed yet, and nothing is wrong.
        "protocol": _sign_of_life(ages.get("seal", 0.0), SEALED_SECONDS),
    }


def _sign_of_life(age: float | None, most: float = WORKER_SECONDS) -> Check:
    """Seconds since a process was last seen; null when it never was."""
    return {"ok": age is not None and age <= most, "seconds": None if age is None else round(age, 1)}


def broker() -> dict[str, Check]:
    """A message could be sent now: Redis answers within its socket timeout, a folder takes a file."""
    started = time.perf_counter()
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    if "data_folder_out" in options:
        probe = Path(options["data_folder_out"]) / f".probe-{uuid.uuid4().hex}"  # no worker takes it: not *.msg
        probe.write_bytes(b"1")
        probe.unlink()
    else:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=0)  # asks Redis for a PONG
    return {"broker": {"ok": True, "milliseconds": round((time.perf_counter() - started) * 1000, 1)}}


def _own_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")


# A server that hangs keeps the thread that asked it, and only that one: the other part still tells the truth, and
# further questions to the hung one meet the deadline without piling up.
PARTS: list[tuple[tuple[str, ...], Callable[[], dict[str, Check]], ThreadPoolExecutor]] = [
    (("database", "worker", "beat", "queue", "wake_ups", "protocol"), in_database, _own_thread()),
    (("broker",), broker, _own_thread()),
]
