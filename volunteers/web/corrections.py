"""What the pages of corrections and objections have in common, whoever looks: the forms, and one page an answer."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from backend.common.errors import DomainError
from backend.common.pages import complain, typed
from volunteers.bounds import MINUTES_A_DAY
from volunteers.models import Correction, HourEntry, Objection
from volunteers.services import correcting
from volunteers.web.durations import DurationField, written

# From the button to the service: it gets the reason, and returns what is said when it is done.
Acts = Mapping[str, Callable[[str], str]]
SETTLED_SHOWN = 20
OPEN_SHOWN = 100


def reason_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Why, in one's own words."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=correcting.LONGEST_REASON,
        help_text=_("Liest auch die andere Seite. Bitte keine Namen von anderen."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
    )


class WishForm(forms.Form):
    """How long it really was, and why that is not what stands there."""

    minutes = DurationField(
        label=_("Wie lange war es richtig?"),
        help_text=_("Die ganze Dauer, zum Beispiel 1:30, 1,5 oder 90 min. 0:00 heißt: Das war gar nicht."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = reason_field(_("Warum?"))

    def __init__(self, data: Any, *, entry: HourEntry) -> None:
        """Filled with what counts now."""
        super().__init__(data, initial={"minutes": written(entry.counted)}, label_suffix="")
        self.counted: int = entry.counted

    def clean_minutes(self) -> int:
        """The signed difference to what counts now."""
        whole: int = self.cleaned_data["minutes"]
        if whole > MINUTES_A_DAY:
            raise ValidationError(_("Ein Tag hat höchstens 24 Stunden."), code="minutes_out_of_range")
        return whole - self.counted


class AnswerForm(forms.Form):
    """What is said with an answer; the service says where it must not be left out."""

    reason = reason_field(_("Begründung"), required=False)


class ObjectionForm(forms.Form):
    """Why one does not agree."""

    reason = reason_field(_("Warum bist du nicht einverstanden?"))


def answered(request: HttpRequest, acts: Acts, *, back: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of one thing: a form with a reason and a button for each of `acts`; done, it leads `back`."""
    form = AnswerForm(typed(request), label_suffix="")
    refused = False
    if request.method == "POST" and form.is_valid():
        act = acts.get(request.POST.get("tun", ""))
        try:
            if act is not None:
                messages.success(request, act(form.cleaned_data["reason"]))
                return HttpResponseRedirect(back)
        except DomainError as error:
            complain(form, error)
            refused = True
    context |= {"form": form, "acts": list(acts), "back": back}
    return render(request, template, context, status=409 if refused else 400 if form.errors else 200)


def corrections_shown() -> Any:
    """Corrections with all that a page says of them: one query."""
    return Correction.objects.select_related(
        "entry__volunteer", "organisation", "activity", "reason", "answer"
    ).order_by("proposed_at", "pk")


def objections_shown() -> Any:
    """Objections with all that a page says of them: one query."""
    return Objection.objects.select_related(
        "entry__volunteer", "correction__reason", "organisation", "activity", "reason", "decision"
    ).order_by("made_at", "pk")
