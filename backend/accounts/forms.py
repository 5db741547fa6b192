"""The forms of signing in and of one's own account."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from backend.accounts.codes import same_code
from volunteers.models import User, Volunteer
from volunteers.querysets import VolunteerQuerySet

LANGUAGE = _("Sprache der Seiten und E-Mails")


def _email(label: Any, **attrs: str) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr", **attrs})
    return forms.EmailField(label=label, max_length=254, widget=widget)


def _code(label: Any, hint: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "autofocus": True}
    return forms.CharField(label=label, max_length=20, help_text=hint, widget=forms.TextInput(attrs=attrs))


def _password(label: Any, autocomplete: str, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=200, help_text=hint, widget=widget)


class EmailForm(forms.Form):
    """To which address the code goes."""

    email = _email(_("E-Mail-Adresse"), autocomplete="username webauthn")

    def clean_email(self) -> str:
        """Lower case, and not asked for too often: counted for the address, whoever asks."""
        email = str(self.cleaned_data["email"]).lower()
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth publishes no types
    """The code from the mail."""

    code = _code(_("Code aus der E-Mail"))

    def clean_code(self) -> str:
        """The code as it was typed."""
        code = str(self.cleaned_data["code"])
        if not same_code(code, self.expected_code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class PasswordSignInForm(LoginForm):  # type: ignore[misc]  # as above
    """E-mail address and password, for who has one."""

    password = _password(_("Passwort"), "current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The field of the address as everywhere."""
        super().__init__(*args, **kwargs)
        self.fields["login"] = _email(_("E-Mail-Adresse"), autocomplete="username")


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]  # as above
    """The code of the app on the phone, or a recovery code."""

    code = _code(_("Code aus der App"), _("6 Ziffern. Oder einer deiner Notfallcodes."))


class ProveForm(ReauthenticateForm):  # type: ignore[misc]  # as above
    """The same, to show once more who one is."""

    code = _code(_("Code aus der App"), _("6 Ziffern. Oder einer deiner Notfallcodes."))


class AppForm(ActivateTOTPForm):  # type: ignore[misc]  # as above
    """The first code that the app shows."""

    code = _code(_("Code, den die App jetzt zeigt"), _("6 Ziffern"))


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # as above
    """How the passkey is called; the browser fills in the rest."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("Damit du ihn wiedererkennst, zum Beispiel: mein Handy"),
    )
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    """A password, for who wants one."""

    password = _password(_("Neues Passwort"), "new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """`user` is whose password it becomes: it must not resemble their address."""
        super().__init__(*args, **kwargs)
        self._user = user
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        """A password that the validators accept."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self._user)
        return password


class NewAddressForm(forms.Form):
    """The address that one wants to sign in with from now on."""

    email = _email(_("Neue E-Mail-Adresse"))

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        """`present` is the address until now."""
        super().__init__(*args, **kwargs)
        self._present = present

    def clean_email(self) -> str:
        """Lower case, and another one; whether it is taken, only its mailbox will know."""
        email = str(self.cleaned_data["email"]).lower()
        if email == self._present:
            raise ValidationError(_("Das ist deine Adresse schon."))
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


class LanguageForm(forms.Form):
    """In which language pages and mails are."""

    language = forms.ChoiceField(label=LANGUAGE, choices=settings.LANGUAGES)


class WelcomeForm(forms.Form):
    """What we call somebody who is new."""

    name = forms.CharField(
        label=_("Wie heißt du?"),
        max_length=200,
        help_text=_("In deiner Schrift und Reihenfolge, so wie der Name auf Urkunden stehen soll."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=LANGUAGE, choices=settings.LANGUAGES)
    role = forms.ChoiceField(
        label=_("Was möchtest du tun?"),
        choices=[
            ("volunteer", _("Ich helfe und will meine Stunden eintragen.")),
            ("other", _("Ich bin für eine Organisation hier und trage selbst keine Stunden ein.")),
        ],
        initial="volunteer",
        widget=forms.RadioSelect,
    )


class AddressChangeForm(forms.Form):
    """What an organisation asks for somebody who lost their mailbox."""

    volunteer: "forms.ModelChoiceField[Volunteer]" = forms.ModelChoiceField(
        label=_("Wer hat das Postfach verloren?"), queryset=None
    )
    email = _email(_("Neue E-Mail-Adresse"))
    evidence = forms.CharField(
        label=_("Woran haben Sie die Person erkannt?"),
        max_length=500,
        help_text=_("Zum Beispiel: war heute bei uns, wir kennen sie seit zwei Jahren. Bitte keine Ausweisnummern."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: VolunteerQuerySet, **kwargs: Any) -> None:
        """`people` are whom the organisation may help."""
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Volunteer]", self.fields["volunteer"]).queryset = people
