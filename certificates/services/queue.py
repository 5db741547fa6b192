"""The queue is the table: claim, press, finish; and sweep what a dead worker left (reliability.md).

Pressing happens outside any transaction. Only who still holds the lease of a row may finish it, so a row is issued
once, however often workers die, wake-ups get lost or come twice. A batch is one claim, one seal, one settlement.
"""

import datetime as dt
import errno
import hashlib
import json
import logging
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.collecting import uncollected
from certificates import storage
from certificates.content import ContentError
from certificates.models import REFUSALS, Certificate, CertificateStatus
from certificates.press import ENGINE_VERSION
from certificates.querysets import CertificateQuerySet
from certificates.services import keys, replacing, templates
from certificates.services.keys import SealMisconfigured
from certificates.services.pressing import pressed
from volunteers.models import Volunteer
from volunteers.signals import thanked

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
ALONE_FROM = 2  # a row whose worker died this often is claimed alone, so that only the guilty one runs out of attempts
PAUSES = [10, 60, 300, 1800]  # seconds before a failed attempt is repeated
PAUSE_WHEN_REFUSED = 60  # seconds before the disk is asked again to take a row


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row in our hands, until the lease ends. `version` is the key of its design, None the one of the press."""

    pk: int
    number: str
    content: dict[str, Any]
    attempts: int
    token: uuid.UUID
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A finished PDF that is stored but not yet issued. `seal_key` is empty where nothing sealed it."""

    claimed: Claimed
    digest: str
    size: int
    seal_key: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that went wrong: a stable code, a sentence for people, and whether trying again may help."""

    claimed: Claimed
    code: str
    reason: str
    may_retry: bool

    @property
    def counts(self) -> bool:
        """Whether it says something about the row and uses up one of its attempts."""
        return self.code not in REFUSALS


class _FromBatch(models.Func):
    """What a JSON object says under the row's key as text: one statement gives each of many rows a value of its own."""

    output_field = models.TextField()

    def __init__(self, values: dict[int, Any]) -> None:
        """`values` by primary key."""
        super().__init__(Value(json.dumps(values)), Cast("pk", output_field=models.TextField()))

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        """The object is read once for the whole statement; a key is found in it by bisection."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner="::jsonb ->> ")

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        """The path of a key that consists of digits needs quotes."""
        template = "json_extract(%(expressions)s || '\"')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", '$.\"' || ")


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
        .values_list("pk", "attempts", "content", "template_version")[:most]
    )
    batch = [row for row in rows if row[1] < ALONE_FROM] or rows[:1]
    if not batch:
        return []
    token = uuid.uuid4()
    Certificate.objects.filter(pk__in=[pk for pk, *_rest in batch], status=CertificateStatus.QUEUED).update(
        status=CertificateStatus.RENDERING,
        lease_token=token,
        lease_until=Now() + dt.timedelta(seconds=settings.CERTIFICATE_LEASE_SECONDS),
        attempts=F("attempts") + 1,
    )
    return [
        Claimed(pk=pk, number=content["number"], content=content, attempts=attempts + 1, token=token, version=version)
        for pk, attempts, content, version in batch
    ]


def handle(claimed: list[Claimed]) -> int:
    """Press, store, and settle a batch. Returns how many of it neither seal nor disk refused."""
    finished: list[tuple[Claimed, bytes]] = []
    failures: list[Failure] = []
    try:
        seal = keys.current_seal()
    except SealMisconfigured as error:
        logger.error("%d certificates not sealed: %s", len(claimed), error)  # noqa: TRY400 - no trace needed
        settle([], [_not_sealed(one) for one in claimed])
        return 0
    layouts = templates.layouts_of({one.version for one in claimed})
    with uncollected():
        for one in claimed:
            try:
                finished.append((one, pressed(one.content, layouts[one.version], seal)))
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
    key = seal.key_id if seal else ""
    done = [Pressed(one, hashlib.sha256(data).hexdigest(), len(data), key) for one, data in finished]
    if settle(done, failures) < len(done):
        _drop_forgotten([one for one, _data in finished])
    return sum(failure.counts for failure in failures) + len(finished)


def _drop_forgotten(batch: list[Claimed]) -> None:
    """Remove what was just stored of people who were forgotten while their paper was being pressed."""
    forgotten = Certificate.objects.exclude(erased_at=None).filter(pk__in=[one.pk for one in batch])
    for number in forgotten.values_list("content__number", flat=True):
        storage.path_of(number).unlink(missing_ok=True)


@transaction.atomic
def settle(finished: list[Pressed], failures: list[Failure]) -> int:
    """Issue what was pressed and put away what failed, where the lease is still ours. Returns how many were issued.

    What an issued certificate replaces is replaced in the same transaction, and whose it is has been thanked.
    """
    _hold([one.claimed.pk for one in finished])
    batches = defaultdict(list)
    for one in finished:
        batches[one.claimed.token, one.seal_key].append(one)
    issued = [pk for (token, key), batch in batches.items() for pk in _issue(token, key, batch)]
    if issued:
        replacing.on_issued(issued)
        _thank(issued)
    alike = defaultdict(list)
    for failure in failures:
        alike[failure.claimed.token, failure.claimed.attempts, failure.code, failure.reason].append(failure)
    for group in alike.values():
        _put_away(group)
    return len(issued)


def _hold(pks: list[int]) -> None:
    """Lock whose papers these are before the papers, as everybody does who forgets or merges somebody."""
    people = Volunteer.objects.filter(certificates__in=pks).order_by("pk")
    len(people.select_for_update(of=("self",), no_key=True).values_list("pk"))


def _thank(pks: list[int]) -> None:
    """Say that the holders of these papers were thanked; all of one batch at the same instant."""
    people = defaultdict(list)
    for volunteer, at in Certificate.objects.filter(pk__in=pks).values_list("volunteer", "issued_at"):
        people[at].append(volunteer)
    for at, keys_of_people in people.items():
        thanked.send(sender=Certificate, volunteers=keys_of_people, at=at, way="certificate")


def _issue(token: uuid.UUID, seal_key: str, batch: list[Pressed]) -> list[int]:
    """Issue the rows of one claim that are still under its lease, in one statement. Returns their keys."""
    now = clock.now()
    pks = [one.claimed.pk for one in batch]
    issued = _held(token, pks).update(
        status=CertificateStatus.ISSUED,
        lease_token=None,
        lease_until=None,
        issued_at=now,
        digest=_FromBatch({one.claimed.pk: one.digest for one in batch}),
        size=Cast(_FromBatch({one.claimed.pk: one.size for one in batch}), models.IntegerField()),
        engine_version=ENGINE_VERSION,
        seal_key=seal_key,
        failure_code="",
        failure_reason="",
    )
    if issued == len(batch):
        return pks
    # Some were taken back meanwhile; whoever has them now issues them at another moment.
    ours = Certificate.objects.filter(pk__in=pks, status=CertificateStatus.ISSUED, issued_at=now)
    return list(ours.values_list("pk", flat=True))


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


def _held(token: uuid.UUID, pks: list[int]) -> CertificateQuerySet:
    return Certificate.objects.filter(pk__in=pks, status=CertificateStatus.RENDERING, lease_token=token)


def _put_away(alike: list[Failure]) -> None:
    """Back to the queue after a pause while attempts are left and help is possible; else failed, with the reason."""
    failure = alike[0]
    ours = _held(failure.claimed.token, [one.claimed.pk for one in alike])
    attempts = failure.claimed.attempts - (not failure.counts)
    changes: dict[str, Any] = {
        "attempts": attempts,
        "lease_token": None,
        "lease_until": None,
        "failure_code": failure.code,
        "failure_reason": failure.reason[:500],
    }
    if failure.may_retry and attempts < MOST_ATTEMPTS:
        seconds = PAUSES[min(attempts, len(PAUSES)) - 1] if failure.counts else PAUSE_WHEN_REFUSED
        ours.update(status=CertificateStatus.QUEUED, not_before=Now() + dt.timedelta(seconds=seconds), **changes)
    else:
        ours.update(status=CertificateStatus.FAILED, **changes)


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
    )


def _not_sealed(claimed: Claimed) -> Failure:
    return Failure(
        claimed=claimed,
        code="no_seal",
        reason=_(
            "Das Siegel lässt sich nicht benutzen. Sobald Schlüssel und Zertifikat stimmen, geht es von selbst weiter."
        ),
        may_retry=True,
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
