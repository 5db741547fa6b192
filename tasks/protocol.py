"""The seal on everything that was decided."""

import logging

from celery import shared_task

from backend.common.models import Heartbeat
from certificates.services import keys
from volunteers.models import ProtocolBlock
from volunteers.services import chain

logger = logging.getLogger(__name__)


@shared_task(name="protocol.seal", ignore_result=True)
def seal() -> int:
    """Seal the events that are finished. The log keeps the newest digest outside of the database."""
    keys.note_rotation()
    rows = chain.seal()
    Heartbeat.touch("seal")
    if rows and (newest := ProtocolBlock.objects.latest_digest()):
        logger.info("protocol sealed: block %d, digest %s", newest[0], newest[1])
    return rows
