"""Mails about accounts: plain text, in the reader's language, sent at once because somebody is waiting for them."""

import logging
import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override

logger = logging.getLogger(__name__)


def send(name: str, *, to: str, language: str, **facts: Any) -> bool:
    """Renders accounts/mails/<name>.txt, whose first line is the subject. Whether the mail left us."""
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        subject, _, body = render_to_string(f"accounts/mails/{name}.txt", facts).strip().partition("\n")
    try:
        send_mail(subject.strip(), f"{body.strip()}\n", settings.DEFAULT_FROM_EMAIL, [to])
    except (OSError, smtplib.SMTPException) as error:
        logger.error("a mail about an account could not be sent: %s", type(error).__name__)  # noqa: TRY400 - its text may name the address
        return False
    return True
