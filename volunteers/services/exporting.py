"""Copies of one's data: asked for, built by a worker, there for seven days, gone.

The row is the queue, as for certificates: a wake-up may be lost or doubled. A copy is written beside its place and
renamed into it in the transaction that says it is ready, so that a row speaks of no file that is not there.
"""

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict
from volunteers.models import DataExport, ExportStatus, User
from volunteers.models.privacy import EXPORT_OPEN, DataExportQuerySet
from volunteers.services import protocol
from volunteers.services.export_file import write
from volunteers.services.protocol import Act

logger = logging.getLogger(__name__)

KEEP = dt.timedelta(days=7)
LEASE = dt.timedelta(minutes=10)
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claimed:
    """A copy in our hands, until the lease ends."""

    pk: int
    uuid: UUID
    token: UUID
    attempts: int
    user: User


@transaction.atomic
def request(*, user: User) -> DataExport:
    """Ask for a copy. While one is under way there is no second one: the answer is that one."""
    try:
        with transaction.atomic():
            made = DataExport.objects.create(user=user, requested_at=clock.now())
    except IntegrityError:
        return DataExport.objects.get(user=user, status__in=EXPORT_OPEN)
    protocol.note(act=Act.EXPORT_REQUESTED, actor=user, subject=made.uuid)
    return made


def file_of(copy: DataExport) -> Path:
    """Where the finished file lies. Raises Conflict (`export_not_ready`) before, after, and once the days are over."""
    path = path_of(copy.uuid)
    ready = copy.status == ExportStatus.READY and copy.expires_at is not None and copy.expires_at > clock.now()
    if not ready or not path.is_file():
        raise Conflict(
            _("Diese Kopie liegt nicht bereit. Bitte fordere eine neue an."),
            code="export_not_ready",
            field="status",
            extra={"status": copy.status},
        )
    return path


def path_of(key: UUID) -> Path:
    """The place of a copy's file: named after the copy, never after a person."""
    return Path(settings.EXPORT_DIR) / f"{key.hex}.zip"


# --- building ---


def drain(*, seconds: float = 20.0) -> int:
    """Build what is asked for until nothing is left or the time is up. Returns how many."""
    until = time.monotonic() + seconds
    built = 0
    while time.monotonic() < until and (claimed := claim()):
        built += build(claimed)
    return built


def pending() -> bool:
    """Whether a copy waits."""
    return DataExport.objects.due().exists()


@transaction.atomic
def claim() -> Claimed | None:
    """Take the oldest under a new lease, by the database's clock; other workers skip what is locked."""
    row = DataExport.objects.due().select_related("user").select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    token = uuid4()
    DataExport.objects.filter(pk=row.pk, status=ExportStatus.REQUESTED).update(
        status=ExportStatus.BUILDING, lease_token=token, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    return Claimed(row.pk, row.uuid, token, row.attempts + 1, row.user)


def build(claimed: Claimed) -> bool:
    """Write the file and say that it is ready; put the row away where that fails. Whether it is ready."""
    path = path_of(claimed.uuid)
    draft = path.with_name(f".{claimed.uuid.hex}.{claimed.token.hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write(draft, claimed.user)
        return _settle(claimed, draft, path)
    except Exception as error:  # noqa: BLE001 - one bad row must not stop the others; it is counted
        logger.error("copy of data not built: %s", type(error).__name__)  # noqa: TRY400 - a message might hold a name
        _put_away(claimed)
        return False
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


@transaction.atomic
def _settle(claimed: Claimed, draft: Path, path: Path) -> bool:
    """Nothing where the lease was lost: the person was forgotten meanwhile, or somebody else builds it."""
    now = clock.now()
    if not _held(claimed).update(
        status=ExportStatus.READY,
        lease_token=None,
        lease_until=None,
        ready_at=now,
        expires_at=now + KEEP,
        size=draft.stat().st_size,
    ):
        return False
    older = DataExport.objects.filter(user=claimed.user, status__in=[ExportStatus.READY, ExportStatus.FAILED])
    for copy in older.exclude(pk=claimed.pk):
        delete(copy, at=now)
        path_of(copy.uuid).unlink(missing_ok=True)
    draft.replace(path)
    return True


def _put_away(claimed: Claimed) -> None:
    again = claimed.attempts < MOST_ATTEMPTS
    status = ExportStatus.REQUESTED if again else ExportStatus.FAILED
    _held(claimed).update(status=status, lease_token=None, lease_until=None)


def _held(claimed: Claimed) -> Any:
    return DataExport.objects.filter(pk=claimed.pk, status=ExportStatus.BUILDING, lease_token=claimed.token)


def sweep() -> int:
    """Take back what a dead worker left, as often as it may be tried. Returns how many."""
    lost = DataExport.objects.filter(status=ExportStatus.BUILDING, lease_until__lt=Now())
    freed: dict[str, Any] = {"lease_token": None, "lease_until": None}
    failed = lost.filter(attempts__gte=MOST_ATTEMPTS).update(status=ExportStatus.FAILED, **freed)
    return failed + lost.update(status=ExportStatus.REQUESTED, **freed)


# --- the end ---


def delete(copy: DataExport, *, at: dt.datetime) -> None:
    """Say that a copy is gone; the caller removes the file, after the commit."""
    DataExport.objects.filter(pk=copy.pk).exclude(status=ExportStatus.DELETED).update(
        status=ExportStatus.DELETED, deleted_at=at, lease_token=None, lease_until=None
    )


def expired() -> DataExportQuerySet:
    """The copies whose days are over."""
    return DataExport.objects.filter(status=ExportStatus.READY, expires_at__lte=clock.now())


def expire(keys: Iterable[int]) -> None:
    """Delete those copies: the file first, so that no row says deleted while its file is there."""
    for copy in DataExport.objects.filter(pk__in=keys):
        path_of(copy.uuid).unlink(missing_ok=True)
        delete(copy, at=clock.now())


def drop_strangers() -> None:
    """Remove files of copies that were deleted, and drafts of workers that died: older than any lease."""
    folder = Path(settings.EXPORT_DIR)
    if not folder.is_dir():
        return
    ready = {
        path_of(key).name for key in DataExport.objects.filter(status=ExportStatus.READY).values_list("uuid", flat=True)
    }
    latest = time.time() - 2 * LEASE.total_seconds()
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            if path.name not in ready and path.suffix in {".zip", ".part"} and path.stat().st_mtime < latest:
                path.unlink()
