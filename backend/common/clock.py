"""The one clock. A day is a local day in Lower Saxony; instants are UTC."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """This instant, aware, UTC."""
    return timezone.now()


def today() -> dt.date:
    """The local date in Europe/Berlin."""
    return timezone.localdate()
