"""The queue is the table: claim, press, finish; and sweep what a dead worker left (reliability.md).

Pressing happens outside any transaction. Only who still holds the lease of a row may finish it, so a row is issued
once, however often workers die, wake-ups get lost or come twice.
"""

import datetime as dt
import errno
import hashlib
import logging
import time
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from backend.common import clock
from certificates import storage
from certificates.content import ContentError, parse_content
from certificates.models import Certificate, CertificateStatus
from certificates.press import ENGINE_VERSION, press
from certificates.querysets import CertificateQuerySet

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
ALONE_FROM = 2  # a row whose worker died this often is claimed alone, so that only the guilty one runs out of attempts
PAUSES = [10, 60, 300, 1800]  # seconds before a failed attempt is repeated
PAUSE_WHEN_REFUSED = 60  # seconds before the disk is asked again to take a row


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in our hands, until the lease ends."""

    pk: int
    number: str
    content: dict[str, Any]
    attempts: int
    token: uuid.UUID


@dataclass(frozen=True, slots=True)
class Pressed:
    """A finished PDF that is stored but not yet issued."""

    claimed: Claimed
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that went wrong: a stable code, a sentence for people, and whether trying again may help.

    `counts` is whether it says something about the row: a disk that refuses does not, so it uses up no attempt.
    """

    claimed: Claimed
    code: str
    reason: str
    may_retry: bool
    counts: bool = True


def drain(*, seconds: float = 20.0) -> int:
    """Press what is due until nothing is left, the time is up or the disk refuses. Returns how many rows were handled.

    Rows that the disk refused do not count: they come back by themselves, and pressing more would be in vain.
    """
    until = time.monotonic() + seconds
    handled = 0
    while time.monotonic() < until and (claimed := claim(settings.CERTIFICATE_BATCH)):
        taken = handle(claimed)
        handled += taken
        if taken < len(claimed):
            break
    return handled


@transaction.atomic
def claim(most: int) -> list[Claimed]:
    """Take up to `most` due rows under one new lease, by the database's clock.

    Other workers skip rows that are locked; on SQLite the whole transaction holds the write lock instead.
    """
    rows = list(
        Certificate.objects.due()
        .select_for_update(skip_locked=True, of=("self",))
        .only("pk", "attempts", "content")[:most]
    )
    batch = [row for row in rows if row.attempts < ALONE_FROM] or rows[:1]
    if not batch:
        return []
    token = uuid.uuid4()
    Certificate.objects.filter(pk__in=[row.pk for row in batch], status=CertificateStatus.QUEUED).update(
        status=CertificateStatus.RENDERING,
        lease_token=token,
        lease_until=Now() + dt.timedelta(seconds=settings.CERTIFICATE_LEASE_SECONDS),
        attempts=F("attempts") + 1,
    )
    return [
        Claimed(pk=row.pk, number=row.number_text, content=row.content, attempts=row.attempts + 1, token=token)
        for row in batch
    ]


def handle(claimed: list[Claimed]) -> int:
    """Press, store, and settle a batch. Returns how many of it the disk did not refuse."""
    finished: list[tuple[Claimed, bytes]] = []
    failures: list[Failure] = []
    for one in claimed:
        try:
            finished.append((one, press(parse_content(one.content))))
        except ContentError as error:
            failures.append(_not_printable(one, error))
        except Exception as error:  # noqa: BLE001 - one bad row must not stop the others; it is counted and named
            failures.append(_unexpected(one, error))
    try:
        storage.store((one.number, data) for one, data in finished)
    except OSError as error:
        logger.error("%d certificates not stored: errno %s", len(finished), error.errno)  # noqa: TRY400 - no trace needed
        failures += [_not_stored(one, error) for one, _data in finished]
        finished = []
    settle(
        [Pressed(claimed=one, digest=hashlib.sha256(data).hexdigest(), size=len(data)) for one, data in finished],
        failures,
    )
    return sum(failure.counts for failure in failures) + len(finished)


@transaction.atomic
def settle(pressed: list[Pressed], failures: list[Failure]) -> int:
    """Issue what was pressed and put away what failed, where the lease is still ours. Returns how many were issued."""
    issued = 0
    now = clock.now()
    for one in pressed:
        issued += _ours(one.claimed).update(
            status=CertificateStatus.ISSUED,
            lease_token=None,
            lease_until=None,
            issued_at=now,
            digest=one.digest,
            size=one.size,
            engine_version=ENGINE_VERSION,
            failure_code="",
            failure_reason="",
        )
    for failure in failures:
        _put_away(failure)
    return issued


def sweep() -> int:
    """Take back rows whose worker did not finish within its lease, and what it left half-written. Returns how many.

    A row that lost its worker `MOST_ATTEMPTS` times fails, so that a person looks at it; the others are queued again.
    """
    expired = _take_back()
    storage.drop_drafts(row.number_text for row in expired)
    return len(expired)


@transaction.atomic
def _take_back() -> list[Certificate]:
    expired = list(
        Certificate.objects.expired()
        .select_for_update(skip_locked=True, of=("self",))
        .only("pk", "attempts", "content")[:1000]
    )
    hopeless = [row.pk for row in expired if row.attempts >= MOST_ATTEMPTS]
    again = [row.pk for row in expired if row.attempts < MOST_ATTEMPTS]
    freed: dict[str, Any] = {"lease_token": None, "lease_until": None}
    rendering = Certificate.objects.filter(status=CertificateStatus.RENDERING)
    rendering.filter(pk__in=again).update(status=CertificateStatus.QUEUED, **freed)
    rendering.filter(pk__in=hopeless).update(
        status=CertificateStatus.FAILED,
        failure_code="worker_lost",
        failure_reason=_(
            "Der Druck ist mehrmals abgebrochen. Bitte sehen Sie die Urkunde an und starten Sie den Druck neu."
        ),
        **freed,
    )
    return expired


def pending(*, beyond: int = 0) -> bool:
    """Whether more than `beyond` rows are due now."""
    return bool(Certificate.objects.due().values_list("pk")[beyond : beyond + 1])


def _ours(claimed: Claimed) -> CertificateQuerySet:
    return Certificate.objects.filter(pk=claimed.pk, status=CertificateStatus.RENDERING, lease_token=claimed.token)


def _put_away(failure: Failure) -> None:
    """Back to the queue after a pause while attempts are left and help is possible; else failed, with the reason."""
    claimed = failure.claimed
    attempts = claimed.attempts if failure.counts else claimed.attempts - 1
    changes: dict[str, Any] = {
        "attempts": attempts,
        "lease_token": None,
        "lease_until": None,
        "failure_code": failure.code,
        "failure_reason": failure.reason[:500],
    }
    if failure.may_retry and attempts < MOST_ATTEMPTS:
        seconds = PAUSES[min(attempts, len(PAUSES)) - 1] if failure.counts else PAUSE_WHEN_REFUSED
        pause = dt.timedelta(seconds=seconds)
        _ours(claimed).update(status=CertificateStatus.QUEUED, not_before=Now() + pause, **changes)
    else:
        _ours(claimed).update(status=CertificateStatus.FAILED, **changes)


def _not_printable(claimed: Claimed, error: ContentError) -> Failure:
    return Failure(claimed=claimed, code="not_printable", reason=str(error), may_retry=False)


def _not_stored(claimed: Claimed, error: OSError) -> Failure:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return Failure(
        claimed=claimed,
        code="disk_full" if full else "not_stored",
        reason=_("Der Speicher für Urkunden ist voll. Sobald Platz ist, wird von selbst weitergedruckt.")
        if full
        else _("Die Urkunde konnte nicht gespeichert werden. Es wird noch einmal versucht."),
        may_retry=True,
        counts=False,
    )


def _unexpected(claimed: Claimed, error: Exception) -> Failure:
    # The type alone: a message might hold a name.
    logger.error("certificate %s not pressed: %s", claimed.number, type(error).__name__)
    return Failure(
        claimed=claimed,
        code="press_error",
        reason=_("Beim Druck ist ein unerwarteter Fehler aufgetreten (%(kind)s).") % {"kind": type(error).__name__},
        may_retry=True,
    )
