"""Jobs that press certificates. They carry no data: losing or doubling one is harmless."""

import logging
from typing import Any

from celery import shared_task
from django.conf import settings

from backend.common.models import Heartbeat
from certificates.services import files, mailing, queue

logger = logging.getLogger(__name__)


@shared_task(name="certificates.drain", ignore_result=True)
def drain() -> int:
    """Press what is due. Calls a colleague first if there is more than one batch, and another round if time was up."""
    Heartbeat.touch("worker")
    if queue.pending(beyond=settings.CERTIFICATE_BATCH):
        wake()
    handled = queue.drain()
    if handled and queue.pending():
        wake()
    return handled


@shared_task(name="certificates.sweep", ignore_result=True)
def sweep() -> int:
    """Free the rows of dead workers, then wake if something is due. Also the sign of life of beat and worker."""
    Heartbeat.touch("beat")
    Heartbeat.touch("worker")
    freed = queue.sweep()
    if queue.pending():
        drain()
    return freed


@shared_task(name="certificates.send_mails", ignore_result=True)
def send_mails() -> int:
    """Take back the mails of dead workers and send what is due; another round if time was up."""
    mailing.outbox.sweep()
    done = mailing.outbox.send_due()
    if done and mailing.outbox.pending():
        wake(send_mails)
    return done


@shared_task(name="certificates.mend_files", ignore_result=True)
def mend_files() -> int:
    """Put back the files that a power cut or a hand took in the last days."""
    return files.mend()


def wake(job: Any = drain) -> None:
    """Tell a worker that rows are due. Call it after the commit; a failure is counted, the sweeper finds the rows."""
    try:
        job.apply_async(retry=False, expires=30)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises: the rows are safe in the table
        logger.warning("wake-up failed: %s", type(error).__name__)
        Heartbeat.touch("wake-failed")
