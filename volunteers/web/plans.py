"""Weekly plans on pages: the form that both sides fill in, and how a plan is said in words."""

import datetime as dt
import uuid as uuids
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from backend.common import clock
from volunteers.models import Activity, PlanStatus, WeeklyPlan
from volunteers.planning import EVERY_DAY, LONGEST
from volunteers.web.durations import DurationField, written

TOLERANCES = (0, 15, 30, 60)
USUALLY = dt.timedelta(days=182)


class PlanForm(forms.Form):
    """What is to be agreed; `person` only where an organisation proposes."""

    person = forms.UUIDField(label=gettext_lazy("Person"), widget=forms.Select)
    activity = forms.UUIDField(label=gettext_lazy("Tätigkeit"), widget=forms.Select)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Wochentage"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    minutes = DurationField(
        label=gettext_lazy("Dauer an jedem dieser Tage"),
        help_text=gettext_lazy("Zum Beispiel 1:30 oder 90 min. Höchstens 8 Stunden."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tolerance = forms.TypedChoiceField(
        label=gettext_lazy("Spielraum"),
        help_text=gettext_lazy("Um so viel darf ein Eintrag kürzer oder länger sein."),
        coerce=int,
        initial=15,
    )
    starts_on = forms.DateField(
        label=gettext_lazy("von"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("bis"),
        help_text=gettext_lazy("Höchstens ein Jahr. Danach vereinbart man neu."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        asked: QueryDict,
        activities: list[Activity],
        people: list[tuple[str, str]] | None = None,
    ) -> None:
        """`asked` is the address: a group of the desk leads here with its person, day and minutes."""
        super().__init__(data, label_suffix="", initial=_initial(asked))
        if people is None:
            del self.fields["person"]
        else:
            _offer(self.fields["person"], people)
        several = len({activity.organisation_id for activity in activities}) > 1
        titles = [
            (str(one.uuid), f"{one.title} · {one.organisation.name}" if several else one.title) for one in activities
        ]
        _offer(self.fields["activity"], titles)
        tolerance: Any = self.fields["tolerance"]
        tolerance.choices = [
            (minutes, gettext("± %(duration)s Std.") % {"duration": written(minutes)} if minutes else gettext("keiner"))
            for minutes in TOLERANCES
        ]
        self._activities = {activity.uuid: activity for activity in activities}

    @property
    def chosen_activity(self) -> Activity | None:
        """What was chosen among those offered."""
        return self._activities.get(self.cleaned_data["activity"])

    def clean_activity(self) -> uuids.UUID:
        """One of those offered."""
        key: uuids.UUID = self.cleaned_data["activity"]
        if key not in self._activities:
            raise forms.ValidationError(_("Diese Tätigkeit steht nicht zur Auswahl."))
        return key


def _initial(asked: QueryDict) -> dict[str, Any]:
    today = clock.today()
    day, minutes = asked.get("tag", ""), asked.get("minuten", "")
    known = minutes.isascii() and minutes.isdecimal() and len(minutes) <= 4
    return {
        "person": asked.get("person"),
        "activity": asked.get("taetigkeit"),
        "weekdays": [day] if day in {str(number) for number in WEEKDAYS} else [],
        "minutes": written(int(minutes)) if known else "",
        "tolerance": 15,
        "starts_on": today,
        "ends_on": today + min(USUALLY, LONGEST),
    }


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.widget.choices = choices if len(choices) == 1 else [("", _("Bitte wählen")), *choices]


def shown(plan: WeeklyPlan, *, answers: bool, own: bool = False) -> dict[str, Any]:
    """A plan for a template. `answers`: this side has to agree; `own`: it is the reader's, who may not."""
    over = plan.ends_on < clock.today()
    return {
        "plan": plan,
        "days": _("Jeden Tag")
        if plan.weekdays == EVERY_DAY
        else get_text_list([str(WEEKDAYS[day]) for day in plan.days], _("und")),
        "tolerance": written(plan.tolerance) if plan.tolerance else "",
        "answers": answers and plan.status == PlanStatus.PROPOSED and not own and not over,
        "own": own and answers,
        "over": over,
        "resting": plan.status == PlanStatus.AGREED and not over and not getattr(plan, "answered_for", True),
        "open": plan.status != PlanStatus.ENDED,
    }
