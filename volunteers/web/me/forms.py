"""The form for hours, and the one that puts an entry right."""

import uuid as uuids
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import complain
from volunteers.models import Activity, HourEntry
from volunteers.web.durations import DurationField, written
from volunteers.web.me.fields import DayField, DaysField, MinutesField

MOST_IN_NOTE = 500


class LogForm(forms.Form):
    """Hours as one writes them down. The fields carry the API's names (see `volunteers.web.me.log`)."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    activity = forms.UUIDField(
        label=_("Wo hast du geholfen?"),
        widget=forms.RadioSelect(attrs={"form": "log"}),
        error_messages={"required": _("Bitte wähle, wo du geholfen hast.")},
    )
    day = DaysField(label=_("Wann?"), help_text=_("Mehrere Tage gehen auch: tipp sie alle an."))
    other_day = DayField(label=_("Anderer Tag"), required=False)
    minutes = MinutesField(label=_("Wie lange?"), help_text=_("In Stunden, an jedem Tag."))
    duration = DurationField(
        label=_("Andere Dauer"),
        required=False,
        help_text=_("Zum Beispiel 1:45 oder 20 min. Was du hier schreibst, gilt."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Bemerkung"),
        required=False,
        max_length=MOST_IN_NOTE,
        help_text=_("Liest auch die Organisation. Bitte keine Namen von anderen."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    use_required_attribute = False  # of days and durations one of two fields does

    def __init__(self, data: QueryDict | None = None, *, activities: list[Activity], **kwargs: Any) -> None:
        """`activities` stand to choose."""
        super().__init__(data, label_suffix="", **kwargs)
        today = clock.today()
        days: Any = self.fields["day"]
        days.offer(today, data.getlist("day") if data else ())
        other: Any = self.fields["other_day"]
        other.until(today)
        minutes: Any = self.fields["minutes"]
        minutes.offer(self.initial.get("minutes"), data.get("minutes") if data else None)
        activity: Any = self.fields["activity"]
        activity.widget.choices = [(each.uuid, named_activity(each)) for each in activities]

    def clean(self) -> dict[str, Any]:
        """Puts together what may be said in two ways: the days, and how long."""
        data = super().clean() or self.cleaned_data
        if "day" in data and "other_day" in data:
            data["days"] = data["day"] | ({data["other_day"]} if data["other_day"] else set())
            if not data["days"]:
                self.add_error("day", ValidationError(_("Bitte wähle mindestens einen Tag."), code="no_day"))
        if "minutes" in data and "duration" in data:
            data["length"] = data["minutes"] if data["duration"] is None else data["duration"]
            if data["length"] is None:
                self.add_error("minutes", ValidationError(_("Bitte wähle, wie lange."), code="no_duration"))
        return data

    def refuse(self, error: DomainError) -> None:
        """What the service refused, at the field where it was said."""
        if error.field == "minutes" and self.cleaned_data.get("duration") is not None:
            self.add_error("duration", str(error.detail))
        elif error.field == "day" and not self.cleaned_data.get("day"):
            self.add_error("other_day", str(error.detail))
        else:
            complain(self, error)

    def begin_anew(self, sentence: str) -> None:
        """The sentence above the form, which from now on is another one: with a key of its own."""
        self.add_error(None, sentence)
        fresh: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        fresh["uuid"] = str(uuids.uuid4())
        self.data = fresh


class EntryForm(forms.Form):
    """One entry, put right."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    day = DayField(label=_("Wann?"))
    minutes = DurationField(
        label=_("Wie lange?"),
        help_text=_("Zum Beispiel 1:30, 1,5 oder 90 min."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Bemerkung"),
        required=False,
        max_length=MOST_IN_NOTE,
        help_text=_("Liest auch die Organisation. Bitte keine Namen von anderen."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None, *, entry: HourEntry) -> None:
        """Filled with the entry as it stands."""
        initial = {
            "uuid": uuids.uuid4(),
            "day": entry.day,
            "minutes": written(entry.minutes),
            "note": entry.note,
        }
        super().__init__(data, initial=initial, label_suffix="")
        day: Any = self.fields["day"]
        day.until(clock.today())


def named_activity(activity: Activity) -> str:
    """With its organisation: a speaking circle there is in every town."""
    return format_html("<span><bdi>{}</bdi> · <bdi>{}</bdi></span>", activity.title, activity.organisation.name)
