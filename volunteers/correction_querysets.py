"""Reads of corrections and objections; visible as the entries they stand beside."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from volunteers.querysets import LedgerQuerySet

if TYPE_CHECKING:
    from volunteers.models import Correction, CorrectionEvent, Objection


class CorrectionQuerySet(LedgerQuerySet, models.QuerySet["Correction"]):
    """Corrections."""

    person = "entry__volunteer"

    def open(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(status="proposed")

    def for_volunteer(self) -> Self:
        """Open ones that the volunteer is asked about."""
        return self.open().filter(asked_by="organisation")

    def for_organisation(self) -> Self:
        """Open ones that the organisation is asked about."""
        return self.open().filter(asked_by="volunteer")

    def for_coordination(self, asked_before: dt.datetime) -> Self:
        """Open ones that a coordinator decides: asked for before that instant, or of a person who cannot answer, for
        they have no account. Not those that the volunteer objected to: they are decided with the objection.
        """
        from volunteers.models import Objection  # noqa: PLC0415 - models import their querysets

        objected = Objection.objects.open().filter(correction=OuterRef("pk"))
        mute = Q(asked_by="organisation", entry__volunteer__user=None)
        return self.open().filter(Q(proposed_at__lte=asked_before) | mute).exclude(Exists(objected))


class ObjectionQuerySet(LedgerQuerySet, models.QuerySet["Objection"]):
    """Objections."""

    person = "entry__volunteer"

    def open(self) -> Self:
        """Those that a coordinator has to decide."""
        return self.filter(status="open")


class CorrectionEventQuerySet(LedgerQuerySet, models.QuerySet["CorrectionEvent"]):
    """The record of every step of corrections."""

    person = "entry__volunteer"
