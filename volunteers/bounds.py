"""The bounds of an hour entry (domain.md, "The ledger", 7). Pure: facts in, a refusal or nothing out."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from backend.common.errors import Invalid

if TYPE_CHECKING:
    from volunteers.models import Activity

MINUTES_A_DAY = 1440
EARLIEST = dt.date(1900, 1, 1)  # 0202 is a slip of the finger, and no certificate could print it


def check_minutes(minutes: int) -> None:
    """Whole minutes, 1 to 1440. Raises Invalid (`minutes_out_of_range`)."""
    if not 1 <= minutes <= MINUTES_A_DAY:
        raise Invalid(
            _("Ein Eintrag hat mindestens 1 Minute und höchstens 24 Stunden (1440 Minuten)."),
            code="minutes_out_of_range",
            field="minutes",
        )


def check_day(day: dt.date, *, today: dt.date) -> None:
    """Not in the future, not before 1900. Raises Invalid (`day_in_future`, `day_too_early`)."""
    if day < EARLIEST:
        raise Invalid(
            _("Der Tag liegt vor dem Jahr 1900. Bitte die Jahreszahl prüfen."), code="day_too_early", field="day"
        )
    if day > today:
        raise Invalid(
            _("Der Tag liegt in der Zukunft. Stunden können erst eingetragen werden, wenn sie geleistet sind."),
            code="day_in_future",
            field="day",
        )


def check_activity_period(activity: "Activity", day: dt.date) -> None:
    """Within the activity's own period. Raises Invalid (`outside_activity_period`)."""
    if (activity.starts_on and day < activity.starts_on) or (activity.ends_on and day > activity.ends_on):
        raise Invalid(
            _("Diese Tätigkeit gab es an dem Tag nicht. Bitte den Tag oder die Tätigkeit prüfen."),
            code="outside_activity_period",
            field="day",
        )


def check_room(minutes: int, *, taken: int) -> None:
    """At most 1440 minutes a person and day over all organisations. Raises Invalid (`day_full`).

    The sentence does not say how much is taken: it may be at an organisation that the asker must not know of.
    """
    if taken + minutes > MINUTES_A_DAY:
        raise Invalid(
            _("Für diesen Tag wären es zusammen mehr als 24 Stunden. Bitte Tag und Dauer prüfen."),
            code="day_full",
            field="minutes",
        )
