"""The floor's own tables: signs of life, remembered answers, and the words beside append-only events."""

import datetime as dt
import hashlib
import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Now


class Heartbeat(models.Model):
    """When a process was last seen at work, by the database's clock; and how often something went wrong since ever."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"

    @staticmethod
    def touch(name: str) -> None:
        """Say that `name` is alive now, and count it. Safe from any number of processes."""
        if not Heartbeat.objects.filter(name=name).update(at=Now(), count=models.F("count") + 1):
            Heartbeat.objects.bulk_create([Heartbeat(name=name, at=Now(), count=1)], ignore_conflicts=True)


class IdempotencyRecord(models.Model):
    """The answer once given to a POST with an `Idempotency-Key`, for one user, path and body.

    Written in the transaction that did the work, so the answer exists exactly when the work does. Kept for a day.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    KEEP = dt.timedelta(days=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key", "path"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.status}"


class Reason(models.Model):
    """What somebody wrote beside a step: the only free text of an append-only event, kept outside of it.

    The event refers to it, and the chain of events contains `digest`. Erasing blanks `text` and `salt`, which leaves
    nothing from which the words could be guessed, and every digest as it was. The database refuses any other change
    (migration common 0003).
    """

    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def keep(cls, text: str) -> Self | None:
        """Keep these words, without the space around them; None where there are none."""
        text = text.strip()
        if not text:
            return None
        salt = secrets.token_hex(16)
        return cls.objects.create(text=text, salt=salt, digest=cls.digest_of(text, salt))

    @staticmethod
    def digest_of(text: str, salt: str) -> str:
        """SHA-256 over salt (32 characters) and text in UTF-8, in hexadecimal digits."""
        return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()

    @classmethod
    def blank(cls, keys: "models.QuerySet[Any, Any]") -> int:
        """Erase the words of those reasons; `keys` are their primary keys. Returns how many had any."""
        return cls.objects.filter(pk__in=keys).exclude(text="").update(text="", salt="")


def reason_field() -> "models.ForeignKey[Reason | None, Reason | None]":
    """The column by which an append-only event refers to what was written beside it. Nobody looks for it by reason."""
    return models.ForeignKey(Reason, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


def said() -> Coalesce:
    """The words of an event's reason in a query: "" where there are none."""
    return Coalesce("reason__text", models.Value(""), output_field=models.TextField())
