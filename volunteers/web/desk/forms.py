"""What an organisation types about people, activities and itself."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from volunteers.models import Activity, DigestRhythm, District, FieldOfAction, Organisation, Role, Volunteer


class PersonForm(forms.Form):
    """Somebody without an account, whose hours the organisation keeps."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("So, wie er auf einer Urkunde stehen soll, in eigener Schrift.")
    )
    name_latin = forms.CharField(
        label=_("Name in lateinischer Schrift"),
        max_length=200,
        required=False,
        help_text=_("Nur, wenn der Name in einer anderen Schrift geschrieben ist."),
    )
    given_name = forms.CharField(label=_("Vorname"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Nachname"), max_length=100, required=False)
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        max_length=254,
        required=False,
        help_text=_("Nur, wenn die Person das möchte: damit kann sie ihre Stunden später selbst übernehmen."),
    )
    language = forms.ChoiceField(label=_("Sprache"), choices=settings.LANGUAGES, initial="de")

    @classmethod
    def of(cls, volunteer: Volunteer) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(volunteer, name) for name in cls.base_fields}


class MemberForm(forms.Form):
    """Somebody who is to act for the organisation."""

    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        max_length=254,
        help_text=_("Mit dieser Adresse meldet sich die Person an. Ein Konto braucht sie vorher nicht."),
    )
    role = forms.ChoiceField(
        label=_("Rolle"), choices=Role.choices, widget=forms.RadioSelect, initial=Role.CONFIRMER.value
    )


class ActivityForm(forms.Form):
    """A kind of help."""

    title = forms.CharField(label=_("Titel"), max_length=120, help_text=_("Zum Beispiel „Sprachcafé am Montag“."))
    description = forms.CharField(
        label=_("Beschreibung"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Steht öffentlich unter „Mitmachen“: was man tut, wann und wo."),
    )
    field = forms.ModelChoiceField(label=_("Handlungsfeld"), queryset=FieldOfAction.objects.none(), empty_label=None)
    district = forms.ModelChoiceField(
        label=_("Landkreis oder Stadt"), queryset=District.objects.none(), empty_label=None
    )
    starts_on = forms.DateField(
        label=_("von"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("bis"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Danach kann niemand mehr Stunden für spätere Tage eintragen."),
    )

    def __init__(self, *args: Any, activity: Activity | None = None, **kwargs: Any) -> None:
        """Offers what is in use today, and what the activity has."""
        super().__init__(*args, **kwargs)
        today = clock.today()
        fields, districts = FieldOfAction.objects.valid_on(today), District.objects.valid_on(today)
        if activity is not None:
            fields |= FieldOfAction.objects.filter(pk=activity.field_id)
            districts |= District.objects.filter(pk=activity.district_id)
        self.fields["field"].queryset = fields  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["district"].queryset = districts.order_by("name")  # type: ignore[attr-defined]  # as above

    @classmethod
    def of(cls, activity: Activity) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(activity, name) for name in cls.base_fields}


class ProfileForm(forms.Form):
    """What the public reads of an organisation, and what its managers may change."""

    name = forms.CharField(label=_("Name"), max_length=200)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    domain = forms.CharField(
        label=_("Domain Ihrer E-Mail-Adressen"),
        max_length=100,
        required=False,
        help_text=_("Zum Beispiel verein.de. Bestätigungen von solchen Adressen zählen mehr als von fremden."),
    )
    digest = forms.ChoiceField(
        label=_("E-Mail über wartende Stunden"),
        choices=DigestRhythm,
        help_text=_("An alle, die bestätigen: wie viele Einträge warten. Wer sie nicht möchte, bestellt sie dort ab."),
    )

    @classmethod
    def of(cls, organisation: Organisation) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(organisation, name) for name in cls.base_fields}
