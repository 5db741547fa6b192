"""Sign-in sheets: paper on which people write when they helped, to be typed in later."""

import datetime as dt
import uuid as uuids
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.common.ids import PublicModel
from volunteers.sheet_querysets import SignInRowQuerySet, SignInSheetQuerySet


class SheetStatus(models.TextChoices):
    """Where a sheet stands.

    ::

        open ──close──▶ closed
          │ ◀──reopen────┘
          └──discard──▶ discarded   (only while nothing was typed in)
    """

    OPEN = "open", _("offen")
    CLOSED = "closed", _("abgeschlossen")
    DISCARDED = "discarded", _("verworfen")


SHEET_TRANSITIONS: dict[str, frozenset[str]] = {
    SheetStatus.OPEN: frozenset({SheetStatus.CLOSED, SheetStatus.DISCARDED}),
    SheetStatus.CLOSED: frozenset({SheetStatus.OPEN}),
    SheetStatus.DISCARDED: frozenset(),
}


class SheetForm(models.TextChoices):
    """Where the day stands on the paper."""

    DAYS = "days", _("Die Tage stehen fest")
    ONE_DAY = "one_day", _("Ein Tag, oben von Hand eingetragen")
    OWN_DAYS = "own_days", _("In jeder Zeile ein eigener Tag")


class SignInSheet(PublicModel):
    """One sheet for one activity. `days` are local dates as YYYY-MM-DD, in order; empty where the paper has a blank.

    `code` is what people read and type: once in each organisation. `language` is a second one for the explanation on
    the paper, or "". The paper's own names are those of its rows, as they are when it is printed.
    """

    organisation = models.ForeignKey("volunteers.Organisation", on_delete=models.PROTECT, related_name="sheets")
    activity = models.ForeignKey("volunteers.Activity", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("Code"), max_length=8)
    form = models.CharField(_("Tage"), max_length=10, choices=SheetForm)
    days: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    language = models.CharField(_("zweite Sprache"), max_length=10, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=SheetStatus, default=SheetStatus.OPEN)
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.ForeignKey("volunteers.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    touched_at = models.DateTimeField(_("zuletzt eingetragen"))
    entry_count = models.PositiveSmallIntegerField(_("Einträge"), default=0)  # logged from it so far
    closed_at = models.DateTimeField(_("abgeschlossen am"), null=True, blank=True)
    emptied_at = models.DateTimeField(_("Zeilen gelöscht am"), null=True, blank=True)

    objects = models.Manager.from_queryset(SignInSheetQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="sheet_code_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "closed", "discarded"]), name="sheet_known_status"
            ),
            models.CheckConstraint(
                condition=models.Q(form__in=["days", "one_day", "own_days"]), name="sheet_known_form"
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", closed_at=None)
                | ~models.Q(status="open") & models.Q(closed_at__isnull=False),
                name="sheet_ended_with_when",
            ),
            models.CheckConstraint(
                condition=models.Q(emptied_at=None) | ~models.Q(status="open"), name="sheet_emptied_once_ended"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "status", "-id"], name="sheet_of_organisation"),
            models.Index(fields=["closed_at"], condition=models.Q(emptied_at=None), name="sheet_to_empty"),
        ]
        verbose_name = _("Unterschriftenliste")
        verbose_name_plural = _("Unterschriftenlisten")

    def __str__(self) -> str:
        return self.code

    @property
    def fixed_days(self) -> list[dt.date]:
        """The local dates that are printed; empty where the paper has a blank."""
        return [dt.date.fromisoformat(day) for day in self.days]


class SignInRow(PublicModel):
    """One row of a sheet. Blank on the paper, or `printed` with the name of its volunteer.

    Who signed in a blank row is known once it is typed in. The row's `uuid` makes the entries' own (`entry_uuid`).
    Personal data: that this person stood on that sheet, which the entries would still tell by their UUIDs. So the row
    itself is dropped: 90 days after the sheet was closed, and on erasure; the same paper then brings nobody back.
    """

    sheet = models.ForeignKey(SignInSheet, on_delete=models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("Code"), max_length=4)
    volunteer = models.ForeignKey(
        "volunteers.Volunteer", null=True, on_delete=models.PROTECT, related_name="sheet_rows"
    )
    printed = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(SignInRowQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="sheet_row_position_once"),
            models.UniqueConstraint(fields=["sheet", "code"], name="sheet_row_code_once"),
        ]
        verbose_name = _("Zeile einer Unterschriftenliste")
        verbose_name_plural = _("Zeilen von Unterschriftenlisten")

    def __str__(self) -> str:
        return self.code

    def entry_uuid(self, day: dt.date | None) -> uuids.UUID:
        """Of the entry that this row becomes: on a printed day, or (None) on the one day that stands in the row."""
        return uuids.uuid5(self.uuid, day.isoformat() if day else "")

    def entry_uuids(self, days: Sequence[dt.date]) -> list[uuids.UUID]:
        """Of all that the row can become."""
        return [self.entry_uuid(day) for day in days] or [self.entry_uuid(None)]
