"""Identifiers that leave the house."""

import base64
import secrets
import uuid

from django.db import models


def public_code() -> str:
    """80 random bits as 16 characters of base32 (A-Z, 2-7): what a certificate's address ends in. Not guessable."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii")


class PublicModel(models.Model):
    """A bigint key inside, a UUID outside."""

    uuid = models.UUIDField("UUID", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
