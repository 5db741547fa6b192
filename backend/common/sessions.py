"""Sessions in the database (settings.SESSION_ENGINE)."""

import datetime as dt
import re
from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import QuerySet

from backend.common import clock
from backend.common.prepared import Prepared

_KEY = re.compile(r"[a-z0-9]{32}")


def _held(key: str, now: dt.datetime) -> "QuerySet[Any, tuple[Any, ...]]":
    """What the session of that key holds, if it has not ended."""
    alive = SessionStore.get_model_class().objects.filter(session_key=key).filter(expire_date__gt=now)
    held: QuerySet[Any, tuple[Any, ...]] = alive.values_list("session_data")
    return held


_HELD = Prepared(_held)


class SessionStore(db.SessionStore):
    """Django's own, asked only for keys of the form that it gives out.

    Any other cookie is no session: a NUL in one, which PostgreSQL cannot even look up, would be a 500.
    """

    def _validate_session_key(self, key: Any) -> bool:
        return isinstance(key, str) and _KEY.fullmatch(key) is not None

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key, where there is none (any more)."""
        rows = _HELD.ask(self.session_key, clock.now())
        if not rows:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(rows[0][0])
        return held
