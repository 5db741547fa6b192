"""Jobs that find out who reached what. They carry no data: what is due stands in the database."""

import logging

from celery import shared_task

from backend.common.models import Heartbeat
from recognition.services import evaluating

logger = logging.getLogger(__name__)


@shared_task(name="recognition.evaluate_changed", ignore_result=True)
def evaluate_changed() -> int:
    """Evaluate whom something changed for; all people where a rule changed."""
    return evaluating.follow()


@shared_task(name="recognition.evaluate_everybody", ignore_result=True)
def evaluate_everybody() -> int:
    """Evaluate all people: birthdays, days on which rules begin, and whatever the quick look could not see."""
    evaluating.ask_for_everybody()
    return evaluating.follow()


def wake() -> None:
    """Tell a worker that a rule changed. A failure is counted; the timetable finds what is due within a minute."""
    try:
        evaluate_changed.apply_async(retry=False, expires=30)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises: what is due stands in the table
        logger.warning("wake-up failed: %s", type(error).__name__)
        Heartbeat.touch("wake-failed")
