"""The mailbox of an installation on one's own machine: mails are files there, and a newcomer can follow every link.

Neither it nor the codes that it shows exist in production, nor where mails really leave the house.
"""

import datetime as dt
import email
import re
import time
from dataclasses import dataclass
from email import policy
from itertools import islice
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MOST = 30
_BETWEEN = re.compile(rb"^-{79}$", re.MULTILINE)  # what Django's file backend writes after each mail
_FILES = 60


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as a person reads it."""

    to: str
    subject: str
    date: dt.datetime
    body: str


def is_open() -> bool:
    """Whether mails become files here, on somebody's own machine."""
    return not settings.PRODUCTION and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, and the codes that the demo's coordinators would see in an app."""
    if not is_open():
        raise Http404
    return render(request, "accounts/mailbox.html", {"mails": newest(Path(settings.EMAIL_FILE_PATH)), "codes": codes()})


def newest(folder: Path) -> list[Mail]:
    """The newest mails of the folder, newest first. A file that is being written is read next time."""
    files = sorted(folder.glob("*.log"), reverse=True)[:_FILES] if folder.is_dir() else []
    return list(islice((mail for path in files for mail in reversed(_mails_in(path))), MOST))


def codes() -> list[tuple[str, str, int]]:
    """Address, present code and for how many seconds, of the invented people who have an app."""
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__email__endswith="@example.org")
    now = int(time.time())
    return [
        (address, format_hotp_value(hotp_value(decrypt(data["secret"]), now // 30)), 30 - now % 30)
        for address, data in rows.order_by("user__email").values_list("user__email", "data")[:MOST]
    ]


def _mails_in(path: Path) -> list[Mail]:
    found = []
    for part in _BETWEEN.split(path.read_bytes()):
        message = email.message_from_bytes(part.strip(), policy=policy.default)
        body = message.get_body(("plain",))
        if body is not None and message["Date"]:
            found.append(Mail(message["To"], message["Subject"], message["Date"].datetime, body.get_content().strip()))
    return found
