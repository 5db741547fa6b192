"""News for volunteers: at most one mail a day says what was declined, which corrections await their answer, and more.

A correction that nobody answers is decided by a coordinator after fourteen days: who does not look in every week would
otherwise learn of it too late. What was confirmed waits for the next visit. Apps above register what else is news.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from backend.common import clock
from backend.common.outbox import Pointless
from volunteers.correction_querysets import CorrectionQuerySet
from volunteers.models import Correction, HourEntry, HourStatus, LedgerEvent, Mail, User
from volunteers.models.corrections import DAYS_TO_ANSWER
from volunteers.querysets import HourEntryQuerySet
from volunteers.services import mailing

TOPIC = "neues"  # what somebody stops who wants no more of these mails
A_DAY = dt.timedelta(days=1)

# Rows with a `volunteer` that are news since that instant.
Rows: TypeAlias = Callable[[dt.datetime], "QuerySet[Any]"]
_MORE: dict[str, Rows] = {}


def register(name: str, rows: Rows) -> None:
    """Say at the start that an app has news; the mail gets how many there are as `name`."""
    _MORE[name] = rows


def send(day: dt.date | None = None) -> int:
    """Order the news of that local date (today). Again on the same day orders none twice. Returns how many."""
    day = day or clock.today()
    since = clock.now() - A_DAY
    about = Q(volunteer__in=_declined(since).values("volunteer")) | Q(
        volunteer__in=_asked().filter(proposed_at__gt=since).values("entry__volunteer")
    )
    for rows in _MORE.values():
        about |= Q(volunteer__in=rows(since).values("volunteer"))
    people = User.objects.filter(about, is_active=True).exclude(email="").only("uuid", "email", "language")
    return sum(
        mailing.enqueue(
            kind="news",
            key=f"news:{user.uuid}:{day.isoformat()}",
            to=user.email,
            language=user.language,
            context={"user": str(user.uuid), "since": since.isoformat()},
        )
        for user in people.iterator(chunk_size=500)
    )


def facts(mail: Mail) -> Mapping[str, Any] | Pointless:
    """How many entries are declined still, how many corrections await an answer, and more, when the mail leaves."""
    since = parse_datetime(mail.context["since"]) or mail.queued_at
    declined = _declined(since).filter(volunteer__user__uuid=mail.context["user"]).count()
    asked = _asked().filter(entry__volunteer__user__uuid=mail.context["user"]).count()
    whose = {"volunteer__user__uuid": mail.context["user"]}
    more = {name: rows(since).filter(**whose).count() for name, rows in _MORE.items()}
    if not (declined or asked or any(more.values())):
        return Pointless("decided", _("Es gibt nichts mehr zu tun."))
    return {"declined": declined, "asked": asked, "days": DAYS_TO_ANSWER} | more


def _declined(since: dt.datetime) -> HourEntryQuerySet:
    """Entries that stand declined, and were declined after that instant."""
    step = LedgerEvent.objects.filter(entry=OuterRef("pk"), to_status=HourStatus.DECLINED, at__gt=since)
    return HourEntry.objects.filter(Exists(step), status=HourStatus.DECLINED)


def _asked() -> CorrectionQuerySet:
    return Correction.objects.for_volunteer()
