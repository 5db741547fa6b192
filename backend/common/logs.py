"""Logs say what happened, never about whom."""

import logging
import re

_LONG = re.compile(r"[^/]{16,}")
_WORDS = re.compile(r"[a-z-]+")


def without_secrets(path: str) -> str:
    """An address as a log may hold it: `/b/…`. Each part that is long and no word might be the secret of a link."""
    return _LONG.sub(lambda part: part[0] if _WORDS.fullmatch(part[0]) else "…", path)


class WithoutSecrets(logging.Filter):
    """For loggers that write the address of a request: Django's do so for what it refuses and where it fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record stays, its addresses shortened."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                without_secrets(part) if isinstance(part, str) and part.startswith("/") else part
                for part in record.args
            )
        return True
