"""`/ich/sichtbarkeit`: where one's name may stand in public. At first nowhere.

It lives here because it needs both: the consents of `volunteers`, and how `recognition` would show the name.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import Conflict, DomainError
from backend.common.pages import complain, signed_in, typed
from recognition.services.lists import shown_name
from volunteers.models import Consent, DisplayForm, Place, User, Volunteer
from volunteers.reach import reach_of
from volunteers.services import consent as consents


class ConsentForm(forms.Form):
    """How the name may appear at one place."""

    display_form = forms.ChoiceField(
        label=gettext_lazy("Wie soll dein Name dort stehen?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wähle, wie dein Name dort stehen soll.")},
    )
    alias = forms.CharField(
        label=gettext_lazy("Selbst gewählter Name"),
        help_text=gettext_lazy("Nur dafür: zum Beispiel „Eine Freundin aus Leer“."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None, *, volunteer: Volunteer, place: Place, given: Consent | None) -> None:
        """Filled with what was given before."""
        initial = {"display_form": given.display_form, "alias": given.alias} if given else {}
        super().__init__(data, initial=initial, label_suffix="", auto_id=f"{place}_%s")
        field: Any = self.fields["display_form"]
        field.choices = [(form, _preview(volunteer, place, form)) for form in _possible(volunteer)]


@dataclass(slots=True)
class Spot:
    """A place, what was given for it, and the form to give."""

    place: Place
    label: str
    given: Consent | None
    expired: bool
    shown: str
    form: ConsentForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def visibility(request: HttpRequest) -> HttpResponse:
    """Place by place: what is given, how it looks; a POST gives or withdraws at `place`."""
    user = cast("User", request.user)
    key = reach_of(user).volunteer_id
    if key is None:
        return redirect("me")
    volunteer = Volunteer.objects.select_related("details").get(pk=key)
    data = typed(request)
    where = data.get("place") if data is not None else None
    standing = Consent.objects.filter(volunteer=volunteer, withdrawn_at=None).select_related("volunteer")
    given = {consent.place: consent for consent in standing}
    if request.method == "POST" and "withdraw" in request.POST:
        return _withdraw(request, user, given.get(str(where)))
    spots = [_spot(volunteer, place, given.get(place), data if where == place else None) for place in Place]
    asked = next((spot for spot in spots if spot.form.is_bound), None)
    if request.method == "POST" and asked and _give(user, volunteer, asked):
        messages.success(request, _("Gespeichert. Du kannst es jederzeit zurücknehmen."))
        return redirect("me-visibility")
    today = clock.today()
    told = getattr(volunteer, "details", None)
    age = told.age_on(today) if told else None
    context = {
        "volunteer": volunteer,
        "spots": spots,
        "form": asked.form if asked else None,
        "nowhere": not any(spot.given and not spot.expired for spot in spots),
        "minor": age is not None and age < consents.OF_AGE,
        "age_known": age is not None,
        "parts_missing": DisplayForm.FIRST_NAME not in _possible(volunteer),
    }
    return render(request, "site/me/visibility.html", context)


def _withdraw(request: HttpRequest, user: User, consent: Consent | None) -> HttpResponse:
    """At once; what is withdrawn already stays so."""
    if consent is not None:
        with suppress(Conflict):  # from another tab, in this very moment
            consents.withdraw_consent(actor=user, consent=consent)
    messages.success(request, _("Zurückgenommen. Ab sofort steht dein Name dort nicht mehr."))
    return redirect("me-visibility")


def _give(user: User, volunteer: Volunteer, spot: Spot) -> bool:
    if not spot.form.is_valid():
        return False
    try:
        consents.give_consent(actor=user, volunteer=volunteer, place=spot.place, **spot.form.cleaned_data)
    except DomainError as error:
        complain(spot.form, error)
        return False
    return True


def _spot(volunteer: Volunteer, place: Place, given: Consent | None, data: QueryDict | None) -> Spot:
    return Spot(
        place=place,
        label=str(place.label),
        given=given,
        expired=given is not None and given.expires_on < clock.today(),
        shown=shown_name(given) if given else "",
        form=ConsentForm(data, volunteer=volunteer, place=place, given=given),
    )


def _possible(volunteer: Volunteer) -> list[DisplayForm]:
    """The short name needs both parts of the name."""
    whole = bool(volunteer.given_name and volunteer.family_name)
    return [form for form in DisplayForm if whole or form != DisplayForm.FIRST_NAME]


def _preview(volunteer: Volunteer, place: Place, form: DisplayForm) -> str:
    """What would stand there, letter by letter, as the lists themselves make it."""
    if form == DisplayForm.ALIAS:
        return _("ein Name, den du selbst wählst")
    name = shown_name(Consent(volunteer=volunteer, place=place, display_form=form))
    if not name:
        return _("kein Name: Du wirst nur mitgezählt")
    return format_html("<bdi>{}</bdi>", name)
