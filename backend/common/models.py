"""The floor's own tables: signs of life and remembered answers."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


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
