"""Nightly upkeep."""

import logging

from celery import shared_task
from django.contrib.sessions.models import Session

from backend.common.clock import now
from backend.common.models import Heartbeat, IdempotencyRecord
from recognition.services import fairness, statistics
from volunteers.services import recovery, sessions, totals

logger = logging.getLogger(__name__)


@shared_task(name="upkeep.reconcile_totals", ignore_result=True)
def reconcile_totals() -> int:
    """Recount the totals from the ledger; an alert for each row that differed."""
    differences = totals.reconcile()
    for difference in differences:
        logger.error("total differed and was mended: %s", difference)
    Heartbeat.touch("reconcile")
    return len(differences)


@shared_task(name="upkeep.forget_idempotency_keys", ignore_result=True)
def forget_idempotency_keys() -> int:
    """Drop remembered answers after a day."""
    deleted, _ = IdempotencyRecord.objects.filter(created_at__lt=now() - IdempotencyRecord.KEEP).delete()
    return deleted


@shared_task(name="upkeep.change_addresses", ignore_result=True)
def change_addresses() -> int:
    """Let new addresses count that waited for three days, and forget what was closed long ago."""
    recovery.forget_closed()
    return recovery.apply_due()


@shared_task(name="upkeep.publish_figures", ignore_result=True)
def publish_figures() -> list[int]:
    """Publish the figures of years that are over, and count their thanks by gender; both stay as they are."""
    published = statistics.publish_due()
    fairness.count_due()
    return published


@shared_task(name="upkeep.forget_sessions", ignore_result=True)
def forget_sessions() -> int:
    """Drop sessions that are over: of people, and of tries to sign in."""
    deleted, _ = Session.objects.filter(expire_date__lt=now()).delete()
    sessions.forget_ended()
    return deleted
