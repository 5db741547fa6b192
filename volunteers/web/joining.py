"""`/mitmachen/beitreten`: ask to join, without signing in and without a cookie; and the link from the mail (`/a/…`).

Against programs that fill in forms: how often one address may send, how fast, and a field that people never see. What
gets through costs a stranger one mail without a word of it, at most three a day (`services.joining`).
"""

import uuid as uuids
from typing import Any

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend.common import clock
from backend.common.errors import DomainError
from backend.common.pages import complain
from backend.common.throttling import may_join
from volunteers.models import District, JoinRequest, JoinStatus, JoinWish, Organisation
from volunteers.services import joining
from volunteers.web.answering import secret

WISHES = {"organisation": JoinWish.ORGANISATION, "mitarbeit": JoinWish.MEMBER, "helfen": JoinWish.VOLUNTEER}
FASTEST, LONGEST = 3, 24 * 3600  # seconds between opening the form and sending it

_signer = signing.TimestampSigner(salt="volunteers.joining")


class JoinForm(forms.Form):
    """What everybody says. `leer` is for programs: nobody else sees it. `seit` says when the form was opened."""

    field_order = ["organisation_name", "kind", "district", "website", "name", "email", "message"]

    name = forms.CharField(
        label=gettext_lazy("Ihr Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("Ihre E-Mail-Adresse"),
        help_text=gettext_lazy(
            "Dorthin geht ein Link. Erst wenn Sie ihn bestätigen, liest die Koordination Ihre Anfrage."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(
        label=gettext_lazy("Was möchten Sie uns sagen?"),
        help_text=gettext_lazy("In Ihrer Sprache. Bitte nichts über andere Menschen."),
        max_length=joining.LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    leer = forms.CharField(
        required=False, label=gettext_lazy("Bitte leer lassen"), widget=forms.TextInput(attrs={"tabindex": "-1"})
    )
    seit = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, told: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        """With the districts of today, where the form asks for one."""
        super().__init__(told, initial=initial, label_suffix="")
        if "district" in self.fields:
            options = [("", _("bitte wählen")), *District.objects.choices(clock.today())]
            self.fields["district"].choices = options  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for what only programs do; a person who was as quick sends once more."""
        told: dict[str, Any] = super().clean() or {}
        try:
            _signer.unsign(told.get("seit", ""), max_age=LONGEST)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("Diese Seite lag zu lange offen. Bitte senden Sie noch einmal.")) from error
        try:
            _signer.unsign(told["seit"], max_age=FASTEST)
        except signing.SignatureExpired:
            pass
        else:
            raise forms.ValidationError(_("Das ging sehr schnell. Bitte senden Sie in ein paar Sekunden noch einmal."))
        if told.get("leer"):
            sentence = _("Ein Feld, das leer bleiben muss, war ausgefüllt. Bitte füllen Sie das Formular von Hand aus.")
            raise forms.ValidationError(sentence)
        return told


class VolunteerForm(JoinForm):
    """Somebody wants to help: also where."""

    district = forms.ChoiceField(label=gettext_lazy("Landkreis oder Stadt"))


class OrganisationForm(JoinForm):
    """An organisation wants to join: also which one, and where."""

    organisation_name = forms.CharField(
        label=gettext_lazy("Name der Organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Art der Organisation"))
    district = forms.ChoiceField(label=gettext_lazy("Landkreis oder Stadt"))
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")

    def __init__(self, told: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        """With the kinds of organisation."""
        super().__init__(told, initial=initial)
        self.fields["kind"].choices = [("", _("bitte wählen")), *Organisation.Kind.choices]  # type: ignore[attr-defined]  # a ChoiceField


_FORMS = {JoinWish.ORGANISATION: OrganisationForm, JoinWish.MEMBER: JoinForm, JoinWish.VOLUNTEER: VolunteerForm}


@csrf_exempt  # whoever writes is nobody to us: there is nothing to forge, and it works with cookies off
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """What one can join as; the form for it; and what comes next once it was sent."""
    wish = WISHES.get(request.GET.get("als", ""))
    organisation = _organisation(request) if wish == JoinWish.MEMBER else None
    if wish is None or (wish == JoinWish.MEMBER and organisation is None):
        return _page(request, wish=wish, sent="gesendet" in request.GET, most=joining.MAILS_A_DAY)
    context: dict[str, Any] = {"wish": wish, "organisation": organisation}
    if request.method != "POST":
        return _page(request, form=_FORMS[wish](initial={"seit": _signer.sign("")}), **context)
    form = _FORMS[wish](request.POST)
    if not form.is_valid():
        return _again(request, form, 400, **context)
    if not may_join(request):
        form.add_error(None, _("Gerade kamen viele Anfragen. Bitte versuchen Sie es in einer Stunde noch einmal."))
        response = _again(request, form, 429, **context)
        response["Retry-After"] = "3600"
        return response
    try:
        joining.ask(wish=wish, organisation=organisation, language=get_language() or "de", **_told(form))
    except DomainError as error:
        complain(form, error)
        return _again(request, form, 503 if error.code == "no_mail_server" else 400, **context)
    return redirect(f"{request.path}?gesendet")


@secret
def answer(request: HttpRequest, link: str) -> HttpResponse:
    """What was asked under this address: say that it was you, take it back, and see what became of it."""
    found = joining.by_link(link)
    if found is None:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            _decide(request.POST.get("tun", ""), found)
        except DomainError as error:
            refused = str(error.detail)
            found.refresh_from_db()
        else:
            return redirect(request.get_full_path())
    context = {
        "asked": found,
        "confirmable": joining.is_open(found),
        "waiting": found.status == JoinStatus.OPEN,
        "refused": refused,
    }
    return render(request, "volunteers/join_answer.html", context, status=409 if refused else 200)


def _decide(choice: str, found: JoinRequest) -> None:
    if choice == "ja":
        joining.confirm(request=found)
    elif choice == "zurueck":
        joining.withdraw(request=found)


def _organisation(request: HttpRequest) -> Organisation | None:
    """The one that the address names, if the directory shows it."""
    try:
        key = uuids.UUID(request.GET.get("stelle", ""))
    except ValueError:
        return None
    return Organisation.objects.publicly_listed().select_related("district").filter(uuid=key).first()


def _told(form: forms.Form) -> dict[str, Any]:
    told = {name: value for name, value in form.cleaned_data.items() if name not in {"leer", "seit"}}
    if "district" in told:
        told["district"] = District.objects.valid_on(clock.today()).get(ags=told["district"])
    return told


def _again(request: HttpRequest, form: JoinForm, status: int, **context: Any) -> HttpResponse:
    """The form as it was filled in, but for what programs gave themselves away by."""
    data = request.POST.copy()
    data["leer"] = ""
    if not _is_ours(data.get("seit", "")):
        data["seit"] = _signer.sign("")
    form.data = data
    return _page(request, status, form=form, **context)


def _is_ours(stamp: str) -> bool:
    try:
        _signer.unsign(stamp, max_age=LONGEST)
    except signing.BadSignature:
        return False
    return True


def _page(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "volunteers/join.html", context, status=status)


urlpatterns: list[URLPattern] = [path("mitmachen/beitreten", join, name="join")]
