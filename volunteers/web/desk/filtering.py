"""The filter above the list of what waits. It stands in the address: people and activities go by their keys there."""

import uuid
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import Invalid
from volunteers.models import Activity
from volunteers.services.marks import Mark
from volunteers.web.desk.waiting import Backlog, Wish

PEOPLE = 300  # names to choose from, of those who wait longest: a longer list nobody reads, and it weighs
NOTHING = -1  # a key that no row has


class Choice(forms.Select):
    """A select of plain choices, written without a template, which takes 40 µs for each of hundreds of names."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """As Django's template does."""
        options = [
            (key, mark_safe(" selected") if key == str(value or "") else "", label) for key, label in self.choices
        ]
        return format_html(
            '<select name="{}"{}>\n{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("", '  <option value="{}"{}>{}</option>\n', options),
        )


class Filter(forms.Form):
    """Person, activity, period, long days, marks; whatever is empty does not count."""

    person = forms.UUIDField(label=gettext_lazy("Person"), required=False, widget=Choice)
    taetigkeit = forms.UUIDField(label=gettext_lazy("Tätigkeit"), required=False, widget=Choice)
    von = forms.DateField(
        label=gettext_lazy("von"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    bis = forms.DateField(
        label=gettext_lazy("bis"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    auffaellig = forms.ChoiceField(label=gettext_lazy("Auffälligkeiten"), required=False)
    lang = forms.BooleanField(label=gettext_lazy("nur über 8 Stunden"), required=False)

    def __init__(self, data: QueryDict, *, backlog: Backlog) -> None:
        """Offers the people and activities that have something waiting. One query."""
        super().__init__(data, auto_id="filter_%s", use_required_attribute=False)
        persons = list(dict.fromkeys(fact.person for fact in backlog.facts))
        self.more_people = max(0, len(persons) - PEOPLE)
        self._people = {backlog.people[pk].uuid: pk for pk in persons if pk in backlog.people}
        asked = _uuid(data.get("person", ""))
        linked = self._people.get(asked) if asked else None
        shown = [pk for pk in persons if pk in backlog.people][:PEOPLE]
        if linked is not None and linked not in shown:  # one beyond the list may be linked to
            shown.append(linked)
        people = sorted((backlog.people[pk].name, pk) for pk in shown)
        activities = list(
            Activity.objects.filter(pk__in={fact.activity for fact in backlog.facts})
            .values_list("pk", "uuid", "title")
            .order_by("title", "pk")
        )
        self._activities: dict[uuid.UUID, int] = {key: pk for pk, key, _title in activities}
        _offer(self.fields["person"], [(str(backlog.people[pk].uuid), name) for name, pk in people], _("alle"))
        _offer(self.fields["taetigkeit"], [(str(key), title) for _pk, key, title in activities], _("alle"))
        marks = [("any", _("nur auffällige")), ("none", _("ohne auffällige")), *Mark.choices]
        self.fields["auffaellig"].choices = [("", _("alle")), *marks]  # type: ignore[attr-defined]  # a ChoiceField

    def wish(self, *, strict: bool = False) -> Wish:
        """What it asks for. A field that cannot be read does not count, or with `strict` raises Invalid."""
        if not self.is_valid() and strict:
            raise Invalid(_("Der Filter ist nicht lesbar. Bitte stellen Sie ihn neu ein."))
        said: dict[str, Any] = self.cleaned_data
        person, activity = said.get("person"), said.get("taetigkeit")
        return Wish(
            person=self._people.get(person, NOTHING) if person else None,
            activity=self._activities.get(activity, NOTHING) if activity else None,
            start=said.get("von"),
            end=said.get("bis"),
            full_day=said.get("lang", False),
            marks=said.get("auffaellig", ""),
        )

    def is_set(self) -> bool:
        """Whether it leaves anything out."""
        return self.wish() != Wish()


def _offer(field: forms.Field, choices: list[tuple[str, str]], everything: str) -> None:
    field.widget.choices = [("", everything), *choices]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
