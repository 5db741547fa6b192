"""What messages of thanks keep about one person, for them; what is forgotten of them, and what goes with a record."""

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from recognition.models import MessageStatus, ThanksMessage, ThanksRecipient
from volunteers.services import retention
from volunteers.services.export import Source, Tables

if TYPE_CHECKING:
    from volunteers.models import User, Volunteer
    from volunteers.services.erasing import Subject

NOT_DELIVERED = (MessageStatus.REFUSED, MessageStatus.WITHDRAWN, MessageStatus.REMOVED)


def forget(subject: "Subject") -> None:
    """What they wrote, what went to them alone, and what they got or wrote for others in which their name stands."""
    person, account = subject.volunteer, subject.user
    near, names = Q(), set()
    if person is not None:
        ThanksMessage.objects.filter(volunteer=person).delete()
        near |= Q(recipients__volunteer=person)
        names |= {person.name, person.name_latin, person.given_name, person.family_name}
    if account is not None:
        near |= Q(written_by=account)
        names |= {account.name}
    found = dict(ThanksMessage.objects.filter(near).values_list("pk", "text")) if near else {}
    if person is not None:
        ThanksRecipient.objects.filter(volunteer=person).delete()
    naming = Q(pk__in=[key for key, text in found.items() if speaks_of(text, names)])
    nobodys = ~Q(side="volunteer") & Q(recipients=None)
    ThanksMessage.objects.filter(naming | nobodys, pk__in=list(found)).delete()


def speaks_of(text: str, names: set[str]) -> bool:
    """Whether a part of one of the names stands in the text, in any case and form of letters."""
    said = _plain(text)
    return any(part in said for name in names for part in _plain(name).split() if len(part) > 1)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def moving_received(source: "Volunteer", target: "Volunteer") -> "models.QuerySet[ThanksRecipient]":
    """What goes with a record into another one: all but what the other one got, too."""
    theirs = ThanksRecipient.objects.filter(volunteer=target)
    return ThanksRecipient.objects.filter(volunteer=source).exclude(message__in=theirs.values("message"))


def moving_written(source: "Volunteer", target: "Volunteer") -> "models.QuerySet[ThanksMessage]":
    """All but what waits where the other one's word waits, too."""
    waiting = ThanksMessage.objects.waiting().filter(volunteer=target)
    return ThanksMessage.objects.filter(volunteer=source).exclude(
        status=MessageStatus.WAITING, organisation__in=waiting.values("organisation")
    )


def _tables(user: "User") -> Tables:
    columns = ("side", "status", "text", "written_at", "decided_at", "answer")
    wrote: Any = ThanksMessage.objects.filter(Q(written_by=user) | Q(volunteer__user=user)).order_by("pk")
    yield (
        "thanks_messages_written",
        wrote.values(*columns, "people", organisation_name=F("organisation__name")).iterator(chunk_size=1000),
    )
    got: Any = ThanksRecipient.objects.filter(volunteer__user=user, message__status="passed").order_by("pk")
    yield (
        "thanks_messages_received",
        got.values(
            message_side=F("message__side"),
            message_text=F("message__text"),
            written_at=F("message__written_at"),
            delivered_at=F("message__decided_at"),
            organisation_name=F("message__organisation__name"),
        ).iterator(chunk_size=1000),
    )


def _undelivered(before: dt.date) -> "models.QuerySet[ThanksMessage]":
    """Words that reached nobody, or nobody any more."""
    return ThanksMessage.objects.filter(status__in=NOT_DELIVERED, written_at__lt=retention.start_of(before))


def _let_go(keys: list[int]) -> None:
    ThanksMessage.objects.filter(pk__in=keys, status__in=NOT_DELIVERED).delete()


UNDELIVERED = retention.Handler(_undelivered, _let_go)

SOURCE = Source(
    tables=_tables,
    covers={
        "recognition.ThanksMessage.volunteer": "thanks_messages_written",
        "recognition.ThanksMessage.written_by": "thanks_messages_written",
        "recognition.ThanksRecipient.volunteer": "thanks_messages_received",
    },
    excuses={"recognition.ThanksMessage.decided_by": "what somebody decides for the alliance is told by `decisions`"},
)
