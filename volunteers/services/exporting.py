"""Files of data: asked for, built by a worker, there for some days, gone. Copies of one's own, and what a role sees.

The row is the queue, as for certificates: a wake-up may be lost or doubled. A copy is written beside its place and
renamed into it in the transaction that says it is ready, so that a row speaks of no file that is not there.
"""

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.errors import Conflict, Forbidden, Invalid, NotFound
from backend.common.outbox import Pointless
from volunteers.models import DataExport, ExportForm, ExportOf, ExportStatus, Mail, User
from volunteers.models.privacy import EXPORT_OPEN, DataExportQuerySet
from volunteers.services import export_archive, exports, mailing, protocol
from volunteers.services.export_archive import Wish
from volunteers.services.export_file import write
from volunteers.services.protocol import Act

logger = logging.getLogger(__name__)

KEEP = dt.timedelta(days=7)
KEEP_OF_ROLES = dt.timedelta(days=3)  # they speak of others
MOST_OF_ROLES = 5  # files that lie there for one account
LEASE = dt.timedelta(minutes=10)
MOST_ATTEMPTS = 3
TOLD_EVERY = 20_000  # rows between two signs of life
MAIL = "export_ready"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A copy in our hands, until the lease ends."""

    pk: int
    uuid: UUID
    token: UUID
    attempts: int
    copy: DataExport

    @property
    def user(self) -> User:
        """Who asked."""
        return self.copy.user


class Lost(Exception):
    """The lease is gone: somebody was forgotten meanwhile, or somebody else builds it."""


@transaction.atomic
def request(*, user: User) -> DataExport:
    """Ask for a copy. While one is under way there is no second one: the answer is that one."""
    try:
        with transaction.atomic():
            made = DataExport.objects.create(user=user, requested_at=clock.now())
    except IntegrityError:
        return DataExport.objects.get(user=user, of=ExportOf.ONESELF, status__in=EXPORT_OPEN)
    protocol.note(act=Act.EXPORT_REQUESTED, actor=user, subject=made.uuid)
    return made


@transaction.atomic
def request_of_role(*, wish: Wish) -> DataExport:
    """Ask for what a role sees. The same asked again while it is under way is one.

    Raises Invalid (`no_kinds`, `period_order`), Conflict (`export_under_way`).
    """
    role = wish.role
    if not wish.kinds:
        raise Invalid(_("Bitte wählen Sie aus, was in die Datei soll."), code="no_kinds", field="kinds")
    if wish.start and wish.end and wish.end < wish.start:
        raise Invalid(_("Das Ende des Zeitraums liegt vor seinem Anfang."), code="period_order", field="end")
    asked: dict[str, Any] = {
        "of": role.of,
        "organisation": role.organisation,
        "kinds": [kind.code for kind in wish.kinds],
        "start": wish.start,
        "end": wish.end,
        "form": wish.form,
    }
    try:
        with transaction.atomic():
            return DataExport.objects.create(user=role.user, requested_at=clock.now(), reach=role.extent, **asked)
    except IntegrityError:
        present = DataExport.objects.of_roles_of(role.user).filter(status__in=EXPORT_OPEN).first()
    if present is not None and all(getattr(present, name) == value for name, value in asked.items()):
        return present
    raise Conflict(
        _("Es wird gerade eine andere Datei für Sie zusammengestellt. Bitte warten Sie, bis sie fertig ist."),
        code="export_under_way",
        field="status",
        extra={"status": present.status if present else ExportStatus.BUILDING.value},
    )


def wish_of(copy: DataExport) -> Wish:
    """What was asked for, in the role as it is now. Raises Forbidden where somebody does not have it any more."""
    role = exports.role_of(copy.user, copy.organisation)
    known = {kind.code: kind for kind in exports.kinds_of(role)}
    kinds = tuple(known[code] for code in copy.kinds if code in known)
    return Wish(role, kinds, ExportForm(copy.form), copy.start, copy.end)


def find_of_role(*, user: User, key: UUID) -> tuple[DataExport, Wish]:
    """A file that somebody asked for in a role, while they have it and it reaches as far. Raises NotFound."""
    copy = DataExport.objects.of_roles_of(user).select_related("user", "organisation").filter(uuid=key).first()
    try:
        wish = wish_of(copy) if copy is not None else None
    except Forbidden:
        wish = None
    if copy is None or wish is None or not wish.role.covers(copy.reach):
        raise NotFound(_("Diese Datei gibt es nicht, oder nicht mehr für Sie."))
    return copy, wish


def download_of(copy: DataExport, wish: Wish) -> dict[str, Any]:
    """Everything that an answer with the file of a role says: `source`, `name`, `media_type`, `size`.

    Raises Conflict (`export_not_ready`).
    """
    path = file_of(copy)
    return {
        "source": partial(export_archive.opened, path, single=wish.single),
        "name": export_archive.name_of(wish, copy.ready_at or clock.now()),
        "media_type": wish.media_type,
        "size": copy.size,
    }


def file_of(copy: DataExport) -> Path:
    """Where the finished file lies. Raises Conflict (`export_not_ready`) before, after, and once the days are over."""
    path = path_of(copy.uuid)
    ready = copy.status == ExportStatus.READY and copy.expires_at is not None and copy.expires_at > clock.now()
    if not ready or not path.is_file():
        raise Conflict(
            _("Diese Kopie liegt nicht bereit. Bitte fordere eine neue an.")
            if copy.of == ExportOf.ONESELF
            else _("Diese Datei liegt nicht bereit. Bitte stellen Sie sie neu zusammen."),
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
    row = (
        DataExport.objects.due()
        .select_related("user", "organisation")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if row is None:
        return None
    token = uuid4()
    DataExport.objects.filter(pk=row.pk, status=ExportStatus.REQUESTED).update(
        status=ExportStatus.BUILDING, lease_token=token, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    return Claimed(row.pk, row.uuid, token, row.attempts + 1, row)


def build(claimed: Claimed) -> bool:
    """Write the file and say that it is ready; put the row away where that fails. Whether it is ready."""
    path = path_of(claimed.uuid)
    draft = path.with_name(f".{claimed.uuid.hex}.{claimed.token.hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if claimed.copy.of == ExportOf.ONESELF:
            write(draft, claimed.user)
            return _settle(claimed, draft, path)
        return _build_of_role(claimed, draft, path)
    except Lost:
        return False
    except Exception as error:  # noqa: BLE001 - one bad row must not stop the others; it is counted
        logger.error("copy of data not built: %s", type(error).__name__)  # noqa: TRY400 - a message might hold a name
        _put_away(claimed)
        return False
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _build_of_role(claimed: Claimed, draft: Path, path: Path) -> bool:
    """In the role as it is now; who lost it meanwhile gets nothing."""
    try:
        wish = wish_of(claimed.copy)
    except Forbidden:
        _put_away(claimed, for_good=True)
        return False
    told = 0

    def tick(rows: int) -> None:
        nonlocal told
        if rows - told >= TOLD_EVERY:
            told = rows
            if not _held(claimed).update(rows=rows, lease_until=Now() + LEASE):
                raise Lost

    rows, size = export_archive.write(draft, wish, tick)
    return _settle_of_role(claimed, wish, draft, path, rows, size)


@transaction.atomic
def _settle_of_role(claimed: Claimed, wish: Wish, draft: Path, path: Path, rows: dict[str, int], size: int) -> bool:
    """Ready: noted in the protocol with the numbers of rows, and its owner hears of it."""
    role, total = wish.role, sum(rows.values())
    if not _ready(claimed, KEEP_OF_ROLES, size=size, rows=total, reach=role.extent, kinds=list(rows)):
        return False
    older = DataExport.objects.of_roles_of(role.user).filter(status__in=[ExportStatus.READY, ExportStatus.FAILED])
    _remove(older.exclude(pk=claimed.pk).order_by("-pk")[MOST_OF_ROLES - 1 :])
    days = {"from": wish.start, "to": wish.end}
    protocol.note(
        act=Act.DATA_EXPORTED,
        actor=role.user,
        organisation=role.organisation,
        subject=claimed.uuid,
        detail={
            "form": wish.form.value,
            "rows": total,
            "kinds": [f"{code}:{number}" for code, number in rows.items()],
            **{name: day.isoformat() for name, day in days.items() if day},
        },
    )
    mailing.enqueue(
        kind=MAIL,
        key=f"{MAIL}:{claimed.uuid}",
        to=role.user.email,
        language=role.user.language,
        context={"export": str(claimed.uuid)},
    )
    draft.replace(path)
    return True


@transaction.atomic
def _settle(claimed: Claimed, draft: Path, path: Path) -> bool:
    """Nothing where the lease was lost: the person was forgotten meanwhile, or somebody else builds it."""
    if not _ready(claimed, KEEP, size=draft.stat().st_size):
        return False
    older = DataExport.objects.visible_to(claimed.user).filter(status__in=[ExportStatus.READY, ExportStatus.FAILED])
    _remove(older.exclude(pk=claimed.pk))
    draft.replace(path)
    return True


def _ready(claimed: Claimed, keep: dt.timedelta, **more: Any) -> bool:
    now = clock.now()
    done = {"status": ExportStatus.READY, "lease_token": None, "lease_until": None, "ready_at": now}
    return bool(_held(claimed).update(**done, expires_at=now + keep, **more))


def _remove(copies: Iterable[DataExport]) -> None:
    for copy in copies:
        delete(copy, at=clock.now())
        path_of(copy.uuid).unlink(missing_ok=True)


def _put_away(claimed: Claimed, *, for_good: bool = False) -> None:
    again = claimed.attempts < MOST_ATTEMPTS and not for_good
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


def recall_of_roles(about: Q) -> Iterator[str]:
    """Take back files of roles that may speak of somebody who is being forgotten, in that transaction.

    Those under way begin anew: they are locked until the commit, so that no worker reads what stood there before. The
    rest is deleted; yields the keys of the files. Who wants it again asks again.
    """
    found = DataExport.objects.exclude(of=ExportOf.ONESELF).filter(about)
    found.filter(status__in=EXPORT_OPEN).update(status=ExportStatus.REQUESTED, lease_token=None, lease_until=None)
    for copy in found.filter(status=ExportStatus.READY):
        delete(copy, at=clock.now())
        yield copy.uuid.hex


def facts(mail: Mail) -> Mapping[str, Any] | Pointless:
    """What the mail about a file says: what it is and where it lies, never the file."""
    copy = DataExport.objects.filter(uuid=mail.context["export"], status=ExportStatus.READY).first()
    if copy is None:
        return Pointless("gone", _("Die Datei liegt nicht mehr bereit."))
    place = copy.organisation
    page = reverse("desk-data", args=[place.uuid]) if place else reverse("coordination-data")
    until = {"rows": copy.rows, "until": copy.expires_at}
    return {"page": f"{settings.PUBLIC_URL}{page}", "organisation": place.name if place else "", **until}


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
