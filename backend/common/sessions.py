"""Sessions in the database (settings.SESSION_ENGINE)."""

import re
from typing import Any

from django.contrib.sessions.backends import db

_KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    """Django's own, asked only for keys of the form that it gives out.

    Any other cookie is no session: a NUL in one, which PostgreSQL cannot even look up, would be a 500.
    """

    def _validate_session_key(self, key: Any) -> bool:
        return isinstance(key, str) and _KEY.fullmatch(key) is not None
