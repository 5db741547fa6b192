"""The form in which an organisation says what its sign-in sheet is to look like."""

import datetime as dt
import uuid as uuids
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from volunteers.models import Activity, SheetForm, SignInSheet, Volunteer
from volunteers.services.sheets import MOST_DAYS, MOST_ROWS

BLANK_ROWS = 15  # with its head they fill a page
PEOPLE = 500
DAYS = [f"day_{number}" for number in range(MOST_DAYS)]


class SheetPlan(forms.Form):
    """One activity, its days, who stands on it already, and how many blank rows."""

    activity = forms.ChoiceField(label=gettext_lazy("Tätigkeit"))
    form = forms.ChoiceField(label=gettext_lazy("Tage"), widget=forms.RadioSelect, choices=SheetForm)
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Namen, die schon auf der Liste stehen"),
        help_text=gettext_lazy("Was aushängt, lesen alle, die vorbeikommen. Ohne Haken bleiben die Zeilen leer."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    blank_rows = forms.IntegerField(
        label=gettext_lazy("leere Zeilen"), min_value=0, max_value=MOST_ROWS, initial=BLANK_ROWS
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Erklärung in einer zweiten Sprache"),
        help_text=gettext_lazy("Deutsch steht immer da."),
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        activities: list[Activity],
        people: list[Volunteer],
        like: SignInSheet | None = None,
        activity: str = "",
    ) -> None:
        """`like` is an earlier sheet to repeat, `activity` the key of one to begin with."""
        initial: dict[str, Any] = {"form": SheetForm.DAYS, "activity": activity}
        if like is not None:
            rows = list(like.rows.all())
            initial = {
                "activity": str(like.activity.uuid),
                "form": like.form,
                "people": [str(row.volunteer.uuid) for row in rows if row.printed and row.volunteer],
                "blank_rows": sum(not row.printed for row in rows),
                "language": like.language,
            }
        super().__init__(data, label_suffix="", initial=initial)
        self._activities = {str(one.uuid): one for one in activities}
        self._people = {str(one.uuid): one for one in people}
        fields: Any = self.fields
        fields["activity"].choices = [(key, one.title) for key, one in self._activities.items()]
        fields["people"].choices = [(key, one.name) for key, one in self._people.items()]
        fields["language"].choices = [("", gettext("keine")), *settings.LANGUAGES[1:]]
        for number, name in enumerate(DAYS, 1):
            fields[name] = forms.DateField(
                label=gettext("%(number)s. Tag") % {"number": number},
                required=False,
                input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    @property
    def day_fields(self) -> list[forms.BoundField]:
        """One for each day that fits."""
        return [self[name] for name in DAYS]

    def wishes(self) -> dict[str, Any]:
        """What `services.sheets.make_sheet` takes."""
        said = self.cleaned_data
        days: list[dt.date] = [said[name] for name in DAYS if said[name]]
        return {
            "activity": self._activities[said["activity"]],
            "form": said["form"],
            "days": days if said["form"] == SheetForm.DAYS else [],
            "volunteers": [self._people[key] for key in said["people"]],
            "blank_rows": said["blank_rows"],
            "language": said["language"],
        }


def key_of(text: str) -> uuids.UUID | None:
    """A UUID of an address; None for any other text."""
    try:
        return uuids.UUID(text)
    except ValueError:
        return None
