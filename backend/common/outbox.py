"""Mails as rows: a table that is its own queue, whatever its mails are about.

Claim under a lease, send outside any transaction, write down each mail as soon as the server took it. A worker that
dies between the two sends that one mail again, under the same Message-ID, so that most programs show it once.

An app derives its table from `OutboxRow`, adds `outbox_constraints` and `outbox_indexes` to its Meta, and says how a
row becomes a message.
"""

import datetime as dt
import hashlib
import logging
import smtplib
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.ids import PublicModel

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = dt.timedelta(minutes=10)  # long: a mail that is sent twice is worse than one that comes later
MOST_ATTEMPTS = 5
PAUSES = [60, 300, 1800, 7200]  # seconds before a failed attempt is repeated


class MailStatus(models.TextChoices):
    """Where a mail stands.

    ::

        queued ──▶ sending ──▶ sent     (the mail server took it)
           ▲          │
           └── retry ─┴──▶ failed       (with a reason; a person may order it again)

    `sending` is a lease: only who holds `lease_token` may say that it was sent. A lease that ended goes back to
    `queued`: a worker that died between the mail server's word and the row sends it twice, under one Message-ID.
    """

    QUEUED = "queued", gettext_lazy("wartet")
    SENDING = "sending", gettext_lazy("wird verschickt")
    SENT = "sent", gettext_lazy("verschickt")
    FAILED = "failed", gettext_lazy("nicht verschickt")


TRANSITIONS: dict[str, frozenset[str]] = {
    MailStatus.QUEUED: frozenset({MailStatus.SENDING}),
    MailStatus.SENDING: frozenset({MailStatus.QUEUED, MailStatus.SENT, MailStatus.FAILED}),
    MailStatus.FAILED: frozenset({MailStatus.QUEUED}),
    MailStatus.SENT: frozenset(),
}


class OutboxQuerySet(models.QuerySet[Any]):
    """The queue that a table of mails is."""

    def due(self) -> Self:
        """Queued mails that may be sent now, oldest first."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=Now()), status="queued").order_by("pk")

    def expired(self) -> Self:
        """Mails whose worker did not finish within its lease, by the database's clock."""
        return self.filter(status="sending", lease_until__lt=Now())


class OutboxRow(PublicModel):
    """What every mail has. `uuid` makes the Message-ID."""

    status = models.CharField(gettext_lazy("Stand"), max_length=10, choices=MailStatus, default=MailStatus.QUEUED)
    queued_at = models.DateTimeField(gettext_lazy("bestellt"))
    not_before = models.DateTimeField(gettext_lazy("nicht vor"), null=True, blank=True)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(gettext_lazy("Versuche"), default=0)
    failure_code = models.CharField(gettext_lazy("Fehler"), max_length=40, blank=True)
    failure_reason = models.CharField(gettext_lazy("Grund"), max_length=500, blank=True)
    sent_at = models.DateTimeField(gettext_lazy("verschickt"), null=True, blank=True)

    class Meta:
        abstract = True


def outbox_constraints(prefix: str) -> list[models.BaseConstraint]:
    """What the database refuses: an unknown status, and one that its columns do not bear out."""
    leased = Q(status="sending", lease_token__isnull=False, lease_until__isnull=False)
    free = Q(lease_token=None, lease_until=None)
    return [
        models.CheckConstraint(
            condition=Q(status__in=["queued", "sending", "sent", "failed"]), name=f"{prefix}_known_status"
        ),
        models.CheckConstraint(condition=leased | ~Q(status="sending") & free, name=f"{prefix}_sending_is_a_lease"),
        models.CheckConstraint(
            condition=Q(status="sent", sent_at__isnull=False) | ~Q(status="sent") & Q(sent_at=None),
            name=f"{prefix}_sent_with_when",
        ),
        models.CheckConstraint(
            condition=~Q(status="failed") | ~Q(failure_reason=""), name=f"{prefix}_failed_with_reason"
        ),
    ]


def outbox_indexes(prefix: str) -> list[models.Index]:
    """What the queue is read by: few rows each, whatever was sent long ago."""
    return [
        models.Index(fields=["id"], condition=Q(status="queued"), name=f"{prefix}_queue"),
        models.Index(fields=["lease_until"], condition=Q(status="sending"), name=f"{prefix}_leases"),
    ]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail in our hands, until the lease ends."""

    pk: int
    token: uuid.UUID
    attempts: int


class Pointless(NamedTuple):
    """Why a mail is not to be sent any more: a code for programs, a sentence for who ordered it."""

    code: str
    reason: str


Write: TypeAlias = Callable[[int], "mail.EmailMessage | Pointless"]


class Outbox:
    """One table of mails. `write` makes the message of the row with that key, when it is about to leave."""

    def __init__(self, table: type[OutboxRow], write: Write) -> None:
        """`table` has a manager of `OutboxQuerySet`."""
        self._table = table
        self._write = write

    def send_due(self, *, seconds: float = 20.0) -> int:
        """Send what is due until nothing is left, the time is up or the server is out of reach. Returns how many."""
        until = time.monotonic() + seconds
        done = 0
        while time.monotonic() < until and (claimed := self.claim(BATCH)):
            delivered = self.deliver(claimed)
            done += delivered
            if delivered < len(claimed):
                break
        return done

    @transaction.atomic
    def claim(self, most: int) -> list[Claimed]:
        """Take up to `most` due mails under one new lease, by the database's clock; others skip what is locked."""
        due = self._rows().due().select_for_update(skip_locked=True, of=("self",))
        rows = list(due.values_list("pk", "attempts")[:most])
        token = uuid.uuid4()
        self._rows().filter(pk__in=[pk for pk, _attempts in rows], status=MailStatus.QUEUED).update(
            status=MailStatus.SENDING, lease_token=token, lease_until=Now() + LEASE, attempts=F("attempts") + 1
        )
        return [Claimed(pk, token, attempts + 1) for pk, attempts in rows]

    def deliver(self, claimed: list[Claimed]) -> int:
        """Hand the mails to the server over one connection, each written down at once. Returns how many are settled.

        When the server is out of reach the rest goes back to the queue, for another attempt would fail as well.
        """
        done = len(claimed)
        connection = mail.get_connection()
        for index, one in enumerate(claimed):
            message = self._write(one.pk)
            if isinstance(message, Pointless):
                self.fail(one, *message)
                continue
            try:
                connection.open()
                connection.send_messages([message])
            except (smtplib.SMTPRecipientsRefused, ValueError):  # the server's judgement, or that of a header's form
                self.fail(one, "refused", _("Der Mailserver nimmt diese Adresse nicht an. Bitte prüfen Sie sie."))
            except (smtplib.SMTPException, OSError) as error:
                logger.warning("mails not sent: %s", type(error).__name__)  # the text might hold an address
                self.postpone(claimed[index:])
                done = index
                break
            else:
                self._held(one).update(
                    status=MailStatus.SENT,
                    sent_at=clock.now(),
                    lease_token=None,
                    lease_until=None,
                    failure_code="",
                    failure_reason="",
                )
        _close(connection)
        return done

    def sweep(self) -> int:
        """Queue mails again whose worker did not finish within its lease. Returns how many.

        One that lost its worker as often as it may be tried fails: it must not stop the others for ever.
        """
        lost = self._rows().expired().filter(attempts__gte=MOST_ATTEMPTS)
        lost.update(
            status=MailStatus.FAILED,
            lease_token=None,
            lease_until=None,
            failure_code="lost",
            failure_reason=_("Beim Verschicken ist der Vorgang mehrmals abgebrochen. Bitte sehen Sie nach."),
        )
        return (
            self._rows().expired().update(status=MailStatus.QUEUED, lease_token=None, lease_until=None, not_before=None)
        )

    def pending(self) -> bool:
        """Whether a mail is due now."""
        return self._rows().due().exists()

    def fail(self, claimed: Claimed, code: str, reason: str) -> None:
        """Give up on one, with the reason; nothing where the lease was lost."""
        self._held(claimed).update(
            status=MailStatus.FAILED, lease_token=None, lease_until=None, failure_code=code, failure_reason=reason
        )

    def postpone(self, claimed: list[Claimed]) -> None:
        """The first one was tried: it waits, or fails after `MOST_ATTEMPTS`. The others were not, and wait as long."""
        tried = claimed[0]
        reason = _("Der Mailserver ist nicht zu erreichen. Es wird noch einmal versucht.")
        if tried.attempts >= MOST_ATTEMPTS:
            self.fail(
                tried, "unreachable", _("Der Mailserver war mehrmals nicht zu erreichen. Bitte bestellen Sie neu.")
            )
        seconds = PAUSES[min(tried.attempts, len(PAUSES)) - 1]
        for one in claimed:
            changes: dict[str, Any] = {} if one is tried else {"attempts": F("attempts") - 1}
            self._held(one).update(
                status=MailStatus.QUEUED,
                lease_token=None,
                lease_until=None,
                not_before=Now() + dt.timedelta(seconds=seconds),
                failure_code="unreachable",
                failure_reason=reason,
                **changes,
            )

    def _rows(self) -> OutboxQuerySet:
        return self._table._default_manager.all()  # type: ignore[return-value]  # as `__init__` asks

    def _held(self, claimed: Claimed) -> OutboxQuerySet:
        return self._rows().filter(pk=claimed.pk, status=MailStatus.SENDING, lease_token=claimed.token)


def message_id(row: OutboxRow) -> str:
    """The same for every attempt. Made of the row's UUID, not of a link's secret: mail servers log it."""
    name = hashlib.sha256(row.uuid.bytes).hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def spoken(address: str, language: str | None = None) -> str:
    """A page whose short address carries no language, in that of the mail: who reads it goes on reading it there."""
    return f"{address}?lang={language or get_language()}"


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as error:  # all that was said is written down already
        logger.info("mail server: %s at the end", type(error).__name__)
