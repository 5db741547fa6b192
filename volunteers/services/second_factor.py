"""Who needs a second factor, who has one, and whether a code is right. Setting one up: backend/accounts."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet

from backend.common import clock
from backend.common.prepared import Prepared
from volunteers.reach import Reach, reach_of
from volunteers.services.protocol import Act, note

if TYPE_CHECKING:
    from volunteers.models import User

# Somebody who was just made a manager finds people waiting at the desk: they get two weeks for it (decision 27).
GRACE = dt.timedelta(days=14)
KINDS = (Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value)


def _of(user_id: int, *kinds: str) -> "QuerySet[Any, tuple[Any, ...]]":
    found: QuerySet[Any, tuple[Any, ...]] = Authenticator.objects.filter(user_id=user_id).filter(type__in=kinds)
    return found.values_list("pk")[:1]


_OF = Prepared(_of)  # asked before each page of a desk or of coordination


def has_one(user: "User") -> bool:
    """Whether they have an app or a passkey. Recovery codes alone are none."""
    return bool(_OF.ask(user.pk, *KINDS))


def is_owed(reach: Reach) -> bool:
    """Whether somebody with that reach has to have one by now: coordinators at once, managers after the grace."""
    since = reach.managing_since
    return reach.coordinates or (since is not None and since <= clock.now() - GRACE)


def is_missing(user: "User") -> bool:
    """Whether they have to have one and have none."""
    return is_owed(reach_of(user)) and not has_one(user)


@transaction.atomic
def is_right(user: "User", code: str) -> bool:
    """Whether that is the code of their app now, or one of their recovery codes, which is used up by it.

    Guessing is limited for each account, whoever guesses, together with the page (django-allauth).
    """
    return bool(AuthenticateForm({"code": code}, user=user).is_valid())


def note_change(user: "User", *, added: bool, kind: str) -> None:
    """Say in the protocol that somebody has one more, or one less. `kind` is "app" or "passkey"."""
    act = Act.SECOND_FACTOR_ADDED if added else Act.SECOND_FACTOR_REMOVED
    note(act=act, actor=user, subject=user.uuid, detail={"kind": kind})
