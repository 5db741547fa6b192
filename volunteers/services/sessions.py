"""Sessions as their owner sees them: begin, still there, end one or all others. Tokens of programs beside."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from knox.models import get_token_model

from backend.common import clock
from backend.common.errors import NotFound
from volunteers.models import SignedIn
from volunteers.services import accounts, mailing
from volunteers.services.protocol import Act, note

if TYPE_CHECKING:
    from volunteers.models import User

# What a browser says of itself, the most telling first: Edge also says Chrome, Chrome also says Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def kind_of(agent: str) -> tuple[str, str]:
    """Browser and system that a User-Agent names; "" for what we do not know."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    return browser, next((name for mark, name in _SYSTEMS if mark in agent), "")


@transaction.atomic
def begin(*, user: "User", session_key: str, agent: str, known: bool) -> SignedIn:
    """Somebody signed in. A mail goes to their address where the device is not `known`."""
    browser, system = kind_of(agent)
    today = clock.today()
    row, _new = SignedIn.objects.update_or_create(
        session_key=session_key,
        defaults={"user": user, "browser": browser, "system": system, "began_on": today, "seen_on": today},
    )
    if not known:
        mailing.enqueue(
            kind="new_device",
            key=f"new-device-{row.uuid}",
            to=user.email,
            language=user.language,
            context={"browser": browser, "system": system},
        )
    return row


def seen(*, session_key: str) -> None:
    """The session is in use today."""
    SignedIn.objects.filter(session_key=session_key).update(seen_on=clock.today())


def of(user: "User") -> QuerySet[SignedIn]:
    """The sessions of that account that can still be used, the one used last first."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=clock.now())
    return SignedIn.objects.filter(Exists(alive), user=user).order_by("-seen_on", "-pk")


def tokens_of(user: "User") -> QuerySet[Any]:
    """The tokens of programs that are still good, the newest first."""
    found: QuerySet[Any] = get_token_model().objects.filter(user=user, expiry__gt=clock.now()).order_by("-created")
    return found


@transaction.atomic
def end(*, actor: "User", session: uuid.UUID) -> None:
    """End one of one's own sessions. Raises NotFound."""
    row = SignedIn.objects.filter(user=actor, uuid=session).first()
    if row is None:
        raise NotFound(_("Diese Anmeldung gibt es nicht mehr."))
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    note(act=Act.SESSIONS_ENDED, actor=actor, subject=actor.uuid, detail={"which": "one"})


@transaction.atomic
def end_token(*, actor: "User", key: str) -> None:
    """End one of one's own tokens, named by its first characters. Raises NotFound."""
    if not get_token_model().objects.filter(user=actor, token_key=key).delete()[0]:
        raise NotFound(_("Diesen Zugang gibt es nicht mehr."))
    note(act=Act.SESSIONS_ENDED, actor=actor, subject=actor.uuid, detail={"which": "token"})


@transaction.atomic
def end_all(*, actor: "User") -> "User":
    """End every session and token. Whoever calls makes the present session anew."""
    accounts.end_sessions(user=actor)
    note(act=Act.SESSIONS_ENDED, actor=actor, subject=actor.uuid, detail={"which": "all"})
    return actor


def forget_ended() -> int:
    """Drop what stands for sessions that are over. Returns how many."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    return SignedIn.objects.exclude(Exists(alive)).delete()[0]
