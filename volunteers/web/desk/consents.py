"""*Einwilligungen*: what people without an account signed on paper, and what the guardians of young people signed.

The organisation holds the papers; its managers record them. Who has an account decides alone, but for the guardians'
paper of somebody under 18.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError, NotFound
from backend.common.pages import complain, typed
from volunteers.display import shown_name
from volunteers.models import (
    PUBLIC_THANKS,
    Consent,
    DisplayForm,
    GuardianConsent,
    GuardianStatus,
    Place,
    Volunteer,
)
from volunteers.services import consent as services
from volunteers.services import consent_texts, guardians, withdrawal
from volunteers.web.desk.place import Desk, at_desk


class PaperForm(forms.Form):
    """What the signed paper says."""

    place = forms.ChoiceField(label=gettext_lazy("Wo darf der Name stehen?"), choices=Place.choices)
    display_form = forms.ChoiceField(
        label=gettext_lazy("Wie soll der Name dort stehen?"), choices=DisplayForm.choices, widget=forms.RadioSelect
    )
    alias = forms.CharField(
        label=gettext_lazy("Selbst gewählter Name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class AdultForm(PaperForm):
    """Signed by the person."""

    of_age = forms.BooleanField(
        label=gettext_lazy(
            "Die Person ist mindestens 18 Jahre alt und hat unterschrieben. Wir bewahren das Papier auf."
        ),
        error_messages={"required": gettext_lazy("Ohne das geht es nicht.")},
    )


class GuardianForm(PaperForm):
    """Signed by a guardian; from 16 on by the person as well."""

    guardian_name = forms.CharField(
        label=gettext_lazy("Wer hat für die Person unterschrieben?"),
        help_text=gettext_lazy("Name der oder des Sorgeberechtigten."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    person_agrees = forms.BooleanField(
        label=gettext_lazy("Die Person hat selbst auch unterschrieben."),
        help_text=gettext_lazy("Ab 16 Jahren ist das nötig."),
        required=False,
    )


@dataclass(slots=True)
class Standing:
    """A consent as it holds, and how it appears."""

    consent: Consent
    shown: str
    expired: bool


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def consents(request: HttpRequest, desk: Desk, volunteer: uuid.UUID) -> HttpResponse:
    """What holds for one person; a POST records a paper or ends everything. For managers; others get 404."""
    known = Volunteer.objects.known_at(desk.organisation).select_related("details")
    person = known.filter(uuid=volunteer).first() if desk.manages else None
    kept = person is not None and person.user_id is None and person.kept_by_id == desk.organisation.pk
    if person is None or (person.user_id is None and not kept):
        raise NotFound(_("Das gibt es nicht, oder nicht für Sie."))
    # Who has an account told their age to nobody here: then this page is for guardians' papers alone.
    details = getattr(person, "details", None) if kept else None
    age = details.age_on(clock.today()) if details else None
    minor = not kept or (age is not None and age < services.OF_AGE)
    if request.method == "POST" and "widerrufen" in request.POST:
        withdrawal.withdraw_own(actor=desk.user, volunteer=person)
        messages.success(request, _("Widerrufen. Der Name steht nirgends mehr."))
        return HttpResponseRedirect(request.path)
    form = _form(typed(request), minor=minor)
    if request.method == "POST" and form.is_valid() and _record(desk, person, form, minor=minor):
        messages.success(request, _("Festgehalten. Bitte bewahren Sie das Papier auf."))
        return HttpResponseRedirect(request.path)
    context = {"desk": desk, "person": person, "kept": kept, "form": form, "minor": minor, "age": age}
    return render(
        request,
        "volunteers/desk/consents.html",
        context | _shown(desk, person, kept=kept),
        status=400 if form.errors else 200,
    )


def _form(data: QueryDict | None, *, minor: bool) -> PaperForm:
    return GuardianForm(data, label_suffix="") if minor else AdultForm(data, label_suffix="")


def _shown(desk: Desk, person: Volunteer, *, kept: bool) -> dict[str, Any]:
    """What holds is for who keeps the record; of who has an account, the page knows the papers alone."""
    today = clock.today()
    papers = GuardianConsent.objects.filter(volunteer=person, status=GuardianStatus.GIVEN)
    rows = Consent.objects.standing().filter(volunteer=person).select_related("volunteer") if kept else []
    texts = consent_texts.current(purpose=PUBLIC_THANKS, language=person.language)
    return {
        "standing": [Standing(one, shown_name(one), one.expires_on < today) for one in rows],
        "papers": (papers if kept else papers.filter(organisation=desk.organisation)).order_by("pk"),
        "texts": [texts[place] for place in Place if place in texts],
        "link": withdrawal.url_of(person) if kept else "",
    }


def _record(desk: Desk, person: Volunteer, form: PaperForm, *, minor: bool) -> bool:
    said = dict(form.cleaned_data)
    try:
        if minor:
            guardians.record_paper(actor=desk.user, organisation=desk.organisation, volunteer=person, **said)
        else:
            services.give_consent(actor=desk.user, volunteer=person, **said)
    except DomainError as error:
        complain(form, error)
        return False
    return True
