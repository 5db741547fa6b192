"""`/ich/daten`: name, language, birth date and gender, and what they are for; all that is kept; being forgotten."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import complain, signed_in, typed
from volunteers.models import DataExport, Erasure, ExportStatus, Gender, User, Volunteer, VolunteerDetails
from volunteers.models.privacy import EXPORT_OPEN
from volunteers.reach import reach_of
from volunteers.services import accounts, details, people
from volunteers.web.me.fields import DayField
from volunteers.web.me.own import actor_of


class NameForm(forms.Form):
    """The name as one writes it, in which parts, and the language of one's papers."""

    name = forms.CharField(
        label=gettext_lazy("Dein Name, wie du ihn schreibst"),
        help_text=gettext_lazy("So steht er auf deinen Urkunden, in jeder Schrift."),
        max_length=200,
        error_messages={"required": gettext_lazy("Bitte gib deinen Namen an.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    name_latin = forms.CharField(
        label=gettext_lazy("Dein Name in lateinischen Buchstaben"),
        help_text=gettext_lazy("Falls du ihn sonst anders schreibst. Am besten wie im Pass."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    given_name = forms.CharField(
        label=gettext_lazy("Vorname"),
        help_text=gettext_lazy("Vor- und Nachname braucht es nur für einen kurzen Namen wie „Olena K.“."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    family_name = forms.CharField(
        label=gettext_lazy("Nachname"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name", "dir": "auto"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Deine Sprache"),
        help_text=gettext_lazy("In ihr schreiben wir dir E-Mails, und in ihr kommen deine nächsten Urkunden."),
    )

    def __init__(self, data: QueryDict | None, *, volunteer: Volunteer) -> None:
        """Filled with what is kept."""
        initial = {name: getattr(volunteer, name) for name in self.base_fields}
        super().__init__(data, initial=initial, label_suffix="", auto_id="name_%s")
        language: Any = self.fields["language"]
        language.choices = list(settings.LANGUAGES)
        if volunteer.language not in dict(settings.LANGUAGES):
            language.choices = [(volunteer.language, volunteer.language), *settings.LANGUAGES]


class BirthForm(forms.Form):
    """The birth date, and whether papers show it."""

    birth_date = DayField(
        label=gettext_lazy("Geburtsdatum"),
        required=False,
        help_text=gettext_lazy("Leer heißt: Wir speichern keines."),
    )
    print_birth_date = forms.BooleanField(
        label=gettext_lazy("Auf Tätigkeits- und Kompetenznachweise drucken"), required=False
    )

    def __init__(self, data: QueryDict | None, *, told: VolunteerDetails | None) -> None:
        """Filled with what was told."""
        initial = {name: getattr(told, name, None) for name in self.base_fields}
        super().__init__(data, initial=initial, label_suffix="", auto_id="birth_%s")
        day: Any = self.fields["birth_date"]
        day.until(clock.today())
        day.widget.attrs["autocomplete"] = "bday"


class GenderForm(forms.Form):
    """The gender, or none."""

    gender = forms.ChoiceField(
        label=gettext_lazy("Geschlecht"),
        required=False,
        choices=[*Gender.choices, ("", gettext_lazy("keine Angabe"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: QueryDict | None, *, told: VolunteerDetails | None) -> None:
        """Filled with what was told."""
        super().__init__(data, initial={"gender": told.gender if told else ""}, label_suffix="", auto_id="gender_%s")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """What is kept about somebody; `form` in a POST says which of the forms it is."""
    key = reach_of(actor_of(request)).volunteer_id
    volunteer = Volunteer.objects.select_related("details").filter(pk=key).first() if key is not None else None
    if volunteer is None:
        if request.method == "POST":
            return redirect("me")
        return render(request, "volunteers/me/data.html", _kept(actor_of(request)))
    given = typed(request)
    which = given.get("form") if given is not None else None
    name = NameForm(given if which == "name" else None, volunteer=volunteer)
    told = getattr(volunteer, "details", None)
    birth = BirthForm(given if which == "birth" else None, told=told)
    gender = GenderForm(given if which == "gender" else None, told=told)
    form = {"birth": birth, "gender": gender}.get(which or "", name)
    if request.method == "POST" and _saved(request, volunteer, form):
        messages.success(request, _("Gespeichert."))
        return redirect("me-data")
    context = {
        "volunteer": volunteer,
        "name": name,
        "birth": birth,
        "gender": gender,
        "form": form,
    }
    return render(request, "volunteers/me/data.html", context | _kept(actor_of(request)))


def _kept(actor: User) -> dict[str, Any]:
    """How it stands with the copy of one's data, and with being forgotten; whom to write to."""
    copy = DataExport.objects.visible_to(actor).order_by("-pk").first()
    return {
        "copy": copy if copy and copy.status != ExportStatus.DELETED else None,
        "under_way": copy is not None and copy.status in EXPORT_OPEN,
        "erasure": Erasure.objects.open().filter(user=actor).first(),
        "contact": settings.OPERATOR["mail"] or settings.DEFAULT_FROM_EMAIL,
    }


def _saved(request: HttpRequest, volunteer: Volunteer, form: forms.Form) -> bool:
    actor = actor_of(request)
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        if isinstance(form, BirthForm):
            details.tell_birth_date(actor=actor, volunteer=volunteer, **said)
        elif isinstance(form, GenderForm):
            details.tell_gender(actor=actor, volunteer=volunteer, **said)
        else:
            language = said.pop("language")
            people.rename_volunteer(actor=actor, volunteer=volunteer, **said)
            accounts.speak(user=actor, language=language)
    except DomainError as error:
        complain(form, error)
        return False
    return True
