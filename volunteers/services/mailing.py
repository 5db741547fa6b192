"""Mails to people and organisations: order one, send what is due, stop a kind of them.

`enqueue` belongs into the transaction that decided something; a job sends within seconds. The text is the template
volunteers/mails/<kind>.txt in the reader's language: its first line is the subject, and below the text it says why
somebody gets it. What a kind needs beyond its context, and the topic under which it can be stopped, `register` says.
"""

import datetime as dt
import hmac
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common import clock
from backend.common.outbox import MailStatus, Outbox, Pointless, message_id, spoken
from volunteers.models import Mail, MailStop
from volunteers.services import withdrawal

KEEP = dt.timedelta(days=90)
DIGEST = 32  # hexadecimal digits: 128 bits

Facts: TypeAlias = Callable[[Mail], Mapping[str, Any] | Pointless]
_FACTS: dict[str, Facts] = {}
_TOPICS: dict[str, str] = {}


def register(kind: str, *, facts: Facts | None = None, topic: str = "") -> None:
    """Say at the start what a kind of mail needs. Kinds that nobody registered get their context, and no stop link.

    `facts` gives what the template needs, looked up when the mail leaves; or Pointless, and it never leaves. `topic`
    is what the reader can stop, with one click and for ever; a mail about somebody's own safety has none.
    """
    if facts is not None:
        _FACTS[kind] = facts
    if topic:
        _TOPICS[kind] = topic


def enqueue(*, kind: str, key: str, to: str, language: str, context: Mapping[str, Any] | None = None) -> bool:
    """Order one mail; False where there is one of that key already, the reader stopped it, or no server is set up.

    `context` becomes JSON: keys, codes, numbers; no names and no secrets. Raises nothing: what is decided stays so.
    """
    if not to or not settings.MAIL_GOES_OUT or is_stopped(to, _TOPICS.get(kind, "")):
        return False
    one = Mail(kind=kind, key=key, recipient=to, language=language, context=dict(context or {}), queued_at=clock.now())
    Mail.objects.bulk_create([one], ignore_conflicts=True)  # somebody ordered it before, or at the same moment
    return Mail.objects.filter(uuid=one.uuid).exists()


def forget_old() -> int:
    """Drop mails 90 days after they were ordered. Returns how many."""
    old = Mail.objects.filter(queued_at__lt=clock.now() - KEEP).exclude(status=MailStatus.SENDING)
    return old.delete()[0]


# --- what leaves ---


def message_of(pk: int) -> "mail.EmailMessage | Pointless":
    """The mail as it leaves, in the reader's language; or why it became pointless."""
    row = Mail.objects.get(pk=pk)
    topic = _TOPICS.get(row.kind, "")
    if is_stopped(row.recipient, topic):
        return Pointless("stopped", _("Unter dieser Adresse sind solche E-Mails abbestellt."))
    with override(row.language if row.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        facts = _FACTS[row.kind](row) if row.kind in _FACTS else row.context
        if isinstance(facts, Pointless):
            return facts
        stop = f"{settings.PUBLIC_URL}/m/{stop_link(row.recipient, topic)}" if topic else ""
        shown = {**facts, "public_url": settings.PUBLIC_URL}
        subject, _line, body = render_to_string(f"volunteers/mails/{row.kind}.txt", shown).strip().partition("\n")
        if addresses := withdrawal.urls_for(row.recipient):  # who is named in public finds the way out in every mail
            body += render_to_string("volunteers/mails/_withdraw.txt", {"addresses": map(spoken, addresses)})
        if stop:
            body += render_to_string("volunteers/mails/_stop.txt", {"stop": spoken(stop)})
    headers = {
        "Message-ID": message_id(row),
        "Content-Language": row.language,
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday answers
    }
    if stop:  # RFC 8058: the mail program's own button, one POST without a question
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return mail.EmailMessage(subject=subject.strip(), body=f"{body.strip()}\n", to=[row.recipient], headers=headers)


outbox = Outbox(Mail, message_of)


# --- stopping ---


def is_stopped(address: str, topic: str) -> bool:
    """Whether somebody at that address does not want mails of that topic any more."""
    return bool(topic) and MailStop.objects.filter(digest__in=_digests(address, topic)).exists()


def has_stopped(digest: str) -> bool:
    """The same, by what a stop link carries."""
    return MailStop.objects.filter(digest=digest).exists()


def stop_link(address: str, topic: str) -> str:
    """What the stop link of a mail carries: the topic, what stands for the address, and a signature."""
    digest = _digests(address, topic)[0]
    return f"{topic}-{digest}-{_signature(topic, digest, settings.SECRET_KEY)}"


def by_link(link: str) -> tuple[str, str] | None:
    """Topic and digest of a stop link; None for one that is not ours."""
    topic, _dash, rest = link.partition("-")
    digest, _dash, signature = rest.partition("-")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    known = any(hmac.compare_digest(signature.encode(), _signature(topic, digest, key).encode()) for key in keys)
    return (topic, digest) if known and topic in _TOPICS.values() else None


def stop(digest: str) -> None:
    """No more of them. Again is the same."""
    MailStop.objects.bulk_create([MailStop(digest=digest, at=clock.now())], ignore_conflicts=True)


def allow(digest: str) -> None:
    """Take a stop back."""
    MailStop.objects.filter(digest=digest).delete()


def _digests(address: str, topic: str) -> list[str]:
    """By the present key and those before it, so that who stopped mails stays in peace when the key changes."""
    told = f"{topic} {address.strip().lower()}"
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac("volunteers.mailing.address", told, secret=key, algorithm="sha256").hexdigest()[:DIGEST]
        for key in keys
    ]


def _signature(topic: str, digest: str, key: str | bytes) -> str:
    told = f"{topic} {digest}"
    return salted_hmac("volunteers.mailing.stop", told, secret=key, algorithm="sha256").hexdigest()[:DIGEST]
