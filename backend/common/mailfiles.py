"""Mails that became files, on an installation without a mail server: read, and forgotten again."""

import email
import re
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings

BETWEEN = re.compile(rb"^-{79}$", re.MULTILINE)  # what Django's file backend writes after each mail


def parts_of(path: Path) -> Iterator[tuple[bytes, EmailMessage]]:
    """The mails of one file, as they stand there and read."""
    for part in BETWEEN.split(path.read_bytes()):
        if part.strip():
            yield part, email.message_from_bytes(part.strip(), policy=policy.default)


def drop_to(wanted: Callable[[str], bool]) -> int:
    """Drop every mail to an address that is `wanted`. Returns how many. Raises OSError when the disk refuses."""
    folder = Path(settings.EMAIL_FILE_PATH)
    dropped = 0
    for path in sorted(folder.glob("*.log")) if folder.is_dir() else ():
        parts = list(parts_of(path))
        kept = [part for part, mail in parts if not any(map(wanted, _recipients(mail)))]
        if len(kept) == len(parts):
            continue
        dropped += len(parts) - len(kept)
        if kept:
            draft = path.with_suffix(".part")
            draft.write_bytes(b"".join(part.strip(b"\n") + b"\n" + b"-" * 79 + b"\n" for part in kept))
            draft.replace(path)
        else:
            path.unlink()
    return dropped


def _recipients(mail: EmailMessage) -> list[str]:
    headers = [str(header) for name in ("To", "Cc", "Bcc") for header in mail.get_all(name, [])]
    return [address for _name, address in getaddresses(headers)]
