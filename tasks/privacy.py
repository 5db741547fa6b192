"""Jobs about people's own data: copies, erasures, the ends of periods. They carry no data."""

import logging
from typing import Any

from celery import shared_task

from backend.common.models import Heartbeat
from volunteers.services import asking, exporting, retention

logger = logging.getLogger(__name__)


@shared_task(name="privacy.build_copies", ignore_result=True)
def build_copies() -> int:
    """Build the copies that people asked for, and take back those of dead workers; another round if time was up."""
    exporting.sweep()
    built = exporting.drain()
    if built and exporting.pending():
        wake_builder()
    return built


@shared_task(name="privacy.erase_due", ignore_result=True)
def erase_due() -> int:
    """Forget the people whose time has come, and remove the files of those who are forgotten."""
    erased, failed = asking.erase_due()
    if failed:
        Heartbeat.touch("erasure-failed")
    return erased


@shared_task(name="privacy.follow_retention", ignore_result=True)
def follow_retention() -> dict[str, int]:
    """Let go what was kept long enough, and remove files that belong to nothing."""
    done = retention.follow()
    exporting.drop_strangers()
    Heartbeat.touch("retention")
    return done


def wake_builder() -> None:
    """Tell a worker that a copy is asked for."""
    _wake(build_copies)


def wake_eraser() -> None:
    """Tell a worker that somebody is to be forgotten at once."""
    _wake(erase_due)


def _wake(job: Any) -> None:
    """After the commit; a failure is counted, the timetable finds the rows."""
    try:
        job.apply_async(retry=False, expires=30)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises: the rows are safe in the table
        logger.warning("wake-up failed: %s", type(error).__name__)
        Heartbeat.touch("wake-failed")
