"""Fields of the forms in which people write down their hours."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteers.web.durations import western, written

DAYS_OFFERED = 7
MINUTES_OFFERED = (30, 60, 90, 120, 180)


class DayField(forms.DateField):
    """One local date: as date pickers send it, or as people write it in Germany, in the digits of any script."""

    def __init__(self, **kwargs: Any) -> None:
        """A date picker up to today, see `until`."""
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y"], **kwargs)
        self.error_messages["invalid"] = gettext_lazy("Das ist kein Datum. Bitte schreib es wie 14.11.2026.")

    def to_python(self, value: Any) -> dt.date | None:
        """The date. Raises ValidationError."""
        return super().to_python(western(value) if isinstance(value, str) else value)

    def until(self, today: dt.date) -> None:
        """The picker offers no day after that."""
        self.widget.attrs["max"] = today.isoformat()


class DaysField(forms.Field):
    """Several days at once, tapped on the chips of the last week; cleans to a set of local dates."""

    def __init__(self, **kwargs: Any) -> None:
        """The chips come by `offer`."""
        super().__init__(widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}), **kwargs)

    def clean(self, value: Any) -> set[dt.date]:
        """The days, also such as are offered no longer: the page may have been open overnight."""
        try:
            return {dt.date.fromisoformat(day) for day in value or []}
        except ValueError as error:
            raise ValidationError(_("Das ist kein Datum. Bitte wähle den Tag noch einmal.")) from error

    def offer(self, today: dt.date, tapped: Iterable[str] = ()) -> None:
        """Chips of the week up to today, and of what was tapped."""
        days = [today - dt.timedelta(days=back) for back in range(DAYS_OFFERED)]
        choices = [(day.isoformat(), named_day(day, today)) for day in days]
        known = {value for value, _label in choices}
        for value in sorted(set(tapped) - known, reverse=True):
            try:
                day = dt.date.fromisoformat(value)
            except ValueError:
                continue
            choices.append((value, formats.date_format(day, "SHORT_DATE_FORMAT")))
        self.widget.choices = choices


class MinutesField(forms.IntegerField):
    """A duration of the chips, in whole minutes."""

    def __init__(self, **kwargs: Any) -> None:
        """The chips come by `offer`."""
        super().__init__(widget=forms.RadioSelect(attrs={"class": "chips"}), **kwargs)
        self.error_messages["invalid"] = gettext_lazy("Bitte wähle eine Dauer, oder schreib eine.")

    def clean(self, value: Any) -> int | None:
        """The minutes; None where no chip was tapped, for there is another field to write in."""
        return super().clean(value) if value else None

    def offer(self, *further: Any) -> None:
        """The usual chips, and one for each further duration."""
        wanted = {minutes for minutes in map(_whole, further) if minutes is not None}
        self.widget.choices = [(minutes, written(minutes)) for minutes in sorted({*MINUTES_OFFERED, *wanted})]


def named_day(day: dt.date, today: dt.date) -> str:
    """heute, gestern, and then the day of the week with its date."""
    if day == today:
        return _("heute")
    if day == today - dt.timedelta(days=1):
        return _("gestern")
    # Translators: a date on a small button, in the letters of Django's `date` filter.
    return formats.date_format(day, _("D, j. M"))


def _whole(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
