"""/healthz and /readyz tell the truth, quickly, and about nobody."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from backend import health
from backend.common.models import Heartbeat
from certificates.models import Campaign, Certificate, Issuer, NumberSeries
from tests.services import RedisServer
from volunteers.models import User

ROOT = Path(__file__).resolve().parents[2]


def _seen(name: str, *, seconds_ago: float, count: int = 1) -> None:
    at = timezone.now() - dt.timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at, "count": count})


def _queue(*, seconds_ago: float, number: int = 1, status: str = "queued") -> None:
    user, _ = User.objects.get_or_create(email="carla@example.org", defaults={"name": "Carla Beispiel"})
    issuer, _ = Issuer.objects.get_or_create(
        code="NPA", name="Bündnis", place="Hannover", signatory_name="Carla Beispiel", signatory_role="Koordination"
    )
    series, _ = NumberSeries.objects.get_or_create(issuer=issuer, year=2026)
    Certificate.objects.create(
        kind="thanks",
        series=series,
        number=number,
        status=status,
        content={},
        ordered_by=user,
        queued_at=timezone.now() - dt.timedelta(seconds=seconds_ago),
        failure_reason="Der Name lässt sich nicht drucken." if status == "failed" else "",
    )


def _verdicts(checks: dict[str, Any]) -> dict[str, bool]:
    return {name: check["ok"] for name, check in checks.items()}


ALL_WELL = {"database": True, "worker": True, "beat": True, "queue": True, "wake_ups": True, "protocol": True}


@pytest.fixture
def at_work(db: None) -> None:
    """Worker and beat were seen a moment ago."""
    _seen("worker", seconds_ago=1)
    _seen("beat", seconds_ago=1)


def test_healthz_answers_without_database_session_or_cookie(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content, response["Content-Type"]) == (
        200,
        b"ok\n",
        "text/plain; charset=utf-8",
    )
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_pages_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_readyz_says_503_and_why_while_nobody_works(client: Client) -> None:
    response = client.get("/readyz")
    answer = response.json()
    assert response.status_code == 503
    assert answer["ok"] is False
    assert set(answer["checks"]) == {"database", "worker", "beat", "queue", "wake_ups", "protocol", "broker"}
    assert answer["checks"]["worker"]["ok"] is False
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.usefixtures("at_work")
def test_database_part_is_well_when_worker_and_beat_were_seen() -> None:
    checks = health.in_database()
    assert _verdicts(checks) == ALL_WELL
    assert checks["database"]["milliseconds"] >= 0
    assert checks["worker"]["seconds"] == pytest.approx(1, abs=5)
    assert checks["queue"] == {"ok": True, "queued": 0, "oldest_seconds": 0.0, "refused": 0}
    assert checks["wake_ups"] == {"ok": True, "failed": 0}


@pytest.mark.django_db
def test_worker_that_was_never_seen_is_not_ready() -> None:
    _seen("beat", seconds_ago=1)
    checks = health.in_database()
    assert _verdicts(checks) == ALL_WELL | {"worker": False}
    assert checks["worker"] == {"ok": False, "seconds": None}


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_process_that_was_last_seen_long_ago_is_not_ready(name: str) -> None:
    _seen(name, seconds_ago=health.WORKER_SECONDS + 5)
    checks = health.in_database()
    assert _verdicts(checks) == ALL_WELL | {name: False}
    assert checks[name]["seconds"] == pytest.approx(health.WORKER_SECONDS + 5, abs=5)


@pytest.mark.usefixtures("at_work")
def test_queue_tells_how_many_wait_and_since_when() -> None:
    _queue(seconds_ago=30, number=1)
    _queue(seconds_ago=90, number=2)
    _queue(seconds_ago=9000, number=3, status="failed")
    queue = health.in_database()["queue"]
    assert (queue["ok"], queue["queued"]) == (True, 2)
    assert queue["oldest_seconds"] == pytest.approx(90, abs=5)


@pytest.mark.usefixtures("at_work")
def test_queue_that_nobody_works_off_is_not_ready() -> None:
    _queue(seconds_ago=health.QUEUE_SECONDS + 5)
    assert _verdicts(health.in_database()) == ALL_WELL | {"queue": False}


@pytest.mark.usefixtures("at_work")
def test_wake_up_that_failed_just_now_is_not_ready_and_later_only_counted() -> None:
    _seen("wake-failed", seconds_ago=1, count=3)
    assert health.in_database()["wake_ups"] == {"ok": False, "failed": 3}
    _seen("wake-failed", seconds_ago=health.FAILED_WAKE_UP_SECONDS + 5, count=3)
    assert health.in_database()["wake_ups"] == {"ok": True, "failed": 3}


@pytest.mark.postgres
@pytest.mark.django_db
def test_database_that_does_not_answer_is_not_ready() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE certificates_certificate IN ACCESS EXCLUSIVE MODE")
        checks = health.measure()
    silent = {"ok": False, "error": "no answer"}
    assert {name: check for name, check in checks.items() if name != "broker"} == dict.fromkeys(ALL_WELL, silent)
    assert checks["broker"]["ok"] is True


@pytest.mark.sqlite
def test_folder_broker_is_ready_while_it_takes_a_file() -> None:
    folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
    folder.mkdir(parents=True, exist_ok=True)
    assert health.broker()["broker"]["ok"] is True
    assert list(folder.glob(".probe-*")) == []


def _ready(var: Path, broker: str, *names: str) -> tuple[int, dict[str, Any]]:
    """`manage.py ready` in a process of its own: exit code and answer."""
    environment = {**os.environ, "DANKWERK_VAR": str(var), "CELERY_BROKER_URL": broker}
    command = [sys.executable, "manage.py", "ready", *names]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return result.returncode, json.loads(result.stdout)


@pytest.mark.sqlite
def test_ready_command_says_when_the_broker_takes_no_file(tmp_path: Path) -> None:
    (tmp_path / "broker").mkdir()
    (tmp_path / "broker" / "messages").touch()  # no folder
    assert _ready(tmp_path, "filesystem://", "broker") == (
        1,
        {"broker": {"ok": False, "error": "NotADirectoryError"}},
    )


@pytest.mark.postgres
def test_ready_command_says_whether_redis_answers(tmp_path: Path) -> None:
    server = RedisServer().start()
    try:
        # Five tries: half a second is much for Redis and little for a test machine with other things to do.
        assert any(_ready(tmp_path, server.url, "broker")[0] == 0 for _attempt in range(5))
        server.freeze()
        assert _ready(tmp_path, server.url, "broker") == (1, {"broker": {"ok": False, "error": "OperationalError"}})
        server.kill()
        assert _ready(tmp_path, server.url, "broker") == (1, {"broker": {"ok": False, "error": "OperationalError"}})
    finally:
        server.stop()


@pytest.mark.sqlite
def test_ready_command_refuses_a_name_that_nobody_has(tmp_path: Path) -> None:
    assert _ready(tmp_path, "filesystem://", "printer") == (1, {"printer": {"ok": False, "error": "unknown"}})


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("code", ["disk_full", "not_stored", "no_seal"])
def test_queue_whose_rows_disk_or_seal_refuse_is_not_ready(code: str) -> None:
    _queue(seconds_ago=5)
    _queue(seconds_ago=5, number=2)
    Certificate.objects.filter(number=1).update(failure_code=code)
    queue = health.in_database()["queue"]
    assert (queue["ok"], queue["queued"], queue["refused"]) == (False, 2, 1)
    Certificate.objects.filter(number=1).update(failure_code="press_error")  # it is repeated, and fails for good
    assert health.in_database()["queue"]["ok"]


@pytest.mark.usefixtures("at_work")
def test_paused_campaign_is_no_sign_of_illness() -> None:
    _queue(seconds_ago=health.QUEUE_SECONDS + 5)
    certificate = Certificate.objects.get()
    paused = Campaign.objects.create(
        title="Dank", kind="thanks", issuer=certificate.series.issuer, period_start="2026-01-01",
        period_end="2026-12-31", created_by=certificate.ordered_by, status="paused", ordered_at=timezone.now(),
    )  # fmt: skip
    Certificate.objects.update(campaign=paused)
    queue = health.in_database()["queue"]
    assert (queue["ok"], queue["queued"]) == (True, 0)
