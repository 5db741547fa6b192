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
        "mails": {"task": "mails.send", "schedule": 15.0, "options": {"expires": 15}},
        "digests": {"task": "mails.digests", "schedule": crontab(hour="6", minute="30")},
        "remind-of-links": {"task": "mails.remind", "schedule": crontab(hour="9", minute="13")},
        "tell-of-consents": {"task": "mails.consents", "schedule": crontab(hour="9", minute="33")},
        "mend-files": {"task": "certificates.mend_files", "schedule": crontab(hour="2", minute="47")},
        "seal-protocol": {"task": "protocol.seal", "schedule": 60.0, "options": {"expires": 60}},
        "build-copies": {"task": "privacy.build_copies", "schedule": 20.0, "options": {"expires": 20}},
        "erase-due": {"task": "privacy.erase_due", "schedule": 60.0, "options": {"expires": 60}},
        "follow-retention": {"task": "privacy.follow_retention", "schedule": crontab(hour="4", minute="47")},
        "reconcile-totals": {"task": "upkeep.reconcile_totals", "schedule": crontab(hour="3", minute="17")},
        "publish-figures": {"task": "upkeep.publish_figures", "schedule": crontab(hour="3", minute="41")},
        "evaluate-changed": {"task": "recognition.evaluate_changed", "schedule": 60.0, "options": {"expires": 60}},
        "evaluate-everybody": {"task": "recognition.evaluate_everybody", "schedule": crontab(hour="3", minute="47")},
        "change-addresses": {"task": "upkeep.change_addresses", "schedule": crontab(minute="11")},
        "forget-sessions": {"task": "upkeep.forget_sessions", "schedule": crontab(hour="4", minute="7")},
        "forget-idempotency-keys": {"task": "upkeep.forget_idempotency_keys", "schedule": crontab(minute="41")},
    }
