"""What the tests of signing in share: the code from the mail, the code of the app, and a session that proved itself."""

import re
import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from tests.cast import TOTP_SECRET
from volunteers.models import User


def code_in_mail() -> str:
    """The code in the newest mail."""
    found = re.search(r"^(\d{4}-\d{4})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None, mail.outbox[-1].body
    return found.group(1)


def code_of_app(*, steps: int = 0) -> str:
    """What the app of the cast's coordinators shows; `steps` of 30 s away from now."""
    return str(format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30 + steps)))


def wrong(code: str) -> str:
    """Another code of the same form."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def sign_in(client: Client, email: str, **fields: str) -> HttpResponse:
    """Both steps of signing in by code; the answer to the second."""
    sent = client.post("/anmelden", {"email": email, **fields})
    assert sent.status_code == 302, sent.content.decode()
    return client.post(sent["Location"], {"code": code_in_mail(), **fields})  # type: ignore[return-value]  # the test client's own response


def proved(user: User) -> Client:
    """A browser whose session showed a moment ago who it is."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
