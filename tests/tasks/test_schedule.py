"""What is registered, what the timetable asks for, and in which language messages are written."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

import tasks
from backend.celery import app
from tasks.schedule import timetable

REGISTERED = {
    "certificates.drain",
    "certificates.mend_files",
    "certificates.send_mails",
    "certificates.sweep",
    "mails.digests",
    "mails.consents",
    "mails.remind",
    "mails.send",
    "protocol.seal",
    "privacy.build_copies",
    "privacy.erase_due",
    "privacy.follow_retention",
    "recognition.evaluate_changed",
    "recognition.evaluate_everybody",
    "upkeep.change_addresses",
    "upkeep.forget_idempotency_keys",
    "upkeep.forget_sessions",
    "upkeep.publish_figures",
    "upkeep.reconcile_totals",
}


def own_jobs() -> set[str]:
    """The registered jobs that are not Celery's own."""
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_jobs_are_registered_under_exactly_these_names() -> None:
    assert own_jobs() == REGISTERED


def test_celery_is_told_of_every_module_that_holds_jobs() -> None:
    modules = {f"tasks.{module.name}" for module in pkgutil.iter_modules(tasks.__path__)}
    assert modules == {*settings.CELERY_IMPORTS, "tasks.schedule"}


@pytest.mark.parametrize("seconds", [2, 5])
def test_timetable_asks_for_registered_jobs_and_drops_late_sweeps(seconds: int) -> None:
    plan = timetable(seconds)
    assert {entry["task"] for entry in plan.values()} == REGISTERED - {"certificates.drain"}
    assert plan["send-mails"] == {"task": "certificates.send_mails", "schedule": 60.0, "options": {"expires": 60}}
    assert plan["mails"] == {"task": "mails.send", "schedule": 15.0, "options": {"expires": 15}}
    mend = plan["mend-files"]["schedule"]
    assert (mend.hour, mend.minute) == ({2}, {47})
    assert plan["sweep"] == {
        "task": "certificates.sweep",
        "schedule": float(seconds),
        "options": {"expires": seconds * 5},
    }
    reconcile, forget = plan["reconcile-totals"]["schedule"], plan["forget-idempotency-keys"]["schedule"]
    assert (reconcile.hour, reconcile.minute) == ({3}, {17})
    assert (len(forget.hour), forget.minute) == (24, {41})


def test_timetable_of_the_settings_is_this_one() -> None:
    assert timetable(settings.SWEEP_SECONDS) == settings.CELERY_BEAT_SCHEDULE


def test_messages_are_json_and_results_are_not_kept() -> None:
    names = ("task_serializer", "accept_content", "task_ignore_result", "result_backend", "task_always_eager")
    assert {name: app.conf[name] for name in names} == {
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "result_backend": None,
        "task_always_eager": False,
    }
    assert {app.tasks[name].ignore_result for name in own_jobs()} == {True}
    assert {app.tasks[name].serializer for name in own_jobs()} == {"json"}


def test_beat_knows_the_timetable_and_loads_no_application(tmp_path: Path) -> None:
    tells = (
        "import json; from django.apps import apps; from backend.beat import app; app.loader.init_worker(); "
        "print(json.dumps([apps.ready, sorted(entry['task'] for entry in app.conf.beat_schedule.values())]))"
    )
    environment = {"DANKWERK_VAR": str(tmp_path), "CELERY_BROKER_URL": "filesystem://"}
    told = subprocess.run([sys.executable, "-c", tells], env=environment, capture_output=True, check=True).stdout
    assert json.loads(told) == [False, sorted(REGISTERED - {"certificates.drain"})]
    assert (tmp_path / "broker" / "messages").is_dir()
