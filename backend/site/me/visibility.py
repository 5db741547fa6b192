"""`/ich/sichtbarkeit`: where one's name may stand in public. At first nowhere."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import Conflict, DomainError
from backend.common.pages import complain, signed_in, typed
from volunteers.display import shown_name
from volunteers.models import (
    PUBLIC_THANKS,
    Consent,
    ConsentText,
    DisplayForm,
    GuardianConsent,
    GuardianStatus,
    Place,
    User,
    Volunteer,
)
from volunteers.reach import reach_of
from volunteers.services import consent as consents
from volunteers.services import consent_texts, guardians, withdrawal


class ConsentForm(forms.Form):
    """How the name may appear at one place, and what else the age of the person asks for."""

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
    of_age = forms.BooleanField(label=gettext_lazy("Ich bin mindestens 18 Jahre alt."), required=False)
    guardian_name = forms.CharField(
        label=gettext_lazy("Wer sorgt für dich?"),
        help_text=gettext_lazy("Der Name deiner Mutter, deines Vaters oder deines Vormunds."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    guardian_email = forms.EmailField(
        label=gettext_lazy("Die E-Mail-Adresse dieser Person"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None, *, volunteer: Volunteer, place: Place, given: Consent | None) -> None:
        """Filled with what was given before."""
        initial = {"display_form": given.display_form, "alias": given.alias} if given else {}
        super().__init__(data, initial=initial, label_suffix="", auto_id=f"{place}_%s")
        field: Any = self.fields["display_form"]
        field.choices = [(form, _preview(volunteer, place, form)) for form in _possible(volunteer)]


@dataclass(slots=True)
class Spot:
    """A place, what was given for it, the text that is asked today, and the form to give.

    `asked` is what a guardian is to answer, `agreed` what one said yes to while the person's own word is missing.
    """

    place: Place
    label: str
    text: ConsentText
    given: Consent | None
    asked: GuardianConsent | None
    agreed: GuardianConsent | None
    form: ConsentForm

    @property
    def expired(self) -> bool:
        """Whether it was given, and ran out."""
        return self.given is not None and self.given.expires_on < clock.today()

    @property
    def valid(self) -> bool:
        """Whether the name may stand there now."""
        return self.given is not None and not self.expired

    @property
    def shown(self) -> str:
        """As it stands there."""
        return shown_name(self.given) if self.given else ""

    @property
    def outdated(self) -> bool:
        """Whether the text is a newer one than that which was agreed to."""
        return self.given is not None and self.given.text.version != self.text.version


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def visibility(request: HttpRequest) -> HttpResponse:
    """Place by place: what is given, how it looks; a POST gives or withdraws at `place`, or renews the link."""
    user = cast("User", request.user)
    key = reach_of(user).volunteer_id
    if key is None:
        return redirect("me")
    volunteer = Volunteer.objects.select_related("details").get(pk=key)
    details = getattr(volunteer, "details", None)
    age = details.age_on(clock.today()) if details else None
    data = typed(request)
    where = data.get("place") if data is not None else None
    spots = _spots(volunteer, data, where)
    if request.method == "POST" and (answer := _taken_back(request, user, volunteer, spots, where)):
        return answer
    asked = next((spot for spot in spots if spot.form.is_bound), None)
    if request.method == "POST" and asked and _give(request, user, volunteer, asked, minor=_minor(age)):
        return redirect("me-visibility")
    context = {
        "volunteer": volunteer,
        "spots": spots,
        "form": asked.form if asked else None,
        "nowhere": not any(spot.valid for spot in spots),
        "minor": _minor(age),
        "guardian_decides": age is not None and age < consents.DECIDES_TOO,
        "age_known": age is not None,
        "parts_missing": DisplayForm.FIRST_NAME not in _possible(volunteer),
        "link": withdrawal.url_of(volunteer),
    }
    return render(request, "site/me/visibility.html", context)


def _minor(age: int | None) -> bool:
    return age is not None and age < consents.OF_AGE


def _spots(volunteer: Volunteer, data: QueryDict | None, where: str | None) -> list[Spot]:
    standing = Consent.objects.standing().filter(volunteer=volunteer, purpose=PUBLIC_THANKS)
    given = {consent.place: consent for consent in standing.select_related("volunteer", "text")}
    words = consent_texts.current(purpose=PUBLIC_THANKS, language=get_language() or consent_texts.GERMAN)
    open_ones = {
        (one.place, one.status): one
        for one in GuardianConsent.objects.filter(
            volunteer=volunteer, status__in=[GuardianStatus.ASKED, GuardianStatus.GIVEN]
        ).order_by("pk")
    }
    return [
        Spot(
            place=place,
            label=str(place.label),
            text=words[place],
            given=given.get(place),
            asked=open_ones.get((place, GuardianStatus.ASKED)),
            agreed=open_ones.get((place, GuardianStatus.GIVEN)),
            form=ConsentForm(
                data if where == place else None, volunteer=volunteer, place=place, given=given.get(place)
            ),
        )
        for place in Place
        if place in words
    ]


def _taken_back(
    request: HttpRequest, user: User, volunteer: Volunteer, spots: list[Spot], where: str | None
) -> HttpResponse | None:
    """Withdrawing one or all, and another link: at once, and what is withdrawn already stays so."""
    if "withdraw_all" in request.POST:
        withdrawal.withdraw_own(actor=user, volunteer=volunteer)
        messages.success(request, _("Alles zurückgenommen. Ab sofort steht dein Name nirgends mehr."))
    elif "renew" in request.POST:
        withdrawal.renew_link(actor=user, volunteer=volunteer)
        messages.success(request, _("Du hast einen neuen Link. Der alte führt nirgends mehr hin."))
    elif "withdraw" in request.POST:
        for spot in spots:
            if spot.place == where and spot.given is not None:
                with suppress(Conflict):  # from another tab, in this very moment
                    consents.withdraw_consent(actor=user, consent=spot.given)
        messages.success(request, _("Zurückgenommen. Ab sofort steht dein Name dort nicht mehr."))
    else:
        return None
    return redirect("me-visibility")


def _give(request: HttpRequest, user: User, volunteer: Volunteer, spot: Spot, *, minor: bool) -> bool:
    if not spot.form.is_valid():
        return False
    said = spot.form.cleaned_data
    text = ConsentText.objects.filter(uuid=request.POST["text"]).first() if _is_key(request) else None
    wish = {
        "volunteer": volunteer,
        "place": spot.place,
        "display_form": said["display_form"],
        "alias": said["alias"],
        "text": text,
    }
    try:
        if minor and said["guardian_email"]:
            names = {"guardian_name": said["guardian_name"], "guardian_email": said["guardian_email"]}
            guardians.ask_guardian(actor=user, **wish, **names)
            messages.success(request, _("Wir haben eine E-Mail geschickt. Bis zur Antwort steht dein Name nirgends."))
        else:
            consents.give_consent(actor=user, of_age=said["of_age"], **wish)
            messages.success(request, _("Gespeichert. Du kannst es jederzeit zurücknehmen."))
    except DomainError as error:
        complain(spot.form, error)
        return False
    return True


def _is_key(request: HttpRequest) -> bool:
    """Whether the text that was read is named; without it today's counts."""
    try:
        forms.UUIDField().clean(request.POST.get("text"))
    except forms.ValidationError:
        return False
    return True


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
