"""What somebody does with their own entries at once: log several days, put a waiting one right."""

import datetime as dt
import uuid as uuids
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from backend.common.errors import Conflict, Invalid
from volunteers.models import Activity, HourEntry, HourStatus, Volunteer
from volunteers.services import logging
from volunteers.services.holding import hold_owner

if TYPE_CHECKING:
    from volunteers.models import User

MOST_DAYS = 31


def uuid_of_day(uuid: uuids.UUID, day: dt.date, *, first: dt.date) -> uuids.UUID:
    """The key of a day's entry of a form with that key: the form's own for the first day, derived for the others.

    Derived as UUID version 5 of the form's key and the day as ``2026-11-23``: whoever sends it again makes the same.
    """
    return uuid if day == first else uuids.uuid5(uuid, day.isoformat())


@transaction.atomic
def log_days(
    *,
    actor: "User",
    volunteer: Volunteer,
    activity: Activity,
    days: Collection[dt.date],
    minutes: int,
    note: str = "",
    way: str,
    uuid: uuids.UUID,
) -> list[HourEntry]:
    """The same help on several days: an entry for each, by day, or none at all. Idempotent on `uuid` like `log_hours`.

    Raises what `log_hours` raises, of several days with the day before the sentence; Invalid (`no_day`,
    `too_many_days`).
    """
    ordered = sorted(set(days))
    if not ordered:
        raise Invalid(_("Bitte wähle mindestens einen Tag."), code="no_day", field="day")
    if len(ordered) > MOST_DAYS:
        raise Invalid(
            _("Das sind zu viele Tage auf einmal: höchstens %(most)s.") % {"most": MOST_DAYS},
            code="too_many_days",
            field="day",
        )
    entries = []
    for day in ordered:
        try:
            entry, _new = logging.log_hours(
                actor=actor,
                volunteer=volunteer,
                activity=activity,
                day=day,
                minutes=minutes,
                note=note,
                way=way,
                uuid=uuid_of_day(uuid, day, first=ordered[0]),
            )
        except Invalid as error:
            if len(ordered) == 1:
                raise
            written = formats.date_format(day, "SHORT_DATE_FORMAT")
            raise Invalid(f"{written}: {error.detail}", code=error.code, field=error.field) from error
        entries.append(entry)
    return entries


@transaction.atomic
def amend(
    *,
    actor: "User",
    entry: HourEntry,
    day: dt.date,
    minutes: int,
    note: str,
    way: str,
    uuid: uuids.UUID,
) -> HourEntry:
    """Put an entry right that nobody confirmed yet; returns the one that counts now.

    A waiting one is withdrawn and logged anew under `uuid`: what an organisation may be looking at never changes under
    its eyes. A declined one is sent again. Idempotent on `uuid`, so that sending twice is amending once. Nothing
    happens where nothing is different. Raises what `log_hours`, `withdraw` and `resubmit` raise.
    """
    logging.check_may_change(actor, entry)
    hold_owner(entry)  # a double click: the other one may have put it right while we waited
    if entry.status == HourStatus.DECLINED:
        return logging.resubmit(actor=actor, entry=entry, way=way, day=day, minutes=minutes, note=note)
    if entry.status == HourStatus.SUBMITTED and (entry.day, entry.minutes, entry.note) == (day, minutes, note):
        return entry
    if entry.status == HourStatus.WITHDRAWN:
        sent_before: HourEntry | None = HourEntry.objects.filter(uuid=uuid, volunteer=entry.volunteer_id).first()
        if sent_before is not None:
            if (sent_before.day, sent_before.minutes, sent_before.note) == (day, minutes, note):
                return sent_before
            raise Conflict(
                _("Dieses Formular hast du schon abgeschickt, mit anderen Angaben. Bitte ändere den neuen Eintrag."),
                code="uuid_taken",
            )
    logging.withdraw(actor=actor, entry=entry, way=way)
    new, _is_new = logging.log_hours(
        actor=actor,
        volunteer=entry.volunteer,
        activity=entry.activity,
        day=day,
        minutes=minutes,
        note=note,
        way=way,
        uuid=uuid,
    )
    return new
