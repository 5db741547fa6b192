"""The timetable, and nothing else."""

from typing import Any

from celery.schedules import crontab


def timetable(sweep_seconds: int) -> dict[str, dict[str, Any]]:
    """Celery's beat schedule. A job that could not start before the next one is due is dropped (`expires`)."""
    return {
        "sweep": {
            "task": "certificates.sweep",
            "schedule": float(sweep_seconds),
            "options": {"expires": sweep_seconds * 5},
        },
        "send-mails": {"task": "certificates.send_mails", "schedule": 60.0, "options": {"expires": 60}},
        "mend-files": {"task": "certificates.mend_files", "schedule": crontab(hour="2", minute="47")},
        "reconcile-totals": {"task": "upkeep.reconcile_totals", "schedule": crontab(hour="3", minute="17")},
        "change-addresses": {"task": "upkeep.change_addresses", "schedule": crontab(minute="11")},
        "forget-sessions": {"task": "upkeep.forget_sessions", "schedule": crontab(hour="4", minute="7")},
        "forget-idempotency-keys": {"task": "upkeep.forget_idempotency_keys", "schedule": crontab(minute="41")},
    }
